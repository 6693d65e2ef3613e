// Gauss-Seidel iteration of the nine-point average on a 64 x 64 grid, in place.
//
// Each cell uses neighbours already updated in the same sweep, so iterations of the inner loop
// depend on each other (Press et al., "Numerical Recipes", section on relaxation methods).
//
// In the suite for: a latency-bound dependence chain through memory, where a value just stored is
// loaded again by the next iteration; f64 division.
// n: number of sweeps.
// Checksum: every cell of the grid.
#include "support/checksum.h"
#include "support/random.h"

#define SIDE 64

static f64 grid[SIDE][SIDE];

static void sweep(void) {
  for (int y = 1; y < SIDE - 1; y++) {
    for (int x = 1; x < SIDE - 1; x++) {
      f64 above = grid[y - 1][x - 1] + grid[y - 1][x] + grid[y - 1][x + 1];
      f64 beside = grid[y][x - 1] + grid[y][x] + grid[y][x + 1];
      f64 below = grid[y + 1][x - 1] + grid[y + 1][x] + grid[y + 1][x + 1];
      grid[y][x] = (above + beside + below) / 9.0;
    }
  }
}

int run(int n) {
  Random random = random_from(4);
  for (int y = 0; y < SIDE; y++) {
    for (int x = 0; x < SIDE; x++) {
      grid[y][x] = random_unit(&random);
    }
  }
  for (int i = 0; i < n; i++) {
    sweep();
  }
  u32 sum = 0;
  for (int y = 0; y < SIDE; y++) {
    for (int x = 0; x < SIDE; x++) {
      sum = mix_f64(sum, grid[y][x]);
    }
  }
  return (int)sum;
}
