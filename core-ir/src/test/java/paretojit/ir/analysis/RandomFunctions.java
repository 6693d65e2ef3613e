package paretojit.ir.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.Type;

/** Random functions in strict SSA form, over random control flow with unreachable parts. */
final class RandomFunctions {
  private final Random random;
  private final FunctionBuilder builder =
      new FunctionBuilder("f", Signature.of(List.of(Type.I32), List.of(Type.I32)));

  RandomFunctions(long seed) {
    random = new Random(seed);
  }

  Function next() {
    int blocks = 1 + random.nextInt(14);
    int[][] successors = new int[blocks][];
    for (int b = 0; b < blocks; b++) {
      int count = random.nextInt(10) == 0 ? 4 : random.nextInt(3);
      successors[b] = new int[blocks == 1 ? 0 : count];
      for (int k = 0; k < successors[b].length; k++) {
        // Mostly near by, so that the graphs are not all one tangle; never the entry.
        int near = Math.floorMod(b + 1 + (random.nextInt(3) == 0 ? -random.nextInt(4) : 0), blocks);
        int target = random.nextInt(4) > 0 ? near : random.nextInt(blocks);
        successors[b][k] = Math.max(1, target);
      }
    }
    return build(successors, Naive.dominators(successors));
  }

  private Function build(int[][] successors, boolean[][] dominates) {
    builder.reset("f", Signature.of(List.of(Type.I32), List.of(Type.I32)));
    int blocks = successors.length;
    List<List<Integer>> defined = new ArrayList<>();
    for (int b = 0; b < blocks; b++) {
      builder.createBlock();
      List<Integer> values = new ArrayList<>();
      for (int k = b == 0 ? 1 : random.nextInt(3); k > 0; k--) {
        values.add(builder.addParam(b, Type.I32));
      }
      defined.add(values);
    }
    // Uses may come before definitions in the layout: blocks are filled along the dominators.
    boolean[] filled = new boolean[blocks];
    for (int done = 0; done < blocks; done++) {
      int b = 0;
      while (filled[b] || !dominatorsFilled(b, filled, dominates)) {
        b++;
      }
      fill(b, successors[b], defined, dominates);
      filled[b] = true;
    }
    return builder.finish();
  }

  private static boolean dominatorsFilled(int b, boolean[] filled, boolean[][] dominates) {
    for (int a = 0; a < filled.length; a++) {
      if (a != b && dominates[a][b] && !filled[a]) {
        return false;
      }
    }
    return true;
  }

  private void fill(int b, int[] successors, List<List<Integer>> defined, boolean[][] dominates) {
    List<Integer> visible = new ArrayList<>();
    for (int a = 0; a < dominates.length; a++) {
      if (a == b || dominates[a][b]) {
        visible.addAll(defined.get(a));
      }
    }
    builder.switchTo(b);
    for (int k = random.nextInt(4); k > 0; k--) {
      int value =
          visible.isEmpty()
              ? builder.iconst(Type.I32, k)
              : builder.binary(Op.IADD, pick(visible), pick(visible));
      visible.add(value);
      defined.get(b).add(value);
    }
    if (visible.isEmpty()) {
      visible.add(builder.iconst(Type.I32, 0));
      defined.get(b).add(visible.get(0));
    }
    int edge =
        switch (successors.length) {
          case 0 -> -1;
          case 1 -> builder.jump(successors[0]);
          case 2 -> builder.brif(pick(visible), successors[0], successors[1]);
          default -> builder.brTable(pick(visible), successors);
        };
    if (edge < 0) {
      builder.ret(pick(visible));
    }
    for (int k = 0; k < successors.length; k++) {
      int[] args = new int[builder.paramCount(successors[k])];
      for (int a = 0; a < args.length; a++) {
        args[a] = pick(visible);
      }
      builder.setEdgeArgs(edge + k, args, 0, args.length);
    }
  }

  private int pick(List<Integer> values) {
    return values.get(random.nextInt(values.size()));
  }
}
