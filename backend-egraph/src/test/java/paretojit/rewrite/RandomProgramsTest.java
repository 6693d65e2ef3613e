package paretojit.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paretojit.engine.CompileStats;
import paretojit.engine.EngineOptions;
import paretojit.engine.IrEngine;
import paretojit.engine.MidEnd;
import paretojit.engine.MidEndPass;
import paretojit.fuzz.Outcome;
import paretojit.fuzz.ProgramGenerator;
import paretojit.interp.InterpreterProvider;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.verify.Verifier;
import paretojit.isel.x64.Costs;

/** Random programs mean the same before and after a mid-end. */
class RandomProgramsTest {
  private static final int PROGRAMS = Integer.getInteger("pareto.programs", 150);
  private static final IrEngine INTERP = InterpreterProvider.oracle();

  private static MidEnd midEnd(String name) {
    return new RewriteEngines()
        .midEnds().stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
  }

  private static IrModule optimize(
      MidEnd midEnd, IrModule module, CompileStats stats, String... given) {
    EngineOptions options = EngineOptions.of(midEnd.options(), given);
    MidEndPass pass = midEnd.begin(module, options, () -> Costs.TABLE, stats);
    List<Function> better = new ArrayList<>();
    for (int f = module.importedFunctions(); f < module.functionCount(); f++) {
      better.add(pass.run(f, module.function(f)));
    }
    return module.withFunctions(better);
  }

  @ParameterizedTest
  @ValueSource(strings = {"aegraph", "eqsat", "destructive", "gvn"})
  void meanTheSame(String name) {
    CompileStats stats = meanTheSame(name, PROGRAMS);
    assertTrue(
        stats.counters().getOrDefault("carried-values", 0L) > 10, stats.counters()::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dag", "exact"})
  void meanTheSameByAnyExtractor(String extractor) {
    CompileStats stats = meanTheSame("eqsat", PROGRAMS / 5, "extractor=" + extractor, "nodes=1000");
    assertTrue(
        stats.counters().getOrDefault("functions-saturated", 0L) > 0, stats.counters()::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"peel", "unroll"})
  void meanTheSameWithLoopsCopied(String loops) {
    CompileStats stats = meanTheSame("gvn", PROGRAMS, "loops=" + loops);
    assertTrue(stats.counters().getOrDefault("copied-loops", 0L) > 10, stats.counters()::toString);
  }

  @Test
  void saturationDoesWithoutEagerRewriting() {
    CompileStats stats = meanTheSame("eqsat", PROGRAMS / 5, "depth=0");
    assertTrue(stats.counters().getOrDefault("rules-fired", 0L) > 100, stats.counters()::toString);
  }

  private static CompileStats meanTheSame(String name, int programs, String... options) {
    int compared = 0;
    CompileStats stats = new CompileStats();
    for (long seed = 0; seed < programs; seed++) {
      IrModule module = ProgramGenerator.generate(seed, 20 + (int) (seed % 200));
      IrModule better = optimize(midEnd(name), module, stats, options);
      String at = "seed " + seed;
      assertEquals(List.of(), Verifier.verify(better), at);
      long[] args = {seed, ~seed << 20, Float.floatToRawIntBits(seed / 3f), seed << 50};
      Outcome before = Outcome.of(INTERP, module, args);
      if (!before.isUnknown()) {
        assertEquals(before, Outcome.of(INTERP, better, args), at);
        compared++;
      }
    }
    assertTrue(compared > programs * 9 / 10);
    return stats;
  }

  @Test
  void rulesFire() {
    CompileStats stats = new CompileStats();
    for (long seed = 0; seed < 20; seed++) {
      optimize(midEnd("aegraph"), ProgramGenerator.generate(seed, 100), stats);
    }
    assertTrue(
        stats.counters().getOrDefault("rules-fired", 0L) > 100, () -> stats.counters().toString());
  }
}
