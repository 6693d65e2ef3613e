// The cheapest order of multiplying a chain of 32 matrices.
//
// Godbole, "On efficient computation of matrix chain products", 1973 (Cormen et al., "Introduction
// to Algorithms", section 15.2).
//
// In the suite for: a triangular three-deep loop nest where one operand walks a row and the other a
// column, minimum with its argument.
// n: number of chains.
// Checksum: cost and split points of every chain.
#include "support/checksum.h"
#include "support/random.h"

#define LENGTH 32

static u32 dimension[LENGTH + 1];
static u32 cost[LENGTH][LENGTH];
static u8 split[LENGTH][LENGTH];

static void find_costs(void) {
  for (int i = 0; i < LENGTH; i++) {
    cost[i][i] = 0;
  }
  for (int length = 2; length <= LENGTH; length++) {
    for (int first = 0; first + length <= LENGTH; first++) {
      int last = first + length - 1;
      u32 best = ~0u;
      for (int k = first; k < last; k++) {
        u32 outer = dimension[first] * dimension[k + 1] * dimension[last + 1];
        u32 total = cost[first][k] + cost[k + 1][last] + outer;
        if (total < best) {
          best = total;
          split[first][last] = (u8)k;
        }
      }
      cost[first][last] = best;
    }
  }
}

static u32 fold_splits(u32 sum, int first, int last) {
  if (first == last) {
    return mix32(sum, dimension[first]);
  }
  int k = split[first][last];
  sum = fold_splits(sum, first, k);
  sum = fold_splits(sum, k + 1, last);
  return mix32(sum, (u32)k);
}

int run(int n) {
  Random random = random_from(22);
  u32 sum = 0;
  for (int chain = 0; chain < n; chain++) {
    for (int i = 0; i <= LENGTH; i++) {
      dimension[i] = 2 + random_below(&random, 60);
    }
    find_costs();
    sum = mix32(fold_splits(sum, 0, LENGTH - 1), cost[0][LENGTH - 1]);
  }
  return (int)sum;
}
