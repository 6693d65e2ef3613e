package paretojit.regalloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Allocations for a machine of few registers are right, and the checker would tell if not. */
class AllocatorTest {
  private static final int PROGRAMS = Integer.getInteger("pareto.programs", 600);

  @Test
  void allocatesRandomCode() {
    Allocator allocator = new Allocator(RandomCode.FILE);
    int spilled = 0;
    for (long seed = 0; seed < PROGRAMS; seed++) {
      MachineCode code = RandomCode.generate(seed, 10 + (int) (seed % 200));
      try {
        spilled += allocator.run(code, true).spilledValues();
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
    assertTrue(spilled > PROGRAMS, "the code hardly needs memory");
  }

  /** Whatever is left out, allocations are right; and each technique changes some. */
  @ParameterizedTest
  @EnumSource(Technique.class)
  void isRightWithoutATechnique(Technique technique) {
    Allocator without = new Allocator(RandomCode.FILE, Technique.of("all-" + technique.text()));
    Allocator with = new Allocator(RandomCode.FILE);
    int different = 0;
    int early = 0;
    long movesWithout = 0;
    long movesWith = 0;
    for (long seed = 0; seed < PROGRAMS / 4; seed++) {
      MachineCode code = RandomCode.generate(seed, 20 + (int) (seed % 200));
      String plain = Listing.of(code, without.run(code, true));
      Allocation plainer = without.run(code, true);
      movesWithout += plainer.moveCount();
      for (int b = 0; b < code.blockCount && technique == Technique.EARLY; b++) {
        assertFalse(plainer.isEarly(b));
      }
      different += plain.equals(Listing.of(code, with.run(code, true))) ? 0 : 1;
      Allocation allocation = with.run(code, true);
      movesWith += allocation.moveCount();
      for (int b = 0; b < code.blockCount; b++) {
        early += allocation.isEarly(b) ? 1 : 0;
      }
    }
    assertTrue(early > 0);
    assertTrue(technique == Technique.EARLY || different > 0, "it makes no difference");
    assertTrue(technique != Technique.COALESCE || movesWithout > movesWith);
  }

  @Test
  void techniquesAreLeftOutByName() {
    assertEquals(EnumSet.allOf(Technique.class), Technique.of("all"));
    assertEquals(Set.of(), Technique.of("none"));
    assertEquals(
        EnumSet.of(Technique.LOOPS, Technique.SLOTS, Technique.EARLY),
        Technique.of("all-coalesce-inplace"));
    assertFalse(Technique.SELECTION.matcher("all-everything").matches());
  }

  /** Puts single operands somewhere else; the value meant is hardly ever there as well. */
  @Test
  void checkerFindsMisplacedOperands() {
    int tried = 0;
    int found = 0;
    for (long seed = 0; seed < 40; seed++) {
      MachineCode code = RandomCode.generate(seed, 60);
      Allocation allocation = new Allocator(RandomCode.FILE).run(code, true);
      for (int o = 0; o < code.operandStart[code.instCount]; o++) {
        int location = allocation.operandLocation[o];
        if (Operand.role(code.operands[o]) <= Operand.LATE && Location.isRegister(location)) {
          allocation.operandLocation[o] = location ^ 1;
          found += fails(code, allocation) ? 1 : 0;
          allocation.operandLocation[o] = location;
          tried++;
        }
      }
    }
    assertTrue(tried > 1000);
    assertTrue(found > tried * 9 / 10, found + " of " + tried);
  }

  /** Leaves out single moves. Few are needless: stores of what is never read again. */
  @Test
  void checkerFindsMissingMoves() {
    int tried = 0;
    int found = 0;
    for (long seed = 0; seed < 40; seed++) {
      MachineCode code = RandomCode.generate(seed, 60);
      Allocation allocation = new Allocator(RandomCode.FILE).run(code, true);
      for (int m = 0; m < allocation.moveCount(); m++) {
        Allocation without = copyWithout(allocation, m);
        found += fails(code, without) ? 1 : 0;
        tried++;
      }
    }
    assertTrue(tried > 500);
    assertTrue(found > tried * 9 / 10, found + " of " + tried);
  }

  /** Definitions that are said to go where something live is. */
  @Test
  void checkerFindsOverwrittenValues() {
    int tried = 0;
    int found = 0;
    for (long seed = 0; seed < 40; seed++) {
      MachineCode code = RandomCode.generate(seed, 60);
      Allocation allocation = new Allocator(RandomCode.FILE).run(code, true);
      for (int o = 0; o < code.operandStart[code.instCount]; o++) {
        if (Operand.role(code.operands[o]) == Operand.DEF) {
          int location = allocation.operandLocation[o];
          allocation.operandLocation[o] = location ^ 1;
          found += fails(code, allocation) ? 1 : 0;
          allocation.operandLocation[o] = location;
          tried++;
        }
      }
    }
    assertTrue(found > tried * 6 / 10, found + " of " + tried); // Many values are never used.
  }

  private static boolean fails(MachineCode code, Allocation allocation) {
    try {
      new Checker(code, allocation, RandomCode.FILE).check();
      return false;
    } catch (AssertionError e) {
      return true;
    }
  }

  private static Allocation copyWithout(Allocation allocation, int left) {
    Allocation copy = new Allocation();
    copy.operandLocation = allocation.operandLocation;
    copy.slotCount = allocation.slotCount;
    copy.firstLocation = allocation.firstLocation;
    for (int m = 0; m < allocation.moveCount(); m++) {
      int group = allocation.moveGap(m) * 4 + allocation.movePhase(m);
      int from = allocation.moveFrom(m);
      if (m != left && allocation.isSwap(m)) {
        copy.addSwap(group, from, allocation.moveTo(m));
      } else if (m != left) {
        copy.addMove(group, from, allocation.moveTo(m));
      }
    }
    return copy;
  }

  @Test
  void checkerSaysWhatIsWrong() {
    MachineCode code = new MachineCode();
    code.reset(1);
    int v = code.newVreg(false);
    code.inst(0, 1, 0, 0);
    code.operand(Operand.def(v));
    code.inst(0, 1, 0, 0);
    code.operand(Operand.use(v));
    code.endBlock(0, 0);
    code.seal();
    Allocation allocation = new Allocator(RandomCode.FILE).run(code, true);
    allocation.operandLocation[1] = 3;
    AssertionError wrong =
        assertThrows(
            AssertionError.class, () -> new Checker(code, allocation, RandomCode.FILE).check());
    assertEquals("instruction 1 wants v2 in r3, which holds an unknown value", wrong.getMessage());
  }

  @Test
  void parallelMovesBreakCycles() {
    ParallelMoves moves = new ParallelMoves(31);
    Allocation out = new Allocation();
    moves.start(4);
    int[][] wanted = {{0, 1}, {1, 2}, {2, 0}, {16, 17}, {17, 32}, {32, 16}, {3, 33}, {-5, 3}};
    for (int[] move : wanted) {
      moves.add(move[0], move[1]);
    }
    moves.sequence(out, 0);
    int[] state = new int[40];
    for (int k = 0; k < state.length; k++) {
      state[k] = 100 + k;
    }
    for (int m = 0; m < out.moveCount(); m++) {
      int from = out.moveFrom(m);
      int value = from < 0 ? from : state[from];
      if (out.isSwap(m)) {
        state[from] = state[out.moveTo(m)];
      }
      state[out.moveTo(m)] = value;
    }
    for (int[] move : wanted) {
      assertEquals(move[0] < 0 ? move[0] : 100 + move[0], state[move[1]]);
    }
  }
}
