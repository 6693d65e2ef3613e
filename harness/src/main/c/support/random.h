// The generator of every input: xorshift64*.
//
// Reference: S. Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled",
// ACM Transactions on Mathematical Software 42(4), 2016.
#ifndef SUPPORT_RANDOM_H
#define SUPPORT_RANDOM_H

#include "base.h"

typedef struct {
  u64 state; // never 0
} Random;

static inline Random random_from(u32 seed) {
  return (Random){.state = 0x9E3779B97F4A7C15u ^ seed};
}

static inline u64 random_u64(Random *random) {
  u64 x = random->state;
  x ^= x >> 12;
  x ^= x << 25;
  x ^= x >> 27;
  random->state = x;
  return x * 0x2545F4914F6CDD1Du;
}

static inline u32 random_u32(Random *random) {
  return (u32)(random_u64(random) >> 32);
}

// Uniform in [0, bound), by multiplication instead of division.
static inline u32 random_below(Random *random, u32 bound) {
  return (u32)(((u64)random_u32(random) * bound) >> 32);
}

// Uniform in [0, 1).
static inline f64 random_unit(Random *random) {
  return (f64)(i64)(random_u64(random) >> 11) * 0x1p-53;
}

#endif
