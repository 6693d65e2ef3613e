package paretojit.rewrite;

import java.util.Arrays;
import paretojit.egraph.Analysis;
import paretojit.egraph.EGraph;
import paretojit.ir.Op;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.ir.analysis.DominatorTree;

/**
 * What saturation knows of each e-class: its constant, if it has one, and its <em>home</em>, the block
 * that must dominate a place for the class to be computed there. A class with a constant keeps only
 * that.
 */
final class ClassFacts implements Analysis {
  /** Home of a node whose operands are not all available anywhere. */
  static final int NOWHERE = -1;

  private final IrTerms terms;
  private final AeGraph graph;
  private final DominatorTree dominators;
  private final int entry;
  private boolean[] known = new boolean[0];
  private long[] bits = new long[0];
  private byte[] type = new byte[0];
  private int[] home = new int[0];
  private boolean hasConflict;

  ClassFacts(IrTerms terms, AeGraph graph, DominatorTree dominators, int entry) {
    this.terms = terms;
    this.graph = graph;
    this.dominators = dominators;
    this.entry = entry;
  }

  boolean isConstant(int cls) {
    return known[cls];
  }

  /** The constant of a class that has one, as {@link Op#eval} has values. */
  long constant(int cls) {
    return bits[cls];
  }

  /** {@link Type#ordinal()} of a class. */
  int type(int cls) {
    return type[cls];
  }

  /** A block, or {@link #NOWHERE}. */
  int home(int cls) {
    return home[cls];
  }

  /**
   * Whether two nodes became equal whose homes do not dominate one another, so that neither can stand
   * for both.
   */
  boolean hasConflict() {
    return hasConflict;
  }

  /** The home that a node has by itself: the deepest of its children's. */
  int homeOfNode(EGraph g, int node) {
    int n = g.arity(node);
    if (n == 0) {
      IrTerms.Atom atom = terms.atom(g.head(node));
      return atom.isLeaf() ? graph.home((int) atom.imm()) : entry;
    }
    int deepest = entry;
    for (int k = 0; k < n && deepest != NOWHERE; k++) {
      deepest = deeper(deepest, home[g.child(node, k)]);
    }
    return deepest;
  }

  private int deeper(int block, int other) {
    if (other == NOWHERE || dominators.dominates(block, other)) {
      return other;
    }
    return dominators.dominates(other, block) ? block : NOWHERE;
  }

  @Override
  public void ensure(int ids) {
    known = Arrays.copyOf(known, ids);
    bits = Arrays.copyOf(bits, ids);
    type = Arrays.copyOf(type, ids);
    home = Arrays.copyOf(home, ids);
  }

  @Override
  public void make(EGraph g, int node, int slot) {
    home[slot] = homeOfNode(g, node);
    known[slot] = false;
    int n = g.arity(node);
    int head = g.head(node);
    if (n == 0) {
      IrTerms.Atom atom = terms.atom(head);
      type[slot] = (byte) atom.type();
      known[slot] = atom.isConstant();
      bits[slot] = atom.imm();
      return;
    }
    type[slot] = (byte) terms.type(head);
    for (int k = 0; k < n; k++) {
      if (!known[g.child(node, k)]) {
        return;
      }
    }
    int a = g.child(node, 0);
    int b = n > 1 ? g.child(node, 1) : a;
    int c = n > 2 ? g.child(node, 2) : a;
    Op op = Op.of(terms.opcode(head));
    try {
      bits[slot] = op.eval(Type.of(type[slot]), Type.of(type[a]), bits[a], bits[b], bits[c]);
      known[slot] = true;
    } catch (TrapException trap) {
      // It traps when it runs, not now.
    }
  }

  @Override
  public int merge(EGraph g, int into, int from) {
    int changed = SAME;
    if (known[into] != known[from]) {
      changed |= known[into] ? FROM_CHANGED : INTO_CHANGED;
      if (known[from]) {
        known[into] = true;
        bits[into] = bits[from];
      }
    } else if (known[into] && bits[into] != bits[from] && !(isNan(into) && isNan(from))) {
      throw new AssertionError("two constants are equal: " + bits[into] + " and " + bits[from]);
    }
    int p = home[into];
    int q = home[from];
    if (p != q) {
      if (q == NOWHERE || p != NOWHERE && dominators.dominates(p, q)) {
        changed |= FROM_CHANGED;
      } else {
        hasConflict |= p != NOWHERE && !dominators.dominates(q, p);
        home[into] = q;
        changed |= INTO_CHANGED;
      }
    }
    return changed;
  }

  /** Which NaN an operation gives is not determined, so that several can be equal. */
  private boolean isNan(int cls) {
    return switch (Type.of(type[cls])) {
      case F32 -> Float.isNaN(Float.intBitsToFloat((int) bits[cls]));
      case F64 -> Double.isNaN(Double.longBitsToDouble(bits[cls]));
      case I32, I64 -> false;
    };
  }

  @Override
  public void modify(EGraph g, int cls) {
    if (!known[cls]) {
      return;
    }
    int constant = g.add(terms.head(IrTerms.Atom.constant(Type.of(type[cls]), bits[cls])));
    g.union(cls, constant);
    g.prune(g.find(cls), node -> g.arity(node) == 0);
  }
}
