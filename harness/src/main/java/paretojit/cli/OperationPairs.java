package paretojit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import paretojit.program.ProgramReader;
import paretojit.stencil.mining.PairCounts;
import paretojit.stencil.x64.X64StencilGenerator;
import paretojit.suite.InputLevel;
import paretojit.suite.Workload;
import paretojit.suite.Workloads;
import paretojit.wasm.WasmReader;

/** The operations and pairs of operations that programs have, as tables of {@code pareto stencils}. */
final class OperationPairs {
  /** Rows of each table. */
  private static final int MOST = 60;

  private final PairCounts counts = new PairCounts(X64StencilGenerator::pairs);

  void add(Path file) throws IOException {
    counts.add(ProgramReader.read(file, InputLevel.O2).module());
  }

  void addWorkloads() {
    for (Workload workload : Workloads.shipped().all()) {
      counts.add(WasmReader.read(Workloads.module(workload, InputLevel.O2)));
    }
  }

  List<PairCounts.Row> rows() {
    return counts.rows();
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("weight: share of the instructions, each eight times as heavy per loop around it");
    lines.add("");
    lines.add("%9s %8s %8s %10s  %s".formatted("count", "share", "weight", "supernode", "pair"));
    for (PairCounts.Row row : heaviest(true)) {
      String done = row.done() == row.count() ? "yes" : row.done() == 0 ? "-" : row.done() + "";
      lines.add(line(row, "%10s  ".formatted(done)));
    }
    lines.add("");
    lines.add("%9s %8s %8s  %s".formatted("count", "share", "weight", "operation"));
    heaviest(false).forEach(row -> lines.add(line(row, " ")));
    return lines;
  }

  private List<PairCounts.Row> heaviest(boolean pairs) {
    return counts.rows().stream().filter(row -> row.isPair() == pairs).limit(MOST).toList();
  }

  private static String line(PairCounts.Row row, String between) {
    return "%,9d %7.2f%% %7.2f%% %s%s"
        .formatted(row.count(), 100 * row.share(), 100 * row.weight(), between, row.shape());
  }
}
