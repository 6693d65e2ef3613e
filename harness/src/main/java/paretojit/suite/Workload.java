package paretojit.suite;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import paretojit.ir.Signature;
import paretojit.ir.Type;
import paretojit.suite.synthetic.SyntheticProgram;

/**
 * A benchmark program that exports {@code int run(int n)}, or a module to be compiled only.
 *
 * @param name lower-case words joined by hyphens, what users select by; generated programs have {@link
 *     SyntheticProgram#PREFIX} before it, and a user's file is named by its path
 * @param source where its WebAssembly comes from
 * @param family what kind of work it is, such as {@code linear-algebra}
 * @param description one line
 * @param calls for every size, the call to make and its answer; empty for what is compiled only
 */
public record Workload(
    String name, Source source, String family, String description, Map<WorkloadSize, Call> calls) {

  /** Where a program comes from. */
  public sealed interface Source {
    /** A C file, relative to the manifest, compiled when the project was built. */
    record OfC(String file) implements Source {}

    /** Generated when it is wanted. */
    record Generated(SyntheticProgram program) implements Source {}

    /** A user's binary module. */
    record OfUser(Path file) implements Source {}
  }

  /** The exported function, at every level. */
  public static final String ENTRY = "run";

  /** Its type: {@code (i32) -> i32}. */
  public static final Signature SIGNATURE = Signature.of(List.of(Type.I32), List.of(Type.I32));

  /**
   * A call of {@link #ENTRY}.
   *
   * @param n the argument: work grows linearly with it
   * @param checksum the result every engine must return
   */
  public record Call(int n, int checksum) {}

  public Workload {
    calls = Map.copyOf(calls);
  }

  /** Whether there is nothing to call, so that only compiling it can be measured. */
  public boolean isCompiledOnly() {
    return calls.isEmpty();
  }

  /** The call of a size. */
  public Call call(WorkloadSize size) {
    Call call = calls.get(size);
    if (call == null) {
      throw new AssertionError(name + " has no size " + size);
    }
    return call;
  }

  /** The levels it exists at. */
  public List<InputLevel> levels() {
    return source instanceof Source.OfC ? InputLevel.OF_C : List.of(InputLevel.GIVEN);
  }

  /** The file name of a compiled C program's module, such as {@code matmul.O2.wasm}. */
  public String moduleName(InputLevel level) {
    return name + "." + level + ".wasm";
  }
}
