package paretojit.fuzz;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import paretojit.engine.CompileStats;
import paretojit.engine.IrEngine;
import paretojit.ir.IrModule;
import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;

/**
 * Everything that a run of a generated program leaves to see: results or trap, globals, and a hash of
 * the memory. Engines agree on a program if their outcomes are equal.
 *
 * @param trap the trap that ended the run, or null
 * @param values results, then globals; NaN results are made canonical
 */
public record Outcome(@Nullable String trap, List<Long> values, int memoryHash) {
  private static final long FUEL = 2_000_000;

  /** True where the interpreter gave up for lack of fuel, so that there is nothing to compare. */
  public boolean isUnknown() {
    return TrapCode.INTERRUPT.text().equals(trap);
  }

  /** Compiles a generated module by an engine and runs its {@link ProgramGenerator#MAIN}. */
  public static Outcome of(IrEngine engine, IrModule module, long... args) {
    try (Store store = new Store()) {
      store.setFuel(FUEL);
      var code = engine.compile(module, CompileStats.untimed()).install(store);
      Instance instance = Instance.create(store, code, new Imports());
      String trap = null;
      long[] results = {};
      try {
        results = instance.invoke(ProgramGenerator.MAIN, args).clone();
        List<Type> types = mainResults(module);
        for (int k = 0; k < results.length; k++) {
          results[k] = canonical(types.get(k), results[k]);
        }
      } catch (TrapException e) {
        trap = e.trapName();
      }
      long[] values = Arrays.copyOf(results, results.length + module.globals().size());
      for (int g = 0; g < module.globals().size(); g++) {
        long bits = instance.global(g).get();
        boolean narrow = module.globals().get(g).kind().type().bits() == 32;
        values[results.length + g] = narrow ? (int) bits : bits;
      }
      long bytes = instance.memory(0).lengthBytes();
      int hash = Arrays.hashCode(instance.memory(0).read(0, (int) bytes));
      return new Outcome(trap, Arrays.stream(values).boxed().toList(), hash);
    }
  }

  private static List<Type> mainResults(IrModule module) {
    int index =
        module
            .export(ProgramGenerator.MAIN, IrModule.ExportKind.FUNCTION)
            .orElseThrow(() -> new AssertionError("not a generated module"))
            .index();
    return module.functionSignature(index).results();
  }

  private static long canonical(Type type, long bits) {
    return switch (type) {
      case I32 -> (int) bits;
      case I64 -> bits;
      case F32 -> Float.floatToIntBits(Float.intBitsToFloat((int) bits));
      case F64 -> Double.doubleToLongBits(Double.longBitsToDouble(bits));
    };
  }
}
