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
    void move(int to, int from, Type type);

    /** {@code value} is a constant of the function. */
    void constant(int to, int value, Type type);
  }

  private static final int VECTOR = 8;
  private static final int SLOTS = 16;

  private int[] to = new int[32];
  private int[] from = new int[32];
  private Type[] type = new Type[32];
  private int count;

  private int[] constantTo = new int[32];
  private int[] constantValue = new int[32];
  private Type[] constantType = new Type[32];
  private int constants;

  /** By number of a place: one plus the pending move that writes it, or 0. */
  private int[] writer = new int[256];

  /** By number of a place: pending moves that read it. */
  private int[] readers = new int[256];

  private int[] ready = new int[32];

  void add(int target, int source, Type valueType) {
    if (target == source) {
      return;
    }
    if (count == to.length) {
      to = Arrays.copyOf(to, 2 * count);
      from = Arrays.copyOf(from, 2 * count);
      type = Arrays.copyOf(type, 2 * count);
      ready = Arrays.copyOf(ready, 2 * count);
    }
    to[count] = target;
    from[count] = source;
    type[count++] = valueType;
  }

  void addConstant(int target, int value, Type valueType) {
    if (constants == constantTo.length) {
      constantTo = Arrays.copyOf(constantTo, 2 * constants);
      constantValue = Arrays.copyOf(constantValue, 2 * constants);
      constantType = Arrays.copyOf(constantType, 2 * constants);
    }
    constantTo[constants] = target;
    constantValue[constants] = value;
    constantType[constants++] = valueType;
  }

  boolean isEmpty() {
    return count == 0 && constants == 0;
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
      writer[number(to[k], type[k])] = k + 1;
      readers[number(from[k], type[k])]++;
    }
    int waiting = 0;
    for (int k = 0; k < count; k++) {
      if (readers[number(to[k], type[k])] == 0) {
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
        writer[number(to[k], type[k])] = 0;
        // A place of a cycle that was saved in the temporary is read no more.
        if (from[k] != Loc.TEMP) {
          int source = number(from[k], type[k]);
          if (--readers[source] == 0 && writer[source] != 0) {
            ready[waiting++] = writer[source] - 1;
          }
        }
      }
      if (done < count) {
        while (writer[number(to[next], type[next])] != next + 1) {
          next++;
        }
        // Every place left is read by exactly one move; free this one by saving what it holds.
        int place = number(to[next], type[next]);
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
    while (number(from[k], type[k]) != place) {
      k = writer[number(from[k], type[k])] - 1;
    }
    return k;
  }

  private int number(int loc, Type valueType) {
    if (Loc.isRegister(loc)) {
      return valueType.isInt() ? loc : VECTOR + loc;
    }
    int number = SLOTS + (Loc.offset(loc) >> 3);
    if (number >= writer.length) {
      writer = Arrays.copyOf(writer, 2 * number);
      readers = Arrays.copyOf(readers, 2 * number);
    }
    return number;
  }
}
