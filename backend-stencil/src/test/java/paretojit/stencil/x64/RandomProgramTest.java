package paretojit.stencil.x64;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

/** Random programs must do the same in stencils as in the interpreter, under every option. */
class RandomProgramTest {
  private static final long[][] ARGUMENTS = {
    {0, 0, 0, 0},
    {1, -1, Float.floatToRawIntBits(1.5f), Double.doubleToRawLongBits(-2.5)},
    {-7, 0x123456789aL, Float.floatToRawIntBits(-1e9f), Double.doubleToRawLongBits(1e300)},
  };

  private final Engines engines = Engines.load();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stencil@x64",
        "stencil:regs=0@x64",
        "stencil:regs=1@x64",
        "stencil:regs=3:elide=off@x64",
        "stencil:regs=2:imm=off@x64",
        "stencil:bounds=explicit@x64",
        "stencil:supernodes=off@x64",
        "stencil:profile=paper@x64",
        "stencil:profile=cpython@x64"
      })
  void agreesWithTheInterpreter(String id) {
    for (int seed = 0; seed < 150; seed++) {
      compare(id, seed, 10 + seed % 5 * 40);
    }
  }

  @Test
  void someProgramsTrapAndSomeDoNot() {
    int traps = 0;
    for (int seed = 0; seed < 60; seed++) {
      if (run("interp", ProgramGenerator.generate(seed, 60)).toString().contains("trap")) {
        traps++;
      }
    }
    assertTrue(traps > 0 && traps < 60, traps + " of 60 programs trap");
  }

  private void compare(String id, int seed, int size) {
    IrModule module = ProgramGenerator.generate(seed, size);
    List<String> expected = run("interp", module);
    List<String> actual = run(id, module);
    if (!expected.equals(actual)) {
      fail(
          "seed %d size %d on %s:%nexpected %s%ngot      %s"
              .formatted(seed, size, id, expected, actual));
    }
  }

  /** Results or trap of each call of the main function. */
  private List<String> run(String id, IrModule module) {
    IrEngine engine = engines.findIr(id);
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
