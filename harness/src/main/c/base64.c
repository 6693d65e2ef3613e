// Base64 encoding and decoding of 768-byte blocks.
//
// S. Josefsson, "The Base16, Base32, and Base64 data encodings", RFC 4648, section 4.
//
// In the suite for: bit fields cut from and put into bytes, table lookups, byte stores at regular
// strides.
// n: number of blocks.
// Checksum: every encoded block; 0xBAD if one does not come back the same.
#include "support/checksum.h"
#include "support/random.h"

#define RAW_BYTES 768
#define ENCODED_BYTES (RAW_BYTES / 3 * 4)
#define INVALID 0xFF
#define MISMATCH 0xBAD

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static u8 six_bits_of[256];
static u8 raw[RAW_BYTES], decoded[RAW_BYTES];
static u8 encoded[ENCODED_BYTES];

static void fill_decoding_table(void) {
  fill_bytes(six_bits_of, INVALID, sizeof(six_bits_of));
  for (u32 i = 0; i < 64; i++) {
    six_bits_of[(u8)alphabet[i]] = (u8)i;
  }
}

static void encode(void) {
  u8 *out = encoded;
  for (int i = 0; i < RAW_BYTES; i += 3) {
    u32 bits = (u32)raw[i] << 16 | (u32)raw[i + 1] << 8 | raw[i + 2];
    *out++ = (u8)alphabet[bits >> 18];
    *out++ = (u8)alphabet[bits >> 12 & 63];
    *out++ = (u8)alphabet[bits >> 6 & 63];
    *out++ = (u8)alphabet[bits & 63];
  }
}

static bool decode(void) {
  u8 *out = decoded;
  for (int i = 0; i < ENCODED_BYTES; i += 4) {
    u32 a = six_bits_of[encoded[i]], b = six_bits_of[encoded[i + 1]];
    u32 c = six_bits_of[encoded[i + 2]], d = six_bits_of[encoded[i + 3]];
    if ((a | b | c | d) == INVALID) {
      return false;
    }
    u32 bits = a << 18 | b << 12 | c << 6 | d;
    *out++ = (u8)(bits >> 16);
    *out++ = (u8)(bits >> 8);
    *out++ = (u8)bits;
  }
  return true;
}

int run(int n) {
  Random random = random_from(26);
  fill_decoding_table();
  for (int i = 0; i < RAW_BYTES; i++) {
    raw[i] = (u8)random_u32(&random);
  }
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    raw[round % RAW_BYTES] += (u8)(1 + round);
    encode();
    if (!decode()) {
      return MISMATCH;
    }
    for (int i = 0; i < RAW_BYTES; i++) {
      if (raw[i] != decoded[i]) {
        return MISMATCH;
      }
    }
    for (int i = 0; i < ENCODED_BYTES; i += 4) {
      u32 word;
      copy_bytes(&word, &encoded[i], sizeof(word));
      sum = mix32(sum, word);
    }
  }
  return (int)sum;
}
