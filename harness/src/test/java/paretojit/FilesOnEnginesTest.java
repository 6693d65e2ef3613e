package paretojit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import paretojit.engine.Engines;
import paretojit.engine.IrEngine;
import paretojit.filetest.FileTests;
import paretojit.filetest.GoldenFile;
import paretojit.filetest.TestOutcome;
import paretojit.filetest.TestReport;

/** Every cell of the matrix passes the IR's test files, nothing skipped. */
class FilesOnEnginesTest {
  private static final Path FILES = Path.of("../core-ir/src/test/filetests");
  private static final List<String> ENGINES =
      List.of(
          "interp",
          "isel@x64",
          "gvn+isel@x64",
          "destructive+isel@x64",
          "eqsat+isel@x64",
          "egraph:loops=unroll:reduce=on@x64",
          "egraph:loops=peel:regalloc=none@x64",
          "egraph@x64",
          "stencil@x64",
          "gvn+stencil@x64",
          "hybrid@x64");

  @TestFactory
  Stream<DynamicTest> filesPass() {
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "needs an x86-64 machine");
    Engines all = Engines.load();
    List<IrEngine> engines = ENGINES.stream().map(all::findIr).toList();
    return GoldenFile.list(FILES, ".clif").stream()
        .map(
            file ->
                DynamicTest.dynamicTest(file.getFileName().toString(), () -> run(file, engines)));
  }

  private static void run(Path file, List<IrEngine> engines) {
    List<TestOutcome> problems = new ArrayList<>();
    TestReport report =
        FileTests.run(
            file,
            engines,
            outcome -> {
              if (outcome.status() != TestOutcome.Status.PASSED) {
                problems.add(outcome);
              }
            });
    assertEquals(List.of(), problems);
    assertTrue(report.passed() >= ENGINES.size());
  }
}
