package paretojit.measure;

import java.util.Arrays;

/** A growing list of nanoseconds. */
public final class Samples {
  private long[] values = new long[64];
  private int size;

  void add(long value) {
    values = size == values.length ? Arrays.copyOf(values, 2 * size) : values;
    values[size++] = value;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** In the order taken. */
  public long[] toArray() {
    return Arrays.copyOf(values, size);
  }

  /**
   * The smallest.
   *
   * @throws java.util.NoSuchElementException if there is none
   */
  public long min() {
    return Arrays.stream(values, 0, size).min().orElseThrow();
  }

  /**
   * The upper median.
   *
   * @throws java.util.NoSuchElementException if there is none
   */
  public long median() {
    long[] sorted = toArray();
    Arrays.sort(sorted);
    return Arrays.stream(sorted).skip(size / 2).findFirst().orElseThrow();
  }
}
