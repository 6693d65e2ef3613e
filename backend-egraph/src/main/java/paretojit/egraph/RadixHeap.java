package paretojit.egraph;

import java.util.Arrays;

/**
 * A priority queue of (cost, id) for costs that never fall below the one taken last. Bucket
 * <i>b</i> holds costs whose highest bit that differs from the last cost is bit <i>b</i>−1; each
 * entry moves to a lower bucket at most 63 times, in practice once or twice.
 */
final class RadixHeap {
  private final long[][] costs = new long[64][];
  private final int[][] ids = new int[64][];
  private final int[] sizes = new int[64];
  private long last;
  private int size;
  private long taken;

  RadixHeap() {
    Arrays.setAll(costs, b -> new long[8]);
    Arrays.setAll(ids, b -> new int[8]);
  }

  boolean isEmpty() {
    return size == 0;
  }

  void push(long cost, int id) {
    size++;
    place(cost, id);
  }

  private void place(long cost, int id) {
    int b = 64 - Long.numberOfLeadingZeros(cost ^ last);
    int n = sizes[b]++;
    if (n == ids[b].length) {
      costs[b] = Arrays.copyOf(costs[b], 2 * n);
      ids[b] = Arrays.copyOf(ids[b], 2 * n);
    }
    costs[b][n] = cost;
    ids[b][n] = id;
  }

  /** Takes an id of least cost; {@link #cost} tells the cost. */
  int pop() {
    if (sizes[0] == 0) {
      int b = 1;
      while (sizes[b] == 0) {
        b++;
      }
      int n = sizes[b];
      sizes[b] = 0;
      long least = Long.MAX_VALUE;
      for (int i = 0; i < n; i++) {
        least = Math.min(least, costs[b][i]);
      }
      last = least;
      for (int i = 0; i < n; i++) {
        place(costs[b][i], ids[b][i]);
      }
    }
    size--;
    int i = --sizes[0];
    taken = costs[0][i];
    return ids[0][i];
  }

  long cost() {
    return taken;
  }
}
