// Quicksort of arrays of 512 random integers.
//
// C. A. R. Hoare, "Quicksort", The Computer Journal 5, 1962, with Sedgewick's median of three and
// insertion sort of short ranges; recursion goes into the shorter side only.
//
// In the suite for: unpredictable branches, recursive calls, pointer comparisons.
// n: number of arrays.
// Checksum: every sorted array; 0xBAD if one is out of order.
#include "support/checksum.h"
#include "support/random.h"

#define LENGTH 512
#define SHORT_RANGE 12
#define OUT_OF_ORDER 0xBAD

static i32 numbers[LENGTH];

static void swap(i32 *a, i32 *b) {
  i32 held = *a;
  *a = *b;
  *b = held;
}

static void insertion_sort(i32 *first, i32 *last) {
  for (i32 *at = first + 1; at <= last; at++) {
    i32 value = *at;
    i32 *hole = at;
    for (; hole > first && hole[-1] > value; hole--) {
      *hole = hole[-1];
    }
    *hole = value;
  }
}

static i32 median_of_three(i32 *first, i32 *last) {
  i32 *middle = first + (last - first) / 2;
  if (*middle < *first) {
    swap(middle, first);
  }
  if (*last < *first) {
    swap(last, first);
  }
  if (*last < *middle) {
    swap(last, middle);
  }
  return *middle;
}

static void sort(i32 *first, i32 *last) {
  while (last - first >= SHORT_RANGE) {
    i32 pivot = median_of_three(first, last);
    i32 *low = first, *high = last;
    while (low <= high) {
      while (*low < pivot) {
        low++;
      }
      while (*high > pivot) {
        high--;
      }
      if (low <= high) {
        swap(low++, high--);
      }
    }
    if (high - first < last - low) {
      sort(first, high);
      first = low;
    } else {
      sort(low, last);
      last = high;
    }
  }
  insertion_sort(first, last);
}

int run(int n) {
  Random random = random_from(17);
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    for (int i = 0; i < LENGTH; i++) {
      numbers[i] = (i32)random_u32(&random);
    }
    sort(numbers, numbers + LENGTH - 1);
    for (int i = 0; i < LENGTH; i++) {
      if (i > 0 && numbers[i - 1] > numbers[i]) {
        return OUT_OF_ORDER;
      }
      sum = mix32(sum, (u32)numbers[i]);
    }
  }
  return (int)sum;
}
