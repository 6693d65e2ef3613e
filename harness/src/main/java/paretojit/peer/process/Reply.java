package paretojit.peer.process;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A peer's answer to a {@link Request}. Fields that say nothing may be left out.
 *
 * @param handle of the new module or instance
 * @param nanos what the compilation or call took, by the peer's clock
 * @param results bits as signed decimal numbers
 * @param phases nanoseconds by phase, where the peer tells
 * @param trap the message of the trap that ended the call
 * @param unsupported what the peer cannot do
 * @param error any other failure
 */
public record Reply(
    int handle,
    @Nullable Long nanos,
    @Nullable List<String> results,
    @Nullable Map<String, Long> phases,
    @Nullable String trap,
    @Nullable String unsupported,
    @Nullable String error) {

  /** An answer with a handle. */
  public static Reply of(int handle) {
    return new Reply(handle, null, null, null, null, null, null);
  }

  /** A call's answer. */
  public static Reply call(long nanos, List<String> results) {
    return new Reply(0, nanos, results, null, null, null, null);
  }

  /** A compilation's answer: phases only, if the whole is not what a compilation is elsewhere. */
  public static Reply compiled(@Nullable Long nanos, Map<String, Long> phases) {
    return new Reply(0, nanos, null, phases, null, null, null);
  }

  public static Reply trap(String message) {
    return new Reply(0, null, null, null, message, null, null);
  }

  public static Reply unsupported(String what) {
    return new Reply(0, null, null, null, null, what, null);
  }

  public static Reply error(String message) {
    return new Reply(0, null, null, null, null, null, message);
  }
}
