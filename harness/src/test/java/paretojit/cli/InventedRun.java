package paretojit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import paretojit.measure.Journal;
import paretojit.measure.Provenance;
import paretojit.measure.Schedule;
import paretojit.measure.Shard;
import paretojit.measure.Status;
import paretojit.measure.Task;
import paretojit.measure.Visit;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;
import paretojit.suite.Suites;
import paretojit.suite.Workloads;

/** Results folders whose numbers nobody measured: {@code double} costs 4 of compiling and 1/2 of running. */
final class InventedRun {
  private InventedRun() {}

  /** Three workloads at one level on two engines. */
  static Suite suite() {
    return SuiteRun.resolve(
        Suites.find("smoke")
            .withEngines(List.of("interp", "double"))
            .withLevels(List.of(InputLevel.O2)));
  }

  /** A folder of the whole suite. */
  static Path write(Path folder, Suite suite) throws IOException {
    return write(folder, suite, null, 0);
  }

  /**
   * A complete folder.
   *
   * @param extraNanos of every sample: other numbers, as from measuring again
   */
  static Path write(Path folder, Suite suite, @Nullable Shard shard, int extraNanos)
      throws IOException {
    Files.createDirectories(folder);
    Suite part = shard == null ? suite : shard.of(suite);
    List<Task> order = Schedule.of(part, part.select(Workloads.shipped()));
    try (Journal journal = Journal.create(folder, suite, shard)) {
      for (Task task : order) {
        journal.append(visit(task, extraNanos));
      }
    }
    Provenance provenance = Provenance.collect(suite, order);
    if (shard != null) {
      provenance.setShard(shard);
    }
    provenance.finish("complete");
    provenance.write(folder);
    return folder;
  }

  private static Visit visit(Task task, int extraNanos) {
    boolean isDouble = task.cell().engine().equals("double");
    long compile = (isDouble ? 4000 : 1000) + extraNanos;
    long run = (isDouble ? 5_000_000 : 10_000_000) + extraNanos;
    return new Visit(
        task.cell(),
        task.fork(),
        task.round(),
        Status.OK,
        "",
        Map.of(
            "compile_nanos", new long[] {compile, compile + 10, compile + 20},
            "run_nanos", new long[] {run, run + 100, run + 200}),
        Map.of("emit", new long[] {1, 2, 3}),
        Map.of("code_bytes", 120L, "ir_instructions", 100L, "wasm_instructions", 200L));
  }
}
