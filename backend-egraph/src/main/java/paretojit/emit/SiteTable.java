package paretojit.emit;

import java.util.Arrays;

/**
 * A list of places in code, each an offset in bytes with a kind and a value, as flat ints.
 *
 * <p>The same shape serves relocations (kind of fix, symbol) and marks (trap code, source position).
 * Entries are in order of emission; within one function their offsets ascend.
 */
public final class SiteTable {
  private static final int STRIDE = 3;
  private int[] cells = new int[16 * STRIDE];
  private int count;

  /** Appends an entry and returns its index. */
  public int add(int offset, int kind, int value) {
    int at = count * STRIDE;
    if (at + STRIDE > cells.length) {
      cells = Arrays.copyOf(cells, cells.length * 2);
    }
    cells[at] = offset;
    cells[at + 1] = kind;
    cells[at + 2] = value;
    return count++;
  }

  /** How many entries there are. */
  public int count() {
    return count;
  }

  /** The offset in bytes of entry {@code index}. */
  public int offset(int index) {
    return cells[index * STRIDE];
  }

  /** The kind of entry {@code index}; its meaning belongs to whoever made the table. */
  public int kind(int index) {
    return cells[index * STRIDE + 1];
  }

  /** The value of entry {@code index}: a symbol, a trap code, ... */
  public int value(int index) {
    return cells[index * STRIDE + 2];
  }

  /** Moves entry {@code index} down by {@code bytes}: code before it has shrunk. */
  public void moveDown(int index, int bytes) {
    cells[index * STRIDE] -= bytes;
  }

  /** Keeps only the first {@code newCount} entries. */
  public void truncate(int newCount) {
    assert newCount <= count;
    count = newCount;
  }

  /** Replaces entry {@code index} by entry {@code from}, to filter the table in place. */
  public void copyEntry(int from, int index) {
    System.arraycopy(cells, from * STRIDE, cells, index * STRIDE, STRIDE);
  }
}
