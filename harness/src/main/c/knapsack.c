// 0/1 knapsack: 32 items into capacity 500, with recovery of the chosen items.
//
// Bellman's recurrence over capacities, one row updated downwards, and one decision bit per cell
// (Kellerer, Pferschy and Pisinger, "Knapsack Problems", section 2.3).
//
// In the suite for: a loop that runs downwards, compare-and-replace with a rarely predictable
// branch, single bits set in 64-bit words.
// n: number of instances.
// Checksum: best value and chosen items of every instance.
#include "support/checksum.h"
#include "support/random.h"

#define ITEMS 32
#define CAPACITY 500
#define WORDS ((CAPACITY + 64) / 64)

static int weight[ITEMS], worth[ITEMS];
static int best[CAPACITY + 1];
static u64 taken[ITEMS][WORDS]; // bit c of row i: item i is used when capacity is c

static void fill_table(void) {
  fill_bytes(best, 0, sizeof(best));
  fill_bytes(taken, 0, sizeof(taken));
  for (int item = 0; item < ITEMS; item++) {
    for (int capacity = CAPACITY; capacity >= weight[item]; capacity--) {
      int with_item = best[capacity - weight[item]] + worth[item];
      if (with_item > best[capacity]) {
        best[capacity] = with_item;
        taken[item][capacity / 64] |= (u64)1 << (capacity % 64);
      }
    }
  }
}

static u32 chosen_items(void) {
  u32 chosen = 0;
  int capacity = CAPACITY;
  for (int item = ITEMS - 1; item >= 0; item--) {
    if (taken[item][capacity / 64] >> (capacity % 64) & 1) {
      chosen |= (u32)1 << item;
      capacity -= weight[item];
    }
  }
  return chosen;
}

int run(int n) {
  Random random = random_from(11);
  u32 sum = 0;
  for (int instance = 0; instance < n; instance++) {
    for (int item = 0; item < ITEMS; item++) {
      weight[item] = 5 + (int)random_below(&random, 60);
      worth[item] = weight[item] + (int)random_below(&random, 30);
    }
    fill_table();
    sum = mix32(mix32(sum, (u32)best[CAPACITY]), chosen_items());
  }
  return (int)sum;
}
