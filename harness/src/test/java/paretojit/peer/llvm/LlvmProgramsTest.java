package paretojit.peer.llvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paretojit.engine.Engines;
import paretojit.engine.IrEngine;
import paretojit.fuzz.Outcome;
import paretojit.fuzz.ProgramGenerator;
import paretojit.interp.InterpreterProvider;
import paretojit.ir.IrModule;

/** Random programs do under LLVM what they do interpreted. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class LlvmProgramsTest {
  private static final int FIRST = Integer.getInteger("pareto.first", 0);
  private static final int PROGRAMS = Integer.getInteger("pareto.programs", 40);
  private static final IrEngine INTERP = InterpreterProvider.oracle();
  private static final Engines ENGINES = new Engines(List.of(new LlvmProvider()));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llvm:O0:check=on@x64",
        "llvm:O0:cpu=baseline@x64",
        "llvm:O2:check=on@x64",
        "llvm:O3:cpu=baseline@x64"
      })
  void runAsInterpreted(String id) {
    IrEngine engine = ENGINES.findIr(id);
    int compared = 0;
    for (long seed = FIRST; seed < FIRST + PROGRAMS; seed++) {
      IrModule module = ProgramGenerator.generate(seed, 20 + (int) (7 * seed % 200));
      long[] args = {seed, ~seed << 20, Float.floatToRawIntBits(seed / 3f), seed << 50};
      Outcome expected = Outcome.of(INTERP, module, args);
      if (!expected.isUnknown()) {
        assertEquals(expected, Outcome.of(engine, module, args), "seed " + seed);
        compared++;
      }
    }
    assertTrue(compared > PROGRAMS * 9 / 10);
  }
}
