package paretojit.wasm;

import java.util.ArrayList;
import java.util.List;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.Signature;

/** Reads whole modules. */
public final class WasmReader {
  private WasmReader() {}

  /**
   * A module and what it took.
   *
   * @param module the module in SSA form; its instructions' sources are byte offsets
   * @param instructions number of WebAssembly instructions; {@code else} and {@code end} are none
   * @param codeBytes bytes of the code section
   */
  public record Decoded(IrModule module, long instructions, int codeBytes) {}

  /**
   * The module in SSA form; its instructions' sources are byte offsets.
   *
   * @throws WasmException if the bytes are no valid module of the supported features
   */
  public static IrModule read(byte[] bytes) {
    return decode(bytes).module();
  }

  /**
   * The declarations of a module, whose bodies are read whenever they are asked for: reading one is
   * then where a {@link WasmException} about it comes from. The source is a {@link WasmBodies}.
   *
   * @throws WasmException if a section is malformed or invalid
   */
  public static IrModule open(byte[] bytes) {
    WasmModule module = WasmModule.parse(bytes);
    return module.toIr().build(new WasmBodies(module, null));
  }

  /** As {@link #read}, with the counts. */
  public static Decoded decode(byte[] bytes) {
    WasmModule module = WasmModule.parse(bytes);
    FunctionReader reader = new FunctionReader(module);
    FunctionBuilder builder = new FunctionBuilder("", Signature.of(List.of(), List.of()));
    List<Function> bodies = new ArrayList<>();
    for (int k = 0; k < module.definedFunctions(); k++) {
      reader.read(k, builder);
      bodies.add(builder.finish());
    }
    IrModule ir = module.toIr().build(new WasmBodies(module, List.copyOf(bodies)));
    return new Decoded(ir, reader.instructionCount(), module.codeSectionBytes());
  }
}
