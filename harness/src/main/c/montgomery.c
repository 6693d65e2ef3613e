// Modular exponentiation of 256-bit integers: x^65537 mod m by Montgomery multiplication.
//
// P. L. Montgomery, "Modular multiplication without trial division", 1985; coarsely integrated
// operand scanning of Koc, Acar and Kaliski, "Analyzing and comparing Montgomery multiplication
// algorithms", 1996, with eight 32-bit limbs.
//
// In the suite for: 32 x 32 -> 64-bit multiplication, carries through 64-bit additions, short loops
// of known length.
// n: number of exponentiations, each of the power before it.
// Checksum: every power.
#include "support/checksum.h"
#include "support/random.h"

#define LIMBS 8

typedef struct {
  u32 limb[LIMBS]; // least significant first
} Number;

static Number modulus;
static u32 minus_inverse; // -1 / modulus, modulo 2^32
static Number r_squared;  // 2^512 mod modulus: brings numbers into Montgomery form

// The inverse of an odd number by Newton's iteration, which doubles the correct bits.
static u32 inverse(u32 odd) {
  u32 x = odd; // correct in three bits
  for (int i = 0; i < 4; i++) {
    x *= 2 - odd * x;
  }
  return x;
}

static bool at_least(const Number *a, const Number *b) {
  for (int i = LIMBS - 1; i >= 0; i--) {
    if (a->limb[i] != b->limb[i]) {
      return a->limb[i] > b->limb[i];
    }
  }
  return true;
}

static void subtract(Number *a, const Number *b) {
  u64 borrow = 0;
  for (int i = 0; i < LIMBS; i++) {
    u64 difference = (u64)a->limb[i] - b->limb[i] - borrow;
    a->limb[i] = (u32)difference;
    borrow = difference >> 63;
  }
}

// a := 2 a mod modulus, for a below the modulus.
static void double_modulo(Number *a) {
  u32 carry = 0;
  for (int i = 0; i < LIMBS; i++) {
    u32 limb = a->limb[i];
    a->limb[i] = limb << 1 | carry;
    carry = limb >> 31;
  }
  if (carry || at_least(a, &modulus)) {
    subtract(a, &modulus);
  }
}

// a b / 2^256 mod modulus.
static Number multiply(const Number *a, const Number *b) {
  u32 t[LIMBS + 2] = {0};
  for (int i = 0; i < LIMBS; i++) {
    u64 carry = 0;
    for (int j = 0; j < LIMBS; j++) {
      u64 sum = (u64)a->limb[j] * b->limb[i] + t[j] + carry;
      t[j] = (u32)sum;
      carry = sum >> 32;
    }
    u64 top = (u64)t[LIMBS] + carry;
    t[LIMBS] = (u32)top;
    t[LIMBS + 1] = (u32)(top >> 32);

    // Add a multiple of the modulus that clears the lowest limb, and drop that limb.
    u32 factor = t[0] * minus_inverse;
    carry = ((u64)factor * modulus.limb[0] + t[0]) >> 32;
    for (int j = 1; j < LIMBS; j++) {
      u64 sum = (u64)factor * modulus.limb[j] + t[j] + carry;
      t[j - 1] = (u32)sum;
      carry = sum >> 32;
    }
    top = (u64)t[LIMBS] + carry;
    t[LIMBS - 1] = (u32)top;
    t[LIMBS] = t[LIMBS + 1] + (u32)(top >> 32);
  }
  Number product;
  copy_bytes(product.limb, t, sizeof(product.limb));
  if (t[LIMBS] != 0 || at_least(&product, &modulus)) {
    subtract(&product, &modulus);
  }
  return product;
}

static Number power_65537(const Number *base) {
  static const Number one = {{1}};
  Number in_form = multiply(base, &r_squared);
  Number power = in_form;
  for (int i = 0; i < 16; i++) {
    power = multiply(&power, &power);
  }
  power = multiply(&power, &in_form);
  return multiply(&power, &one);
}

static void choose_modulus(Random *random) {
  for (int i = 0; i < LIMBS; i++) {
    modulus.limb[i] = random_u32(random);
  }
  modulus.limb[0] |= 1;
  modulus.limb[LIMBS - 1] |= 0x80000000u;
  minus_inverse = -inverse(modulus.limb[0]);
  fill_bytes(&r_squared, 0, sizeof(r_squared));
  r_squared.limb[0] = 1;
  for (int i = 0; i < 2 * 32 * LIMBS; i++) {
    double_modulo(&r_squared);
  }
}

int run(int n) {
  Random random = random_from(33);
  choose_modulus(&random);
  Number x = {{2}};
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    x = power_65537(&x);
    for (int i = 0; i < LIMBS; i++) {
      sum = mix32(sum, x.limb[i]);
    }
  }
  return (int)sum;
}
