package paretojit.egraph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtractorTest {
  private final Language open = Language.open();

  private int add(EGraph g, String text) {
    return g.add(Term.parse(open, text));
  }

  @Test
  void cyclesAreAvoided() {
    EGraph g = new EGraph(open);
    int a = add(g, "a");
    int fa = add(g, "(f a)");
    g.union(a, fa);
    g.rebuild();
    Extractor e = Extractor.additive(g, (graph, n) -> graph.arity(n) == 0 ? 5 : 0);
    assertEquals("a", e.term(fa).toString());
    assertEquals(5, e.cost(a));
  }

  @Test
  void classesWithoutFiniteTerm() {
    EGraph g = new EGraph(open);
    int a = add(g, "a");
    int fa = add(g, "(f a)");
    g.union(a, fa);
    g.rebuild();
    g.prune(a, n -> g.arity(n) > 0);
    Extractor e = Extractor.size(g);
    assertEquals(Extractor.INFINITE, e.cost(a));
    assertThrows(NoSuchElementException.class, () -> e.term(a));
  }

  @Test
  void deepChains() {
    EGraph g = new EGraph(open);
    int f = open.operator("f", 1);
    int end = g.add(open.operator("x", 0));
    int top = end;
    for (int i = 0; i < 200_000; i++) {
      top = g.add(f, top);
    }
    Extractor size = Extractor.size(g);
    assertEquals(200_001, size.cost(top));
    assertEquals(200_001, size.term(top).depth());
    assertEquals(200_001, Extractor.depth(g).cost(top));
    g.union(top, end);
    g.rebuild();
    assertEquals(1, Extractor.size(g).cost(top));
  }

  @Test
  void costsSaturate() {
    EGraph g = new EGraph(open);
    int n = add(g, "x");
    for (int i = 0; i < 100; i++) {
      n = g.add(open.operator("g", 2), n, n);
    }
    Extractor e = Extractor.size(g);
    assertEquals((1L << 31) - 1, e.cost(g.lookup(balanced(30))));
    assertEquals(Extractor.INFINITE, e.cost(n));
  }

  private Term balanced(int depth) {
    var b = new Term.Builder(open);
    int n = b.add(open.operator("x", 0));
    for (int i = 0; i < depth; i++) {
      n = b.add(open.operator("g", 2), n, n);
    }
    return b.build();
  }

  @Test
  void extractionIsTiedToTheGraphItSaw() {
    EGraph g = new EGraph(open);
    int a = add(g, "a");
    Extractor e = Extractor.size(g);
    add(g, "b");
    assertThrows(IllegalStateException.class, () -> e.term(a));
  }

  @Test
  void negativeCostsAreRefused() {
    EGraph g = new EGraph(open);
    add(g, "a");
    assertThrows(IllegalArgumentException.class, () -> Extractor.additive(g, (graph, n) -> -1));
  }

  /** Both algorithms against raising the depth of the terms considered until costs settle. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void agreesWithTheDefinition(int seed) {
    var random = new Random(seed);
    EGraph g = randomGraph(random);
    var own = new long[g.idBound()];
    Arrays.setAll(own, n -> random.nextInt(10));
    long[] expected = byDepth(g, own);
    Extractor settled = Extractor.additive(g, (graph, n) -> own[n]);
    Extractor relaxed =
        Extractor.of(
            g,
            (graph, n, costs) -> {
              long sum = own[n];
              for (int i = 0; i < graph.arity(n); i++) {
                sum = Extractor.add(sum, costs[graph.child(n, i)]);
              }
              return sum;
            });
    for (int c = g.nextClass(0); c != 0; c = g.nextClass(c)) {
      assertEquals(expected[c], settled.cost(c));
      assertEquals(expected[c], relaxed.cost(c));
      Term term = settled.term(c);
      assertTrue(g.same(c, g.lookup(term)), term::toString);
      assertEquals(expected[c], costOf(g, own, term));
    }
  }

  private EGraph randomGraph(Random random) {
    EGraph g = new EGraph(open);
    var ids = new ArrayList<Integer>();
    for (String leaf : List.of("a", "b", "c", "d")) {
      ids.add(add(g, leaf));
    }
    for (int i = 0; i < 60; i++) {
      int x = ids.get(random.nextInt(ids.size()));
      int y = ids.get(random.nextInt(ids.size()));
      ids.add(
          random.nextInt(3) == 0
              ? g.add(open.operator("f", 1), x)
              : g.add(open.operator("g", 2), x, y));
    }
    for (int i = 0; i < 15; i++) {
      g.union(ids.get(random.nextInt(ids.size())), ids.get(random.nextInt(ids.size())));
    }
    g.rebuild();
    return g;
  }

  private static long[] byDepth(EGraph g, long[] own) {
    var cost = new long[g.idBound()];
    Arrays.fill(cost, Extractor.INFINITE);
    for (boolean changed = true; changed; ) {
      changed = false;
      long[] next = cost.clone();
      for (int c = g.nextClass(0); c != 0; c = g.nextClass(c)) {
        for (int n = g.firstNode(c); n != 0; n = g.nextNode(c, n)) {
          long sum = own[n];
          for (int i = 0; i < g.arity(n); i++) {
            sum = Extractor.add(sum, cost[g.child(n, i)]);
          }
          if (sum < next[c]) {
            next[c] = sum;
            changed = true;
          }
        }
      }
      cost = next;
    }
    return cost;
  }

  /** The cost of a term: each of its nodes is one of the e-graph's. */
  private static long costOf(EGraph g, long[] own, Term term) {
    var cls = new int[term.size()];
    var cost = new long[term.size()];
    for (int t = 0; t < cls.length; t++) {
      var kids = new int[term.arity(t)];
      for (int i = 0; i < kids.length; i++) {
        kids[i] = cls[term.child(t, i)];
      }
      cls[t] = g.lookup(term.head(t), kids);
      cost[t] = Extractor.INFINITE;
      for (int n = g.firstNode(cls[t]); n != 0; n = g.nextNode(cls[t], n)) {
        boolean same = g.head(n) == term.head(t);
        long sum = own[n];
        for (int i = 0; same && i < kids.length; i++) {
          same = g.child(n, i) == g.find(kids[i]);
          sum = Extractor.add(sum, cost[term.child(t, i)]);
        }
        if (same) {
          cost[t] = sum;
        }
      }
    }
    return cost[term.root()];
  }

  @Test
  void drawing() {
    EGraph g = new EGraph(open);
    int a = add(g, "a");
    int fa = add(g, "(f a)");
    g.union(a, fa);
    g.rebuild();
    String dot = Dot.of(g);
    assertEquals(1, dot.lines().filter(l -> l.contains("subgraph")).count());
    assertEquals(1, dot.lines().filter(l -> l.contains("->")).count());
    assertTrue(dot.startsWith("digraph") && dot.endsWith("}\n"));
  }
}
