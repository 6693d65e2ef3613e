// A hash map from 64-bit keys to counters: upsert, lookup and removal in an open-addressed table.
//
// Linear probing with backward-shift deletion (Knuth, TAOCP volume 3, section 6.4, algorithm R);
// Fibonacci hashing.
//
// In the suite for: 64-bit multiplicative hashing, probe loops with unpredictable lengths, wrapping
// index arithmetic.
// n: number of rounds of 128 operations.
// Checksum: every lookup, every removal and the final size.
#include "support/checksum.h"
#include "support/random.h"

#define LOG_SLOTS 11
#define SLOTS (1 << LOG_SLOTS)
#define OPERATIONS 128
#define DISTINCT_KEYS 2000 // about 1,200 of them are present at a time
#define EMPTY 0

typedef struct {
  u64 key; // EMPTY when the slot is free
  u32 count;
} Slot;

static Slot slots[SLOTS];
static u32 size;

static u32 home_of(u64 key) {
  return (u32)(key * 0x9E3779B97F4A7C15u >> (64 - LOG_SLOTS));
}

// The slot that holds the key, or the free slot where it belongs.
static Slot *locate(u64 key) {
  u32 at = home_of(key);
  while (slots[at].key != EMPTY && slots[at].key != key) {
    at = (at + 1) % SLOTS;
  }
  return &slots[at];
}

static void count_up(u64 key) {
  Slot *slot = locate(key);
  if (slot->key == EMPTY) {
    *slot = (Slot){key, 0};
    size++;
  }
  slot->count++;
}

static u32 count_of(u64 key) {
  const Slot *slot = locate(key);
  return slot->key == EMPTY ? 0 : slot->count;
}

static bool remove(u64 key) {
  Slot *slot = locate(key);
  if (slot->key == EMPTY) {
    return false;
  }
  u32 hole = (u32)(slot - slots);
  for (u32 at = (hole + 1) % SLOTS; slots[at].key != EMPTY; at = (at + 1) % SLOTS) {
    u32 displacement = (at - home_of(slots[at].key)) % SLOTS;
    if (displacement >= (at - hole) % SLOTS) {
      slots[hole] = slots[at];
      hole = at;
    }
  }
  slots[hole].key = EMPTY;
  size--;
  return true;
}

int run(int n) {
  Random random = random_from(20);
  fill_bytes(slots, 0, sizeof(slots));
  size = 0;
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    for (int i = 0; i < OPERATIONS; i++) {
      u64 key = (1 + random_below(&random, DISTINCT_KEYS)) * (u64)0xD6E8FEB86659FD93u;
      switch (random_below(&random, 8)) {
      case 0:
      case 1:
        sum = mix32(sum, remove(key));
        break;
      case 2:
      case 3:
      case 4:
        sum = mix32(sum, count_of(key));
        break;
      default:
        count_up(key);
        break;
      }
    }
  }
  return (int)mix32(sum, size);
}
