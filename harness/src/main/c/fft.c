// Fast Fourier transform: forward, low-pass in the frequency domain, inverse, over 512 points.
//
// Iterative radix-2 decimation in time with bit reversal and a twiddle table (Cooley and Tukey, "An
// algorithm for the machine calculation of complex Fourier series", 1965).
//
// In the suite for: strided butterfly accesses, loop bounds that double, complex arithmetic with
// several live f64 values, a permutation by computed index.
// n: number of filtered signals.
// Checksum: every sample of every filtered signal.
#include "support/checksum.h"
#include "support/random.h"
#include "support/trig.h"

#define LOG_POINTS 9
#define POINTS (1 << LOG_POINTS)
#define CUTOFF 40 // harmonics above this are removed

typedef struct {
  f64 re, im;
} Complex;

static Complex signal[POINTS];
static Complex twiddles[POINTS / 2]; // exp(-2 pi i k / POINTS)

static void fill_twiddles(void) {
  for (int k = 0; k < POINTS / 2; k++) {
    f64 angle = -2.0 * PI * k / POINTS;
    twiddles[k] = (Complex){cosine(angle), sine(angle)};
  }
}

static void permute_bit_reversed(void) {
  for (u32 i = 0, reversed = 0; i < POINTS; i++) {
    if (i < reversed) {
      Complex held = signal[i];
      signal[i] = signal[reversed];
      signal[reversed] = held;
    }
    // Add one to `reversed` from its top bit downwards.
    u32 bit = POINTS >> 1;
    while (reversed & bit) {
      reversed ^= bit;
      bit >>= 1;
    }
    reversed |= bit;
  }
}

// Direction +1 is the forward transform, -1 the unscaled inverse.
static void transform(f64 direction) {
  permute_bit_reversed();
  for (int half = 1; half < POINTS; half *= 2) {
    int twiddle_step = POINTS / (2 * half);
    for (int start = 0; start < POINTS; start += 2 * half) {
      for (int k = 0; k < half; k++) {
        Complex *low = &signal[start + k];
        Complex *high = &signal[start + k + half];
        f64 wr = twiddles[k * twiddle_step].re;
        f64 wi = twiddles[k * twiddle_step].im * direction;
        f64 re = high->re * wr - high->im * wi;
        f64 im = high->re * wi + high->im * wr;
        *high = (Complex){low->re - re, low->im - im};
        *low = (Complex){low->re + re, low->im + im};
      }
    }
  }
}

int run(int n) {
  Random random = random_from(7);
  fill_twiddles();
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    for (int i = 0; i < POINTS; i++) {
      signal[i] = (Complex){random_unit(&random) - 0.5, 0.0};
    }
    transform(1.0);
    for (int k = CUTOFF + 1; k < POINTS - CUTOFF; k++) {
      signal[k] = (Complex){0.0, 0.0};
    }
    transform(-1.0);
    for (int i = 0; i < POINTS; i++) {
      sum = mix_f64(sum, signal[i].re / POINTS);
    }
  }
  return (int)sum;
}
