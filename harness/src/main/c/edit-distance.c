// Edit distance and longest common subsequence of pairs of 64-letter strings.
//
// Wagner and Fischer, "The string-to-string correction problem", Journal of the ACM 21, 1974; two
// rows of the table are kept. The second string is the first with random edits.
//
// In the suite for: dynamic programming with three-way minimum (compare and select), byte loads,
// values carried from one iteration to the next.
// n: number of pairs.
// Checksum: both measures of every pair.
#include "support/checksum.h"
#include "support/random.h"

#define LENGTH 64

static u8 source[LENGTH], target[LENGTH];

static void make_pair(Random *random) {
  for (int i = 0; i < LENGTH; i++) {
    source[i] = (u8)('a' + random_below(random, 4));
  }
  int from = 0;
  for (int i = 0; i < LENGTH; i++) {
    u32 edit = random_below(random, 8);
    if (edit == 0) {
      target[i] = (u8)('a' + random_below(random, 4)); // insertion
    } else {
      from += edit == 1; // deletion
      target[i] = source[from % LENGTH];
      from++;
    }
  }
}

static int least(int a, int b) {
  return a < b ? a : b;
}

static int most(int a, int b) {
  return a > b ? a : b;
}

static int edit_distance(void) {
  static int rows[2][LENGTH + 1];
  for (int j = 0; j <= LENGTH; j++) {
    rows[0][j] = j;
  }
  for (int i = 1; i <= LENGTH; i++) {
    const int *above = rows[(i - 1) & 1];
    int *row = rows[i & 1];
    row[0] = i;
    for (int j = 1; j <= LENGTH; j++) {
      int substitution = above[j - 1] + (source[i - 1] != target[j - 1]);
      row[j] = least(substitution, least(above[j], row[j - 1]) + 1);
    }
  }
  return rows[LENGTH & 1][LENGTH];
}

static int longest_common_subsequence(void) {
  static int row[LENGTH + 1];
  fill_bytes(row, 0, sizeof(row));
  for (int i = 0; i < LENGTH; i++) {
    int diagonal = 0;
    for (int j = 0; j < LENGTH; j++) {
      int above = row[j + 1];
      row[j + 1] = source[i] == target[j] ? diagonal + 1 : most(above, row[j]);
      diagonal = above;
    }
  }
  return row[LENGTH];
}

int run(int n) {
  Random random = random_from(10);
  u32 sum = 0;
  for (int pair = 0; pair < n; pair++) {
    make_pair(&random);
    sum = mix32(sum, (u32)edit_distance());
    sum = mix32(sum, (u32)longest_common_subsequence());
  }
  return (int)sum;
}
