package paretojit.egraph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleReaderTest {
  private final Language open = Language.open();

  @Test
  void rulesOfAllForms() {
    List<Rewrite> rules =
        new RuleReader(open)
            .property("leaf", (g, c) -> g.arity(g.firstNode(c)) == 0)
            .read(
                "my.rules",
                """
                ; sums
                (rule commutes (+ ?a ?b) => (+ ?b ?a) :if (differ ?a ?b))
                (rule double (+ ?a ?a) <=> (* 2 ?a) :if (leaf ?a))
                (rule merge ((= ?x (f ?a)) (= ?y (g ?a))) => ((= ?y (h ?x))))
                """);
    assertEquals(
        List.of("commutes", "double", "double-rev", "merge"),
        rules.stream().map(Rewrite::name).toList());
    assertEquals("commutes: (+ ?a ?b) => (+ ?b ?a)", rules.getFirst().toString());
    EGraph g = new EGraph(open);
    g.add(Term.parse(open, "(+ (f a) (f a))"));
    g.add(Term.parse(open, "(+ c c)"));
    int ga = g.add(Term.parse(open, "(g a)"));
    assertTrue(new Runner(g).run(rules).saturated());
    assertEquals(0, g.lookup(Term.parse(open, "(* 2 (f a))")));
    assertTrue(g.lookup(Term.parse(open, "(* 2 c)")) != 0);
    assertTrue(g.same(ga, g.lookup(Term.parse(open, "(h (f a))"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(rule r ?x) | r:1:1: expected (rule name left => right)",
        "(rule r (f ?x) -> ?x) | r:1:16: expected => or <=>, found ->",
        "(rule r (f ?x) => ?y) | r:1:19: the variable ?y is not bound on the left",
        "(rule r (f ?x) <=> a) | r:1:9: the variable ?x is not bound on the left",
        "(rule r (f ?x) => ?x :when a) | r:1:22: expected :if and conditions, or the end of the"
            + " rule",
        "(rule r (f ?x) => ?x :if (odd ?x)) | r:1:26: unknown condition odd; known: differ",
        "(rule r (f ?x) => ?x :if (differ ?x ?z)) | r:1:37: the variable ?z is not bound on the"
            + " left",
        "(rule r (f ?x) => ?x :if (differ ?x)) | r:1:34: expected 2 variables, found 1 arguments",
        "(rule r (f ?x) => ?x) (rule r (g ?x) => ?x) | r:1:29: there is a rule r already",
      })
  void errorsAreLocated(String text, String message) {
    var e = assertThrows(SyntaxException.class, () -> new RuleReader(open).read("r", text));
    assertEquals(message, e.getMessage());
  }
}
