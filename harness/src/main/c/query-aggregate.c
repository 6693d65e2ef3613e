// Filter and aggregation over columns of 1,024 sales lines, as a query compiler fuses them.
//
// Two queries of the shape of TPC-H Q1 (group by two flags, six aggregates) and Q6 (selective
// filter, one sum) over generated data; fused loops after T. Neumann, "Efficiently compiling
// efficient query plans for modern hardware", 2011. Money is in cents, percentages in hundredths.
//
// In the suite for: several columns read in step, 64-bit sums of products, a filter of several
// conditions, scattered read-modify-write of group rows, 64-bit division.
// n: number of executions of both queries with other parameters.
// Checksum: all result rows.
#include "support/checksum.h"
#include "support/random.h"

#define ROWS 1024
#define DAYS 2500
#define GROUPS 8 // 2 bits of return flag, 1 bit of status

static i32 ship_day[ROWS];
static i32 quantity[ROWS];
static i64 price_cents[ROWS];
static u8 discount_percent[ROWS];
static u8 tax_percent[ROWS];
static u8 return_flag[ROWS];
static u8 status[ROWS];

typedef struct {
  i64 count;
  i64 quantity;
  i64 price;
  i64 discounted; // in 1/100 cents
  i64 charged;    // in 1/10000 cents
  i64 discount;
} Group;

static Group groups[GROUPS];

static void generate_rows(Random *random) {
  for (int i = 0; i < ROWS; i++) {
    ship_day[i] = (i32)random_below(random, DAYS);
    quantity[i] = 1 + (i32)random_below(random, 50);
    price_cents[i] = quantity[i] * (90000 + (i64)random_below(random, 110000));
    discount_percent[i] = (u8)random_below(random, 11);
    tax_percent[i] = (u8)random_below(random, 9);
    return_flag[i] = (u8)random_below(random, 3);
    status[i] = ship_day[i] > DAYS / 2;
  }
}

// select ..., group by return_flag, status where ship_day <= last_day
static u32 pricing_summary(u32 sum, i32 last_day) {
  fill_bytes(groups, 0, sizeof(groups));
  for (int i = 0; i < ROWS; i++) {
    if (ship_day[i] <= last_day) {
      Group *group = &groups[return_flag[i] << 1 | status[i]];
      i64 discounted = price_cents[i] * (100 - discount_percent[i]);
      group->count++;
      group->quantity += quantity[i];
      group->price += price_cents[i];
      group->discounted += discounted;
      group->charged += discounted * (100 + tax_percent[i]);
      group->discount += discount_percent[i];
    }
  }
  for (int g = 0; g < GROUPS; g++) {
    const Group *group = &groups[g];
    if (group->count > 0) {
      sum = mix64(sum, (u64)(group->discounted / 100));
      sum = mix64(sum, (u64)(group->charged / 10000));
      sum = mix64(sum, (u64)(group->quantity * 100 / group->count));
      sum = mix64(sum, (u64)(group->price / group->count));
      sum = mix64(sum, (u64)(group->discount * 100 / group->count));
    }
  }
  return sum;
}

// select sum(price * discount) where ship_day in [day, day + 365) and discount about percent and
// ...
static i64 forecast_revenue(i32 day, i32 percent, i32 quantity_below) {
  i64 revenue = 0;
  for (int i = 0; i < ROWS; i++) {
    if (ship_day[i] >= day && ship_day[i] < day + 365 && discount_percent[i] >= percent - 1 &&
        discount_percent[i] <= percent + 1 && quantity[i] < quantity_below) {
      revenue += price_cents[i] * discount_percent[i];
    }
  }
  return revenue;
}

int run(int n) {
  Random random = random_from(30);
  generate_rows(&random);
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    sum = pricing_summary(sum, DAYS - 60 - (i32)random_below(&random, 60));
    i32 day = (i32)random_below(&random, DAYS - 365);
    i32 percent = 2 + (i32)random_below(&random, 8);
    sum = mix64(sum, (u64)forecast_revenue(day, percent, 24 + round % 2));
  }
  return (int)sum;
}
