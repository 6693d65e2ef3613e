package paretojit.rewrite;

import org.jspecify.annotations.Nullable;

/**
 * One rule, in one order of its commutative operands, as int code.
 *
 * <p>Matching fills registers with e-classes. {@code match} is a list of steps of {@link #STEP}
 * ints, run in order with backtracking at {@link #BIND}:
 *
 * <ul>
 *   <li>{@code BIND reg op out n}: a node of class {@code reg} with that opcode; its {@code n}
 *       operand classes go to registers {@code out…}. The first step binds the new node itself.
 *   <li>{@code TYPE reg type}: the class has that type.
 *   <li>{@code SAME reg other}: both are one class.
 *   <li>{@code CONSTANT reg}: the class has a constant.
 *   <li>{@code LITERAL reg k}: the class has the constant {@code literals[k]}, read at its type.
 * </ul>
 *
 * <p>{@code build} and {@code condition} are templates in postfix form, see {@link Template}.
 */
record RuleProgram(
    int ruleIndex,
    int rootOp,
    int registers,
    int[] match,
    Rule.Expr[] literals,
    Template build,
    @Nullable Template condition,
    boolean subsumes) {
  static final int STEP = 5;

  static final int BIND = 0;
  static final int TYPE = 1;
  static final int SAME = 2;
  static final int CONSTANT = 3;
  static final int LITERAL = 4;

  /** Operands that a root can have. */
  static final int OPERANDS = 3;

  /**
   * What operand {@code k} of the root must have for the program to match: {@linkplain AeGraph#kind
   * kinds} that its class has none of rule it out.
   */
  long needs(int k) {
    long needs = 0;
    int register = match[3] + k;
    for (int pc = STEP; pc < match.length && k < match[4]; pc += STEP) {
      if (match[pc + 1] == register) {
        switch (match[pc]) {
          case BIND -> needs |= AeGraph.kind(match[pc + 2]);
          case CONSTANT, LITERAL -> needs |= AeGraph.CONSTANT_KIND;
          default -> {}
        }
      }
    }
    return needs;
  }
}
