// The ChaCha20 stream cipher over 1 KiB messages.
//
// Nir and Langley, "ChaCha20 and Poly1305 for IETF Protocols", RFC 8439, sections 2.1 to 2.4.
//
// In the suite for: sixteen words live at once (more than there are registers), add-xor-rotate
// chains with four-way parallelism.
// n: number of messages, each encrypted in place.
// Checksum: every word of the last message and one word of the others.
#include "support/checksum.h"
#include "support/random.h"

#define MESSAGE_WORDS 256
#define BLOCK_WORDS 16

static u32 message[MESSAGE_WORDS];

static void quarter_round(u32 *a, u32 *b, u32 *c, u32 *d) {
  *a += *b, *d = rotate_left32(*d ^ *a, 16);
  *c += *d, *b = rotate_left32(*b ^ *c, 12);
  *a += *b, *d = rotate_left32(*d ^ *a, 8);
  *c += *d, *b = rotate_left32(*b ^ *c, 7);
}

static void key_stream_block(u32 *block, const u32 *state) {
  u32 x[BLOCK_WORDS];
  copy_bytes(x, state, sizeof(x));
  for (int double_round = 0; double_round < 10; double_round++) {
    quarter_round(&x[0], &x[4], &x[8], &x[12]);
    quarter_round(&x[1], &x[5], &x[9], &x[13]);
    quarter_round(&x[2], &x[6], &x[10], &x[14]);
    quarter_round(&x[3], &x[7], &x[11], &x[15]);
    quarter_round(&x[0], &x[5], &x[10], &x[15]);
    quarter_round(&x[1], &x[6], &x[11], &x[12]);
    quarter_round(&x[2], &x[7], &x[8], &x[13]);
    quarter_round(&x[3], &x[4], &x[9], &x[14]);
  }
  for (int i = 0; i < BLOCK_WORDS; i++) {
    block[i] = x[i] + state[i];
  }
}

static void encrypt(u32 *state) {
  u32 block[BLOCK_WORDS];
  for (int at = 0; at < MESSAGE_WORDS; at += BLOCK_WORDS) {
    key_stream_block(block, state);
    state[12]++; // block counter
    for (int i = 0; i < BLOCK_WORDS; i++) {
      message[at + i] ^= block[i];
    }
  }
}

int run(int n) {
  Random random = random_from(16);
  u32 state[BLOCK_WORDS] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  for (int i = 4; i < BLOCK_WORDS; i++) {
    state[i] = random_u32(&random);
  }
  for (int i = 0; i < MESSAGE_WORDS; i++) {
    message[i] = random_u32(&random);
  }
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    encrypt(state);
    sum = mix32(sum, message[round % MESSAGE_WORDS]);
  }
  for (int i = 0; i < MESSAGE_WORDS; i++) {
    sum = mix32(sum, message[i]);
  }
  return (int)sum;
}
