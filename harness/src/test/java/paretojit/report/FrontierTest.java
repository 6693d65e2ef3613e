package paretojit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import paretojit.measure.RunResults;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;

/** The frontier of invented results, and how sure it is. */
class FrontierTest {
  private static final List<String> ENGINES =
      List.of("stencil@x64", "isel@x64", "gvn+isel@x64", "egraph@x64", "hybrid@x64");

  private static Comparison comparison() {
    RunResults all = SampleResults.quick();
    Suite suite = all.suite().withEngines(ENGINES);
    return new Comparison(
        new RunResults(
            suite,
            all.visits().stream().filter(v -> ENGINES.contains(v.cell().engine())).toList()));
  }

  @Test
  void theFrontierIsToldWithItsCertainty() {
    Comparison comparison = comparison();
    assertEquals(
        List.of("stencil@x64", "isel@x64", "gvn+isel@x64", "egraph@x64"),
        comparison.frontier(InputLevel.O2));
    Map<String, Double> shares = comparison.frontierShares(InputLevel.O2);
    assertEquals(Set.copyOf(ENGINES), shares.keySet());
    assertEquals(1, shares.get("stencil@x64"), "the fastest to compile, in every draw");
    assertEquals(1, shares.get("isel@x64"), "the second fastest, with better code");
    assertTrue(shares.getOrDefault("egraph@x64", 0.0) > 0.5, "barely better code: " + shares);
    assertTrue(shares.getOrDefault("hybrid@x64", 1.0) < 0.01, "isel beats it in both: " + shares);
    String text = String.join("\n", Findings.of(comparison));
    assertTrue(text.contains("run time: stencil@x64 (always), isel@x64 (always), "), text);
    assertFalse(text.contains("hybrid@x64 (in"), text);
  }

  @Test
  void sharesInWords() {
    assertEquals("always", Text.share(1));
    assertEquals("in 97 % of draws", Text.share(0.97));
    assertEquals("in >99 % of draws", Text.share(0.999));
    assertEquals("in <1 % of draws", Text.share(0.001));
    assertEquals("never", Text.share(0));
  }
}
