package paretojit.egraph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternTest {
  private final Language open = Language.open();

  private Pattern pattern(String text) {
    return Pattern.parse(open, text);
  }

  private int count(String pattern, String... terms) {
    EGraph g = new EGraph(open);
    for (String term : terms) {
      g.add(Term.parse(open, term));
    }
    return pattern(pattern).search(g).size();
  }

  @Test
  void matchesAreCounted() {
    assertEquals(2, count("(+ ?a ?b)", "(+ x (+ y z))"));
    assertEquals(1, count("(+ ?a (+ ?b ?c))", "(+ x (+ y z))"));
    assertEquals(0, count("(+ (+ ?b ?c) ?a)", "(+ x (+ y z))"));
    assertEquals(1, count("(+ ?a ?a)", "(+ x x)", "(+ x y)"));
    assertEquals(5, count("?a", "(+ x (+ y z))"));
    assertEquals(1, count("(+ ?a 1)", "(+ x 1)", "(+ 1 x)"));
    assertEquals(0, count("(+ ?a 2)", "(+ x 1)", "2"));
    assertEquals(0, count("(+ ?a 3)", "(+ x 1)"));
    assertEquals(1, count("(+ x 1)", "(+ x 1)", "(+ x 2)"));
    assertEquals(1, count("x", "(+ x 1)"));
    assertEquals(1, count("(g ?x (f (f ?x)))", "(g a (f (f a)))", "(g a (f (f b)))"));
    assertEquals(0, count("(g ?x (f (f ?x)))", "(g a (f b))", "(f (f b))"));
    assertEquals(1, count("(h ?x ?y (f ?x ?y 1))", "(h a b (f a b 1))", "(h a b (f b a 1))"));
  }

  @Test
  void variablesAreNamedAndNumbered() {
    EGraph g = new EGraph(open);
    int root = g.add(Term.parse(open, "(+ x (* y x))"));
    Matches m = pattern("(+ ?a (* ?b ?a))").search(g);
    assertEquals(1, m.size());
    assertEquals(root, m.root(0));
    assertEquals(g.lookup(Term.parse(open, "x")), m.get(0, "?a"));
    assertEquals(g.lookup(Term.parse(open, "y")), m.get(0, 1));
  }

  @Test
  void limitStopsTheSearch() {
    EGraph g = new EGraph(open);
    for (int i = 0; i < 10; i++) {
      g.add(Term.parse(open, "(f x" + i + ")"));
    }
    assertEquals(4, pattern("(f ?x)").search(g, 4).size());
    assertEquals(0, pattern("(f ?x)").search(g, 0).size());
  }

  @Test
  void searchNeedsACleanGraph() {
    EGraph g = new EGraph(open);
    g.union(g.add(Term.parse(open, "a")), g.add(Term.parse(open, "b")));
    assertThrows(IllegalStateException.class, () -> pattern("?x").search(g));
  }

  @Test
  void errorsAreLocated() {
    assertEquals(
        "pattern:1:4: the variable ?f cannot have children",
        assertThrows(SyntaxException.class, () -> pattern("(g (?f x))")).getMessage());
    assertEquals(
        "r, right:1:1: the variable ?z is not bound on the left",
        assertThrows(SyntaxException.class, () -> Rewrite.of(open, "r", "(f ?x)", "(f ?z)"))
            .getMessage());
  }

  @Test
  void patternsPrintAndInstantiate() {
    Pattern p = pattern("(+ (f ?x) (+ ?y 1))");
    assertEquals("(+ (f ?x) (+ ?y 1))", p.toString());
    EGraph g = new EGraph(open);
    int a = g.add(Term.parse(open, "a"));
    int b = g.add(Term.parse(open, "b"));
    int root = p.instantiate(g, a, b);
    assertEquals(g.lookup(Term.parse(open, "(+ (f a) (+ b 1))")), root);
  }

  /** Random patterns on random e-graphs against trying all classes for all variables. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void agreesWithTryingEverything(int seed) {
    var random = new Random(seed);
    EGraph g = new EGraph(open);
    grow(g, new ArrayList<>(), random, 12, 3);
    int matched = 0;
    for (int i = 0; i < 40; i++) {
      Pattern p = pattern(randomPattern(random, 3));
      Set<List<Integer>> found = rows(g, p, p.search(g));
      assertEquals(bruteForce(g, p), found, p::toString);
      matched += found.size();
    }
    assertTrue(matched > 0);
  }

  /** Adds nodes over the given classes, then unites some, then rebuilds. */
  private void grow(EGraph g, List<Integer> ids, Random random, int nodes, int unions) {
    for (String leaf : List.of("a", "b", "c")) {
      ids.add(g.add(open.operator(leaf, 0)));
    }
    for (int i = 0; i < nodes; i++) {
      int x = ids.get(random.nextInt(ids.size()));
      int y = ids.get(random.nextInt(ids.size()));
      ids.add(
          random.nextInt(3) == 0
              ? g.add(open.operator("f", 1), x)
              : g.add(open.operator("g", 2), x, y));
    }
    for (int i = 0; i < unions; i++) {
      g.union(ids.get(random.nextInt(ids.size())), ids.get(random.nextInt(ids.size())));
    }
    g.rebuild();
  }

  /** The matches as a set of root and variables, brought up to date. */
  private static Set<List<Integer>> rows(EGraph g, Pattern p, Matches matches) {
    Set<List<Integer>> rows = new TreeSet<>(PatternTest::compare);
    for (int m = 0; m < matches.size(); m++) {
      var row = new ArrayList<Integer>();
      row.add(g.find(matches.root(m)));
      for (int v = 0; v < p.variables().size(); v++) {
        row.add(g.find(matches.get(m, v)));
      }
      rows.add(row);
    }
    return rows;
  }

  /** What a search for new matches finds, with all that was found before, is all there is. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void newMatchesAreFound(int seed) {
    var random = new Random(seed);
    EGraph g = new EGraph(open);
    var ids = new ArrayList<Integer>();
    var patterns = new ArrayList<Pattern>();
    var before = new ArrayList<Matches>();
    for (int i = 0; i < 60; i++) {
      patterns.add(pattern(randomPattern(random, 3)));
      before.add(new Matches(patterns.getLast()));
    }
    int found = 0;
    int saved = 0;
    for (int step = 0; step < 12; step++) {
      grow(g, ids, random, 4, random.nextInt(3));
      int generation = g.matchIndex().generation();
      for (int i = 0; i < patterns.size(); i++) {
        Pattern p = patterns.get(i);
        Set<List<Integer>> expected = rows(g, p, p.search(g));
        var fresh = new Matches(p);
        p.search(g, fresh, Integer.MAX_VALUE, generation - 1);
        Set<List<Integer>> known = rows(g, p, before.get(i));
        known.addAll(rows(g, p, fresh));
        assertEquals(expected, known, p::toString);
        found += fresh.size();
        saved += expected.size() - fresh.size();
        before.set(i, p.search(g));
      }
    }
    assertTrue(found > 0 && saved > found / 2, found + " found, " + saved + " saved");
  }

  private static int compare(List<Integer> a, List<Integer> b) {
    for (int i = 0; i < a.size(); i++) {
      int order = Integer.compare(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static String randomPattern(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 4 : 8)) {
      case 0 -> "?x";
      case 1 -> "?y";
      case 2 -> "?z";
      case 3 -> List.of("a", "b", "c").get(random.nextInt(3));
      case 4, 5 -> "(f " + randomPattern(random, depth - 1) + ")";
      default ->
          "(g " + randomPattern(random, depth - 1) + " " + randomPattern(random, depth - 1) + ")";
    };
  }

  private static Set<List<Integer>> bruteForce(EGraph g, Pattern p) {
    var out = new TreeSet<List<Integer>>(PatternTest::compare);
    var classes = new ArrayList<Integer>();
    for (int c = g.nextClass(0); c != 0; c = g.nextClass(c)) {
      classes.add(c);
    }
    int variables = p.variables().size();
    long combinations = Math.round(Math.pow(classes.size(), variables));
    for (long code = 0; code < combinations; code++) {
      var assignment = new int[variables];
      long rest = code;
      for (int v = 0; v < variables; v++) {
        assignment[v] = classes.get((int) (rest % classes.size()));
        rest /= classes.size();
      }
      int root = evaluate(g, p, assignment);
      if (root != 0) {
        var row = new ArrayList<Integer>();
        row.add(root);
        for (int c : assignment) {
          row.add(c);
        }
        out.add(row);
      }
    }
    return out;
  }

  private static int evaluate(EGraph g, Pattern p, int[] assignment) {
    var value = new int[p.size()];
    for (int n = 0; n < value.length; n++) {
      if (p.isVariable(n)) {
        value[n] = assignment[~p.head(n)];
      } else {
        int[] kids = p.children(n).clone();
        for (int i = 0; i < kids.length; i++) {
          kids[i] = value[kids[i]];
        }
        value[n] = g.lookup(p.head(n), kids);
        if (value[n] == 0) {
          return 0;
        }
      }
    }
    return value[p.root()];
  }
}
