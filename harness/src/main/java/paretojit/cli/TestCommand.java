package paretojit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import paretojit.engine.Engines;
import paretojit.engine.IrEngine;
import paretojit.filetest.FileTests;
import paretojit.filetest.TestOutcome;
import paretojit.filetest.TestReport;
import paretojit.wasm.script.ScriptRunner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pareto test}: runs test files. */
@Command(
    name = "test",
    header = "Run the tests in .clif and .wast files.",
    description = {
      "",
      "Runs the '; run:' lines of .clif files and the assertions of .wast scripts on engines.",
      "Failures name file, line, engine, what was expected and what came. The last line is",
      "'N passed, N failed, N skipped'; the exit status is 1 if anything failed.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./pareto test testsuite/i32.wast",
      "  ./pareto test filetests --engines interp,egraph@x64 --verbose",
    })
final class TestCommand extends BaseCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "Files, or folders to look for them in.")
  private List<Path> paths = List.of();

  @Option(
      names = {"--engines", "--engine"},
      paramLabel = "ID,…",
      split = ",",
      hideParamSyntax = true,
      description = "On these engines (default: the project's own).")
  private List<String> engineIds = List.of();

  @Option(names = "--verbose", description = "Show what is skipped, and why.")
  private boolean verbose;

  @Option(names = "--json", description = "Print failures and counts as JSON.")
  private boolean json;

  private record Result(
      int passed, int failed, int skipped, Map<String, TestReport> files, List<String> failures) {}

  TestCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException {
    Engines registry = Engines.load();
    List<IrEngine> engines = new ArrayList<>();
    if (engineIds.isEmpty()) {
      engines.addAll(EngineChoice.own(registry));
    }
    engineIds.forEach(id -> engines.add(registry.findIr(id)));
    engines.forEach(engine -> engine.prepare(io.err()::println));
    List<String> failures = new ArrayList<>();
    Map<String, TestReport> reports = new LinkedHashMap<>();
    TestReport total = TestReport.EMPTY;
    for (Path file : files()) {
      TestReport report = run(file, engines, failures);
      reports.put(file.toString(), report);
      total = total.plus(report);
    }
    if (json) {
      printJson(new Result(total.passed(), total.failed(), total.skipped(), reports, failures));
    } else {
      io.println(total.toString());
    }
    return total.failed() == 0 ? ExitCode.OK : ExitCode.BAD_INPUT;
  }

  private TestReport run(Path file, List<IrEngine> engines, List<String> failures)
      throws IOException {
    if (file.toString().endsWith(".wast")) {
      return ScriptRunner.run(file, engines, outcome -> show(outcome, failures));
    }
    if (file.toString().endsWith(".clif")) {
      return FileTests.run(file, engines, outcome -> show(outcome, failures));
    }
    throw new UserError(file + ": not a kind of test file (.clif, .wast)");
  }

  private void show(TestOutcome outcome, List<String> failures) {
    switch (outcome.status()) {
      case PASSED -> {}
      case FAILED -> {
        failures.add(outcome.toString());
        if (!json) {
          io.println("FAIL " + outcome);
        }
      }
      case SKIPPED -> {
        if (verbose && !json) {
          io.println("skip " + outcome);
        }
      }
    }
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new UserError(path + ": no such file or folder");
      }
      if (!Files.isDirectory(path)) {
        files.add(path);
        continue;
      }
      try (Stream<Path> tree = Files.walk(path)) {
        List<Path> found =
            tree.filter(file -> file.toString().matches(".*\\.(clif|wast)")).sorted().toList();
        if (found.isEmpty()) {
          throw new UserError(path + ": holds no .clif or .wast file");
        }
        files.addAll(found);
      }
    }
    return files;
  }
}
