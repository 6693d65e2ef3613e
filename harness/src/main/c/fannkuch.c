// Pancake flips: how often the prefix named by the first element must be reversed until a one
// leads.
//
// Anderson and Rettig, "Performing Lisp analysis of the FANNKUCH benchmark", ACM Lisp Pointers 7,
// 1994. Permutations of nine in the order of Knuth, TAOCP volume 4A, section 7.2.1.2, algorithm L.
//
// In the suite for: small byte arrays, reversal loops with data-dependent short trip counts.
// n: number of blocks of 64 successive permutations, each from a random one on.
// Checksum: flips of every permutation, and the most flips seen.
#include "support/checksum.h"
#include "support/random.h"

#define LENGTH 9
#define BLOCK 64

static u8 permutation[LENGTH];

static void reverse(u8 *low, u8 *high) {
  while (low < high) {
    u8 held = *low;
    *low++ = *high;
    *high-- = held;
  }
}

static void shuffle(Random *random) {
  for (u32 i = 0; i < LENGTH; i++) {
    u32 j = random_below(random, i + 1);
    permutation[i] = permutation[j];
    permutation[j] = (u8)(i + 1);
  }
}

// To the lexicographic successor, or from the last permutation back to the first.
static void advance(void) {
  int rise = LENGTH - 2;
  while (rise >= 0 && permutation[rise] > permutation[rise + 1]) {
    rise--;
  }
  if (rise >= 0) {
    int larger = LENGTH - 1;
    while (permutation[larger] < permutation[rise]) {
      larger--;
    }
    u8 held = permutation[rise];
    permutation[rise] = permutation[larger];
    permutation[larger] = held;
  }
  reverse(permutation + rise + 1, permutation + LENGTH - 1);
}

static u32 count_flips(void) {
  u8 stack[LENGTH];
  copy_bytes(stack, permutation, LENGTH);
  u32 flips = 0;
  while (stack[0] != 1) {
    reverse(stack, stack + stack[0] - 1);
    flips++;
  }
  return flips;
}

int run(int n) {
  Random random = random_from(34);
  u32 sum = 0, most = 0;
  for (int block = 0; block < n; block++) {
    shuffle(&random);
    for (int i = 0; i < BLOCK; i++) {
      u32 flips = count_flips();
      most = flips > most ? flips : most;
      sum = mix32(sum, flips);
      advance();
    }
  }
  return (int)mix32(sum, most);
}
