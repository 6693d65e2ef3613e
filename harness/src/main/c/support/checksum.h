// Folding results of any type into a 32-bit checksum, order-sensitive and bit-exact.
#ifndef SUPPORT_CHECKSUM_H
#define SUPPORT_CHECKSUM_H

#include "base.h"

// Each step is a bijection of `sum` for a fixed value and of `value` for a fixed sum, so a single
// wrong word anywhere always changes the result.
static inline u32 mix32(u32 sum, u32 value) {
  sum = (rotate_left32(sum, 5) ^ value) * 0x9E3779B1u;
  return sum ^ (sum >> 15);
}

static inline u32 mix64(u32 sum, u64 value) {
  return mix32(mix32(sum, (u32)value), (u32)(value >> 32));
}

static inline u32 mix_f32(u32 sum, f32 value) {
  union {
    f32 number;
    u32 bits;
  } pun = {.number = value};
  return mix32(sum, pun.bits);
}

static inline u32 mix_f64(u32 sum, f64 value) {
  union {
    f64 number;
    u64 bits;
  } pun = {.number = value};
  return mix64(sum, pun.bits);
}

#endif
