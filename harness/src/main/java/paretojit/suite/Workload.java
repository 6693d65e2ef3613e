package paretojit.suite;

import java.util.List;
import java.util.Map;
import paretojit.ir.Signature;
import paretojit.ir.Type;

/**
 * A benchmark program: a C file that exports {@code int run(int n)}.
 *
 * @param name lower-case words joined by hyphens; what users select by
 * @param file the C file, relative to the manifest
 * @param family what kind of work it is, such as {@code linear-algebra}
 * @param description one line
 * @param calls for every size, the call to make and its answer
 */
public record Workload(
    String name, String file, String family, String description, Map<WorkloadSize, Call> calls) {

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

  /** The call of a size. */
  public Call call(WorkloadSize size) {
    Call call = calls.get(size);
    if (call == null) {
      throw new AssertionError(name + " has no size " + size);
    }
    return call;
  }

  /** The file name of the compiled module, such as {@code matmul.O2.wasm}. */
  public String moduleName(InputLevel level) {
    return name + "." + level + ".wasm";
  }
}
