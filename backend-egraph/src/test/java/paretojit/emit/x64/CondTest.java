package paretojit.emit.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

final class CondTest {
  private static final long[] VALUES = {0, 1, -1, 5, Integer.MIN_VALUE, Integer.MAX_VALUE};
  private static final EnumSet<Cond> COMPARISONS =
      EnumSet.of(
          Cond.E, Cond.NE, Cond.B, Cond.AE, Cond.BE, Cond.A, Cond.L, Cond.GE, Cond.LE, Cond.G);

  @Test
  void codesAreTheHardwares() {
    for (Cond cond : Cond.values()) {
      assertEquals(cond, Cond.of(cond.code()));
    }
    assertEquals(4, Cond.E.code());
    assertEquals(15, Cond.G.code());
  }

  @Test
  void negationAndSwapMeanWhatTheySay() {
    for (Cond cond : COMPARISONS) {
      for (long a : VALUES) {
        for (long b : VALUES) {
          assertEquals(!holds(cond, a, b), holds(cond.negate(), a, b), cond + " negated");
          assertEquals(holds(cond, a, b), holds(cond.swap(), b, a), cond + " swapped");
        }
      }
    }
  }

  @Test
  void everyConditionIsTheNegationOfItsNegation() {
    for (Cond cond : Cond.values()) {
      assertEquals(cond, cond.negate().negate());
    }
    assertEquals(Cond.NP, Cond.P.negate());
  }

  @Test
  void flagsThatAreNoComparisonCannotBeSwapped() {
    for (Cond cond : EnumSet.complementOf(COMPARISONS)) {
      assertThrows(AssertionError.class, cond::swap);
    }
  }

  private static boolean holds(Cond cond, long a, long b) {
    int unsigned = Long.compareUnsigned(a, b);
    return switch (cond) {
      case E -> a == b;
      case NE -> a != b;
      case B -> unsigned < 0;
      case AE -> unsigned >= 0;
      case BE -> unsigned <= 0;
      case A -> unsigned > 0;
      case L -> a < b;
      case GE -> a >= b;
      case LE -> a <= b;
      case G -> a > b;
      case O, NO, S, NS, P, NP -> throw new AssertionError(cond);
    };
  }
}
