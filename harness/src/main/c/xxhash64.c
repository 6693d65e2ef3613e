// XXH64 of buffers whose lengths vary from 1,000 to 1,063 bytes.
//
// Y. Collet, "xxHash fast digest algorithm", specification 0.1.1, section "XXH64".
//
// In the suite for: 64-bit multiplication, rotation and unaligned loads; four independent chains in
// the main loop, then a tail by eight, four and one bytes.
// n: number of buffers.
// Checksum: every hash.
#include "support/checksum.h"
#include "support/random.h"

#define BUFFER_BYTES 1064
#define STRIPE_BYTES 32

static const u64 prime1 = 0x9E3779B185EBCA87u;
static const u64 prime2 = 0xC2B2AE3D27D4EB4Fu;
static const u64 prime3 = 0x165667B19E3779F9u;
static const u64 prime4 = 0x85EBCA77C2B2AE63u;
static const u64 prime5 = 0x27D4EB2F165667C5u;

static u8 buffer[BUFFER_BYTES];

static u64 load64(const u8 *from) {
  u64 value;
  copy_bytes(&value, from, sizeof(value));
  return value;
}

static u32 load32(const u8 *from) {
  u32 value;
  copy_bytes(&value, from, sizeof(value));
  return value;
}

static u64 one_round(u64 lane, u64 input) {
  return rotate_left64(lane + input * prime2, 31) * prime1;
}

static u64 merge_lane(u64 hash, u64 lane) {
  return (hash ^ one_round(0, lane)) * prime1 + prime4;
}

static u64 avalanche(u64 hash) {
  hash = (hash ^ hash >> 33) * prime2;
  hash = (hash ^ hash >> 29) * prime3;
  return hash ^ hash >> 32;
}

static u64 xxh64(const u8 *data, u32 bytes, u64 seed) {
  const u8 *end = data + bytes;
  u64 hash = seed + prime5;
  if (bytes >= STRIPE_BYTES) {
    u64 lane[4] = {seed + prime1 + prime2, seed + prime2, seed, seed - prime1};
    for (; end - data >= STRIPE_BYTES; data += STRIPE_BYTES) {
      for (int i = 0; i < 4; i++) {
        lane[i] = one_round(lane[i], load64(data + 8 * i));
      }
    }
    hash = rotate_left64(lane[0], 1) + rotate_left64(lane[1], 7) + rotate_left64(lane[2], 12) +
           rotate_left64(lane[3], 18);
    for (int i = 0; i < 4; i++) {
      hash = merge_lane(hash, lane[i]);
    }
  }
  hash += bytes;
  for (; end - data >= 8; data += 8) {
    hash = rotate_left64(hash ^ one_round(0, load64(data)), 27) * prime1 + prime4;
  }
  if (end - data >= 4) {
    hash = rotate_left64(hash ^ load32(data) * prime1, 23) * prime2 + prime3;
    data += 4;
  }
  for (; data < end; data++) {
    hash = rotate_left64(hash ^ *data * prime5, 11) * prime1;
  }
  return avalanche(hash);
}

int run(int n) {
  Random random = random_from(15);
  for (int i = 0; i < BUFFER_BYTES; i++) {
    buffer[i] = (u8)random_u32(&random);
  }
  u32 sum = 0;
  u64 seed = 0;
  for (int round = 0; round < n; round++) {
    seed = xxh64(buffer, 1000 + ((u32)round & 63), seed);
    sum = mix64(sum, seed);
  }
  return (int)sum;
}
