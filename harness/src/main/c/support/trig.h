// Sine and cosine from additions and multiplications only, so that every compiler gives the same
// bits. The argument is reduced to [-pi/4, pi/4] (Cody and Waite's two-part constant), then a
// Taylor polynomial is evaluated; good to about 1e-15 for |x| < 1000, which is all the workloads
// need.
#ifndef SUPPORT_TRIG_H
#define SUPPORT_TRIG_H

#include "base.h"

#define PI 3.14159265358979323846

static inline f64 sine_near_zero(f64 x) {
  f64 x2 = x * x;
  f64 tail = 1.0 / 6227020800.0 - x2 / 1307674368000.0;
  tail = 1.0 / 39916800.0 - x2 * tail;
  tail = 1.0 / 362880.0 - x2 * tail;
  tail = 1.0 / 5040.0 - x2 * tail;
  tail = 1.0 / 120.0 - x2 * tail;
  tail = 1.0 / 6.0 - x2 * tail;
  return x - x * x2 * tail;
}

static inline f64 cosine_near_zero(f64 x) {
  f64 x2 = x * x;
  f64 tail = 1.0 / 479001600.0 - x2 / 87178291200.0;
  tail = 1.0 / 3628800.0 - x2 * tail;
  tail = 1.0 / 40320.0 - x2 * tail;
  tail = 1.0 / 720.0 - x2 * tail;
  tail = 1.0 / 24.0 - x2 * tail;
  tail = 0.5 - x2 * tail;
  return 1.0 - x2 * tail;
}

// sin(x + quarters * pi / 2)
static inline f64 sine_from_quarter(f64 x, int quarters) {
  f64 quarter_turns = __builtin_floor(x * (2.0 / PI) + 0.5);
  f64 rest = (x - quarter_turns * 0x1.921fb544p+0) - quarter_turns * 0x1.0b4611a626331p-34;
  switch (((int)quarter_turns + quarters) & 3) {
  case 0:
    return sine_near_zero(rest);
  case 1:
    return cosine_near_zero(rest);
  case 2:
    return -sine_near_zero(rest);
  default:
    return -cosine_near_zero(rest);
  }
}

static inline f64 sine(f64 x) {
  return sine_from_quarter(x, 0);
}

static inline f64 cosine(f64 x) {
  return sine_from_quarter(x, 1);
}

#endif
