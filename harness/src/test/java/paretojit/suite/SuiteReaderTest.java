package paretojit.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuiteReaderTest {
  private static Suite read(String text) {
    return SuiteReader.read("s", "s.toml", text, SuiteReaderTest::other);
  }

  /** A suite that others extend. */
  private static TomlFile other(String name) {
    if (!name.equals("base")) {
      throw new SuiteFileException("no suite '" + name + "'");
    }
    return TomlFile.parse("base.toml", "engines = ['a', 'b']\nforks = 7\nseed = 5\n");
  }

  @Test
  void everythingButEnginesHasADefault() {
    Suite suite = read("engines = ['a', 'b']");
    assertEquals("a", suite.baseline());
    assertEquals(List.of(InputLevel.O0, InputLevel.O2), suite.levels());
    assertEquals(WorkloadSize.QUICK, suite.size());
    assertEquals(List.of("*"), suite.workloads());
  }

  @Test
  void shippedSuitesAreWellFormedAndSelectSomething() {
    for (Suite suite : Suites.shipped()) {
      boolean wantsFiles = suite.name().equals("throughput");
      Suite complete = wantsFiles ? suite.withWorkloads(List.of("a.wasm")) : suite;
      assertEquals(false, complete.select(Workloads.shipped()).isEmpty(), suite.name());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "engines = ['a']\\nroundz = 2 | s.toml:2: unknown key 'roundz'; did you mean 'rounds'?",
        "rounds = 2 | s.toml:1: a suite needs engines = [\"…\"]; ./pareto engines lists them",
        "engines = 'a' | s.toml:1: engines wants a list of texts, as in [\"a\", \"b\"]",
        "engines = ['a']\\n\\nforks = 0 | s.toml:3: forks wants a whole number of at least 1",
        "engines = ['a']\\n"
            + "size = 'big' | s.toml:2: no size 'big'; there are test, check, quick, paper",
        "engines = ['a']\\nlevels = ['O1'] | s.toml:2: no level 'O1'; there are O0, O2, GIVEN",
        "extends = 'none' | s.toml:1: no suite 'none'",
        "\\nextends = 3 | s.toml:2: extends wants the name of a suite in quotes",
        "engines = ['x:r=$r'] | s.toml:1: engine 'x:r=$r': no axis 'r'; there is no table [axes]",
        "engines = ['x:r=$r']\\n"
            + "[axes]\\n"
            + "q = [1] | s.toml:1: engine 'x:r=$r': no axis 'r'; there are q",
        "engines = ['x']\\naxes.r = [1] | s.toml:2: no engine says $r",
        "engines = ['x:r=$r']\\naxes.r = 1"
            + " | s.toml:2: axis r wants a list of values, as in [0, 4, 8]",
        "engines = ['a']\\nfresh_workers = 1 | s.toml:2: fresh_workers wants true or false",
        "engines = ['a']\\nbaseline = 'b' | s.toml:2: baseline 'b' is not one of the engines",
      })
  void mistakesAreLocated(String text, String message) {
    var e = assertThrows(SuiteFileException.class, () -> read(text.replace("\\n", "\n")));
    assertEquals(message, e.getMessage());
  }

  @Test
  void aSuiteTakesFromTheOneItExtendsWhatItDoesNotSay() {
    Suite suite = read("extends = 'base'\nforks = 2\nengines = ['c']");
    assertEquals(List.of("c"), suite.engines());
    assertEquals("c", suite.baseline());
    assertEquals(2, suite.effort().forks());
    assertEquals(5, suite.seed());
    // A mistake is told where it was made.
    var e = assertThrows(SuiteFileException.class, () -> read("extends='base'\nbaseline='z'"));
    assertEquals("s.toml:2: baseline 'z' is not one of the engines", e.getMessage());
  }

  @Test
  void axesMakeOneEngineForEachValue() {
    Suite suite =
        read(
            """
            engines = ['plain', 's:regs=$regs:elide=$elide@x64']
            [axes]
            regs = [0, 8]
            elide = ['on', 'off']
            """);
    assertEquals(
        List.of(
            "plain",
            "s:regs=0:elide=on@x64",
            "s:regs=0:elide=off@x64",
            "s:regs=8:elide=on@x64",
            "s:regs=8:elide=off@x64"),
        suite.engines());
    assertEquals(Map.of("elide", List.of("on", "off"), "regs", List.of("0", "8")), suite.axes());
  }

  @Test
  void unknownSuitesAndWorkloadsListWhatThereIs() {
    var e = assertThrows(SuiteFileException.class, () -> Suites.find("qick"));
    assertEquals(
        "no suite 'qick'; there are quick, peers, paper, warmup, scaling, startup, throughput,"
            + " ablation-stencil, ablation-egraph, smoke, and any .toml file of your own",
        e.getMessage());
    Suite suite = Suites.find("smoke").withWorkloads(List.of("no-such-*"));
    assertThrows(SuiteFileException.class, () -> suite.select(Workloads.shipped()));
  }
}
