// Dense matrix multiplication: a chain of products P := P * B of 40 x 40 doubles.
//
// Textbook triple loop in i-k-j order (Golub and Van Loan, "Matrix Computations", section 1.1), so
// that the innermost loop walks both arrays with stride one.
//
// In the suite for: loop nests of known trip count, address arithmetic that wants strength
// reduction, loop-invariant loads, f64 multiply-add chains.
// n: number of products.
// Checksum: every entry of the last product.
#include "support/checksum.h"
#include "support/random.h"

#define ORDER 40

typedef f64 Matrix[ORDER][ORDER];

static Matrix factor;
static Matrix products[2];

// Rows that sum to one keep the entries of the chain bounded.
static void fill_stochastic_row(f64 *row, Random *random) {
  f64 total = 0.0;
  for (int j = 0; j < ORDER; j++) {
    row[j] = random_unit(random) + 0.001;
    total += row[j];
  }
  for (int j = 0; j < ORDER; j++) {
    row[j] /= total;
  }
}

static void multiply(Matrix result, Matrix a, Matrix b) {
  for (int i = 0; i < ORDER; i++) {
    for (int j = 0; j < ORDER; j++) {
      result[i][j] = 0.0;
    }
    for (int k = 0; k < ORDER; k++) {
      f64 aik = a[i][k];
      for (int j = 0; j < ORDER; j++) {
        result[i][j] += aik * b[k][j];
      }
    }
  }
}

int run(int n) {
  Random random = random_from(1);
  for (int i = 0; i < ORDER; i++) {
    fill_stochastic_row(factor[i], &random);
    fill_stochastic_row(products[0][i], &random);
  }
  int current = 0;
  for (int product = 0; product < n; product++) {
    // A fresh row keeps the chain from settling on its limit.
    fill_stochastic_row(products[current][product % ORDER], &random);
    multiply(products[1 - current], products[current], factor);
    current = 1 - current;
  }
  u32 sum = 0;
  for (int i = 0; i < ORDER; i++) {
    for (int j = 0; j < ORDER; j++) {
      sum = mix_f64(sum, products[current][i][j]);
    }
  }
  return (int)sum;
}
