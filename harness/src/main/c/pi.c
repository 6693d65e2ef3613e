// The first 384 bits of pi from four arctangent formulas that must agree.
//
// J. Machin (1706), L. Euler (1738), C. F. Gauss (1863) and C. Stormer (1896); Arndt and Haenel,
// "Pi - Unleashed", chapter 5. Fixed-point numbers of sixteen 32-bit words: one of integer part,
// three of guard.
//
// In the suite for: 64-by-32-bit division along a carry chain, carries and borrows through arrays.
// n: number of evaluations, the formulas taking turns.
// Checksum: all words; 0xBAD if an evaluation differs from the first.
#include "support/checksum.h"

#define WORDS 16 // word 0 is the integer part, the others follow from high to low
#define GUARD_WORDS 3
#define MOST_TERMS 4
#define DISAGREEMENT 0xBAD

typedef struct {
  u32 word[WORDS];
} Fixed;

// pi = 4 * sum of factor * arctan(1 / divisor)
typedef struct {
  i32 factor;
  u32 divisor;
} Term;

static const Term formulas[][MOST_TERMS] = {
    {{4, 5}, {-1, 239}},            // Machin
    {{1, 2}, {1, 3}},               // Euler
    {{12, 18}, {8, 57}, {-5, 239}}, // Gauss
    {{6, 8}, {2, 57}, {1, 239}},    // Stormer
};

static void add(Fixed *a, const Fixed *b) {
  u64 carry = 0;
  for (int i = WORDS - 1; i >= 0; i--) {
    u64 sum = (u64)a->word[i] + b->word[i] + carry;
    a->word[i] = (u32)sum;
    carry = sum >> 32;
  }
}

static void subtract(Fixed *a, const Fixed *b) {
  u64 borrow = 0;
  for (int i = WORDS - 1; i >= 0; i--) {
    u64 difference = (u64)a->word[i] - b->word[i] - borrow;
    a->word[i] = (u32)difference;
    borrow = difference >> 63;
  }
}

static void multiply(Fixed *a, u32 factor) {
  u64 carry = 0;
  for (int i = WORDS - 1; i >= 0; i--) {
    u64 product = (u64)a->word[i] * factor + carry;
    a->word[i] = (u32)product;
    carry = product >> 32;
  }
}

// quotient := a / divisor from word `first` on, where the words of a before it are zero.
static void divide(Fixed *quotient, const Fixed *a, u32 divisor, int first) {
  u64 rest = 0;
  for (int i = first; i < WORDS; i++) {
    rest = rest << 32 | a->word[i];
    quotient->word[i] = (u32)(rest / divisor);
    rest %= divisor;
  }
}

// arctan(1 / x) = 1/x - 1/(3 x^3) + 1/(5 x^5) - ...
static Fixed arctan_inverse(u32 x) {
  Fixed power = {{1}}, sum = {{0}}, term = {{0}};
  int first = 0; // words of `power` before this one are zero
  divide(&power, &power, x, 0);
  for (u32 k = 1;; k += 2) {
    while (first < WORDS && power.word[first] == 0) {
      term.word[first++] = 0;
    }
    if (first == WORDS) {
      return sum;
    }
    divide(&term, &power, k, first);
    if (k & 2) {
      subtract(&sum, &term);
    } else {
      add(&sum, &term);
    }
    divide(&power, &power, x * x, first);
  }
}

static Fixed compute_pi(const Term *formula) {
  Fixed pi = {{0}};
  for (int i = 0; i < MOST_TERMS && formula[i].factor != 0; i++) {
    i32 factor = formula[i].factor;
    Fixed angle = arctan_inverse(formula[i].divisor);
    if (factor < 0) {
      multiply(&angle, (u32)(-4 * factor));
      subtract(&pi, &angle);
    } else {
      multiply(&angle, (u32)(4 * factor));
      add(&pi, &angle);
    }
  }
  return pi;
}

int run(int n) {
  Fixed first = {{0}};
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    Fixed pi = compute_pi(formulas[round % COUNT_OF(formulas)]);
    for (int i = 0; i < WORDS - GUARD_WORDS; i++) {
      if (round > 0 && pi.word[i] != first.word[i]) {
        return DISAGREEMENT;
      }
      sum = mix32(sum, pi.word[i]);
    }
    first = pi;
  }
  return (int)sum;
}
