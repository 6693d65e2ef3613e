// Conway's game of life on a 64 x 64 torus, 64 cells at a time.
//
// M. Gardner, "Mathematical games", Scientific American, October 1970; neighbours are counted by
// bit-sliced adders (Knuth, TAOCP volume 4A, section 7.1.3).
//
// In the suite for: long straight-line 64-bit logic with rotates, many live i64 values.
// n: number of generations.
// Checksum: population of every generation, cells of the last.
#include "support/checksum.h"
#include "support/random.h"

#define SIDE 64

static u64 boards[2][SIDE];

typedef struct {
  u64 ones, twos;
} Count;

// Per column: how many of the three cells left, here and right are alive.
static Count count_three(u64 row) {
  u64 left = rotate_left64(row, 1), right = rotate_left64(row, -1);
  u64 pair = left ^ right;
  return (Count){pair ^ row, (left & right) | (pair & row)};
}

static u64 next_row(u64 above, u64 here, u64 below) {
  Count a = count_three(above), b = count_three(here), c = count_three(below);
  u64 ones = a.ones ^ b.ones ^ c.ones;
  u64 carry = (a.ones & b.ones) | (c.ones & (a.ones ^ b.ones));
  // The four words of weight two: exactly one of them set, or exactly two, decides.
  u64 some = a.twos ^ b.twos, both = a.twos & b.twos;
  u64 other_some = c.twos ^ carry, other_both = c.twos & carry;
  u64 odd = some ^ other_some;
  u64 at_least_two = both | other_both | (some & other_some);
  u64 all_four = both & other_both;
  u64 three = odd & ~at_least_two & ones;             // of nine cells, three
  u64 four = at_least_two & ~odd & ~all_four & ~ones; // of nine cells, four
  return three | (four & here);
}

static u32 step(u64 *to, const u64 *from) {
  u32 population = 0;
  for (int y = 0; y < SIDE; y++) {
    to[y] = next_row(from[(y + SIDE - 1) % SIDE], from[y], from[(y + 1) % SIDE]);
    population += (u32)__builtin_popcountll(to[y]);
  }
  return population;
}

int run(int n) {
  Random random = random_from(21);
  for (int y = 0; y < SIDE; y++) {
    boards[0][y] = random_u64(&random) & random_u64(&random); // a quarter of the cells
  }
  u32 sum = 0;
  for (int generation = 0; generation < n; generation++) {
    u64 *board = boards[generation & 1];
    // A few sparks keep the board alive.
    board[generation % SIDE] ^= (u64)7 << ((u32)generation * 5 & 63);
    sum = mix32(sum, step(boards[(generation + 1) & 1], board));
  }
  for (int y = 0; y < SIDE; y++) {
    sum = mix64(sum, boards[n & 1][y]);
  }
  return (int)sum;
}
