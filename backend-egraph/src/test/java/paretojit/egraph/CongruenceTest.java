package paretojit.egraph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The e-graph against congruence closure computed by repeating the definition until it holds. */
class CongruenceTest {
  private final Language open = Language.open();

  /** Random subterms and equations between them. */
  private record Problem(List<int[]> nodes, List<int[]> equations) {}

  private static Problem random(long seed) {
    var random = new Random(seed);
    var nodes = new ArrayList<int[]>(); // head, children as indices
    int leaves = 2 + random.nextInt(6);
    for (int i = 0; i < leaves; i++) {
      nodes.add(new int[] {i});
    }
    int inner = random.nextInt(60);
    for (int i = 0; i < inner; i++) {
      int[] node = new int[2 + random.nextInt(3)];
      node[0] = 100 + node.length * 10 + random.nextInt(2);
      for (int k = 1; k < node.length; k++) {
        node[k] = random.nextInt(nodes.size());
      }
      nodes.add(node);
    }
    var equations = new ArrayList<int[]>();
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) {
      equations.add(new int[] {random.nextInt(nodes.size()), random.nextInt(nodes.size())});
    }
    return new Problem(nodes, equations);
  }

  /** The class of each node, named by the least index in it. */
  private static int[] closure(Problem p) {
    int[] cls = IntStream.range(0, p.nodes.size()).toArray();
    p.equations.forEach(e -> merge(cls, e[0], e[1]));
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int a = 0; a < cls.length; a++) {
        for (int b = 0; b < a; b++) {
          if (cls[a] != cls[b] && key(p, cls, a).equals(key(p, cls, b))) {
            merge(cls, a, b);
            changed = true;
          }
        }
      }
    }
    return cls;
  }

  private static void merge(int[] cls, int a, int b) {
    int from = Math.max(cls[a], cls[b]);
    int to = Math.min(cls[a], cls[b]);
    for (int i = 0; i < cls.length; i++) {
      cls[i] = cls[i] == from ? to : cls[i];
    }
  }

  private static List<Integer> key(Problem p, int[] cls, int node) {
    var key = new ArrayList<Integer>();
    key.add(p.nodes.get(node)[0]);
    for (int k = 1; k < p.nodes.get(node).length; k++) {
      key.add(cls[p.nodes.get(node)[k]]);
    }
    return key;
  }

  private int[] addAll(EGraph g, Problem p, int upTo, int[] ids, int from) {
    for (int n = from; n < upTo; n++) {
      int[] node = p.nodes.get(n);
      var kids = new int[node.length - 1];
      for (int k = 0; k < kids.length; k++) {
        kids[k] = ids[node[k + 1]];
      }
      ids[n] = g.add(open.operator("f" + node[0], kids.length), kids);
    }
    return ids;
  }

  private static int[] partition(EGraph g, int[] ids) {
    var first = new HashMap<Integer, Integer>();
    var out = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      Integer before = first.putIfAbsent(g.find(ids[i]), i);
      out[i] = before == null ? i : before;
    }
    return out;
  }

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void agreesWithTheDefinition(int seed) {
    Problem p = random(seed);
    int[] expected = closure(p);
    var random = new Random(~seed);

    EGraph g = new EGraph(open);
    int[] ids = addAll(g, p, p.nodes.size(), new int[p.nodes.size()], 0);
    var equations = new ArrayList<>(p.equations);
    Collections.shuffle(equations, random);
    for (int[] e : equations) {
      g.union(ids[e[random.nextInt(2)]], ids[e[1]]);
      g.union(ids[e[0]], ids[e[1]]);
      if (random.nextBoolean()) {
        g.rebuild();
        g.checkInvariants();
      }
    }
    g.rebuild();
    g.checkInvariants();
    assertEquals(List.of(boxed(expected)), List.of(boxed(partition(g, ids))));
    assertEquals(IntStream.of(expected).distinct().count(), g.classCount());
    assertEquals(
        IntStream.range(0, expected.length).mapToObj(n -> key(p, expected, n)).distinct().count(),
        g.nodeCount());
  }

  /** Unions in between adding, adding everything again at the end: nothing new may come of it. */
  @ParameterizedTest
  @MethodSource("seeds")
  void addingAndUnitingMayAlternate(int seed) {
    Problem p = random(seed);
    int[] expected = closure(p);
    EGraph g = new EGraph(open);
    var ids = new int[p.nodes.size()];
    for (int n = 0; n < ids.length; n++) {
      addAll(g, p, n + 1, ids, n);
      for (int[] e : p.equations) {
        if (Math.max(e[0], e[1]) == n) {
          g.union(ids[e[0]], ids[e[1]]);
        }
      }
    }
    g.rebuild();
    g.checkInvariants();
    int nodes = g.nodeCount();
    int[] again = addAll(g, p, ids.length, new int[ids.length], 0);
    assertEquals(nodes, g.nodeCount());
    for (int n = 0; n < ids.length; n++) {
      assertTrue(g.same(ids[n], again[n]));
    }
    assertEquals(List.of(boxed(expected)), List.of(boxed(partition(g, ids))));
  }

  private static Integer[] boxed(int[] a) {
    return IntStream.of(a).boxed().toArray(Integer[]::new);
  }

  @Test
  void functionFixedPoint() {
    EGraph g = new EGraph(open);
    int a = g.add(Term.parse(open, "a"));
    int fff = g.add(Term.parse(open, "(f (f (f a)))"));
    int fffff = g.add(Term.parse(open, "(f (f (f (f (f a)))))"));
    g.union(fff, a);
    g.union(fffff, a);
    assertTrue(g.rebuild() > 0);
    g.checkInvariants();
    assertEquals(1, g.classCount());
    assertEquals(2, g.nodeCount());
    assertTrue(g.same(a, g.lookup(Term.parse(open, "(f a)"))));
  }

  @Test
  void lookupsAddNothing() {
    EGraph g = new EGraph(open);
    g.add(Term.parse(open, "(f a)"));
    assertEquals(0, g.lookup(Term.parse(open, "(f b)")));
    assertEquals(0, g.lookup(Term.parse(open, "(f (f a))")));
    assertEquals(2, g.nodeCount());
    assertFalse(g.same(g.lookup(Term.parse(open, "a")), g.lookup(Term.parse(open, "(f a)"))));
  }

  @Test
  void prunedNodesAreStillFoundAndStayCongruent() {
    EGraph g = new EGraph(open);
    int fx = g.add(Term.parse(open, "(f x)"));
    int one = g.add(Term.parse(open, "1"));
    int hfx = g.add(Term.parse(open, "(h (f x))"));
    g.union(fx, one);
    g.rebuild();
    g.prune(fx, n -> g.arity(n) == 0);
    g.checkInvariants();
    assertEquals(1, g.classSize(fx));
    assertEquals(3, g.nodeCount());
    assertTrue(g.same(one, g.add(Term.parse(open, "(f x)"))));
    assertEquals(3, g.nodeCount());

    int y = g.add(Term.parse(open, "y"));
    int fy = g.add(Term.parse(open, "(f y)"));
    int hfy = g.add(Term.parse(open, "(h (f y))"));
    g.union(g.add(Term.parse(open, "x")), y);
    g.rebuild();
    g.checkInvariants();
    assertTrue(g.same(fx, fy)); // through the pruned (f x)
    assertTrue(g.same(hfx, hfy));
    assertEquals(2, g.classSize(fx)); // (f y) came in by itself and is not pruned
  }

  @Test
  void subsumedNodesStayAway() {
    EGraph g = new EGraph(open);
    int fx = g.add(Term.parse(open, "(f x)"));
    g.union(fx, g.add(Term.parse(open, "1")));
    g.add(Term.parse(open, "y"));
    int fy = g.add(Term.parse(open, "(f y)"));
    g.rebuild();
    g.subsume(fx);
    g.checkInvariants();
    assertEquals(1, Pattern.parse(open, "(f ?a)").search(g).size());
    g.union(g.lookup(Term.parse(open, "x")), g.lookup(Term.parse(open, "y")));
    g.rebuild();
    g.checkInvariants();
    assertTrue(g.same(fx, fy));
    assertEquals(0, Pattern.parse(open, "(f ?a)").search(g).size());
    assertEquals(0, Pattern.parse(open, "(f x)").search(g).size());
    assertEquals(1, g.classSize(fx));
  }

  @Test
  void deletedNodesAreGone() {
    EGraph g = new EGraph(open);
    int fx = g.add(Term.parse(open, "(f x)"));
    int one = g.add(Term.parse(open, "1"));
    g.union(fx, one);
    g.rebuild();
    g.delete(fx);
    g.checkInvariants();
    assertEquals(0, g.lookup(Term.parse(open, "(f x)")));
    assertFalse(g.same(g.add(Term.parse(open, "(f x)")), one));
    g.checkInvariants();
  }

  @Test
  void savedStatesComeBack() {
    EGraph g = new EGraph(open);
    int a = g.add(Term.parse(open, "a"));
    int b = g.add(Term.parse(open, "b"));
    int fa = g.add(Term.parse(open, "(f a)"));
    int fb = g.add(Term.parse(open, "(f b)"));
    String before = g.toString();
    g.push();
    g.union(a, b);
    g.push();
    g.rebuild();
    assertTrue(g.same(fa, fb));
    g.pop();
    assertTrue(g.same(a, b));
    assertFalse(g.same(fa, fb));
    g.pop();
    assertFalse(g.same(a, b));
    assertEquals(before, g.toString());
    assertThrows(IllegalStateException.class, g::pop);
    g.union(a, b);
    g.rebuild();
    g.checkInvariants();
    assertTrue(g.same(fa, fb));
  }

  @Test
  void copiesGrowApart() {
    EGraph g = new EGraph(open);
    int a = g.add(Term.parse(open, "(f a)"));
    int b = g.add(Term.parse(open, "(f b)"));
    g.union(g.add(Term.parse(open, "a")), g.add(Term.parse(open, "b")));
    EGraph copy = g.copy();
    g.rebuild();
    assertTrue(g.same(a, b));
    assertFalse(copy.same(a, b));
    copy.rebuild();
    copy.checkInvariants();
    assertTrue(copy.same(a, b));
    copy.add(Term.parse(open, "c"));
    assertEquals(g.nodeCount() + 1, copy.nodeCount());
  }
}
