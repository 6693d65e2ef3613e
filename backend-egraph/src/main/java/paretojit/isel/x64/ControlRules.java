package paretojit.isel.x64;

import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.isel.block.BlockPlan;

/** Lowering rules for jumps, branches and traps, and the edges between blocks. */
final class ControlRules {
  private final Selector s;
  private final Machine m;

  ControlRules(Selector selector) {
    this.s = selector;
    this.m = selector.m;
  }

  void jump(int i) {
    edges(i, 1);
    m.jump();
  }

  /** {@code brif(c, t, f)} -> cmp or test; jcc. */
  void branch(int i) {
    edges(i, 2);
    m.branch(s.compares.condition(s.f().arg(i, 0), i));
  }

  /** {@code br_table} -> a bounds check and a jump through a table of distances. */
  void table(int i) {
    int n = s.f().edgeCount(i);
    edges(i, n);
    if (n == 1) {
      m.jump();
    } else {
      m.table(s.use(s.f().arg(i, 0)));
    }
  }

  /** {@code trapz(c)}, {@code trapnz(c)} -> cmp or test; jcc to a trap. */
  void trapIf(int i, boolean whenZero) {
    int cc = s.compares.condition(s.f().arg(i, 0), i);
    m.trapIf(whenZero ? Condition.negate(cc) : cc, (int) s.f().imm(i), s.f().aux(i));
  }

  /** The block of a critical edge: nothing but the jump that carries the arguments. */
  void edgeBlock(int edge) {
    m.code.addEdge(s.block, s.plan.blockOf(s.f().edgeTarget(edge)));
    args(edge);
    m.jump();
  }

  /** The block before an entry block that is a branch target. */
  void start() {
    m.code.addEdge(s.block, s.plan.blockOf(s.f().entry()));
    s.calls.passParameters();
    m.jump();
  }

  private void edges(int i, int count) {
    for (int k = 0; k < count; k++) {
      int e = s.f().firstEdge(i) + k;
      int to = s.plan.blockOnEdge(s.f(), e);
      if (!s.plan.isSplit(e)) {
        m.code.addEdge(s.block, to);
        args(e);
      } else if (s.plan.irBlock(to) == ~e) { // Else an equal edge of the table stands for it.
        m.code.addEdge(s.block, to);
      }
    }
  }

  /** One argument for each parameter of the edge's target: see {@link BlockPlan}. */
  private void args(int e) {
    Function f = s.f();
    int target = f.edgeTarget(e);
    boolean backward = s.plan.blockOf(target) <= s.block;
    for (int k = 0; k < f.edgeArgCount(e); k++) {
      int param = f.param(target, k);
      if (backward) {
        s.want(param); // The walk has not come to its uses yet.
      }
      if (s.wanted(param) == 0) {
        m.code.addEdgeArg(0);
        continue;
      }
      int value = f.edgeArg(e, k);
      int def = f.valueDef(value);
      boolean isConstant = def >= 0 && f.opcode(def) <= Op.F64CONST.ordinal();
      m.code.addEdgeArg(isConstant ? ~def : s.use(value));
    }
  }
}
