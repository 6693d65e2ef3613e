package paretojit.isel;

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

/** Random programs do natively what they do interpreted, with every allocation proved. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class IselProgramsTest {
  private static final int FIRST = Integer.getInteger("pareto.first", 0);
  private static final int PROGRAMS = Integer.getInteger("pareto.programs", 200);
  private static final IrEngine INTERP = InterpreterProvider.oracle();
  private static final Engines ENGINES = new Engines(List.of(new IselProvider()));

  @ParameterizedTest
  @ValueSource(strings = {"isel:check=on@x64", "isel:check=on:cpu=sse4.1@x64"})
  void runAsInterpreted(String id) {
    IrEngine engine = ENGINES.findIr(id);
    int compared = 0;
    for (long seed = FIRST; seed < FIRST + PROGRAMS; seed++) {
      IrModule module = ProgramGenerator.generate(seed, 20 + (int) (seed % 300));
      String at = "seed " + seed;
      long[] args = {seed, ~seed << 20, Float.floatToRawIntBits(seed / 3f), seed << 50};
      Outcome expected = Outcome.of(INTERP, module, args);
      if (!expected.isUnknown()) {
        try {
          assertEquals(expected, Outcome.of(engine, module, args), at);
        } catch (AssertionError e) {
          throw new AssertionError(at + ": " + e.getMessage(), e);
        }
        compared++;
      }
    }
    assertTrue(compared > PROGRAMS * 9 / 10);
  }
}
