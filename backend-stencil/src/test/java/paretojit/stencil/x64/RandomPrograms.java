package paretojit.stencil.x64;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import paretojit.engine.CompileStats;
import paretojit.engine.Engines;
import paretojit.engine.IrEngine;
import paretojit.fuzz.ProgramGenerator;
import paretojit.ir.IrModule;
import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;

/** Runs random programs on an engine and on the interpreter, which must agree. */
final class RandomPrograms {
  private static final long[][] ARGUMENTS = {
    {0, 0, 0, 0},
    {1, -1, Float.floatToRawIntBits(1.5f), Double.doubleToRawLongBits(-2.5)},
    {-7, 0x123456789aL, Float.floatToRawIntBits(-1e9f), Double.doubleToRawLongBits(1e300)},
  };

  private final IrEngine interpreter = Engines.load().findIr("interp");

  void compare(IrEngine engine, int seed, int size) {
    IrModule module = ProgramGenerator.generate(seed, size);
    List<String> expected = run(interpreter, module);
    List<String> actual = run(engine, module);
    if (!expected.equals(actual)) {
      fail(
          "seed %d size %d on %s:%nexpected %s%ngot      %s"
              .formatted(seed, size, engine.id(), expected, actual));
    }
  }

  /** Whether a call of a program traps. */
  boolean traps(IrModule module) {
    return run(interpreter, module).toString().contains("trap");
  }

  /** Results or trap of each call of the main function. */
  private List<String> run(IrEngine engine, IrModule module) {
    List<String> outcomes = new ArrayList<>();
    try (Store store = new Store()) {
      Instance instance =
          engine.compile(module, CompileStats.untimed()).instantiate(store, new Imports());
      int main = module.functionCount() - 1;
      List<Type> types = module.functionSignature(main).results();
      for (long[] args : ARGUMENTS) {
        long[] results = new long[types.size()];
        try {
          instance.invoke(main, args.clone(), results);
          outcomes.add(text(types, results));
        } catch (TrapException e) {
          // Traps of the runtime do not tell their place.
          boolean ofRuntime = e.code() == TrapCode.HEAP_OUT_OF_BOUNDS;
          outcomes.add("trap " + e.code() + (ofRuntime ? "" : " in " + e.function()));
        }
      }
    }
    return outcomes;
  }

  private static String text(List<Type> types, long[] results) {
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < results.length; k++) {
      long bits = results[k];
      text.append(
          switch (types.get(k)) {
            case I32 -> Integer.toString((int) bits);
            case I64 -> Long.toString(bits);
            case F32 -> Float.toString(Float.intBitsToFloat((int) bits));
            case F64 -> Double.toString(Double.longBitsToDouble(bits));
          });
      text.append(' ');
    }
    return text.toString();
  }
}
