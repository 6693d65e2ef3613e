package paretojit.stencil.x64;

import java.util.Arrays;
import paretojit.ir.Type;

/**
 * Moves that happen at once: the arguments of an edge, call or return. Collected with {@link #add},
 * then emitted in an order in which nothing is overwritten before it is read; cycles go through the
 * temporary register. Constants come last, since they read nothing.
 *
 * <p>Linear in the number of moves: places are numbered, and a table tells which move writes a
 * place and how many still read it.
 */
final class ParallelMoves {
  /** Writes one move to the code. */
  interface Sink {
    /** {@code from} may be {@link Loc#TEMP}. */
    void move(int to, int from, int typeOrdinal);

    /** {@code value} is a constant of the function. */
    void constant(int to, int value, int typeOrdinal);
  }

  private static final int VECTOR = 8;
  private static final int SLOTS = 16;
  private static final int FIRST_FLOAT = Type.F32.ordinal();

  // The moves: where to and from, as places and as numbers of places, and the type's ordinal.
  private int[] to = new int[32];
  private int[] from = new int[32];
  private int[] toNumber = new int[32];
  private int[] fromNumber = new int[32];
  private byte[] type = new byte[32];
  private int count;

  private int[] constantTo = new int[32];
  private int[] constantValue = new int[32];
  private byte[] constantType = new byte[32];
  private int constants;

  /** By number of a place: one plus the pending move that writes it, or 0. */
  private int[] writer = new int[256];

  /** By number of a place: pending moves that read it. */
  private int[] readers = new int[256];

  private int[] ready = new int[32];

  void add(int target, int source, int typeOrdinal) {
    if (target == source) {
      return;
    }
    int k = count++;
    if (k == to.length) {
      grow(2 * k);
    }
    to[k] = target;
    from[k] = source;
    type[k] = (byte) typeOrdinal;
  }

  private void grow(int capacity) {
    to = Arrays.copyOf(to, capacity);
    from = Arrays.copyOf(from, capacity);
    toNumber = Arrays.copyOf(toNumber, capacity);
    fromNumber = Arrays.copyOf(fromNumber, capacity);
    type = Arrays.copyOf(type, capacity);
    ready = Arrays.copyOf(ready, capacity);
  }

  void addConstant(int target, int value, int typeOrdinal) {
    int k = constants++;
    if (k == constantTo.length) {
      constantTo = Arrays.copyOf(constantTo, 2 * k);
      constantValue = Arrays.copyOf(constantValue, 2 * k);
      constantType = Arrays.copyOf(constantType, 2 * k);
    }
    constantTo[k] = target;
    constantValue[k] = value;
    constantType[k] = (byte) typeOrdinal;
  }

  /** Emits what was added and forgets it. */
  void emit(Sink sink) {
    if (count == 1) {
      sink.move(to[0], from[0], type[0]);
    } else if (count > 1) {
      emitAll(sink);
    }
    for (int k = 0; k < constants; k++) {
      sink.constant(constantTo[k], constantValue[k], constantType[k]);
    }
    count = 0;
    constants = 0;
  }

  private void emitAll(Sink sink) {
    for (int k = 0; k < count; k++) {
      int target = number(to[k], type[k]);
      int source = number(from[k], type[k]);
      toNumber[k] = target;
      fromNumber[k] = source;
      writer[target] = k + 1;
      readers[source]++;
    }
    int waiting = 0;
    for (int k = 0; k < count; k++) {
      if (readers[toNumber[k]] == 0) {
        ready[waiting++] = k;
      }
    }
    int done = 0;
    int next = 0;
    while (done < count) {
      while (waiting > 0) {
        int k = ready[--waiting];
        sink.move(to[k], from[k], type[k]);
        done++;
        writer[toNumber[k]] = 0;
        // A place of a cycle that was saved in the temporary is read no more.
        if (from[k] != Loc.TEMP) {
          int source = fromNumber[k];
          if (--readers[source] == 0 && writer[source] != 0) {
            ready[waiting++] = writer[source] - 1;
          }
        }
      }
      if (done < count) {
        while (writer[toNumber[next]] != next + 1) {
          next++;
        }
        // Every place left is read by exactly one move; free this one by saving what it holds.
        int place = toNumber[next];
        int reader = readerOf(place);
        sink.move(Loc.TEMP, from[reader], type[reader]);
        from[reader] = Loc.TEMP;
        readers[place] = 0;
        ready[waiting++] = next;
      }
    }
  }

  /** The pending move that reads a place of a cycle. */
  private int readerOf(int place) {
    // Follow the cycle: what the move into this place reads is written by the next one.
    int k = writer[place] - 1;
    while (fromNumber[k] != place) {
      k = writer[fromNumber[k]] - 1;
    }
    return k;
  }

  /** The number of a place; makes room for it in the tables by number. */
  private int number(int loc, int typeOrdinal) {
    if (Loc.isRegister(loc)) {
      return typeOrdinal < FIRST_FLOAT ? loc : VECTOR + loc;
    }
    int number = SLOTS + (Loc.offset(loc) >> 3);
    if (number >= writer.length) {
      writer = Arrays.copyOf(writer, 2 * number);
      readers = Arrays.copyOf(readers, 2 * number);
    }
    return number;
  }
}
