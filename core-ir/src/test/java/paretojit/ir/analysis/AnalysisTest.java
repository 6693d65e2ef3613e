package paretojit.ir.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import paretojit.ir.Function;

/** Every analysis against its textbook definition, on random graphs, with one object for all. */
class AnalysisTest {
  private static final int GRAPHS = 3_000;

  private static void forRandomFunctions(Consumer<Function> check) {
    RandomFunctions functions = new RandomFunctions(20_260_722);
    for (int k = 0; k < GRAPHS; k++) {
      check.accept(functions.next());
    }
  }

  @Test
  void orderAndPredecessors() {
    Cfg cfg = new Cfg();
    forRandomFunctions(
        f -> {
          cfg.compute(f);
          int[][] successors = Naive.successors(f);
          BitSet reachable = Naive.reachable(successors, f.entry(), -1);
          assertEquals(reachable.cardinality(), cfg.orderCount());
          assertEquals(f.entry(), cfg.order(0));
          int edges = 0;
          for (int b = 0; b < f.blockCount(); b++) {
            assertEquals(reachable.get(b), cfg.isReachable(b));
            assertEquals(successors[b].length, cfg.successorCount(b));
            assertTrue(!cfg.isReachable(b) || cfg.order(cfg.position(b)) == b);
            for (int k = 0; k < cfg.predecessorCount(b); k++) {
              int edge = cfg.predecessorEdge(b, k);
              assertEquals(b, f.edgeTarget(edge));
              assertEquals(b, cfg.edgeTarget(edge));
              int source = cfg.predecessor(b, k);
              assertEquals(source, cfg.edgeSource(edge));
              int index = edge - f.firstEdge(f.terminator(source));
              assertTrue(index >= 0 && index < f.edgeCount(f.terminator(source)));
              assertEquals(edge, cfg.successorEdge(source, index));
              assertEquals(b, cfg.successor(source, index));
              edges++;
            }
          }
          assertEquals(reachable.stream().map(b -> successors[b].length).sum(), edges);
          orderIsReversePostorder(cfg, successors);
        });
  }

  /** In a reverse postorder an edge goes backwards only along a cycle. */
  private static void orderIsReversePostorder(Cfg cfg, int[][] successors) {
    for (int k = 0; k < cfg.orderCount(); k++) {
      int b = cfg.order(k);
      for (int next : successors[b]) {
        assertTrue(cfg.position(next) > k || Naive.reachable(successors, next, -1).get(b));
      }
    }
  }

  @Test
  void dominators() {
    Cfg cfg = new Cfg();
    DominatorTree tree = new DominatorTree();
    forRandomFunctions(
        f -> {
          tree.compute(cfg.compute(f));
          boolean[][] dominates = Naive.dominators(Naive.successors(f));
          int blocks = f.blockCount();
          assertEquals(cfg.orderCount(), tree.preorderCount());
          for (int b = 0; b < blocks; b++) {
            int dominators = 0;
            for (int a = 0; a < blocks; a++) {
              assertEquals(dominates[a][b], tree.dominates(a, b), a + " dominates " + b);
              dominators += dominates[a][b] ? 1 : 0;
            }
            assertEquals(Math.max(0, dominators - 1), tree.depth(b));
            if (tree.idom(b) >= 0) {
              assertTrue(tree.strictlyDominates(tree.idom(b), b));
              assertEquals(tree.depth(b) - 1, tree.depth(tree.idom(b)));
              assertTrue(isChild(tree, tree.idom(b), b));
            } else {
              assertTrue(dominators <= 1);
            }
          }
          for (int k = 1; k < tree.preorderCount(); k++) {
            int a = tree.preorder(k - 1);
            int b = tree.preorder(k);
            int common = tree.commonDominator(a, b);
            assertTrue(tree.dominates(common, a) && tree.dominates(common, b));
            assertTrue(common == tree.idom(b) || common == a);
          }
        });
  }

  private static boolean isChild(DominatorTree tree, int parent, int child) {
    int each = tree.firstChild(parent);
    while (each >= 0 && each != child) {
      each = tree.nextSibling(each);
    }
    return each == child;
  }

  @Test
  void loops() {
    Cfg cfg = new Cfg();
    DominatorTree tree = new DominatorTree();
    LoopForest forest = new LoopForest();
    int[] seen = new int[2];
    forRandomFunctions(
        f -> {
          forest.compute(cfg.compute(f), tree.compute(cfg));
          int[][] successors = Naive.successors(f);
          boolean[][] dominates = Naive.dominators(successors);
          int loops = 0;
          int[] depth = new int[f.blockCount()];
          for (int header = 0; header < f.blockCount(); header++) {
            BitSet blocks = Naive.loop(successors, dominates, header);
            assertEquals(!blocks.isEmpty(), forest.isHeader(header));
            if (!blocks.isEmpty()) {
              loops++;
              int loop = forest.loopOf(header);
              assertEquals(header, forest.header(loop));
              assertTrue(forest.parent(loop) < loop);
              for (int b = 0; b < f.blockCount(); b++) {
                assertEquals(blocks.get(b), forest.contains(loop, b));
                depth[b] += blocks.get(b) ? 1 : 0;
              }
            }
          }
          assertEquals(loops, forest.loopCount());
          for (int b = 0; b < f.blockCount(); b++) {
            assertEquals(depth[b], forest.blockDepth(b));
          }
          assertEquals(Naive.isReducible(successors, dominates), forest.isReducible());
          seen[forest.isReducible() ? 1 : 0]++;
        });
    assertTrue(seen[0] > 100 && seen[1] > 100, "both kinds of graph were tried");
  }

  @Test
  void liveness() {
    Cfg cfg = new Cfg();
    Liveness liveness = new Liveness();
    forRandomFunctions(
        f -> {
          liveness.compute(f, cfg.compute(f));
          int[][] successors = Naive.successors(f);
          BitSet[] in = Naive.liveIn(f, successors, Naive.reachable(successors, f.entry(), -1));
          for (int b = 0; b < f.blockCount(); b++) {
            BitSet out = cfg.isReachable(b) ? Naive.liveOut(in, successors[b]) : new BitSet();
            assertEquals(in[b].cardinality(), liveness.liveInCount(b));
            assertEquals(out.cardinality(), liveness.liveOutCount(b));
            int k = 0;
            for (int v = in[b].nextSetBit(0); v >= 0; v = in[b].nextSetBit(v + 1)) {
              assertEquals(v, liveness.liveIn(b, k++));
            }
            k = 0;
            for (int v = out.nextSetBit(0); v >= 0; v = out.nextSetBit(v + 1)) {
              assertEquals(v, liveness.liveOut(b, k++));
            }
            for (int v = 0; v < f.valueCount(); v++) {
              assertEquals(in[b].get(v), liveness.isLiveIn(b, v));
              assertEquals(out.get(v), liveness.isLiveOut(b, v));
            }
          }
        });
  }
}
