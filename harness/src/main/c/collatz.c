// Longest trajectories of the 3n + 1 problem among consecutive starting numbers.
//
// J. C. Lagarias, "The 3x + 1 problem and its generalizations", American Mathematical Monthly 92,
// 1985.
//
// In the suite for: 64-bit arithmetic in registers, an unpredictable branch on the low bit,
// trailing zero counts in the second, accelerated form of the same loop.
// n: number of blocks of 32 starting numbers, counted up from 10^9.
// Checksum: steps of every number by both forms, and the highest number met.
#include "support/checksum.h"

#define BLOCK 32
#define FIRST 1000000000u

static u64 highest;

static u32 steps_one_by_one(u64 x) {
  u32 steps = 0;
  while (x != 1) {
    if (x & 1) {
      x = 3 * x + 1;
      if (x > highest) {
        highest = x;
      }
    } else {
      x >>= 1;
    }
    steps++;
  }
  return steps;
}

// All divisions by two at once.
static u32 steps_by_trailing_zeros(u64 x) {
  u32 halvings = (u32)__builtin_ctzll(x);
  u32 steps = halvings;
  x >>= halvings;
  while (x != 1) {
    x = 3 * x + 1;
    halvings = (u32)__builtin_ctzll(x);
    x >>= halvings;
    steps += 1 + halvings;
  }
  return steps;
}

int run(int n) {
  highest = 0;
  u32 sum = 0;
  u64 start = FIRST;
  for (int block = 0; block < n; block++) {
    for (int i = 0; i < BLOCK; i++, start++) {
      sum = mix32(sum, steps_one_by_one(start));
      sum = mix32(sum, steps_by_trailing_zeros(start));
    }
  }
  return (int)mix64(sum, highest);
}
