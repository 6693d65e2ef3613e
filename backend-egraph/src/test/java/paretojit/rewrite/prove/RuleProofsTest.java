package paretojit.rewrite.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import paretojit.filetest.GoldenFile;
import paretojit.rewrite.Rule;
import paretojit.rewrite.RuleSet;

/**
 * Proves the shipped rules, and holds {@code docs/rules.md} to them and to what is proved: a rule that
 * loses its proof changes the document.
 */
class RuleProofsTest {
  private static final Path DOCUMENT = Path.of("../docs/rules.md");

  /** What the hardest proofs need, and no clock: a slow machine finds the same ones. */
  private static final Limits LIMITS = Limits.ofSteps(3_200_000);

  private static final String HEAD =
      """
      # Rewrite rules

      Every rule of the mid-ends, written by a test from `backend-egraph/src/main/rules`. Do not edit: change the rules, then
      `mvn -pl backend-egraph -am test -Dtest=RuleProofsTest -Dsurefire.failIfNoSpecifiedTests=false -Dpareto.bless=true`.

      Left may be replaced by right where the condition is not 0. `x` is any value, `#c` a constant, `bits` the width of the
      type in its place; a rule holds for all types listed. **proved**: Z3 finds no values at which the rule is wrong, over
      bit-vectors and IEEE floats, where any quiet NaN equals any other. **tested**: no value that the build tries is wrong,
      and there is no proof within its limits. `./pareto rules verify` tries again, for as long as you like.
      """;

  @Test
  void theDocumentIsTheRulesAndTheirProofs() {
    List<Verdict> verdicts =
        RuleSet.standard().rules().parallelStream()
            .map(rule -> RuleVerifier.verify(rule, LIMITS))
            .toList();
    for (Verdict verdict : verdicts) {
      assertNull(verdict.counterExample(), () -> verdict.rule().name());
    }
    GoldenFile.checkFile(DOCUMENT, markdown(verdicts));
  }

  private static String markdown(List<Verdict> verdicts) {
    Map<String, List<Verdict>> files = new LinkedHashMap<>();
    for (Verdict v : verdicts) {
      files.computeIfAbsent(v.rule().at().source(), file -> new ArrayList<>()).add(v);
    }
    StringBuilder text = new StringBuilder(HEAD);
    text.append("\n| file | rules | proved | tested |\n| --- | ---: | ---: | ---: |\n");
    files.forEach((file, rows) -> text.append(counts("[`%1$s`](#%2$s)", file, rows)));
    text.append(counts("all", "", verdicts));
    files.forEach(
        (file, rows) -> {
          text.append("\n## ").append(file).append("\n\n");
          text.append("| name | left → right | if | algebra | types | status |\n");
          text.append("| --- | --- | --- | --- | --- | --- |\n");
          rows.forEach(v -> text.append(row(v)));
        });
    return text.toString();
  }

  private static String counts(String label, String file, List<Verdict> rows) {
    long proved = rows.stream().filter(v -> v.status() == Status.PROVED).count();
    return "| %s | %d | %d | %d |\n"
        .formatted(
            label.formatted(file, file.replace(".", "")),
            rows.size(),
            proved,
            rows.size() - proved);
  }

  private static String row(Verdict verdict) {
    Rule rule = verdict.rule();
    Rule.Expr condition = rule.condition();
    return "| %s | `%s` → `%s` | %s | %s | %s | %s |\n"
        .formatted(
            rule.name(),
            Rule.text(rule.left()),
            Rule.text(rule.right()),
            condition == null ? "" : "`" + Rule.text(condition) + "`",
            rule.algebra().isEmpty() ? "" : "`` " + rule.algebra().replace("|", "\\|") + " ``",
            verdict.types().stream().map(Verdict.AtTypes::types).collect(Collectors.joining(", ")),
            verdict.text());
  }

  /** No random value finds it: it is wrong at one value in 2^64 alone. */
  @Test
  void aRuleThatIsWrongAtOneValueIsRefuted() {
    Verdict verdict = verify("(rule wrong (icmp_eq.i64 x 0x123456789abcdef) 0)");
    assertEquals(Status.REFUTED, verdict.status());
    assertEquals(
        "at i64, x = 0x0123456789abcdef: left gives 1, right gives 0",
        String.valueOf(verdict.counterExample()));
  }

  @Test
  void aRuleThatAddsATrapIsRefuted() {
    Verdict verdict =
        verify("(rule wrong (bxor x #c) (bxor x (udiv (imul #c 3) (iadd #c 77777777))))");
    assertEquals(Status.REFUTED, verdict.status());
    assertNotNull(verdict.counterExample());
    Verdict trap =
        verify(
            "(rule wrong (isub x x) (isub (udiv 1 (iadd x 77777777)) (udiv 1 (iadd x 77777777))))");
    assertTrue(
        String.valueOf(trap.counterExample()).contains("right gives a trap"),
        () -> String.valueOf(trap.counterExample()));
  }

  /** Signed zeros and NaN count. */
  @Test
  void aWrongRuleOnFloatsIsRefuted() {
    for (String rule :
        List.of(
            "(rule wrong (fadd x 0.0) x)",
            "(rule wrong (fmul x 1.0) x)",
            "(rule wrong (fcmp_lt x y) (icmp_eq (fcmp_ge x y) 0))")) {
      assertEquals(Status.REFUTED, verify(rule).status(), rule);
    }
  }

  @Test
  void aConditionIsAPremise() {
    String rule = "(rule r (udiv x #c) (ushr x (ctz #c)) :if %s)";
    assertEquals(Status.PROVED, verify(rule.formatted("(icmp_eq (popcnt #c) 1)")).status());
    assertEquals(Status.REFUTED, verify(rule.formatted("(icmp_ule (popcnt #c) 2)")).status());
  }

  private static Verdict verify(String rule) {
    return RuleVerifier.verify(RuleSet.parse("t", rule).rules().getFirst(), LIMITS);
  }
}
