package paretojit.wasm;

import java.util.List;
import org.jspecify.annotations.Nullable;
import paretojit.ir.BodySource;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.Signature;

/**
 * Bodies that are WebAssembly's: read from the module's bytes each time they are asked for, unless they
 * have been read once for all. Compilers that want the bytes rather than the IR find them here.
 *
 * @param module what the bytes hold beside the bodies
 * @param kept the bodies as read before, or null
 */
public record WasmBodies(WasmModule module, @Nullable List<Function> kept) implements BodySource {
  /** Of code that LLVM made; 3.55 over SQLite's module. */
  private static final int BYTES_AN_INSTRUCTION = 3;

  @Override
  public Reader reader() {
    if (kept != null) {
      return kept::get;
    }
    FunctionReader reader = new FunctionReader(module);
    FunctionBuilder builder = new FunctionBuilder("", Signature.of(List.of(), List.of()));
    return defined -> {
      reader.read(defined, builder);
      return builder.view();
    };
  }

  @Override
  public int expectedInstructions(int defined) {
    return (module.bodyEnd(defined) - module.bodyStart(defined)) / BYTES_AN_INSTRUCTION;
  }

  @Override
  public long expectedInstructions() {
    return module.codeSectionBytes() / BYTES_AN_INSTRUCTION;
  }
}
