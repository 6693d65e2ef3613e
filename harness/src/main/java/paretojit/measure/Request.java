package paretojit.measure;

import java.util.List;
import org.jspecify.annotations.Nullable;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;
import paretojit.suite.WorkloadSize;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a worker is asked to do: a JSON object a line on its standard input. It answers each with one
 * {@link Reply} line on its standard output.
 *
 * @param kind which of the other fields matter
 * @param engine id of the engine to use
 * @param programs to compile for warming up
 * @param seconds how long to warm up
 * @param task the visit to make
 * @param size of timed calls
 * @param effort how many samples to take
 * @param oracle what the oracle returned at size {@code check}
 */
record Request(
    Kind kind,
    String engine,
    List<Program> programs,
    double seconds,
    @Nullable Task task,
    WorkloadSize size,
    Suite.@Nullable Effort effort,
    int oracle) {

  static final JsonMapper JSON = new JsonMapper();

  enum Kind {
    /** Compile programs over and over until the compilers themselves are compiled. */
    WARM_UP,
    /** Call the program at {@code size} once and answer with its checksum. */
    CALL,
    /** Take samples. */
    VISIT
  }

  /** A workload at a level. */
  record Program(String workload, InputLevel level) {}

  static Request warmUp(String engine, List<Program> programs, double seconds) {
    return new Request(Kind.WARM_UP, engine, programs, seconds, null, WorkloadSize.CHECK, null, 0);
  }

  static Request call(String engine, Program program, WorkloadSize size) {
    return new Request(Kind.CALL, engine, List.of(program), 0, null, size, null, 0);
  }

  static Request visit(Task task, WorkloadSize size, Suite.Effort effort, int oracle) {
    return new Request(Kind.VISIT, task.cell().engine(), List.of(), 0, task, size, effort, oracle);
  }

  /**
   * A worker's answer.
   *
   * @param visit what a visit gave
   * @param checksum what a call returned
   * @param failure why there is neither, or null
   */
  record Reply(@Nullable Visit visit, int checksum, @Nullable String failure) {}
}
