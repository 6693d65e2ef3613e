// LU decomposition with partial pivoting of 32 x 32 systems, and their solution.
//
// Golub and Van Loan, "Matrix Computations", algorithm 3.4.1 (outer product form, rows swapped).
//
// In the suite for: triangular loops whose bounds are outer induction variables, a pivot search
// with an unpredictable branch, row swaps, f64 division.
// n: number of systems.
// Checksum: pivots and solution of every system.
#include "support/checksum.h"
#include "support/random.h"

#define ORDER 32

static f64 matrix[ORDER][ORDER];
static f64 rhs[ORDER];
static int pivot[ORDER];

static f64 magnitude(f64 x) {
  return x < 0.0 ? -x : x;
}

static int largest_in_column(int k) {
  int best = k;
  for (int i = k + 1; i < ORDER; i++) {
    if (magnitude(matrix[i][k]) > magnitude(matrix[best][k])) {
      best = i;
    }
  }
  return best;
}

static void swap_rows(int a, int b) {
  for (int j = 0; j < ORDER; j++) {
    f64 held = matrix[a][j];
    matrix[a][j] = matrix[b][j];
    matrix[b][j] = held;
  }
}

static void decompose(void) {
  for (int k = 0; k < ORDER; k++) {
    pivot[k] = largest_in_column(k);
    if (pivot[k] != k) {
      swap_rows(pivot[k], k);
    }
    for (int i = k + 1; i < ORDER; i++) {
      f64 multiplier = matrix[i][k] / matrix[k][k];
      matrix[i][k] = multiplier;
      for (int j = k + 1; j < ORDER; j++) {
        matrix[i][j] -= multiplier * matrix[k][j];
      }
    }
  }
}

static void substitute(void) {
  for (int k = 0; k < ORDER; k++) {
    f64 held = rhs[k];
    rhs[k] = rhs[pivot[k]];
    rhs[pivot[k]] = held;
  }
  for (int i = 0; i < ORDER; i++) {
    for (int j = 0; j < i; j++) {
      rhs[i] -= matrix[i][j] * rhs[j];
    }
  }
  for (int i = ORDER - 1; i >= 0; i--) {
    for (int j = i + 1; j < ORDER; j++) {
      rhs[i] -= matrix[i][j] * rhs[j];
    }
    rhs[i] /= matrix[i][i];
  }
}

int run(int n) {
  Random random = random_from(5);
  u32 sum = 0;
  for (int system = 0; system < n; system++) {
    for (int i = 0; i < ORDER; i++) {
      for (int j = 0; j < ORDER; j++) {
        matrix[i][j] = random_unit(&random) - 0.5;
      }
      rhs[i] = random_unit(&random);
    }
    decompose();
    substitute();
    for (int i = 0; i < ORDER; i++) {
      sum = mix_f64(mix32(sum, (u32)pivot[i]), rhs[i]);
    }
  }
  return (int)sum;
}
