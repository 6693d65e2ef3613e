// The spectral norm of the infinite matrix a(i, j) = 1 / ((i+j)(i+j+1)/2 + i + 1), cut to 48 x 48,
// by power iteration on A'A.
//
// Problem 3 of L. N. Trefethen, "A Hundred-Dollar, Hundred-Digit Challenge", SIAM News, 2002.
//
// In the suite for: a small function called in the innermost loop, int-to-double conversion and f64
// division per element, no memory traffic but two short vectors.
// n: number of random start vectors, each iterated three times.
// Checksum: norm and vector reached from each.
#include "support/checksum.h"
#include "support/random.h"

#define ORDER 48
#define ITERATIONS 3

static f64 vector[ORDER], image[ORDER];

static f64 entry(int i, int j) {
  return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1);
}

static void multiply(f64 *result, const f64 *x) {
  for (int i = 0; i < ORDER; i++) {
    f64 dot = 0.0;
    for (int j = 0; j < ORDER; j++) {
      dot += entry(i, j) * x[j];
    }
    result[i] = dot;
  }
}

static void multiply_transposed(f64 *result, const f64 *x) {
  for (int i = 0; i < ORDER; i++) {
    f64 dot = 0.0;
    for (int j = 0; j < ORDER; j++) {
      dot += entry(j, i) * x[j];
    }
    result[i] = dot;
  }
}

// Returns the length the vector had.
static f64 normalize(f64 *x) {
  f64 squared = 0.0;
  for (int i = 0; i < ORDER; i++) {
    squared += x[i] * x[i];
  }
  f64 length = __builtin_sqrt(squared);
  for (int i = 0; i < ORDER; i++) {
    x[i] /= length;
  }
  return length;
}

int run(int n) {
  Random random = random_from(9);
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    for (int i = 0; i < ORDER; i++) {
      vector[i] = random_unit(&random);
    }
    normalize(vector);
    f64 eigenvalue = 0.0;
    for (int i = 0; i < ITERATIONS; i++) {
      multiply(image, vector);
      multiply_transposed(vector, image);
      eigenvalue = normalize(vector);
    }
    sum = mix_f64(sum, __builtin_sqrt(eigenvalue));
    for (int i = 0; i < ORDER; i++) {
      sum = mix_f64(sum, vector[i]);
    }
  }
  return (int)sum;
}
