package paretojit.egraph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns and rules of several parts. */
class PartsTest {
  private final Language open = Language.open();

  private EGraph graph(String... terms) {
    EGraph g = new EGraph(open);
    for (String t : terms) {
      g.add(Term.parse(open, t));
    }
    return g;
  }

  private int find(EGraph g, String term) {
    return g.lookup(Term.parse(open, term));
  }

  private int count(EGraph g, String parts) {
    return Pattern.parseParts(open, parts).search(g).size();
  }

  @Test
  void partsAreJoinedByTheirVariables() {
    EGraph g = graph("(f a)", "(f b)", "(g a)", "(g c)", "(h (f a) b)");
    assertEquals(1, count(g, "(= ?x (f ?a)) (= ?y (g ?a))"));
    assertEquals(4, count(g, "(= ?x (f ?a)) (= ?y (g ?b))"));
    assertEquals(1, count(g, "(= ?x (h ?y ?z)) (= ?y (f ?a))"));
    assertEquals(0, count(g, "(= ?x (h ?y ?z)) (= ?z (f ?a))"));
    assertEquals(1, count(g, "(= ?x (f a)) (= ?y (h ?x ?z))"));
    assertEquals(2, count(g, "(= ?x (f ?a)) (= ?y (g c))"));
    assertEquals(2, count(g, "(= ?x (g c)) (= ?y (f ?a))"));
    assertEquals(0, count(g, "(= ?x (f ?a)) (= ?y (g d))"));
    assertEquals(0, count(g, "(= ?x (f ?a)) (= ?y (k ?a))"));
    assertEquals(
        "(= ?x (f ?a)) (= ?y (g ?a))",
        Pattern.parseParts(open, "(= ?x (f ?a)) (= ?y (g ?a))").toString());
  }

  /** A relation that follows from two others, as in Datalog. */
  @Test
  void transitiveClosure() {
    EGraph g = graph("true", "(edge a b)", "(edge b c)", "(edge c d)", "(edge e f)", "(path a e)");
    for (String fact : List.of("(edge a b)", "(edge b c)", "(edge c d)", "(edge e f)")) {
      g.union(find(g, fact), find(g, "true"));
    }
    RunReport report =
        new Runner(g)
            .run(
                List.of(
                    Rewrite.ofParts(
                        open,
                        "edges-are-paths",
                        "(= ?t true) (= ?t (edge ?x ?y))",
                        "(= ?t (path ?x ?y))"),
                    Rewrite.ofParts(
                        open,
                        "paths-go-on",
                        "(= ?t true) (= ?t (path ?x ?y)) (= ?t (edge ?y ?z))",
                        "(= ?t (path ?x ?z))")));
    assertTrue(report.saturated());
    assertTrue(g.same(find(g, "(path a d)"), find(g, "true")));
    assertTrue(g.same(find(g, "(path b d)"), find(g, "true")));
    assertFalse(g.same(find(g, "(path a e)"), find(g, "true")));
    assertEquals(0, find(g, "(path a f)"));
    assertEquals(11 + 1, g.classSize(find(g, "true")));
  }

  /** Two products of the same factor become parts of one. */
  @Test
  void theRightSideMayNameWhatItBuilds() {
    EGraph g = graph("(matmul a b)", "(matmul a c)");
    Rewrite merge =
        Rewrite.ofParts(
            open,
            "merge-products",
            "(= ?x (matmul ?a ?b)) (= ?y (matmul ?a ?c))",
            "(= ?both (matmul ?a (concat ?b ?c))) (= ?x (first ?both)) (= ?y (second ?both))");
    for (Scheduler s : List.of(Scheduler.simple(), Scheduler.backoff())) {
      new Runner(g).scheduler(s).iterations(1).run(List.of(merge));
      g.checkInvariants();
      assertTrue(g.same(find(g, "(matmul a c)"), find(g, "(second (matmul a (concat b c)))")));
    }
  }

  /** New matches alone must give what all matches give. */
  @Test
  void incrementalSearchOfParts() {
    String terms = "(edge a b) (edge b c) (edge c d) (edge d a) (edge d e) (edge e f) (edge f c)";
    List<Rewrite> rules =
        List.of(
            Rewrite.ofParts(
                open, "start", "(= ?t (edge ?x ?y))", "(= ?p (path ?x ?y)) (= ?t (p ?p))"),
            Rewrite.ofParts(
                open,
                "step",
                "(= ?p (path ?x ?y)) (= ?t (edge ?y ?z))",
                "(= ?q (path ?x ?z)) (= ?q (path ?x ?z))"));
    EGraph all = new EGraph(open);
    EGraph incremental = new EGraph(open);
    for (SExpr t : SExpr.readAll("terms", terms)) {
      all.add(Term.of(open, t));
      incremental.add(Term.of(open, t));
    }
    new Runner(all).scheduler(Scheduler.backoff().matchLimit(1_000_000)).run(rules);
    new Runner(incremental).scheduler(Scheduler.simple()).run(rules);
    assertEquals(all.nodeCount(), incremental.nodeCount());
    assertEquals(all.classCount(), incremental.classCount());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(f ?x) | pattern:1:1: expected a part of the form (= ?x pattern)",
        "(= x (f ?x)) | pattern:1:1: expected a part of the form (= ?x pattern)",
        "(= ?x (f ?x)) (= ?x ?y) | pattern:1:15: a part must be more than a variable",
      })
  void errorsAreLocated(String parts, String message) {
    var e = assertThrows(SyntaxException.class, () -> Pattern.parseParts(open, parts));
    assertEquals(message, e.getMessage());
  }
}
