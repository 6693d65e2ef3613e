package paretojit.peer.process;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a peer's process is asked to do: a JSON object a line on its standard input, answered by a
 * {@link Reply} line on its standard output.
 *
 * @param op which of the other fields matter
 * @param handle of the module or instance, as an earlier reply gave it
 * @param wasm the module's bytes in base 64
 * @param export name of the function to call
 * @param params types of its parameters: i32, i64, f32, f64
 * @param results types of its results
 * @param arguments bits of the arguments as signed decimal numbers, which JSON's own cannot hold
 */
public record Request(
    Op op,
    int handle,
    @Nullable String wasm,
    @Nullable String export,
    List<String> params,
    List<String> results,
    List<String> arguments) {

  /** The operations; what {@code handle} is, and what the reply holds. */
  public enum Op {
    /** Keep {@code wasm}; gives a module. */
    OPEN,
    /** Compile module {@code handle} afresh; gives nanoseconds. */
    COMPILE,
    /** Make an instance of module {@code handle}; gives an instance. */
    INSTANTIATE,
    /** Call {@code export} of instance {@code handle}; gives nanoseconds and results, or a trap. */
    CALL,
    /** Forget module or instance {@code handle}. */
    DROP
  }

  static Request open(String wasm) {
    return new Request(Op.OPEN, 0, wasm, null, List.of(), List.of(), List.of());
  }

  static Request of(Op op, int handle) {
    return new Request(op, handle, null, null, List.of(), List.of(), List.of());
  }
}
