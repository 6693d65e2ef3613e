package paretojit.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.verify.Verifier;

class ProgramGeneratorTest {
  /** Not generated: they need segments, or tables that change. */
  private static final Set<Op> LEFT_OUT =
      EnumSet.of(
          Op.MEMORY_INIT,
          Op.DATA_DROP,
          Op.TABLE_GET,
          Op.TABLE_SET,
          Op.TABLE_SIZE,
          Op.TABLE_GROW,
          Op.TABLE_FILL,
          Op.TABLE_COPY,
          Op.TABLE_INIT,
          Op.ELEM_DROP,
          Op.VMCTX,
          Op.TRAP);

  @Test
  void programsAreWellFormedAndCoverTheOpcodeTable() {
    Set<Op> seen = EnumSet.noneOf(Op.class);
    for (long seed = 0; seed < 300; seed++) {
      IrModule module = ProgramGenerator.generate(seed, 60);
      assertEquals(List.of(), Verifier.verify(module), "seed " + seed);
      for (Function f : module.functions()) {
        for (int i = 0; i < f.instCount(); i++) {
          seen.add(f.op(i));
        }
      }
    }
    assertEquals(EnumSet.complementOf(EnumSet.copyOf(LEFT_OUT)), seen);
  }

  @Test
  void sameSeedSameProgram() {
    IrModule a = ProgramGenerator.generate(7, 80);
    IrModule b = ProgramGenerator.generate(7, 80);
    assertEquals(a.functionCount(), b.functionCount());
    for (int f = 0; f < a.functionCount(); f++) {
      assertEquals(a.function(f).instCount(), b.function(f).instCount());
    }
  }
}
