package paretojit.program;

import org.jspecify.annotations.Nullable;
import paretojit.ir.IrModule;

/**
 * A program that was read from a file.
 *
 * @param name the file's name, for messages
 * @param module what it says, verified
 * @param wasm its WebAssembly bytes, or null if it never had any
 * @param wasmInstructions how many instructions those have; 0 without bytes
 * @param codeBytes bytes of their code section; 0 without bytes
 */
public record Program(
    String name, IrModule module, byte @Nullable [] wasm, long wasmInstructions, int codeBytes) {

  /** The WASI entry point. */
  public static final String START = "_start";

  /** Whether it is a command, with a main program of its own. */
  public boolean isCommand() {
    return module.export(START, IrModule.ExportKind.FUNCTION).isPresent();
  }
}
