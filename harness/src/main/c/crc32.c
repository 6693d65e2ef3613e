// CRC-32 of random buffers, byte by byte and four bytes at a time.
//
// ISO 3309 / ITU-T V.42 polynomial, reflected form; the four-table variant follows Kounavis and
// Berry, "Novel table lookup-based algorithms for high-performance CRC generation", 2008.
//
// In the suite for: a latency chain through dependent table loads, shifts and masks of bytes,
// unsigned 8-bit loads.
// n: number of 1 KiB buffers.
// Checksum: the running CRC after every buffer; 0xBAD if both variants differ.
#include "support/checksum.h"
#include "support/random.h"

#define BUFFER_BYTES 1024
#define POLYNOMIAL 0xEDB88320u
#define MISMATCH 0xBAD

static u32 tables[4][256];
static u8 buffer[BUFFER_BYTES];

static void fill_tables(void) {
  for (u32 byte = 0; byte < 256; byte++) {
    u32 crc = byte;
    for (int bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? crc >> 1 ^ POLYNOMIAL : crc >> 1;
    }
    tables[0][byte] = crc;
  }
  for (u32 byte = 0; byte < 256; byte++) {
    for (int t = 1; t < 4; t++) {
      u32 crc = tables[t - 1][byte];
      tables[t][byte] = crc >> 8 ^ tables[0][crc & 0xFF];
    }
  }
}

static u32 crc_by_bytes(u32 crc, const u8 *data, int bytes) {
  crc = ~crc;
  for (int i = 0; i < bytes; i++) {
    crc = crc >> 8 ^ tables[0][(crc ^ data[i]) & 0xFF];
  }
  return ~crc;
}

static u32 crc_by_words(u32 crc, const u8 *data, int bytes) {
  crc = ~crc;
  for (int i = 0; i + 4 <= bytes; i += 4) {
    crc ^= (u32)data[i] | (u32)data[i + 1] << 8 | (u32)data[i + 2] << 16 | (u32)data[i + 3] << 24;
    crc = tables[3][crc & 0xFF] ^ tables[2][crc >> 8 & 0xFF] ^ tables[1][crc >> 16 & 0xFF] ^
          tables[0][crc >> 24];
  }
  return ~crc;
}

int run(int n) {
  Random random = random_from(13);
  fill_tables();
  for (int i = 0; i < BUFFER_BYTES; i++) {
    buffer[i] = (u8)random_u32(&random);
  }
  u32 sum = 0, crc = 0;
  for (int round = 0; round < n; round++) {
    buffer[round % BUFFER_BYTES] ^= (u8)random_u32(&random);
    u32 by_bytes = crc_by_bytes(crc, buffer, BUFFER_BYTES);
    crc = crc_by_words(crc, buffer, BUFFER_BYTES);
    if (crc != by_bytes) {
      return MISMATCH;
    }
    sum = mix32(sum, crc);
  }
  return (int)sum;
}
