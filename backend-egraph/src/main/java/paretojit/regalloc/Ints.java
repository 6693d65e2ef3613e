package paretojit.regalloc;

import java.util.Arrays;

/** Growing int arrays. */
final class Ints {
  private Ints() {}

  /** {@code array} itself if it has {@code needed} elements, else a copy at least twice as long. */
  static int[] ensure(int[] array, int needed) {
    return needed <= array.length
        ? array
        : Arrays.copyOf(array, Math.max(needed, array.length * 2));
  }

  static long[] ensure(long[] array, int needed) {
    return needed <= array.length
        ? array
        : Arrays.copyOf(array, Math.max(needed, array.length * 2));
  }

  static byte[] ensure(byte[] array, int needed) {
    return needed <= array.length
        ? array
        : Arrays.copyOf(array, Math.max(needed, array.length * 2));
  }
}
