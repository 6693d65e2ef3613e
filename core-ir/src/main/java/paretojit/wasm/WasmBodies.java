package paretojit.wasm;

import java.util.List;
import paretojit.ir.BodySource;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.Signature;

/**
 * Reads bodies from the module's bytes each time they are asked for.
 *
 * @param module what the bytes hold beside the bodies
 */
public record WasmBodies(WasmModule module) implements BodySource {
  /** Of code that LLVM made; 3.55 over SQLite's module. */
  private static final int BYTES_AN_INSTRUCTION = 3;

  @Override
  public Reader reader() {
    FunctionReader reader = new FunctionReader(module);
    FunctionBuilder builder = new FunctionBuilder("", Signature.of(List.of(), List.of()));
    return defined -> {
      reader.read(defined, builder);
      return builder.view();
    };
  }

  @Override
  public long expectedInstructions() {
    return module.codeSectionBytes() / BYTES_AN_INSTRUCTION;
  }
}
