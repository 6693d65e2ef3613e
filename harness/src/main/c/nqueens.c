// Ways of placing eight queens on a board with one square forbidden.
//
// Backtracking over bit sets of attacked columns and diagonals (Richards, "Backtracking algorithms
// in MCPL using bit patterns and recursion", 1997).
//
// In the suite for: deep recursion with four live arguments, isolating and clearing the lowest set
// bit.
// n: number of boards; the forbidden square moves on each time.
// Checksum: placements of every board.
#include "support/checksum.h"

#define SIDE 8
#define ALL_COLUMNS ((1u << SIDE) - 1)

static u32 free_columns[SIDE];

static u32 placements(int row, u32 columns, u32 rising, u32 falling) {
  if (row == SIDE) {
    return 1;
  }
  u32 count = 0;
  u32 candidates = free_columns[row] & ~(columns | rising | falling);
  while (candidates != 0) {
    u32 square = candidates & -candidates;
    candidates ^= square;
    count += placements(row + 1, columns | square, (rising | square) << 1, (falling | square) >> 1);
  }
  return count;
}

int run(int n) {
  u32 sum = 0;
  for (int board = 0; board < n; board++) {
    u32 forbidden = (u32)board * 11u % (SIDE * SIDE);
    for (int row = 0; row < SIDE; row++) {
      free_columns[row] = ALL_COLUMNS;
    }
    free_columns[forbidden / SIDE] ^= 1u << forbidden % SIDE;
    sum = mix32(sum, placements(0, 0, 0, 0));
  }
  return (int)sum;
}
