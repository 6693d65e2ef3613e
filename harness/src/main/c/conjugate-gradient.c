// Sparse linear systems A x = b by conjugate gradients, A in compressed sparse rows (CSR).
//
// Hestenes and Stiefel, "Methods of conjugate gradients for solving linear systems", 1952. A is the
// weighted Laplacian of a random circulant graph plus the identity: symmetric positive definite,
// nine entries a row at scattered columns.
//
// In the suite for: indirect (gather) addressing, short inner loops with data-dependent bounds,
// reductions that must not be reassociated.
// n: number of systems, eight iterations each.
// Checksum: solution and residual of every system.
#include "support/checksum.h"
#include "support/random.h"

#define ROWS 256
#define SPANS 4
#define ROW_ENTRIES (2 * SPANS + 1)
#define ITERATIONS 8

static int row_start[ROWS + 1];
static int column[ROWS * ROW_ENTRIES];
static f64 value[ROWS * ROW_ENTRIES];

static f64 solution[ROWS], residual[ROWS], direction[ROWS], image[ROWS];

static void build_matrix(Random *random) {
  static const int spans[SPANS] = {1, 17, 59, 101};
  static f64 weight[SPANS][ROWS]; // of the edge from row i to row i + span
  for (int s = 0; s < SPANS; s++) {
    for (int i = 0; i < ROWS; i++) {
      weight[s][i] = 0.1 + random_unit(random);
    }
  }
  int next = 0;
  for (int i = 0; i < ROWS; i++) {
    row_start[i] = next;
    int diagonal = next++;
    column[diagonal] = i;
    value[diagonal] = 1.0;
    for (int s = 0; s < SPANS; s++) {
      int ahead = (i + spans[s]) % ROWS;
      int behind = (i - spans[s] + ROWS) % ROWS;
      column[next] = ahead;
      value[next++] = -weight[s][i];
      column[next] = behind;
      value[next++] = -weight[s][behind];
      value[diagonal] += weight[s][i] + weight[s][behind];
    }
  }
  row_start[ROWS] = next;
}

static void multiply(f64 *result, const f64 *x) {
  for (int i = 0; i < ROWS; i++) {
    f64 dot = 0.0;
    for (int k = row_start[i]; k < row_start[i + 1]; k++) {
      dot += value[k] * x[column[k]];
    }
    result[i] = dot;
  }
}

static f64 dot_product(const f64 *x, const f64 *y) {
  f64 dot = 0.0;
  for (int i = 0; i < ROWS; i++) {
    dot += x[i] * y[i];
  }
  return dot;
}

// Expects b in `residual`; leaves x in `solution` and b - A x in `residual`.
static f64 solve(void) {
  for (int i = 0; i < ROWS; i++) {
    solution[i] = 0.0;
    direction[i] = residual[i];
  }
  f64 norm2 = dot_product(residual, residual);
  for (int iteration = 0; iteration < ITERATIONS; iteration++) {
    multiply(image, direction);
    f64 step = norm2 / dot_product(direction, image);
    for (int i = 0; i < ROWS; i++) {
      solution[i] += step * direction[i];
      residual[i] -= step * image[i];
    }
    f64 next_norm2 = dot_product(residual, residual);
    f64 turn = next_norm2 / norm2;
    norm2 = next_norm2;
    for (int i = 0; i < ROWS; i++) {
      direction[i] = residual[i] + turn * direction[i];
    }
  }
  return norm2;
}

int run(int n) {
  Random random = random_from(2);
  build_matrix(&random);
  u32 sum = 0;
  for (int system = 0; system < n; system++) {
    for (int i = 0; i < ROWS; i++) {
      residual[i] = random_unit(&random) - 0.5;
    }
    sum = mix_f64(sum, solve());
    for (int i = 0; i < ROWS; i++) {
      sum = mix_f64(sum, solution[i]);
    }
  }
  return (int)sum;
}
