// Takeuchi's function: almost nothing but calls.
//
// J. McCarthy, "An interesting LISP function", 1979; as a benchmark in R. P. Gabriel, "Performance
// and Evaluation of Lisp Systems", 1985.
//
// In the suite for: the cost of a call, argument passing and the stack check; depth stays below 30.
// n: number of evaluations of tak(12, 8 - i mod 2, 4 - i mod 3).
// Checksum: every value and the number of calls.
#include "support/checksum.h"

static u32 calls;

static int tak(int x, int y, int z) {
  calls++;
  if (y >= x) {
    return z;
  }
  return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

int run(int n) {
  calls = 0;
  u32 sum = 0;
  for (int i = 0; i < n; i++) {
    sum = mix32(sum, (u32)tak(12, 8 - i % 2, 4 - i % 3));
  }
  return (int)mix32(sum, calls);
}
