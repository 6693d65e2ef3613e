package paretojit.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import paretojit.engine.CompileStats;
import paretojit.engine.EngineOptions;
import paretojit.engine.OpCosts;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.ir.Type;
import paretojit.ir.analysis.Cfg;
import paretojit.ir.analysis.DominatorTree;
import paretojit.ir.verify.Verifier;
import paretojit.isel.x64.Costs;

class GraphMidEndTest {
  private static final Signature TWO = Signature.of(List.of(Type.I32, Type.I32), List.of(Type.I32));

  private static Function optimize(Consumer<FunctionBuilder> body, String... options) {
    FunctionBuilder b = new FunctionBuilder("f", TWO);
    b.createEntry();
    body.accept(b);
    IrModule.Builder builder = new IrModule.Builder("m");
    builder.addMemory(new IrModule.Memory(1, 1, null));
    builder.addGlobal(
        new IrModule.Global(Signature.Kind.I32, true, null, new IrModule.ConstExpr.Bits(0)));
    builder.addFunction(b.finish());
    IrModule module = builder.build();
    assertEquals(List.of(), Verifier.verify(module));
    GraphMidEnd midEnd = new GraphMidEnd("aegraph", "", "all", true, GraphMidEnd.Rewriting.EAGER);
    Function better =
        midEnd
            .begin(
                module,
                EngineOptions.of(midEnd.options(), options),
                () -> Costs.TABLE,
                new CompileStats())
            .run(0, module.function(0));
    assertEquals(List.of(), Verifier.verify(module.withFunctions(List.of(better))));
    return better;
  }

  private static long count(Function f, Op op) {
    long n = 0;
    for (int k = 0; k < f.layoutCount(); k++) {
      for (int i = f.firstInst(f.layoutBlock(k)); i < f.endInst(f.layoutBlock(k)); i++) {
        n += f.op(i) == op ? 1 : 0;
      }
    }
    return n;
  }

  @Test
  void foldsNumbersAndShares() {
    Function f =
        optimize(
            b -> {
              int x = b.param(0, 0);
              int y = b.param(0, 1);
              int four = b.iconst(Type.I32, 4);
              int a = b.binary(Op.IMUL, x, four);
              int c = b.binary(Op.IMUL, x, b.binary(Op.IADD, four, b.iconst(Type.I32, 0)));
              int zero = b.binary(Op.ISUB, a, c);
              b.ret(b.binary(Op.IADD, b.binary(Op.BXOR, y, zero), a));
            });
    assertEquals(0, count(f, Op.IMUL));
    assertEquals(1, count(f, Op.ISHL));
    assertEquals(1, count(f, Op.IADD));
    assertEquals(0, count(f, Op.BXOR));
  }

  @Test
  void pairsOfOperationsArePricedAsOne() {
    Consumer<FunctionBuilder> fiveTimes =
        b -> b.ret(b.binary(Op.IMUL, b.param(0, 0), b.iconst(Type.I32, 5)));
    assertEquals(0, count(optimize(fiveTimes), Op.IMUL), "x + (x << 2) is one lea");
    assertEquals(1, count(optimize(fiveTimes, "pairs=off"), Op.IMUL));
  }

  @Test
  void whatIsSubsumedIsNotFoundAgain() {
    AeGraph graph =
        new AeGraph(
            RuleSet.parse("test", "(rule undo (isub (iadd x y) y) x :subsume)"),
            AeGraph.Limits.STANDARD,
            OpCosts.uniform(),
            DominatorTree.of(Cfg.of(GraphBuilder.empty())));
    graph.clear(0, 10);
    int x = graph.addLeaf(0, Type.I32.ordinal());
    int y = graph.addLeaf(1, Type.I32.ordinal());
    int xy = graph.add(Op.IADD.ordinal(), Type.I32.ordinal(), 0, 0, x, y, AeGraph.NONE);
    int first = graph.add(Op.ISUB.ordinal(), Type.I32.ordinal(), 0, 0, xy, y, AeGraph.NONE);
    int second = graph.add(Op.ISUB.ordinal(), Type.I32.ordinal(), 0, 0, xy, y, AeGraph.NONE);
    assertEquals(x, graph.find(first));
    assertEquals(x, graph.find(second));
    assertEquals(graph.nodeCount() - 1, graph.classCount(), "the difference is in x's class");
  }

  @Test
  void rewritesNestDeeply() {
    int last = 40;
    AeGraph graph =
        new AeGraph(
            RuleSet.parse(
                "test",
                "(rule down (iadd x #c) (iadd (iadd x (isub #c 1)) 1) :if (icmp_ugt #c 1))"),
            new AeGraph.Limits(last, 12, false),
            OpCosts.uniform(),
            DominatorTree.of(Cfg.of(GraphBuilder.empty())));
    graph.clear(0, 10);
    int x = graph.addLeaf(0, Type.I32.ordinal());
    plus(graph, x, last);
    int nodes = graph.nodeCount();
    for (int k = 2; k <= last; k++) {
      int stepwise = plus(graph, plus(graph, x, k - 1), 1);
      assertEquals(graph.find(plus(graph, x, k)), graph.find(stepwise), "x + " + k);
    }
    assertEquals(nodes, graph.nodeCount(), "the rewrites made all of them");
  }

  private static int plus(AeGraph graph, int cls, long constant) {
    int i32 = Type.I32.ordinal();
    int right = graph.addConstant(i32, constant);
    return graph.add(Op.IADD.ordinal(), i32, 0, 0, cls, right, AeGraph.NONE);
  }

  @Test
  void rulesAreChosenByGroup() {
    assertEquals(RuleSet.standard().rules().size(), RuleSet.of("all").rules().size());
    assertEquals(0, RuleSet.of("none").rules().size());
    int without = RuleSet.of("all-float-convert").rules().size();
    assertEquals(without, RuleSet.of("integer+compare").rules().size());
    assertTrue(without > 200 && without < RuleSet.standard().rules().size());
    assertFalse(RuleSet.isSelection("all+float"));
    assertFalse(RuleSet.isSelection("integers"));
  }

  @Test
  void forwardsStoresToLoadsOfTheSameAddressOnly() {
    Function f =
        optimize(
            b -> {
              int frame = b.param(0, 0);
              int other = b.param(0, 1);
              b.store(Op.STORE, other, 0, frame, 8);
              b.store(Op.STORE, frame, 0, frame, 12);
              int same = b.load(Op.LOAD, Type.I32, 0, frame, 8);
              b.store(Op.ISTORE8, other, 0, other, 0);
              int unknown = b.load(Op.LOAD, Type.I32, 0, frame, 8);
              int again = b.load(Op.LOAD, Type.I32, 0, frame, 8);
              int narrow = b.load(Op.ULOAD8, Type.I32, 0, other, 0);
              b.ret(
                  b.binary(
                      Op.IADD, b.binary(Op.IADD, same, narrow), b.binary(Op.BXOR, unknown, again)));
            });
    assertEquals(1, count(f, Op.LOAD));
    assertEquals(0, count(f, Op.ULOAD8));
    assertEquals(3, count(f, Op.STORE) + count(f, Op.ISTORE8));
  }

  /** A loop that counts in memory, as unoptimized code does; {@code body} comes before the count. */
  private static Function countInMemory(Consumer<FunctionBuilder> body) {
    return optimize(
        b -> {
          int loop = b.createBlock();
          int exit = b.createBlock();
          int frame = b.param(0, 0);
          b.store(Op.STORE, b.iconst(Type.I32, 0), 0, frame, 8);
          b.jump(loop);
          b.switchTo(loop);
          body.accept(b);
          int old = b.load(Op.LOAD, Type.I32, 0, frame, 8);
          int next = b.binary(Op.IADD, old, b.iconst(Type.I32, 1));
          b.store(Op.STORE, next, 0, frame, 8);
          b.brif(b.binary(Op.ICMP_NE, next, b.param(0, 1)), loop, exit);
          b.switchTo(exit);
          b.ret(b.load(Op.LOAD, Type.I32, 0, frame, 8));
        });
  }

  @Test
  void carriesWhatMemoryHoldsRoundLoops() {
    Function alone = countInMemory(b -> {});
    assertEquals(0, count(alone, Op.LOAD));
    assertEquals(2, count(alone, Op.STORE), "stores can be seen from outside");
    assertEquals(1, alone.paramCount(alone.layoutBlock(1)));
    Function apart = countInMemory(b -> b.store(Op.STORE, b.param(0, 1), 0, b.param(0, 0), 12));
    assertEquals(0, count(apart, Op.LOAD));
  }

  @Test
  void whatMayBeOverwrittenIsLoadedAgain() {
    Function aliased = countInMemory(b -> b.store(Op.ISTORE8, b.param(0, 1), 0, b.param(0, 1), 8));
    assertEquals(1, count(aliased, Op.LOAD), "only the one after the loop is known");
    Function overlapping =
        countInMemory(b -> b.store(Op.ISTORE8, b.param(0, 1), 0, b.param(0, 0), 11));
    assertEquals(1, count(overlapping, Op.LOAD));
  }

  @Test
  void constantAddressesAreKnownToBeApart() {
    Function f =
        optimize(
            b -> {
              int yes = b.createBlock();
              int join = b.createBlock();
              int address = b.iconst(Type.I32, 100);
              int before = b.load(Op.LOAD, Type.I32, 0, address, 0);
              b.brif(b.param(0, 0), yes, join);
              b.switchTo(yes);
              b.store(Op.STORE, b.param(0, 1), 0, b.iconst(Type.I32, 60), 44);
              b.jump(join);
              b.switchTo(join);
              int after = b.load(Op.LOAD, Type.I32, 0, b.iconst(Type.I32, 90), 10);
              b.ret(b.binary(Op.ISUB, after, before));
            });
    assertEquals(1, count(f, Op.LOAD));
    assertEquals(0, count(f, Op.ISUB), "both paths agree");
  }

  @Test
  void constantAddressesOfNativeMemoryHaveAllTheirBits() {
    Function f =
        optimize(
            b -> {
              int yes = b.createBlock();
              int join = b.createBlock();
              int low = b.iconst(Type.I64, 64);
              int before = b.load(Op.LOAD, Type.I32, Function.NATIVE_MEMORY, low, 0);
              b.brif(b.param(0, 0), yes, join);
              b.switchTo(yes);
              b.jump(join);
              b.switchTo(join);
              int high = b.iconst(Type.I64, (1L << 32) + 64);
              int after = b.load(Op.LOAD, Type.I32, Function.NATIVE_MEMORY, high, 0);
              b.ret(b.binary(Op.ISUB, after, before));
            });
    assertEquals(2, count(f, Op.LOAD));
  }

  @Test
  void keepsTrapsInOrderAndRemovesRepeatedOnes() {
    Function f =
        optimize(
            b -> {
              int q = b.binary(Op.SDIV, b.param(0, 0), b.param(0, 1));
              int again = b.binary(Op.SDIV, b.param(0, 0), b.param(0, 1));
              int unused = b.binary(Op.UREM, b.param(0, 1), b.param(0, 0));
              b.trapIf(Op.TRAPZ, b.iconst(Type.I32, 1), TrapCode.UNREACHABLE, 0);
              assertTrue(unused >= 0);
              b.ret(b.binary(Op.IADD, q, again));
            });
    assertEquals(1, count(f, Op.SDIV));
    assertEquals(1, count(f, Op.UREM), "an unused trap is still a trap");
    assertEquals(0, count(f, Op.TRAPZ));
  }

  @Test
  void hoistsInvariantsAndDropsKnownBranches() {
    Function f =
        optimize(
            b -> {
              int loop = b.createBlock();
              int dead = b.createBlock();
              int exit = b.createBlock();
              b.jump(loop, b.iconst(Type.I32, 0), b.param(0, 1));
              int i = b.addParam(loop, Type.I32);
              int same = b.addParam(loop, Type.I32);
              b.switchTo(loop);
              int product = b.binary(Op.IMUL, b.param(0, 0), same);
              int next = b.binary(Op.IADD, i, product);
              int edge = b.brif(b.binary(Op.ICMP_SLT, next, same), loop, dead);
              b.setEdgeArgs(edge, new int[] {next, same}, 0, 2);
              b.switchTo(dead);
              int never = b.createBlock();
              b.brif(b.binary(Op.ICMP_ULT, i, b.iconst(Type.I32, 0)), never, exit);
              b.switchTo(never);
              b.trap(TrapCode.UNREACHABLE, 0);
              b.switchTo(exit);
              b.ret(next);
            });
    assertEquals(4, f.layoutCount());
    assertEquals(0, count(f, Op.TRAP));
    int loop = f.layoutBlock(1);
    assertEquals(1, f.paramCount(loop), "the invariant parameter is gone");
    for (int i = f.firstInst(loop); i < f.endInst(loop); i++) {
      assertTrue(f.op(i) != Op.IMUL, "the product left the loop");
    }
    assertEquals(1, count(f, Op.IMUL));
  }

  @Test
  void survivesDeepExpressions() {
    Function f =
        optimize(
            b -> {
              int v = b.param(0, 0);
              for (int k = 0; k < 50_000; k++) {
                v = b.binary(k % 2 == 0 ? Op.IADD : Op.BXOR, v, b.param(0, 1));
                v = b.unary(Op.POPCNT, v);
              }
              b.ret(v);
            });
    assertEquals(50_000, count(f, Op.POPCNT));
  }

  @Test
  void drawsClassesAndTheirBestNodes() {
    FunctionBuilder b = new FunctionBuilder("f", TWO);
    b.createEntry();
    b.ret(b.binary(Op.IMUL, b.param(0, 0), b.iconst(Type.I32, 8)));
    IrModule.Builder module = new IrModule.Builder("m");
    module.addFunction(b.finish());
    GraphMidEnd midEnd = new GraphMidEnd("aegraph", "", "all", true, GraphMidEnd.Rewriting.EAGER);
    String dot =
        midEnd.dot(module.build(), 0, EngineOptions.defaults(midEnd.options()), () -> Costs.TABLE);
    assertTrue(dot.contains("imul.i32"), dot);
    assertTrue(dot.matches("(?s).*ishl.i32\", style=bold.*"), dot);
  }
}
