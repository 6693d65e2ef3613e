// Jacobi iteration of the five-point stencil on a 96 x 96 grid with fixed borders.
//
// Solves Laplace's equation out of place, one grid into the other (Press et al., "Numerical
// Recipes", section on relaxation methods).
//
// In the suite for: neighbouring loads from several rows, wide independent f64 additions, two
// nested loops whose addresses share one induction variable.
// n: number of sweeps.
// Checksum: every cell of the last grid.
#include "support/checksum.h"
#include "support/random.h"

#define SIDE 96

static f64 grids[2][SIDE][SIDE];

static void sweep(f64 to[SIDE][SIDE], f64 from[SIDE][SIDE]) {
  for (int y = 1; y < SIDE - 1; y++) {
    for (int x = 1; x < SIDE - 1; x++) {
      to[y][x] =
          0.2 * (from[y][x] + from[y][x - 1] + from[y][x + 1] + from[y - 1][x] + from[y + 1][x]);
    }
  }
}

int run(int n) {
  Random random = random_from(3);
  for (int y = 0; y < SIDE; y++) {
    for (int x = 0; x < SIDE; x++) {
      grids[0][y][x] = grids[1][y][x] = random_unit(&random);
    }
  }
  for (int i = 0; i < n; i++) {
    sweep(grids[(i + 1) & 1], grids[i & 1]);
  }
  u32 sum = 0;
  for (int y = 0; y < SIDE; y++) {
    for (int x = 0; x < SIDE; x++) {
      sum = mix_f64(sum, grids[n & 1][y][x]);
    }
  }
  return (int)sum;
}
