package paretojit.egraph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SExprTest {
  @Test
  void readsRuleLikeText() {
    String text =
        """
        ; strength reduction
        (rule mul-pow2 (imul.i32 ?x (iconst ?c)) => (ishl.i32 ?x (log2 ?c)) :if (pow2 ?c))
        (rule "odd name\\n" ?x => ?x)
        """;
    List<SExpr> all = SExpr.readAll("a.rules", text);
    assertEquals(2, all.size());
    var rule = assertInstanceOf(SExpr.Seq.class, all.getFirst());
    assertEquals("rule", rule.keyword());
    assertEquals("a.rules:2:1", rule.at().toString());
    assertEquals("a.rules:2:45", rule.get(4).at().toString());
    assertEquals(
        "(rule mul-pow2 (imul.i32 ?x (iconst ?c)) => (ishl.i32 ?x (log2 ?c)) :if (pow2 ?c))",
        rule.toString());
    assertEquals("(rule \"odd name\\n\" ?x => ?x)", all.getLast().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(a (b c) | t:1:1: '(' is never closed",
        "a) | t:1:2: ')' without a '(' before it",
        "(a \"b) | t:1:4: the string is never closed",
        "\"\\q\" | t:1:2: unknown escape \\q (known: \\\" \\\\ \\n \\t)",
      })
  void errorsAreLocated(String text, String message) {
    var e = assertThrows(SyntaxException.class, () -> SExpr.readAll("t", text));
    assertEquals(message, e.getMessage());
  }

  @Test
  void linesAreCounted() {
    var e = assertThrows(SyntaxException.class, () -> SExpr.readAll("t", "(a\n b)\n  )"));
    assertEquals(3, e.position().line());
    assertEquals(3, e.position().column());
  }

  @Test
  void exactlyOneExpressionIsExpected() {
    assertEquals(
        "t:1:1: expected an expression, found nothing",
        assertThrows(SyntaxException.class, () -> SExpr.readOne("t", "; x")).getMessage());
    assertEquals(
        "t:1:3: expected one expression, found another after it",
        assertThrows(SyntaxException.class, () -> SExpr.readOne("t", "a b")).getMessage());
  }

  @Test
  void depthIsNoLimit() {
    String text = "(f ".repeat(100_000) + "x" + ")".repeat(100_000);
    assertEquals(text, SExpr.print(SExpr.readOne("t", text)));
  }
}
