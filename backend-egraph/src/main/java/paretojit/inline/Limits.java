package paretojit.inline;

/**
 * What is small enough to be inlined. Sizes are instructions without constants.
 *
 * @param small size of functions that are inlined wherever they are called
 * @param perLoop how much larger a function may be for each loop around the call
 * @param loops the number of loops from which on more of them make no difference
 * @param depth how many inlined functions may lie inside each other
 * @param minGrowth by how much any function may grow
 * @param growthPercent by how much a function may grow besides, relative to its own size
 */
public record Limits(
    int small, int perLoop, int loops, int depth, int minGrowth, int growthPercent) {
  /** What mid-ends use. */
  public static final Limits STANDARD = new Limits(20, 30, 2, 3, 80, 30);

  /** Size of the largest functions that are inlined anywhere. */
  int largest() {
    return small + perLoop * loops;
  }

  /** Size of the largest functions that are inlined inside a number of loops. */
  int largestIn(int loopDepth) {
    return small + perLoop * Math.min(loopDepth, loops);
  }

  /** By how much a function of a size may grow. */
  int growth(int size) {
    return minGrowth + (int) ((long) size * growthPercent / 100);
  }
}
