package paretojit.measure;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import paretojit.engine.Unsupported;
import paretojit.ir.TrapException;
import paretojit.runtime.OutOfNativeMemory;

/**
 * Why there is no result, for a row.
 *
 * @param status as {@link Status} has it
 * @param detail what a reader should know beside it, or empty
 */
record Fault(String status, String detail) {
  /** What an exception out of an engine comes to. */
  static Fault of(Throwable t) {
    if (isOutOfMemory(t)) {
      return new Fault(Status.OUT_OF_MEMORY, describe(t));
    }
    return switch (t) {
      case Unsupported e ->
          new Fault(Status.unsupported(Objects.requireNonNull(e.getMessage())), "");
      case TrapException e ->
          new Fault(Status.trap(e.trapName()), Objects.requireNonNull(e.getMessage()));
      default -> new Fault(Status.CRASH, describe(t));
    };
  }

  /** Engines may wrap it. */
  private static boolean isOutOfMemory(Throwable t) {
    for (Throwable cause = t; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError || cause instanceof OutOfNativeMemory) {
        return true;
      }
    }
    return false;
  }

  /** An exception in one line, with the place it comes from. */
  static String describe(Throwable t) {
    @Nullable StackTraceElement place = t.getStackTrace().length == 0 ? null : t.getStackTrace()[0];
    return t + (place == null ? "" : " at " + place);
  }

  Visit visit(Task task) {
    return Visit.failed(task, status, detail);
  }
}
