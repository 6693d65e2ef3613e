package paretojit.filetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import paretojit.engine.IrEngine;
import paretojit.filetest.TestOutcome.Status;
import paretojit.interp.InterpreterProvider;

class FileTestsTest {
  private static final Path FILES = Path.of("src/test/filetests");
  private static final List<IrEngine> ORACLE = List.of(InterpreterProvider.oracle());

  @TempDir Path folder = Path.of("");

  @TestFactory
  Stream<DynamicTest> filesPassOnTheOracle() {
    return GoldenFile.list(FILES, ".clif").stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> passes(file)));
  }

  private static void passes(Path file) {
    List<TestOutcome> outcomes = new ArrayList<>();
    TestReport report = FileTests.run(file, ORACLE, outcomes::add);
    assertEquals(List.of(), outcomes.stream().filter(o -> o.status() != Status.PASSED).toList());
    assertTrue(report.passed() > 0);
    assertEquals(report, TestReport.of(outcomes));
  }

  private List<TestOutcome> run(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("t.clif"), text);
    List<TestOutcome> outcomes = new ArrayList<>();
    FileTests.run(file, ORACLE, outcomes::add);
    return outcomes;
  }

  @Test
  void failuresTellWhatWasExpectedAndWhatCame() throws IOException {
    List<TestOutcome> outcomes =
        run(
            """
            function %id(i32, f32) -> i32, f32 {
            block0(v0: i32, v1: f32):
                return v0, v1
            }
            ; run: %id(1, +NaN:0x1) == [1, +NaN]
            ; run: %id(1, 0.0) == [1, -0.0]
            ; run: %id(1, 0.0) != [1, 0.0]
            ; run: %id(1, 0.0) traps int_divz
            ; run: %id(1) == [1, 0.0]
            ; run: %id(1, x) == [1, 0.0]
            ; run: %id(1
            ; run: %none() == 1
            ; run: %id(0, 1.0)
            """);
    outcomes.forEach(o -> assertEquals(Status.FAILED, o.status(), o.toString()));
    assertEquals(
        List.of(
            "expected a run line, got expected '%name(arguments)', then '== values', '!= values' or"
                + " 'traps code'",
            "expected [1, +NaN], got [1, +NaN:0x1]",
            "expected [1, -0.0], got [1, 0.0]",
            "expected anything but [1, 0.0], got [1, 0.0]",
            "expected trap int_divz, got [1, 0.0]",
            "expected a run line, got 1 values where the signature has 2",
            "expected a run line, got 'x' is not a floating-point number",
            "expected a function %none, got none of that name",
            "expected non-zero results, got [0, 0x1.0p0]"),
        outcomes.stream().map(TestOutcome::detail).toList());
    assertEquals(5, outcomes.get(1).line());
    assertEquals("interp", outcomes.get(1).engine());
  }

  @Test
  void whatTheIrHasNotIsSkippedWithItsReason() throws IOException {
    List<TestOutcome> outcomes =
        run(
            """
            function %wide(i128) -> i128 {
            block0(v0: i128):
                return v0
            }
            ; run: %wide(1) == 1
            function %vector() -> i8 {
            block0:
                v0 = vconst.i8x16 [1 2 3]
                { odd } syntax
            }
            ; run
            function %calls() -> i8 {
                fn0 = %vector() -> i8
            block0:
                v0 = call fn0()
                return v0
            }
            ; run: %calls() == 1
            function %fine() -> i8 {
            block0:
                v0 = iconst.i8 1
                return v0
            }
            ; run: %fine() == 1
            """);
    assertEquals(
        List.of("type i128", "vectors (vconst)", "calls %vector, which is skipped", ""),
        outcomes.stream().map(TestOutcome::detail).toList());
    assertEquals(Status.PASSED, outcomes.getLast().status());
  }

  @Test
  void ofFunctionsOfOneNameTheOneBeforeTheLineIsMeant() throws IOException {
    String function =
        """
        function %f() -> i32 {
        block0:
            v0 = iconst.i32 NUMBER
            return v0
        }
        ; run: %f() == NUMBER
        """;
    List<TestOutcome> outcomes =
        run(function.replace("NUMBER", "1") + function.replace("NUMBER", "2"));
    assertEquals(new TestReport(2, 0, 0), TestReport.of(outcomes));
  }

  @Test
  void unreadableFilesFail() throws IOException {
    TestOutcome broken = run("function %f() {\nblock0:\n    retrun\n}\n").getFirst();
    assertEquals(Status.FAILED, broken.status());
    assertEquals(3, broken.line());
    assertTrue(broken.detail().contains("no instruction is called 'retrun'"), broken.detail());
    List<TestOutcome> missing = new ArrayList<>();
    FileTests.run(folder.resolve("none.clif"), ORACLE, missing::add);
    assertEquals(Status.FAILED, missing.getFirst().status());
  }
}
