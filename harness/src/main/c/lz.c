// Compression of 4 KiB text blocks by greedy LZ77 matching, and decompression.
//
// Ziv and Lempel, "A universal algorithm for sequential data compression", 1977; matches are found
// through hash chains (P. Deutsch, RFC 1951, 1996, section 4). The byte format is this program's
// own: a control byte below 128 announces that many literals plus one, any other a match of
// (control - 128 + 4) bytes whose distance follows in two bytes.
//
// In the suite for: unaligned hashing loads, match loops that end anywhere, overlapping byte
// copies.
// n: number of blocks.
// Checksum: compressed size and bytes of every block; 0xBAD if one does not come back the same.
#include "support/checksum.h"
#include "support/random.h"

#define BLOCK_BYTES 4096
#define PACKED_BYTES (BLOCK_BYTES + BLOCK_BYTES / 128 + 1)
#define LOG_HEADS 11
#define LEAST_MATCH 4
#define MOST_MATCH (LEAST_MATCH + 127)
#define MOST_LITERALS 128
#define MOST_PROBES 8
#define MATCH_FLAG 128
#define MISMATCH 0xBAD

static u8 block[BLOCK_BYTES];
static u8 packed[PACKED_BYTES];
static u8 unpacked[BLOCK_BYTES];

static int chain_head[1 << LOG_HEADS]; // last position with this hash, or -1
static int chain_next[BLOCK_BYTES];    // the position before it with the same hash

// Words drawn from a small vocabulary, the first ones more often.
static void write_text(Random *random) {
  static const char *const words[] = {
      "the ",     "of ",       "and ",   "to ",       "a ",      "in ",        "is ",    "it ",
      "that ",    "was, ",     "for ",   "on ",       "are ",    "as ",        "with ",  "their\n",
      "at ",      "be. ",      "this ",  "from ",     "have ",   "or ",        "by ",    "one ",
      "had ",     "not ",      "but ",   "what ",     "all; ",   "were ",      "when ",  "we ",
      "there ",   "can ",      "an ",    "your ",     "which ",  "their ",     "said ",  "if ",
      "stencil ", "register ", "graph ", "compiler ", "memory ", "function\n", "value ", "loop ",
  };
  int at = 0;
  while (at < BLOCK_BYTES) {
    u32 a = random_below(random, COUNT_OF(words)), b = random_below(random, COUNT_OF(words));
    for (const char *letter = words[a < b ? a : b]; *letter != '\0' && at < BLOCK_BYTES; letter++) {
      block[at++] = (u8)*letter;
    }
  }
}

static u32 hash_at(int at) {
  u32 word;
  copy_bytes(&word, &block[at], sizeof(word));
  return word * 0x9E3779B1u >> (32 - LOG_HEADS);
}

static void enter(int at) {
  u32 hash = hash_at(at);
  chain_next[at] = chain_head[hash];
  chain_head[hash] = at;
}

static int match_length(int earlier, int at) {
  int most = BLOCK_BYTES - at < MOST_MATCH ? BLOCK_BYTES - at : MOST_MATCH;
  int length = 0;
  while (length < most && block[earlier + length] == block[at + length]) {
    length++;
  }
  return length;
}

// Length of the longest match found, its start in *match.
static int find_match(int at, int *match) {
  int best = 0;
  int earlier = chain_head[hash_at(at)];
  for (int probe = 0; probe < MOST_PROBES && earlier >= 0; probe++) {
    int length = match_length(earlier, at);
    if (length > best) {
      best = length;
      *match = earlier;
    }
    earlier = chain_next[earlier];
  }
  return best;
}

static u8 *put_literals(u8 *out, int from, int to) {
  while (from < to) {
    int count = to - from < MOST_LITERALS ? to - from : MOST_LITERALS;
    *out++ = (u8)(count - 1);
    copy_bytes(out, &block[from], (u32)count);
    out += count;
    from += count;
  }
  return out;
}

static u8 *put_match(u8 *out, int distance, int length) {
  *out++ = (u8)(MATCH_FLAG + length - LEAST_MATCH);
  *out++ = (u8)distance;
  *out++ = (u8)(distance >> 8);
  return out;
}

static u32 compress(void) {
  fill_bytes(chain_head, 0xFF, sizeof(chain_head));
  u8 *out = packed;
  int at = 0, first_literal = 0;
  while (at + LEAST_MATCH <= BLOCK_BYTES) {
    int match = 0;
    int length = find_match(at, &match);
    if (length < LEAST_MATCH) {
      enter(at++);
      continue;
    }
    out = put_literals(out, first_literal, at);
    out = put_match(out, at - match, length);
    for (int end = at + length; at < end; at++) {
      if (at + LEAST_MATCH <= BLOCK_BYTES) {
        enter(at);
      }
    }
    first_literal = at;
  }
  out = put_literals(out, first_literal, BLOCK_BYTES);
  return (u32)(out - packed);
}

static void decompress(u32 packed_bytes) {
  const u8 *in = packed, *end = packed + packed_bytes;
  u8 *out = unpacked;
  while (in < end) {
    u32 control = *in++;
    if (control < MATCH_FLAG) {
      copy_bytes(out, in, control + 1);
      out += control + 1;
      in += control + 1;
    } else {
      const u8 *from = out - (in[0] | in[1] << 8);
      in += 2;
      for (u32 left = control - MATCH_FLAG + LEAST_MATCH; left > 0; left--) {
        *out++ = *from++; // may overlap: a distance of one repeats a byte
      }
    }
  }
}

int run(int n) {
  Random random = random_from(24);
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    write_text(&random);
    u32 packed_bytes = compress();
    decompress(packed_bytes);
    sum = mix32(sum, packed_bytes);
    for (int i = 0; i < BLOCK_BYTES; i++) {
      if (unpacked[i] != block[i]) {
        return MISMATCH;
      }
    }
    for (u32 i = 0; i < packed_bytes; i++) {
      sum = mix32(sum, packed[i]);
    }
  }
  return (int)sum;
}
