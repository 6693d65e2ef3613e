package paretojit.regalloc;

import java.util.Arrays;

/**
 * Turns moves that are meant to happen all at once into a sequence.
 *
 * <p>A move can go when nobody still reads its destination. What remains are cycles, each location
 * read exactly once: general registers are exchanged, everything else goes round by the scratch
 * register (Boissinot et al., "Revisiting out-of-SSA translation", CGO 2009, algorithm 1).
 */
final class ParallelMoves {
  private final int scratch;
  private int[] from = new int[16];
  private int[] to = new int[16];
  private int count;
  private int[] readers = new int[64];
  private int[] writer = new int[64]; // move that writes a location, plus one
  private int[] ready = new int[16];
  private boolean[] done = new boolean[16];

  ParallelMoves(int scratch) {
    this.scratch = scratch;
  }

  /** Forgets all moves; locations are below {@link Location#FIRST_SLOT} + {@code slots}. */
  void start(int slots) {
    int locations = Location.FIRST_SLOT + slots;
    readers = Ints.ensure(readers, locations);
    writer = Ints.ensure(writer, locations);
    count = 0;
  }

  void add(int source, int destination) {
    if (source == destination) {
      return;
    }
    if (count == from.length) {
      from = Arrays.copyOf(from, count * 2);
      to = Arrays.copyOf(to, count * 2);
      ready = Arrays.copyOf(ready, count * 2);
      done = Arrays.copyOf(done, count * 2);
    }
    from[count] = source;
    to[count++] = destination;
  }

  /** Appends the sequence to {@code out}, as moves of {@code group}, and forgets the moves. */
  void sequence(Allocation out, int group) {
    if (count == 1) {
      out.addMove(group, from[0], to[0]);
      count = 0;
      return;
    }
    for (int m = 0; m < count; m++) {
      if (isTracked(from[m])) {
        readers[from[m]]++;
      }
      assert writer[to[m]] == 0 : "two values for " + Location.toString(to[m]);
      writer[to[m]] = m + 1;
      done[m] = false;
    }
    int depth = 0;
    for (int m = 0; m < count; m++) {
      if (readers[to[m]] == 0) {
        ready[depth++] = m;
      }
    }
    chain(out, group, depth);
    for (int m = 0; m < count; m++) {
      if (!done[m]) {
        breakCycle(out, group, m);
      }
    }
    for (int m = 0; m < count; m++) {
      writer[to[m]] = 0;
      if (isTracked(from[m])) {
        readers[from[m]] = 0;
      }
    }
    count = 0;
  }

  /** Constants and homes are never written. */
  private static boolean isTracked(int location) {
    return location >= 0 && location < Location.HOME;
  }

  private void chain(Allocation out, int group, int depth) {
    int top = depth;
    while (top > 0) {
      int m = ready[--top];
      out.addMove(group, from[m], to[m]);
      done[m] = true;
      int source = from[m];
      if (isTracked(source) && --readers[source] == 0 && writer[source] != 0) {
        int next = writer[source] - 1;
        if (!done[next]) {
          ready[top++] = next;
        }
      }
    }
  }

  private void breakCycle(Allocation out, int group, int first) {
    if (isGeneral(first)) {
      int m = first;
      while (from[m] != to[first]) {
        out.addSwap(group, to[m], from[m]);
        done[m] = true;
        m = writer[from[m]] - 1;
      }
      done[m] = true;
      return;
    }
    int saved = to[first];
    out.addMove(group, saved, scratch);
    int m = first;
    while (from[m] != saved) {
      out.addMove(group, from[m], to[m]);
      done[m] = true;
      m = writer[from[m]] - 1;
    }
    out.addMove(group, scratch, to[m]);
    done[m] = true;
  }

  /** Does the cycle go through general registers only? */
  private boolean isGeneral(int first) {
    int m = first;
    do {
      if (to[m] >= Location.FIRST_FLOAT) {
        return false;
      }
      m = writer[from[m]] - 1;
    } while (m != first);
    return true;
  }
}
