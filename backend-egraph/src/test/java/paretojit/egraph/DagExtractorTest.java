package paretojit.egraph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DagExtractorTest {
  private final Language open = Language.open();

  private int add(EGraph g, String text) {
    return g.add(Term.parse(open, text));
  }

  /** A dearer node wins when its operands are needed anyway. */
  @Test
  void sharingIsPaidOnce() {
    EGraph g = new EGraph(open);
    int a = add(g, "(pow (+ x (+ x x)) (+ x x))");
    int square = add(g, "(shift (mul (+ x (+ x x)) (+ x x)))");
    g.union(a, square);
    int other = add(g, "(use (mul (+ x (+ x x)) (+ x x)))");
    g.rebuild();
    CostFunction.OfNode cost = (graph, n) -> open.name(graph.head(n)).equals("pow") ? 2 : 1;
    assertEquals("(pow (+ x (+ x x)) (+ x x))", Extractor.additive(g, cost).term(a).toString());
    Extraction alone = DagExtractor.extract(g, cost, a);
    assertEquals(5, alone.cost());
    Extraction both = DagExtractor.extract(g, cost, a, other);
    assertEquals("(shift (mul (+ x (+ x x)) (+ x x)))", both.term(a).toString());
    assertEquals(6, both.cost());
    assertEquals(6, both.classes().length);
  }

  @Test
  void treeChoiceIsBeatenBySharing() {
    EGraph g = new EGraph(open);
    int left = add(g, "(f (g (h a)))");
    int right = add(g, "(k b)");
    g.union(left, right);
    int root = add(g, "(pair (k b) (f (g (h a))))");
    int needs = add(g, "(and (g (h a)) 1)");
    g.rebuild();
    CostFunction.OfNode cost =
        (graph, n) ->
            switch (open.name(graph.head(n))) {
              case "b" -> 3;
              case "a", "h", "g" -> 2;
              default -> 1;
            };
    assertEquals("(k b)", Extractor.additive(g, cost).term(left).toString());
    Extraction e = DagExtractor.extract(g, cost, root, needs);
    assertEquals("(f (g (h a)))", e.term(left).toString());
    assertEquals(1 + 1 + 6 + 1 + 1, e.cost());
    Extraction exact = ExactExtractor.extract(g, cost, 1_000, root, needs);
    assertTrue(exact.isOptimal());
    assertEquals(e.cost(), exact.cost());
  }

  @Test
  void aSearchCutShortSaysSo() {
    int complete = 0;
    for (int seed = 0; seed < 20; seed++) {
      var random = new Random(seed);
      EGraph g = randomGraph(random, 40, 25);
      int[] roots = roots(g, random);
      CostFunction.OfNode cost = (graph, n) -> 1 + n % 7;
      Extraction cut = ExactExtractor.extract(g, cost, 2, roots);
      Extraction whole = ExactExtractor.extract(g, cost, Long.MAX_VALUE, roots);
      assertTrue(whole.isOptimal());
      assertTrue(cut.isOptimal() ? cut.cost() == whole.cost() : cut.cost() >= whole.cost());
      complete += cut.isOptimal() ? 1 : 0;
    }
    assertTrue(complete < 20);
  }

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  /** The exact search against trying all choices; the heuristic never below, rarely above. */
  @ParameterizedTest
  @MethodSource("seeds")
  void agreesWithTryingEverything(int seed) {
    var random = new Random(seed);
    EGraph g = randomGraph(random, 8 + random.nextInt(6), 6);
    int[] roots = roots(g, random);
    var own = new long[g.idBound()];
    Arrays.setAll(own, n -> random.nextInt(6));
    CostFunction.OfNode cost = (graph, n) -> own[n];
    long expected = cheapest(g, own, roots);
    Extraction exact = ExactExtractor.extract(g, cost, Long.MAX_VALUE, roots);
    Extraction found = DagExtractor.extract(g, cost, roots);
    assertTrue(exact.isOptimal());
    assertEquals(expected, exact.cost());
    assertTrue(found.cost() >= expected);
    for (Extraction e : List.of(exact, found)) {
      long sum = Arrays.stream(e.classes()).mapToLong(c -> own[e.node(c)]).sum();
      assertEquals(e.cost(), sum);
      for (int root : roots) {
        assertTrue(g.same(root, g.lookup(e.term(root))));
      }
    }
  }

  @Test
  void theHeuristicIsUsuallyOptimal() {
    int optimal = 0;
    for (int seed = 0; seed < 200; seed++) {
      var random = new Random(1_000 + seed);
      EGraph g = randomGraph(random, 30, 15);
      int[] roots = roots(g, random);
      CostFunction.OfNode cost = (graph, n) -> 1 + (n * 7919L) % 5;
      Extraction exact = ExactExtractor.extract(g, cost, 100_000, roots);
      assertTrue(exact.isOptimal());
      long found = DagExtractor.extract(g, cost, roots).cost();
      optimal += found == exact.cost() ? 1 : 0;
    }
    assertTrue(optimal >= 190, "only " + optimal + " of 200");
  }

  private EGraph randomGraph(Random random, int nodes, int unions) {
    EGraph g = new EGraph(open);
    var ids = new ArrayList<Integer>();
    for (String leaf : List.of("a", "b", "c")) {
      ids.add(add(g, leaf));
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
    return g;
  }

  private static int[] roots(EGraph g, Random random) {
    var classes = new ArrayList<Integer>();
    for (int c = g.nextClass(0); c != 0; c = g.nextClass(c)) {
      classes.add(c);
    }
    return IntStream.range(0, 2).map(i -> classes.get(random.nextInt(classes.size()))).toArray();
  }

  private static long cheapest(EGraph g, long[] own, int[] roots) {
    var classes = new ArrayList<Integer>();
    for (int c = g.nextClass(0); c != 0; c = g.nextClass(c)) {
      classes.add(c);
    }
    return cheapest(g, own, roots, classes, 0, new int[g.idBound()]);
  }

  private static long cheapest(
      EGraph g, long[] own, int[] roots, List<Integer> classes, int at, int[] choice) {
    if (at == classes.size()) {
      int[] order = Extraction.orderOrNull(g, roots, choice);
      return order.length == 0
          ? Extractor.INFINITE
          : Arrays.stream(order).mapToLong(c -> own[choice[c]]).sum();
    }
    long best = Extractor.INFINITE;
    int cls = classes.get(at);
    for (int n = g.firstNode(cls); n != 0; n = g.nextNode(cls, n)) {
      choice[cls] = n;
      best = Math.min(best, cheapest(g, own, roots, classes, at + 1, choice));
    }
    return best;
  }
}
