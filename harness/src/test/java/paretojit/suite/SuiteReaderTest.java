package paretojit.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuiteReaderTest {
  @Test
  void everythingButEnginesHasADefault() {
    Suite suite = SuiteReader.read("mine", "mine.toml", "engines = ['a', 'b']");
    assertEquals("a", suite.baseline());
    assertEquals(List.of(InputLevel.O0, InputLevel.O2), suite.levels());
    assertEquals(WorkloadSize.QUICK, suite.size());
    assertEquals(List.of("*"), suite.workloads());
  }

  @Test
  void shippedSuitesAreWellFormedAndSelectSomething() {
    for (Suite suite : Suites.shipped()) {
      assertEquals(false, suite.select(Workloads.shipped()).isEmpty(), suite.name());
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
        "engines = ['a']\\nlevels = ['O1'] | s.toml:2: no level 'O1'; there are O0, O2",
        "engines = ['a']\\nbaseline = 'b' | s.toml:2: baseline 'b' is not one of the engines",
      })
  void mistakesAreLocated(String text, String message) {
    var e =
        assertThrows(
            SuiteFileException.class,
            () -> SuiteReader.read("s", "s.toml", text.replace("\\n", "\n")));
    assertEquals(message, e.getMessage());
  }

  @Test
  void unknownSuitesAndWorkloadsListWhatThereIs() {
    var e = assertThrows(SuiteFileException.class, () -> Suites.find("qick"));
    assertEquals(
        "no suite 'qick'; there are quick, peers, smoke, and any .toml file of your own",
        e.getMessage());
    Suite suite = Suites.find("smoke").withWorkloads(List.of("no-such-*"));
    assertThrows(SuiteFileException.class, () -> suite.select(Workloads.shipped()));
  }
}
