// A hash join of 256 orders with 1,024 sales lines, followed by aggregation per priority.
//
// The shape of TPC-H Q3/Q12 over generated data: the filtered orders are built into a hash table of
// chained buckets (Balkesen et al., "Main-memory hash joins on multi-core CPUs", 2013,
// non-partitioned join), the filtered lines probe it.
//
// In the suite for: dependent loads along short chains, hashing by multiplication, branches of
// mixed selectivity, random access to a payload column.
// n: number of executions with other parameters.
// Checksum: matches and revenue per priority.
#include "support/checksum.h"
#include "support/random.h"

#define ORDERS 256
#define LINES 1024
#define LOG_BUCKETS 8
#define BUCKETS (1 << LOG_BUCKETS)
#define PRIORITIES 5
#define DAYS 2500
#define NONE (-1)

static u32 order_key[ORDERS];
static i32 order_day[ORDERS];
static u8 order_priority[ORDERS];

static u32 line_order_key[LINES];
static i32 line_ship_day[LINES];
static i64 line_price_cents[LINES];
static u8 line_discount_percent[LINES];

static int bucket_head[BUCKETS]; // index of an order, or NONE
static int bucket_next[ORDERS];

static void generate_tables(Random *random) {
  u32 key = 1;
  for (int o = 0; o < ORDERS; o++) {
    key += 1 + random_below(random, 30); // keys are sparse and ascending
    order_key[o] = key;
    order_day[o] = (i32)random_below(random, DAYS);
    order_priority[o] = (u8)random_below(random, PRIORITIES);
  }
  for (int l = 0; l < LINES; l++) {
    u32 order = random_below(random, ORDERS);
    line_order_key[l] = order_key[order];
    line_ship_day[l] = order_day[order] + 1 + (i32)random_below(random, 120);
    line_price_cents[l] = 100 + (i64)random_below(random, 10000000);
    line_discount_percent[l] = (u8)random_below(random, 11);
  }
}

static u32 bucket_of(u32 key) {
  return key * 0x9E3779B1u >> (32 - LOG_BUCKETS);
}

static void build(i32 before_day) {
  fill_bytes(bucket_head, NONE, sizeof(bucket_head));
  for (int o = 0; o < ORDERS; o++) {
    if (order_day[o] < before_day) {
      u32 bucket = bucket_of(order_key[o]);
      bucket_next[o] = bucket_head[bucket];
      bucket_head[bucket] = o;
    }
  }
}

static int find_order(u32 key) {
  int order = bucket_head[bucket_of(key)];
  while (order != NONE && order_key[order] != key) {
    order = bucket_next[order];
  }
  return order;
}

static u32 probe(u32 sum, i32 after_day) {
  i64 revenue[PRIORITIES] = {0};
  u32 matches[PRIORITIES] = {0};
  for (int l = 0; l < LINES; l++) {
    if (line_ship_day[l] > after_day) {
      int order = find_order(line_order_key[l]);
      if (order != NONE) {
        int priority = order_priority[order];
        revenue[priority] += line_price_cents[l] * (100 - line_discount_percent[l]);
        matches[priority]++;
      }
    }
  }
  for (int p = 0; p < PRIORITIES; p++) {
    sum = mix64(mix32(sum, matches[p]), (u64)revenue[p]);
  }
  return sum;
}

int run(int n) {
  Random random = random_from(31);
  generate_tables(&random);
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    i32 day = DAYS / 4 + (i32)random_below(&random, DAYS / 2);
    build(day);
    sum = probe(sum, day - 300);
  }
  return (int)sum;
}
