package paretojit.wasm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.Parser;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import paretojit.engine.CompileStats;
import paretojit.engine.IrEngine;
import paretojit.interp.InterpreterProvider;
import paretojit.ir.IrModule;
import paretojit.ir.verify.Verifier;
import paretojit.runtime.Imports;
import paretojit.runtime.Store;

/** Random functions give on the IR what they give in another implementation of WebAssembly. */
class ReaderDifferentialTest {
  private static final int FUNCTIONS = 1_500;
  private static final int CALLS = 4;

  @Test
  void randomFunctions() {
    RandomWasm generator = new RandomWasm(42);
    Random random = new Random(43);
    IrEngine oracle = InterpreterProvider.oracle();
    for (int k = 0; k < FUNCTIONS; k++) {
      byte[] bytes = generator.next();
      IrModule module = WasmReader.read(bytes);
      assertEquals(List.of(), Verifier.verify(module));
      ExportFunction reference = Instance.builder(Parser.parse(bytes)).build().export("f");
      try (Store store = new Store()) {
        paretojit.runtime.Instance ours =
            oracle.compile(module, CompileStats.untimed()).instantiate(store, new Imports());
        for (int call = 0; call < CALLS; call++) {
          long[] args = {
            random.nextInt(7) - 3, random.nextLong(), Double.doubleToRawLongBits(random.nextInt(9))
          };
          assertArrayEquals(
              normal(reference.apply(args)),
              normal(ours.invoke("f", args)),
              () -> HexFormat.of().formatHex(bytes));
        }
      }
    }
  }

  /** An i32 in either convention for its upper half, and every NaN the same. */
  private static long[] normal(long[] results) {
    double d = Double.longBitsToDouble(results[2]);
    return new long[] {(int) results[0], results[1], Double.doubleToLongBits(d)};
  }
}
