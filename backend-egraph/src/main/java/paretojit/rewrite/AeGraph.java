package paretojit.rewrite;

import java.util.Arrays;
import paretojit.engine.OpCosts;
import paretojit.ir.Op;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.ir.analysis.DominatorTree;

/**
 * An acyclic e-graph over the pure operations of one function.
 *
 * <p>Nodes are ints into parallel arrays. {@link #add} canonicalizes operands, folds constants, looks
 * the node up in an exact open-addressed hash table (so equal operations are one node: global value
 * numbering), and rewrites a new node at once by all rules, whose results join its e-class. A class
 * is named by its union-find representative, a node id; it keeps its members as a list, its best node
 * with the cost of the tree below, and its constant if it has one. Every node has a <em>home</em>: the
 * deepest block in the dominator tree that defines a value the node needs, so that it can be computed
 * in any block its home dominates.
 *
 * <p>Two invariants make extraction safe without a fix-point. The home of a class's best node
 * dominates the homes of the other members, so the best node can be placed wherever the class is
 * used; and the best cost of a class never rises, so best nodes form no cycle (operations cost
 * something). A union that would break them is not made: the cheaper side is used for the value at
 * hand and the classes stay apart.
 */
final class AeGraph {
  /** Opcode of a node that stands for a value of the skeleton: a block parameter or a result. */
  static final int LEAF = 255;

  static final int NONE = -1;

  /** The {@linkplain #kind kind} of constants. */
  static final long CONSTANT_KIND = Long.MIN_VALUE;

  private static final int KINDS = 63;
  private static final int IADD = Op.IADD.ordinal();
  private static final int ISHL = Op.ISHL.ordinal();

  /**
   * How much rewriting may do.
   *
   * @param depth how often a rewrite's result is rewritten in turn; Cranelift stops at 5 as well
   * @param members members of a class that matching looks at
   * @param destructive whether a node is replaced by its first cheaper rewrite, so that no class ever
   *     has an alternative: rewriting without an e-graph
   */
  record Limits(int depth, int members, boolean destructive) {
    static final Limits STANDARD = new Limits(5, 12, false);
  }

  private static final int MIN_TABLE = 256;

  private static final int MAX_COST = Integer.MAX_VALUE / 8;

  // Nodes.
  private int nodeCount;
  private byte[] op = new byte[256];
  private byte[] type = new byte[256];
  private long[] imm = new long[256];
  private int[] aux = new int[256];
  private int[] a = new int[256];
  private int[] b = new int[256];
  private int[] c = new int[256];
  private int[] home = new int[256];
  private int[] nextMember = new int[256];
  private int[] parent = new int[256];
  // Classes, valid at representatives.
  private int[] best = new int[256];
  private int[] cost = new int[256];
  private int[] constant = new int[256];
  private int[] members = new int[256];
  private int[] lastMember = new int[256];
  private long[] kinds = new long[256];
  // Hash table of nodes.
  private int[] table = new int[MIN_TABLE];
  private int mask = MIN_TABLE - 1;

  private final OpCosts costs;
  private final RuleSet rules;
  private final RuleMatcher matcher;
  private final DominatorTree dominators;
  private int entry;
  private int block;
  private final int maxDepth;
  private final int maxMembers;
  private int rewriteDepth;
  private long unions;
  private int replaced;

  /** {@code dominators} is that of the function at hand whenever the graph is used. */
  AeGraph(RuleSet rules, Limits limits, OpCosts costs, DominatorTree dominators) {
    this.rules = rules;
    this.dominators = dominators;
    this.maxDepth = limits.depth;
    this.maxMembers = limits.members;
    this.matcher = new RuleMatcher(this, rules, limits.destructive);
    this.costs = costs;
    Arrays.fill(table, NONE);
  }

  /**
   * Empties the graph for a function with the given entry block. Only as much of the hash table is
   * used, and has to be cleared, as a function of {@code values} values is likely to want.
   */
  void clear(int entryBlock, int values) {
    entry = entryBlock;
    block = entryBlock;
    int size = Math.max(MIN_TABLE, Integer.highestOneBit(Math.max(1, values)) * 4);
    if (size > table.length) {
      table = new int[size];
    }
    mask = size - 1;
    nodeCount = 0;
    unions = 0;
    replaced = 0;
    rewriteDepth = 0;
    Arrays.fill(table, 0, size, NONE);
  }

  /** Says which block the nodes added from now on belong to. */
  void enter(int blockNow) {
    block = blockNow;
  }

  int nodeCount() {
    return nodeCount;
  }

  long unions() {
    return unions;
  }

  /** How many e-classes the nodes form. */
  long classCount() {
    return nodeCount - unions - replaced;
  }

  /** How often each rule made a new alternative, by rule index; over the graph's whole life. */
  long[] ruleCounts() {
    return matcher.fired();
  }

  /** Alternatives that rules made over the graph's whole life. */
  long rulesFired() {
    return Arrays.stream(matcher.fired()).sum();
  }

  // ---- reading ----

  int find(int cls) {
    int root = cls;
    while (parent[root] != root) {
      root = parent[root];
    }
    while (parent[cls] != root) {
      int up = parent[cls];
      parent[cls] = root;
      cls = up;
    }
    return root;
  }

  int opcode(int node) {
    return op[node] & 0xff;
  }

  /** {@link Type#ordinal()} of a node, or of a class by its representative. */
  int type(int node) {
    return type[node];
  }

  long imm(int node) {
    return imm[node];
  }

  int aux(int node) {
    return aux[node];
  }

  /** Operand class {@code k} of a node as it was when the node was made, or {@link #NONE}. */
  int operand(int node, int k) {
    return k == 0 ? a[node] : k == 1 ? b[node] : c[node];
  }

  int operandCount(int node) {
    return c[node] != NONE ? 3 : b[node] != NONE ? 2 : a[node] != NONE ? 1 : 0;
  }

  /** The cheapest member of a class that can be placed wherever the class is used. */
  int best(int cls) {
    return best[find(cls)];
  }

  /** The block that dominates all blocks in which the class can be computed. */
  int home(int cls) {
    return home[best[find(cls)]];
  }

  /** True if a node's operands are there in the current block. */
  boolean isAvailable(int node) {
    return dominators.dominates(home[node], block);
  }

  /** The constant node of a class, or {@link #NONE}. */
  int constant(int cls) {
    return constant[find(cls)];
  }

  /** One bit for an opcode; others may share it. */
  static long kind(int opcode) {
    return 1L << opcode % KINDS;
  }

  /** The kinds of a class's members, whether matching would look at them or not. */
  long kinds(int cls) {
    return kinds[find(cls)];
  }

  /** First member of a class; go on with {@link #nextMember}. */
  int firstMember(int cls) {
    return find(cls);
  }

  int nextMember(int node) {
    return nextMember[node];
  }

  int memberLimit() {
    return maxMembers;
  }

  int cost(int cls) {
    return cost[find(cls)];
  }

  // ---- building ----

  /** A class for a value of the skeleton that the current block defines. */
  int addLeaf(int value, int typeOrdinal) {
    int node = newNode(LEAF, typeOrdinal, value, 0, NONE, NONE, NONE);
    cost[node] = 0;
    home[node] = block;
    return node;
  }

  int addConstant(int typeOrdinal, long bits) {
    Op opcode =
        switch (Type.of(typeOrdinal)) {
          case I32, I64 -> Op.ICONST;
          case F32 -> Op.F32CONST;
          case F64 -> Op.F64CONST;
        };
    return add(opcode.ordinal(), typeOrdinal, bits, 0, NONE, NONE, NONE);
  }

  /**
   * The class of a pure operation; made, folded and rewritten if it is new.
   *
   * @param typeOrdinal type of the result
   * @param x operand classes, {@link #NONE} where there are fewer
   */
  int add(int opcode, int typeOrdinal, long immediate, int auxiliary, int x, int y, int z) {
    int p = x == NONE ? NONE : find(x);
    int q = y == NONE ? NONE : find(y);
    int r = z == NONE ? NONE : find(z);
    if (q != NONE && r == NONE && Op.of(opcode).commutes() && inWrongOrder(p, q)) {
      int swap = p;
      p = q;
      q = swap;
    }
    int slot = hash(opcode, typeOrdinal, immediate, auxiliary, p, q, r);
    for (slot &= mask; table[slot] != NONE; slot = slot + 1 & mask) {
      int n = table[slot];
      if (a[n] == p
          && b[n] == q
          && c[n] == r
          && (op[n] & 0xff) == opcode
          && type[n] == typeOrdinal
          && imm[n] == immediate
          && aux[n] == auxiliary) {
        return find(n);
      }
    }
    if (p != NONE) {
      int folded = fold(opcode, typeOrdinal, p, q, r);
      if (folded != NONE) {
        return folded;
      }
    }
    int node = newNode(opcode, typeOrdinal, immediate, auxiliary, p, q, r);
    table[slot] = node;
    if (nodeCount * 2 > mask) {
      rehash();
    }
    setCost(node, opcode, typeOrdinal, p, q, r);
    return rewrite(node);
  }

  /** Constants go right; otherwise the older class goes left. */
  private boolean inWrongOrder(int p, int q) {
    boolean leftConstant = constant[p] != NONE;
    boolean rightConstant = constant[q] != NONE;
    return leftConstant == rightConstant ? p > q : leftConstant;
  }

  private int fold(int opcode, int typeOrdinal, int p, int q, int r) {
    int kp = constant[p];
    int kq = q == NONE ? kp : constant[q];
    int kr = r == NONE ? kp : constant[r];
    if (kp == NONE || kq == NONE || kr == NONE || !Op.of(opcode).isEvaluable()) {
      return NONE;
    }
    Type operand = Type.of(type[kp]);
    try {
      long bits = Op.of(opcode).eval(Type.of(typeOrdinal), operand, imm[kp], imm[kq], imm[kr]);
      return addConstant(typeOrdinal, bits);
    } catch (TrapException trap) {
      return NONE; // It traps when it runs, not now.
    }
  }

  private void setCost(int node, int opcode, int typeOrdinal, int p, int q, int r) {
    int sum;
    int deepest = entry;
    if (r == NONE && q != NONE && isImmediate(q)) {
      sum = costs.withImmediate(opcode, typeOrdinal);
      q = NONE;
    } else {
      sum = costs.of(opcode, typeOrdinal);
    }
    if (p != NONE) {
      sum += cost[p];
      deepest = deeper(deepest, home[best[p]]);
    }
    if (q != NONE) {
      sum += cost[q];
      deepest = deeper(deepest, home[best[q]]);
    }
    if (r != NONE) {
      sum += cost[r];
      deepest = deeper(deepest, home[best[r]]);
    }
    if (opcode == IADD) {
      sum =
          Math.min(
              sum, Math.min(pairCost(node, a[node], b[node]), pairCost(node, b[node], a[node])));
    }
    cost[node] = Math.min(sum, MAX_COST);
    home[node] = deepest;
    if (Op.of(opcode).isConst()) {
      constant[node] = node;
      kinds[node] |= CONSTANT_KIND;
    }
  }

  /** What a sum costs if the generator does it together with the operation that {@code inner} is. */
  private int pairCost(int sum, int inner, int other) {
    int node = best[inner];
    int opcode = op[node] & 0xff;
    int left = opcode == IADD || opcode == ISHL ? find(a[node]) : NONE;
    if (left == NONE) {
      return MAX_COST;
    }
    boolean plus = isImmediate(other);
    int right = find(b[node]);
    if (opcode == IADD) {
      return plus
          ? costs.of(OpCosts.Pair.SUM_PLUS, type[sum]) + cost[left] + cost[right]
          : MAX_COST;
    }
    int by = constant[right];
    if (by == NONE || imm[by] < 1 || imm[by] > OpCosts.LARGEST_SCALE) {
      return MAX_COST;
    }
    return plus
        ? costs.of(OpCosts.Pair.SHIFT_PLUS, type[sum]) + cost[left]
        : costs.of(OpCosts.Pair.SUM_SHIFTED, type[sum]) + cost[left] + cost[other];
  }

  private boolean isImmediate(int cls) {
    int node = constant[cls];
    return node != NONE && OpCosts.isImmediate(type[node], imm[node]);
  }

  /** All operands are available in the current block, so their homes lie on one path. */
  private int deeper(int x, int y) {
    return dominators.depth(x) >= dominators.depth(y) ? x : y;
  }

  private int rewrite(int node) {
    RuleProgram[] programs = rules.programs(op[node] & 0xff);
    if (programs.length == 0 || rewriteDepth >= maxDepth) {
      return node;
    }
    rewriteDepth++;
    int cls = matcher.rewrite(node, programs, rules.needs(op[node] & 0xff));
    rewriteDepth--;
    return cls;
  }

  /**
   * Says that two classes are equal.
   *
   * @return the class to use for the value at hand: the union, or the cheaper side where a union
   *     would break the invariants
   */
  int union(int x, int y) {
    int p = find(x);
    int q = find(y);
    if (p == q) {
      return p;
    }
    int homeOfP = home[best[p]];
    int homeOfQ = home[best[q]];
    boolean sameHome = homeOfP == homeOfQ;
    if (sameHome ? p > q : dominators.dominates(homeOfQ, homeOfP)) {
      int swap = p;
      p = q;
      q = swap;
    }
    // p is the shallower (or older) one; a deeper but cheaper q cannot serve all uses of p.
    if (!sameHome && cost[q] < cost[p]) {
      return q;
    }
    unions++;
    parent[q] = p;
    nextMember[lastMember[p]] = q;
    lastMember[p] = lastMember[q];
    members[p] += members[q];
    kinds[p] |= kinds[q];
    if (cost[q] < cost[p]) {
      cost[p] = cost[q];
      best[p] = best[q];
    }
    if (constant[p] == NONE) {
      constant[p] = constant[q];
    }
    return p;
  }

  /**
   * Lets a class stand for a node that is still alone in its class, now and, where the new class can
   * be computed, whenever the node is asked for again.
   *
   * @return the class to use for the value at hand
   */
  int replace(int cls, int by) {
    int q = find(cls);
    int p = find(by);
    if (p == q) {
      return p;
    }
    if (members[q] > 1) {
      return union(q, p);
    }
    if (cost[p] <= cost[q] && dominators.dominates(home[best[p]], home[q])) {
      parent[q] = p;
      replaced++;
    }
    return p;
  }

  // ---- choices made elsewhere ----

  /**
   * A node that was chosen for a class, see {@link #decide}. It is neither rewritten nor found again.
   *
   * @param x operand classes, which are decided, {@link #NONE} where there are fewer
   */
  int choose(int opcode, int typeOrdinal, long immediate, int auxiliary, int x, int y, int z) {
    int node = newNode(opcode, typeOrdinal, immediate, auxiliary, x, y, z);
    setCost(node, opcode, typeOrdinal, x, y, z);
    return node;
  }

  /** As {@link #choose}, but the choice is a leaf. */
  int chooseLeaf(int leaf) {
    int root = find(leaf);
    best[root] = leaf;
    cost[root] = 0;
    return root;
  }

  /** Makes a class one with that of a chosen node, which stays the best. */
  void decide(int cls, int chosen) {
    int root = find(cls);
    if (root != chosen) {
      parent[root] = chosen;
    }
  }

  private int newNode(
      int opcode, int typeOrdinal, long immediate, int auxiliary, int p, int q, int r) {
    int node = nodeCount++;
    if (node == op.length) {
      grow(node * 2);
    }
    op[node] = (byte) opcode;
    type[node] = (byte) typeOrdinal;
    imm[node] = immediate;
    aux[node] = auxiliary;
    a[node] = p;
    b[node] = q;
    c[node] = r;
    nextMember[node] = NONE;
    parent[node] = node;
    best[node] = node;
    constant[node] = NONE;
    members[node] = 1;
    kinds[node] = opcode == LEAF ? 0 : kind(opcode);
    lastMember[node] = node;
    return node;
  }

  private static int hash(
      int opcode, int typeOrdinal, long immediate, int auxiliary, int p, int q, int r) {
    long h = immediate * 0x9e3779b97f4a7c15L;
    h = (h ^ h >>> 32 ^ opcode << 2 ^ typeOrdinal) * 0xff51afd7ed558ccdL;
    h = (h ^ h >>> 29 ^ p) * 0xc4ceb9fe1a85ec53L;
    h = (h ^ h >>> 31 ^ q) * 0x9e3779b97f4a7c15L;
    h = (h ^ h >>> 30 ^ (long) r << 20 ^ auxiliary) * 0xff51afd7ed558ccdL;
    return (int) (h ^ h >>> 32);
  }

  private void rehash() {
    int[] bigger = new int[(mask + 1) * 2];
    Arrays.fill(bigger, NONE);
    int used = mask + 1;
    mask = bigger.length - 1;
    for (int k = 0; k < used; k++) {
      int n = table[k];
      if (n != NONE) {
        int slot = hash(op[n] & 0xff, type[n], imm[n], aux[n], a[n], b[n], c[n]) & mask;
        while (bigger[slot] != NONE) {
          slot = slot + 1 & mask;
        }
        bigger[slot] = n;
      }
    }
    table = bigger;
  }

  private void grow(int capacity) {
    op = Arrays.copyOf(op, capacity);
    type = Arrays.copyOf(type, capacity);
    imm = Arrays.copyOf(imm, capacity);
    aux = Arrays.copyOf(aux, capacity);
    a = Arrays.copyOf(a, capacity);
    b = Arrays.copyOf(b, capacity);
    c = Arrays.copyOf(c, capacity);
    nextMember = Arrays.copyOf(nextMember, capacity);
    parent = Arrays.copyOf(parent, capacity);
    best = Arrays.copyOf(best, capacity);
    cost = Arrays.copyOf(cost, capacity);
    constant = Arrays.copyOf(constant, capacity);
    home = Arrays.copyOf(home, capacity);
    members = Arrays.copyOf(members, capacity);
    kinds = Arrays.copyOf(kinds, capacity);
    lastMember = Arrays.copyOf(lastMember, capacity);
  }
}
