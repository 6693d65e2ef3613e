// Occurrences of short patterns in a 2 KiB text over four letters, by two algorithms.
//
// R. N. Horspool, "Practical fast searching in strings", 1980; Knuth, Morris and Pratt, "Fast
// pattern matching in strings", 1977.
//
// In the suite for: byte comparisons with early exit, skip tables, a failure function that moves
// one of two indices back.
// n: number of patterns.
// Checksum: number and positions of the occurrences; 0xBAD if the algorithms disagree.
#include "support/checksum.h"
#include "support/random.h"

#define TEXT_LENGTH 2048
#define MOST_PATTERN 10
#define DISAGREEMENT 0xBAD

typedef struct {
  u32 count;
  u32 positions; // folded in ascending order
} Occurrences;

static u8 text[TEXT_LENGTH];
static u8 pattern[MOST_PATTERN];
static int pattern_length;

static void note(Occurrences *found, int position) {
  found->count++;
  found->positions = mix32(found->positions, (u32)position);
}

static Occurrences search_by_skipping(void) {
  static u8 skip[256];
  fill_bytes(skip, pattern_length, sizeof(skip));
  int last = pattern_length - 1;
  for (int i = 0; i < last; i++) {
    skip[pattern[i]] = (u8)(last - i);
  }
  Occurrences found = {0, 0};
  for (int at = 0; at + last < TEXT_LENGTH; at += skip[text[at + last]]) {
    int i = last;
    while (i >= 0 && text[at + i] == pattern[i]) {
      i--;
    }
    if (i < 0) {
      note(&found, at);
    }
  }
  return found;
}

static Occurrences search_by_failure_links(void) {
  static int border[MOST_PATTERN + 1]; // longest proper border of each prefix
  border[0] = -1;
  for (int i = 0, length = -1; i < pattern_length;) {
    while (length >= 0 && pattern[i] != pattern[length]) {
      length = border[length];
    }
    border[++i] = ++length;
  }
  Occurrences found = {0, 0};
  int matched = 0;
  for (int at = 0; at < TEXT_LENGTH; at++) {
    while (matched >= 0 && (matched == pattern_length || text[at] != pattern[matched])) {
      matched = border[matched];
    }
    if (++matched == pattern_length) {
      note(&found, at + 1 - pattern_length);
    }
  }
  return found;
}

// Mostly cut from the text, so that there is something to find.
static void choose_pattern(Random *random) {
  pattern_length = 3 + (int)random_below(random, MOST_PATTERN - 2);
  u32 start = random_below(random, TEXT_LENGTH - MOST_PATTERN);
  copy_bytes(pattern, text + start, MOST_PATTERN);
  if (random_below(random, 4) == 0) {
    pattern[random_below(random, (u32)pattern_length)] = 'a';
  }
}

int run(int n) {
  Random random = random_from(27);
  for (int i = 0; i < TEXT_LENGTH; i++) {
    text[i] = (u8)('a' + random_below(&random, 4));
  }
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    choose_pattern(&random);
    Occurrences skipping = search_by_skipping();
    Occurrences linked = search_by_failure_links();
    if (skipping.count != linked.count || skipping.positions != linked.positions) {
      return DISAGREEMENT;
    }
    sum = mix32(mix32(sum, linked.count), linked.positions);
  }
  return (int)sum;
}
