// Cholesky factorization A = L L' of 40 x 40 symmetric positive definite matrices.
//
// Golub and Van Loan, "Matrix Computations", section 4.2 (Cholesky-Banachiewicz, row by row).
//
// In the suite for: triangular dot products over two rows, sqrt and division on the critical path,
// inner loops of every trip count from 0 to 39.
// n: number of factorizations.
// Checksum: every entry of every L.
#include "support/checksum.h"
#include "support/random.h"

#define ORDER 40

static f64 matrix[ORDER][ORDER]; // lower triangle: A, overwritten by L

static void fill_positive_definite(Random *random) {
  for (int i = 0; i < ORDER; i++) {
    for (int j = 0; j < i; j++) {
      matrix[i][j] = random_unit(random) - 0.5;
    }
    matrix[i][i] = ORDER; // dominates its row, since the others are below 1/2
  }
}

static void factorize(void) {
  for (int i = 0; i < ORDER; i++) {
    for (int j = 0; j <= i; j++) {
      f64 rest = matrix[i][j];
      for (int k = 0; k < j; k++) {
        rest -= matrix[i][k] * matrix[j][k];
      }
      matrix[i][j] = i == j ? __builtin_sqrt(rest) : rest / matrix[j][j];
    }
  }
}

int run(int n) {
  Random random = random_from(6);
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    fill_positive_definite(&random);
    factorize();
    for (int i = 0; i < ORDER; i++) {
      for (int j = 0; j <= i; j++) {
        sum = mix_f64(sum, matrix[i][j]);
      }
    }
  }
  return (int)sum;
}
