package paretojit.stencil.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import paretojit.engine.EngineOptions;
import paretojit.engine.OpCosts;
import paretojit.ir.Op;
import paretojit.ir.Type;
import paretojit.stencil.direct.DirectMode;
import paretojit.stencil.library.StencilLibrary;

class StencilCostsTest {
  private static final StencilLibrary LIBRARY = StencilLibrary.load();
  private static final int I32 = Type.I32.ordinal();
  private static final int I64 = Type.I64.ordinal();

  private static int general(OpCosts costs, Op op) {
    return costs.of(op.ordinal(), I64);
  }

  private static int immediate(OpCosts costs, Op op) {
    return costs.withImmediate(op.ordinal(), I64);
  }

  @Test
  void simpleOperationsAreSimple() {
    OpCosts costs = StencilCosts.of(LIBRARY, true, true);
    for (Op op : new Op[] {Op.IADD, Op.ISUB, Op.BAND, Op.BOR, Op.BXOR, Op.ISHL, Op.USHR}) {
      int cost = costs.of(op.ordinal(), I32);
      assertTrue(cost > 1 && cost <= OpCosts.SIMPLE, op + " " + cost);
    }
    assertTrue(general(costs, Op.IMUL) > general(costs, Op.ISHL) + general(costs, Op.IADD));
    assertTrue(general(costs, Op.BITREV) > 10 * general(costs, Op.IADD), "it is a page of code");
  }

  @Test
  void immediatesCostWhatTheirStencilsDo() {
    OpCosts costs = StencilCosts.of(LIBRARY, true, true);
    assertTrue(
        immediate(costs, Op.ROTL) < general(costs, Op.ROTL), "rorx needs neither cl nor a move");
    int move = immediate(costs, Op.SMIN) - general(costs, Op.SMIN);
    assertTrue(move >= OpCosts.SIMPLE, "there is no minimum with an immediate");
    assertTrue(immediate(costs, Op.IADD) - general(costs, Op.IADD) < move);
    OpCosts without = StencilCosts.of(LIBRARY, true, false);
    assertEquals(general(costs, Op.IADD), general(without, Op.IADD));
    assertTrue(immediate(costs, Op.IADD) < immediate(without, Op.IADD));
  }

  @Test
  void supernodesCostLessThanTheirParts() {
    OpCosts costs = StencilCosts.of(LIBRARY, true, true);
    int parts = costs.of(Op.IADD.ordinal(), I32) + costs.withImmediate(Op.ISHL.ordinal(), I32);
    assertTrue(costs.of(OpCosts.Pair.SUM_SHIFTED, I32) < parts);
    assertEquals(
        general(costs, Op.IADD) + immediate(costs, Op.ISHL),
        costs.of(OpCosts.Pair.SUM_SHIFTED, I64),
        "there is no such stencil");
    OpCosts without = StencilCosts.of(LIBRARY, true, false);
    assertEquals(
        without.withImmediate(Op.IADD.ordinal(), I32)
            + without.withImmediate(Op.ISHL.ordinal(), I32),
        without.of(OpCosts.Pair.SHIFT_PLUS, I32));
  }

  @Test
  void slotsAreDearerThanRegisters() {
    OpCosts pinned = StencilCosts.of(LIBRARY, true, true);
    OpCosts slots = StencilCosts.of(LIBRARY, false, true);
    for (Op op : Op.values()) {
      if (op.isPure() && !op.isConst()) {
        assertTrue(general(slots, op) >= general(pinned, op), op.mnemonic());
      }
    }
    assertTrue(general(slots, Op.IADD) >= 3 * general(pinned, Op.IADD));
  }

  @Test
  void optionsChooseTheTable() {
    X64StencilGenerator generator = new X64StencilGenerator(new DirectMode());
    OpCosts standard = generator.costs(EngineOptions.defaults(generator.options()));
    assertSame(standard, generator.costs(EngineOptions.of(generator.options(), "elide=off")));
    for (String option : new String[] {"imm=off", "regs=0", "profile=cpython"}) {
      OpCosts other = generator.costs(EngineOptions.of(generator.options(), option));
      assertNotSame(standard, other, option);
    }
  }
}
