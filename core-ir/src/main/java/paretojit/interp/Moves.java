package paretojit.interp;

import java.util.Arrays;

/**
 * Puts the moves of an edge into an order in which no source is overwritten before it is read, with
 * a scratch register where they form a cycle. Linear time.
 */
final class Moves {
  /** Receives one move after the other. */
  @FunctionalInterface
  interface Sink {
    void move(int destination, int source);
  }

  private static final int NONE = -1;

  /** By register: how many pending moves read it; the source of the pending move that writes it. */
  private int[] readers = new int[0];

  private int[] sourceOf = new int[0];

  /** Emits {@code destinations[k] <- sources[k]} for {@code k < count}, as if all at once. */
  void order(int[] destinations, int[] sources, int count, int scratch, Sink sink) {
    reserve(scratch, destinations, sources, count);
    for (int k = 0; k < count; k++) {
      if (destinations[k] != sources[k]) {
        sourceOf[destinations[k]] = sources[k];
        readers[sources[k]]++;
      }
    }
    for (int k = 0; k < count; k++) {
      chain(destinations[k], sink);
    }
    for (int k = 0; k < count; k++) {
      cycle(destinations[k], scratch, sink);
    }
  }

  /** Emits a move nobody waits for, and those that it frees in turn. */
  private void chain(int first, Sink sink) {
    int destination = first;
    while (sourceOf[destination] != NONE && readers[destination] == 0) {
      int source = sourceOf[destination];
      sink.move(destination, source);
      sourceOf[destination] = NONE;
      readers[source]--;
      destination = source;
    }
  }

  /** What is left are cycles: a -> b -> a is scratch = a, a = b, b = scratch. */
  private void cycle(int first, int scratch, Sink sink) {
    if (sourceOf[first] == NONE) {
      return;
    }
    sink.move(scratch, first);
    int destination = first;
    while (sourceOf[destination] != NONE) {
      int source = sourceOf[destination];
      sink.move(destination, source == first ? scratch : source);
      sourceOf[destination] = NONE;
      readers[source]--;
      destination = source;
    }
  }

  private void reserve(int scratch, int[] destinations, int[] sources, int count) {
    int highest = scratch;
    for (int k = 0; k < count; k++) {
      highest = Math.max(highest, Math.max(destinations[k], sources[k]));
    }
    if (highest >= readers.length) {
      int old = readers.length;
      readers = Arrays.copyOf(readers, Math.max(64, 2 * highest));
      sourceOf = Arrays.copyOf(sourceOf, readers.length);
      Arrays.fill(sourceOf, old, sourceOf.length, NONE);
    }
  }
}
