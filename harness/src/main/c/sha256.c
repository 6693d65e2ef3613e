// SHA-256 of a chain of 1 KiB messages, each keyed by the digest before it.
//
// NIST FIPS 180-4, sections 4.1.2, 5.1.1 and 6.2.
//
// In the suite for: rotates, long straight-line integer code with eight rotating state words (high
// register pressure once unrolled), big-endian loads put together from bytes.
// n: number of messages.
// Checksum: every digest.
#include "support/checksum.h"
#include "support/random.h"

#define MESSAGE_BYTES 1024
#define BLOCK_BYTES 64

typedef struct {
  u32 word[8];
} Digest;

// Fractional parts of the cube roots of the first 64 primes.
static const u32 round_constant[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static u8 message[MESSAGE_BYTES + BLOCK_BYTES]; // with room for the padding

static u32 load_big_endian(const u8 *from) {
  return (u32)from[0] << 24 | (u32)from[1] << 16 | (u32)from[2] << 8 | from[3];
}

static void store_big_endian(u8 *to, u32 value) {
  to[0] = (u8)(value >> 24);
  to[1] = (u8)(value >> 16);
  to[2] = (u8)(value >> 8);
  to[3] = (u8)value;
}

static u32 rotate_right(u32 x, int by) {
  return x >> by | x << (32 - by);
}

static void compress(Digest *digest, const u8 *block) {
  u32 w[64];
  for (int t = 0; t < 16; t++) {
    w[t] = load_big_endian(block + 4 * t);
  }
  for (int t = 16; t < 64; t++) {
    u32 s0 = rotate_right(w[t - 15], 7) ^ rotate_right(w[t - 15], 18) ^ w[t - 15] >> 3;
    u32 s1 = rotate_right(w[t - 2], 17) ^ rotate_right(w[t - 2], 19) ^ w[t - 2] >> 10;
    w[t] = w[t - 16] + s0 + w[t - 7] + s1;
  }
  u32 a = digest->word[0], b = digest->word[1], c = digest->word[2], d = digest->word[3];
  u32 e = digest->word[4], f = digest->word[5], g = digest->word[6], h = digest->word[7];
  for (int t = 0; t < 64; t++) {
    u32 sum1 = rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25);
    u32 choice = (e & f) ^ (~e & g);
    u32 t1 = h + sum1 + choice + round_constant[t] + w[t];
    u32 sum0 = rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22);
    u32 majority = (a & b) ^ (a & c) ^ (b & c);
    u32 t2 = sum0 + majority;
    h = g, g = f, f = e, e = d + t1;
    d = c, c = b, b = a, a = t1 + t2;
  }
  digest->word[0] += a, digest->word[1] += b, digest->word[2] += c, digest->word[3] += d;
  digest->word[4] += e, digest->word[5] += f, digest->word[6] += g, digest->word[7] += h;
}

static Digest sha256_of_message(void) {
  Digest digest = {{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
                    0x1f83d9ab, 0x5be0cd19}};
  u8 *padding = message + MESSAGE_BYTES;
  fill_bytes(padding, 0, BLOCK_BYTES);
  padding[0] = 0x80;
  store_big_endian(padding + BLOCK_BYTES - 4, 8 * MESSAGE_BYTES);
  for (int at = 0; at < MESSAGE_BYTES + BLOCK_BYTES; at += BLOCK_BYTES) {
    compress(&digest, message + at);
  }
  return digest;
}

int run(int n) {
  Random random = random_from(14);
  for (int i = 0; i < MESSAGE_BYTES; i++) {
    message[i] = (u8)random_u32(&random);
  }
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    Digest digest = sha256_of_message();
    for (int i = 0; i < 8; i++) {
      store_big_endian(message + 4 * i, digest.word[i]);
      sum = mix32(sum, digest.word[i]);
    }
  }
  return (int)sum;
}
