package paretojit.stencil.mining;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.analysis.Cfg;
import paretojit.ir.analysis.DominatorTree;
import paretojit.ir.analysis.LoopForest;

/**
 * Counts, over some programs, operations by {@link Shapes shape}, and pairs of an operation and the
 * only one that uses its result. A comparison and the branch that uses it count as one operation.
 */
public final class PairCounts {
  /** How much more often a loop's body runs than what is around it, by assumption. */
  private static final double LOOP_WEIGHT = 8;

  private static final int DEEPEST = 5;

  private final Supernodes supernodes;
  private final Map<String, Tally> tallies = new HashMap<>();
  private int programs;
  private long instructions;

  /** Which pairs have a stencil already. */
  public interface Supernodes {
    /** Whether the second instruction's stencils can also do the first, whose result it uses. */
    boolean exists(Function f, int producer, int user);
  }

  private static final class Tally {
    private final boolean isPair;
    private long count;
    private long done;
    private double weight;

    Tally(boolean isPair) {
      this.isPair = isPair;
    }
  }

  /**
   * How often a shape occurs.
   *
   * @param isPair false for single operations
   * @param done of these, how many are pairs that a supernode does
   * @param share of all instructions that are no constants, 0 to 1
   * @param weight mean over the programs of its share with each instruction weighing eight times as
   *     much per loop around it, 0 to 1
   */
  public record Row(
      String shape, boolean isPair, long count, long done, double share, double weight) {}

  public PairCounts(Supernodes supernodes) {
    this.supernodes = supernodes;
  }

  /** Counts a program. */
  public void add(IrModule module) {
    Map<String, Tally> own = new HashMap<>();
    double total = 0;
    for (int k = module.importedFunctions(); k < module.functionCount(); k++) {
      total += add(module.function(k), own);
    }
    programs++;
    for (Map.Entry<String, Tally> entry : own.entrySet()) {
      Tally of = entry.getValue();
      Tally all = tallies.computeIfAbsent(entry.getKey(), _ -> new Tally(of.isPair));
      all.count += of.count;
      all.done += of.done;
      all.weight += of.weight / total;
    }
  }

  /** What was counted, the heaviest first. */
  public List<Row> rows() {
    return tallies.entrySet().stream()
        .map(
            entry -> {
              Tally tally = entry.getValue();
              return new Row(
                  entry.getKey(),
                  tally.isPair,
                  tally.count,
                  tally.done,
                  (double) tally.count / instructions,
                  tally.weight / programs);
            })
        .sorted(Comparator.comparingDouble(Row::weight).reversed().thenComparing(Row::shape))
        .toList();
  }

  /** The weight of all instructions. */
  private double add(Function f, Map<String, Tally> own) {
    Cfg cfg = Cfg.of(f);
    LoopForest loops = LoopForest.of(cfg, DominatorTree.of(cfg));
    int[] uses = uses(f);
    Shapes shapes = new Shapes(f);
    double total = 0;
    for (int k = 0; k < f.layoutCount(); k++) {
      int block = f.layoutBlock(k);
      double weight = Math.pow(LOOP_WEIGHT, Math.min(DEEPEST, loops.blockDepth(block)));
      for (int inst = f.firstInst(block); inst < f.endInst(block); inst++) {
        if (!f.op(inst).isConst()) {
          total += weight;
          instructions++;
          add(shapes, new Place(f, block, uses), inst, weight, own);
        }
      }
    }
    return total;
  }

  /** Where pairs are looked for. */
  private record Place(Function f, int block, int[] uses) {
    /** Whether a stencil at {@code user} could also do the operation that makes its operand. */
    boolean isPair(int inst, int user) {
      if (inst < f.firstInst(block) || inst >= user || uses[f.firstResult(inst)] != 1) {
        return false;
      }
      Op op = f.op(inst);
      if (op.isCall() || op.writes() || f.resultCount(inst) != 1) {
        return false;
      }
      for (int k = inst + 1; !op.isPure() && k < user; k++) {
        Op between = f.op(k);
        if (between.writes() || between.isCall() || between.canTrap() && !between.reads()) {
          return false;
        }
      }
      return true;
    }
  }

  private void add(Shapes shapes, Place place, int inst, double weight, Map<String, Tally> own) {
    Function f = place.f;
    Op op = f.op(inst);
    if (op.isCall()) {
      return;
    }
    tally(own, shapes.text(inst), false, false, weight);
    for (int k = 0; k < f.argCount(inst); k++) {
      int definer = shapes.definer(f.arg(inst, k));
      if (definer < 0 || !place.isPair(definer, inst)) {
        continue;
      }
      boolean isDone = supernodes.exists(f, definer, inst);
      tally(own, shapes.text(inst, k, shapes.text(definer)), true, isDone, weight);
      if (op == Op.BRIF && f.op(definer).isCompare()) {
        addCompared(shapes, place, definer, inst, weight, own);
      }
    }
  }

  /** The operands of a comparison that its branch does. */
  private void addCompared(
      Shapes shapes, Place place, int compare, int branch, double weight, Map<String, Tally> own) {
    Function f = place.f;
    for (int k = 0; k < f.argCount(compare); k++) {
      int definer = shapes.definer(f.arg(compare, k));
      if (definer >= 0 && place.isPair(definer, branch)) {
        String text = shapes.text(compare, k, shapes.text(definer));
        boolean isDone = supernodes.exists(f, definer, compare);
        tally(own, shapes.text(branch, 0, text), true, isDone, weight);
      }
    }
  }

  private static void tally(
      Map<String, Tally> own, String shape, boolean isPair, boolean isDone, double weight) {
    Tally tally = own.computeIfAbsent(shape, _ -> new Tally(isPair));
    tally.count++;
    tally.done += isDone ? 1 : 0;
    tally.weight += weight;
  }

  private static int[] uses(Function f) {
    int[] uses = new int[f.valueCount()];
    for (int k = 0; k < f.layoutCount(); k++) {
      int block = f.layoutBlock(k);
      for (int inst = f.firstInst(block); inst < f.endInst(block); inst++) {
        for (int a = 0; a < f.argCount(inst); a++) {
          uses[f.arg(inst, a)]++;
        }
      }
      int terminator = f.terminator(block);
      for (int e = 0; e < f.edgeCount(terminator); e++) {
        int edge = f.firstEdge(terminator) + e;
        for (int a = 0; a < f.edgeArgCount(edge); a++) {
          uses[f.edgeArg(edge, a)]++;
        }
      }
    }
    return uses;
  }
}
