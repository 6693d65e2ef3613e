package paretojit.ir.analysis;

import java.util.Arrays;
import paretojit.ir.Function;
import paretojit.ir.Op;

/** Register pressure of a function, before registers are allocated. */
public final class Pressure {
  private Pressure() {}

  /**
   * MaxLive: the largest number of values that are live at once anywhere. Constants do not count, as
   * code generators make them where they are used; integers and floats count together.
   */
  public static int maxLive(Function f) {
    Cfg cfg = Cfg.of(f);
    Liveness liveness = Liveness.of(f, cfg);
    boolean[] live = new boolean[f.valueCount()];
    int most = 0;
    for (int k = 0; k < cfg.orderCount(); k++) {
      int block = cfg.order(k);
      Arrays.fill(live, false);
      int count = 0;
      for (int v = 0; v < liveness.liveOutCount(block); v++) {
        count += start(f, live, liveness.liveOut(block, v));
      }
      int terminator = f.terminator(block);
      for (int e = f.firstEdge(terminator);
          e < f.firstEdge(terminator) + f.edgeCount(terminator);
          e++) {
        for (int a = 0; a < f.edgeArgCount(e); a++) {
          count += start(f, live, f.edgeArg(e, a));
        }
      }
      most = Math.max(most, count);
      for (int inst = terminator; inst >= f.firstInst(block); inst--) {
        for (int r = 0; r < f.resultCount(inst); r++) {
          int result = f.firstResult(inst) + r;
          count -= live[result] ? 1 : 0;
          live[result] = false;
        }
        for (int a = 0; a < f.argCount(inst); a++) {
          count += start(f, live, f.arg(inst, a));
        }
        most = Math.max(most, count);
      }
    }
    return most;
  }

  /** Makes a value live; 1 if it counts and was not. */
  private static int start(Function f, boolean[] live, int value) {
    int def = f.valueDef(value);
    if (live[value] || def >= 0 && Op.of(f.opcode(def)).isConst()) {
      return 0;
    }
    live[value] = true;
    return 1;
  }
}
