// Prime numbers by the segmented sieve of Eratosthenes, 16,384 numbers a segment.
//
// Bays and Hudson, "The segmented sieve of Eratosthenes and primes in arithmetic progressions to
// 10^12", BIT 17, 1977.
//
// In the suite for: byte stores with a variable stride, a loop of few instructions that is bound by
// bounds checks and address arithmetic, a counting scan.
// n: number of segments from 0 upwards, at most 100,000.
// Checksum: count and last prime of every segment.
#include "support/checksum.h"

#define SEGMENT (1 << 14)
#define MOST_BASE_PRIMES 4800 // more than there are below the square root of 2^31

static u8 composite[SEGMENT];
static u32 base_prime[MOST_BASE_PRIMES];
static u32 next_multiple[MOST_BASE_PRIMES];
static int base_primes;

static bool is_prime(u32 candidate) {
  for (int i = 0; i < base_primes && base_prime[i] * base_prime[i] <= candidate; i++) {
    if (candidate % base_prime[i] == 0) {
      return false;
    }
  }
  return true;
}

// Primes whose squares lie below the limit, by trial division.
static void find_base_primes(u32 limit) {
  base_primes = 0;
  for (u32 candidate = 2; candidate * candidate < limit; candidate++) {
    if (is_prime(candidate)) {
      base_prime[base_primes] = candidate;
      next_multiple[base_primes] = candidate * candidate;
      base_primes++;
    }
  }
}

static void strike_multiples(u32 start) {
  fill_bytes(composite, 0, sizeof(composite));
  u32 end = start + SEGMENT;
  for (int i = 0; i < base_primes; i++) {
    u32 prime = base_prime[i];
    if (prime * prime >= end) {
      break;
    }
    u32 multiple = next_multiple[i];
    for (; multiple < end; multiple += prime) {
      composite[multiple - start] = 1;
    }
    next_multiple[i] = multiple;
  }
}

int run(int n) {
  find_base_primes((u32)n * SEGMENT);
  u32 sum = 0;
  for (int segment = 0; segment < n; segment++) {
    u32 start = (u32)segment * SEGMENT;
    strike_multiples(start);
    u32 count = 0, last = 0;
    for (u32 i = segment == 0 ? 2 : 0; i < SEGMENT; i++) {
      if (!composite[i]) {
        count++;
        last = start + i;
      }
    }
    sum = mix32(mix32(sum, count), last);
  }
  return (int)sum;
}
