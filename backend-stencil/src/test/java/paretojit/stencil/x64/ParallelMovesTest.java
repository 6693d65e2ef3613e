package paretojit.stencil.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import paretojit.ir.Type;

/** Moves at once must equal moves one by one, whatever overlaps and cycles they have. */
class ParallelMovesTest {
  /** Places as a machine has them: what is in each, by register file. */
  private static final class Machine implements ParallelMoves.Sink {
    private final Map<String, Object> contents = new HashMap<>();
    private int moves;

    private static String place(int loc, Type type) {
      return Loc.isSlot(loc) ? "slot" + Loc.offset(loc) : (type.isInt() ? "r" : "x") + loc;
    }

    Object get(int loc, Type type) {
      return contents.getOrDefault(place(loc, type), place(loc, type));
    }

    @Override
    public void move(int to, int from, int typeOrdinal) {
      Type type = Type.of(typeOrdinal);
      contents.put(place(to, type), get(from, type));
      moves++;
    }

    @Override
    public void constant(int to, int value, int typeOrdinal) {
      Type type = Type.of(typeOrdinal);
      contents.put(place(to, type), value);
      moves++;
    }
  }

  private final ParallelMoves moves = new ParallelMoves();

  @Test
  void swapsTwoRegistersThroughTheTemporary() {
    Machine machine = new Machine();
    moves.add(1, 2, Type.I64.ordinal());
    moves.add(2, 1, Type.I64.ordinal());
    moves.emit(machine);
    assertEquals("r2", machine.get(1, Type.I64));
    assertEquals("r1", machine.get(2, Type.I64));
    assertEquals(3, machine.moves);
  }

  @Test
  void keepsTheRegisterFilesApart() {
    Machine machine = new Machine();
    moves.add(1, 2, Type.I32.ordinal());
    moves.add(2, 1, Type.F64.ordinal());
    moves.emit(machine);
    assertEquals("r2", machine.get(1, Type.I32));
    assertEquals("x1", machine.get(2, Type.F64));
    assertEquals(2, machine.moves);
  }

  @Test
  void writesConstantsLast() {
    Machine machine = new Machine();
    moves.addConstant(1, 99, Type.I32.ordinal());
    moves.add(2, 1, Type.I32.ordinal());
    moves.emit(machine);
    assertEquals("r1", machine.get(2, Type.I32));
    assertEquals(99, machine.get(1, Type.I32));
  }

  @Test
  void agreesWithMovesAtOnceOnRandomPermutationsAndCopies() {
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      List<Integer> places = new ArrayList<>();
      for (int k = 0; k < 5; k++) {
        places.add(k);
        // In larger and larger frames, whose places do not fit the tables made so far.
        places.add(Loc.slot(8 * k + 40 * random.nextInt(2) * (1 + round / 100)));
      }
      // A place of the frame holds a value of one type.
      Type[] typeOf = new Type[places.size()];
      for (int k = 0; k < typeOf.length; k++) {
        typeOf[k] = Type.of(random.nextInt(4));
      }
      List<Integer> targets = new ArrayList<>();
      Collections.addAll(targets, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
      Collections.shuffle(targets, random);
      Machine machine = new Machine();
      Map<Integer, Object> expected = new HashMap<>();
      int count = 1 + random.nextInt(10);
      for (int k = 0; k < count; k++) {
        int target = targets.get(k);
        int source = random.nextInt(10);
        if (typeOf[source].isInt() != typeOf[target].isInt()) {
          continue;
        }
        Type type = typeOf[target];
        moves.add(places.get(target), places.get(source), type.ordinal());
        expected.put(target, Machine.place(places.get(source), type));
      }
      moves.emit(machine);
      expected.forEach(
          (target, content) ->
              assertEquals(content, machine.get(places.get(target), typeOf[target])));
    }
  }
}
