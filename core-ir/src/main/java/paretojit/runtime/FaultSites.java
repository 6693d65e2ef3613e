package paretojit.runtime;

import java.util.Arrays;

/**
 * The memory accesses of a piece of code that rely on guard pages: where their code begins, in
 * ascending order, and which instruction each belongs to.
 */
public final class FaultSites {
  /** Bytes of code, from a site's position on, that the fault of its access is in. */
  public static final int USUAL_BYTES = 40;

  private final int longestBytes;
  private int[] positions = new int[64];
  private int[] insts = new int[64];
  private int count;

  public FaultSites() {
    this(USUAL_BYTES);
  }

  /**
   * Sites of code that may be longer than usual.
   *
   * @param longestBytes from a site's position on, that the fault of its access can be in
   */
  public FaultSites(int longestBytes) {
    this.longestBytes = longestBytes;
  }

  /** Adds an access behind those there are. */
  public void add(int position, int inst) {
    if (count == positions.length) {
      positions = Arrays.copyOf(positions, 2 * count);
      insts = Arrays.copyOf(insts, 2 * count);
    }
    positions[count] = position;
    insts[count++] = inst;
  }

  public int count() {
    return count;
  }

  /**
   * The instruction whose access is at a position in the code.
   *
   * @throws AssertionError if there is none: no such code may fault
   */
  public int instAt(int position) {
    int found = Arrays.binarySearch(positions, 0, count, position);
    int site = found >= 0 ? found : -found - 2;
    if (site < 0 || position - positions[site] >= longestBytes) {
      throw new AssertionError("a fault at %#x, where no access is".formatted(position));
    }
    return insts[site];
  }
}
