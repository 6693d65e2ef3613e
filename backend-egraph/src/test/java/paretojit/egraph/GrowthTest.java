package paretojit.egraph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exact sizes of e-graphs after runs whose outcome does not depend on the order of rules: from a
 * closed formula, or as other implementations find them.
 */
class GrowthTest {
  static Runner unlimited(EGraph g) {
    return new Runner(g)
        .scheduler(Scheduler.simple())
        .nodes(Integer.MAX_VALUE)
        .time(Duration.ofHours(1))
        .iterations(1_000);
  }

  static RunReport sums(int n) {
    Language sums = Language.open();
    EGraph g = new EGraph(sums);
    var text = new StringBuilder();
    for (int i = 1; i < n; i++) {
      text.append("(+ x").append(i).append(' ');
    }
    g.add(Term.parse(sums, text + "x" + n + ")".repeat(n - 1)));
    RunReport report =
        unlimited(g)
            .run(
                List.of(
                    Rewrite.of(sums, "commutes", "(+ ?a ?b)", "(+ ?b ?a)"),
                    Rewrite.of(sums, "associates", "(+ ?a (+ ?b ?c))", "(+ (+ ?a ?b) ?c)")));
    g.checkInvariants();
    return report;
  }

  /** A class for each non-empty set of summands, a node for each way to split it in two. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
  void sumsInAllOrders(int n) {
    RunReport report = sums(n);
    assertTrue(report.saturated());
    assertEquals((1 << n) - 1, report.classes());
    assertEquals(Math.round(Math.pow(3, n)) - (1L << (n + 1)) + 1 + n, report.nodes());
  }

  @ParameterizedTest
  @CsvSource({"7,8", "10,10"})
  void sumsSaturateInSoManyIterations(int n, int iterations) {
    assertEquals(iterations, sums(n).iterations().size());
  }

  @ParameterizedTest
  @CsvSource({"9,28303,12445", "10,136446,58464"})
  void growthWithoutConditions(int iterations, int nodes, int classes) {
    var math = new MathLanguage();
    EGraph g = new EGraph(math.language);
    MathLanguage.startTerms().forEach(t -> g.add(math.term(t)));
    RunReport report = unlimited(g).iterations(iterations).run(math.growthRules());
    g.checkInvariants();
    assertEquals(nodes + "/" + classes, report.nodes() + "/" + report.classes());
  }

  @ParameterizedTest
  @CsvSource({"6,10397,3939", "7,52432,20449"})
  void growthWithFolding(int iterations, int nodes, int classes) {
    var math = new MathLanguage();
    EGraph g = new EGraph(math.language, math.new Folding());
    MathLanguage.startTerms().forEach(t -> g.add(math.term(t)));
    RunReport report = unlimited(g).iterations(iterations).run(math.calculusRules());
    g.checkInvariants();
    assertEquals(nodes + "/" + classes, report.nodes() + "/" + report.classes());
  }
}
