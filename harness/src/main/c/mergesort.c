// Bottom-up merge sort of 256 records by one of three orders, chosen at run time.
//
// Knuth, "The Art of Computer Programming" volume 3, section 5.2.4 (list of runs doubled in
// length).
//
// In the suite for: a comparison called through a function pointer for every element moved, records
// copied as structures, bulk copies of the left-over run.
// n: number of arrays.
// Checksum: keys and names of every sorted array.
#include "support/checksum.h"
#include "support/random.h"

#define LENGTH 256

typedef struct {
  u32 key;
  u8 name[4];
  f64 weight;
} Record;

typedef int (*Comparison)(const Record *, const Record *);

static Record records[2][LENGTH];

static int by_key(const Record *a, const Record *b) {
  return (a->key > b->key) - (a->key < b->key);
}

static int by_name(const Record *a, const Record *b) {
  for (int i = 0; i < COUNT_OF(a->name); i++) {
    if (a->name[i] != b->name[i]) {
      return a->name[i] - b->name[i];
    }
  }
  return 0;
}

static int by_weight_downwards(const Record *a, const Record *b) {
  return (a->weight < b->weight) - (a->weight > b->weight);
}

static const Comparison comparisons[] = {by_key, by_name, by_weight_downwards};

// Merges the runs [low, middle) and [middle, high); equal records keep their order.
static void merge(Record *to, const Record *from, int low, int middle, int high, Comparison order) {
  int left = low, right = middle, next = low;
  while (left < middle && right < high) {
    bool take_right = order(&from[right], &from[left]) < 0;
    to[next++] = from[take_right ? right++ : left++];
  }
  copy_bytes(&to[next], &from[left], (u32)(middle - left) * sizeof(Record));
  next += middle - left;
  copy_bytes(&to[next], &from[right], (u32)(high - right) * sizeof(Record));
}

static const Record *sort(Comparison order) {
  int from = 0;
  for (int length = 1; length < LENGTH; length *= 2) {
    for (int low = 0; low < LENGTH; low += 2 * length) {
      merge(records[1 - from], records[from], low, low + length, low + 2 * length, order);
    }
    from = 1 - from;
  }
  return records[from];
}

int run(int n) {
  Random random = random_from(18);
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    for (int i = 0; i < LENGTH; i++) {
      u32 letters = random_u32(&random);
      Record *record = &records[0][i];
      record->key = random_below(&random, 1000);
      for (int k = 0; k < COUNT_OF(record->name); k++) {
        record->name[k] = (u8)('a' + (letters >> 8 * k) % 4);
      }
      record->weight = random_unit(&random);
    }
    const Record *sorted = sort(comparisons[round % COUNT_OF(comparisons)]);
    for (int i = 0; i < LENGTH; i++) {
      sum = mix32(mix32(sum, sorted[i].key), sorted[i].name[0]);
    }
  }
  return (int)sum;
}
