// Escape times of z := z^2 + c over the Mandelbrot set, 128 points a row.
//
// B. Mandelbrot, "Fractal aspects of the iteration of z -> lambda z (1 - z)", 1980.
//
// In the suite for: a tight f64 loop entirely in registers with a data-dependent exit.
// n: number of rows; a row is any of 256 heights of the picture, visited in scattered order so that
// work stays proportional to n.
// Checksum: escape time of every point.
#include "support/checksum.h"

#define COLUMNS 128
#define ROWS 256
#define MOST_STEPS 100

static int escape_time(f64 cr, f64 ci) {
  f64 zr = 0.0, zi = 0.0;
  for (int step = 0; step < MOST_STEPS; step++) {
    f64 zr2 = zr * zr, zi2 = zi * zi;
    if (zr2 + zi2 > 4.0) {
      return step;
    }
    zi = 2.0 * zr * zi + ci;
    zr = zr2 - zi2 + cr;
  }
  return MOST_STEPS;
}

int run(int n) {
  u32 sum = 0;
  for (int i = 0; i < n; i++) {
    int row = (int)((u32)i * 101u % ROWS);
    f64 ci = 2.5 * row / ROWS - 1.25;
    for (int x = 0; x < COLUMNS; x++) {
      f64 cr = 2.75 * x / COLUMNS - 2.0;
      sum = mix32(sum, (u32)escape_time(cr, ci));
    }
  }
  return (int)sum;
}
