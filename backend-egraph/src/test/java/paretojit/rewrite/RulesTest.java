package paretojit.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import paretojit.egraph.SyntaxException;
import paretojit.ir.Op;
import paretojit.rewrite.prove.Trial;

/**
 * Every shipped rule, in every assignment of types it can have, holds on edge and random values: the
 * left side and the right side of a rule mean the same by {@link Op#eval}.
 */
class RulesTest {
  private static final int RANDOM_ROUNDS = 600;

  @TestFactory
  List<DynamicTest> everyRuleHolds() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Rule rule : RuleSet.standard().rules()) {
      tests.add(DynamicTest.dynamicTest(rule.name(), () -> check(rule)));
    }
    return tests;
  }

  @Test
  void thereAreManyRules() {
    assertTrue(RuleSet.standard().rules().size() >= 400);
  }

  @Test
  void aWrongRuleIsRefuted() {
    Rule wrong = RuleReader.read("t", "(rule wrong (isub x y) (isub y x))").get(0);
    assertThrows(AssertionError.class, () -> check(wrong));
    Rule vacuous = RuleReader.read("t", "(rule never (iadd x #c) x :if (icmp_ult #c 0))").get(0);
    assertThrows(AssertionError.class, () -> check(vacuous));
  }

  @Test
  void mistakesAreLocated() {
    assertLocated("t:1:17", "(rule a (iadd x) x)", "t:1:9");
    assertLocated("unbound", "(rule a (iadd x 0) y)", "t:1:20");
    assertLocated("no op", "(rule a (iadd x 0) (foo x))", "t:1:20");
    assertLocated("name twice", "(rule a (iadd x 0) x)\n(rule a (isub x 0) x)", "t:2:1");
    assertLocated("condition on a value", "(rule a (iadd x y) x :if (icmp_eq x 0))", "t:1:26");
  }

  private static void assertLocated(String what, String text, String place) {
    SyntaxException e = assertThrows(SyntaxException.class, () -> RuleReader.read("t", text), what);
    assertTrue(String.valueOf(e.getMessage()).startsWith(place), what + ": " + e.getMessage());
  }

  private static void check(Rule rule) {
    int applied = 0;
    for (TypedRule typed : TypedRule.of(rule)) {
      Trial trial = Trial.onManyValues(typed, RANDOM_ROUNDS);
      assertNull(trial.counterExample(), rule::name);
      applied += trial.applied();
    }
    assertTrue(applied > 0, () -> rule.name() + " never applies to the values tried");
  }

  @Test
  void aRuleKeepsItsCommentAndItsSpelling() {
    String text = "(rule a (iadd.i64 x #c) (isub x (ineg #c)) :if (icmp_ne #c 0xffffffff))";
    Rule rule = RuleReader.read("t", text + " ; x + c\n").get(0);
    assertEquals("x + c", rule.algebra());
    assertEquals("(iadd.i64 x #c)", Rule.text(rule.left()));
    assertEquals("(isub x (ineg #c))", Rule.text(rule.right()));
    assertEquals(List.of("i64"), TypedRule.of(rule).stream().map(TypedRule::types).toList());
  }

  @Test
  void constantsAreRecognizedAtTheirType() {
    Rule rule = RuleReader.read("t", "(rule a (iadd x 0x10) bits)").get(0);
    assertEquals(new Rule.WidthLiteral(), rule.right());
    assertEquals(
        List.of(new Rule.Variable("x"), new Rule.IntLiteral(16)),
        ((Rule.Apply) rule.left()).operands());
  }
}
