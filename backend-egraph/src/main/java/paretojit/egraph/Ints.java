package paretojit.egraph;

import java.util.Arrays;

/** A growing list of ints, and growth of plain int arrays. */
final class Ints {
  static final int[] NONE = {};

  int[] data;
  int size;

  Ints(int capacity) {
    data = new int[capacity];
  }

  void add(int value) {
    if (size == data.length) {
      data = Arrays.copyOf(data, Math.max(16, 2 * size));
    }
    data[size++] = value;
  }

  int pop() {
    return data[--size];
  }

  int get(int i) {
    return data[i];
  }

  boolean isEmpty() {
    return size == 0;
  }

  void clear() {
    size = 0;
  }

  /** Makes room for {@code more} further values and returns the array. */
  int[] reserve(int more) {
    data = ensure(data, size + more);
    return data;
  }

  void copyTo(Ints other) {
    other.data = data.clone();
    other.size = size;
  }

  Ints copy() {
    var c = new Ints(0);
    copyTo(c);
    return c;
  }

  int[] toArray() {
    return Arrays.copyOf(data, size);
  }

  /** The array, or a longer copy if it has fewer than {@code length} elements. */
  static int[] ensure(int[] array, int length) {
    return length <= array.length
        ? array
        : Arrays.copyOf(array, Math.max(length, array.length + (array.length >> 1) + 16));
  }
}
