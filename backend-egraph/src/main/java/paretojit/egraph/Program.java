package paretojit.egraph;

/**
 * A pattern compiled for the {@link Matcher}: int code over registers that hold classes.
 *
 * <p>Register 0 is the root's class. The last registers hold the classes of the pattern's ground
 * subterms, found by look-up once a search: if one of them is not in the e-graph, nothing matches.
 *
 * <pre>
 *   BIND   reg head out more memo
 *                           for each member of class reg with this head: its children to out, out+1, …
 *                           more = 1 if a BIND, SCAN or LOOKUP follows
 *                           memo > 0 numbers those after which no register from before is read: whether
 *                           what follows can match depends on the class alone and may be remembered
 *   SCAN   out head _ more _
 *                           for each node with this head: its class to out, its children to out+1, …
 *   SAME   reg reg          go on if both hold the same class
 *   COPY   out reg          the class of reg to out
 *   LOOKUP reg n node…      build the term of n nodes by look-ups only; go on if its class is in reg
 *                           node = head, arity, operands; operand = register or ~ earlier node
 *   YIELD                   a match
 * </pre>
 *
 * @param code the instructions; if the root is no variable and not ground, a BIND of register 0 first
 * @param registers how many registers the code uses
 * @param ground the ground subterms
 * @param firstGround the register of the first of them
 * @param variables the register of each variable
 * @param memos how many BINDs have a memo
 */
record Program(
    int[] code, int registers, Term[] ground, int firstGround, int[] variables, int memos) {
  /** The length of a BIND or SCAN instruction. */
  static final int BIND_LENGTH = 6;

  static final int BIND = 0;
  static final int SAME = 1;
  static final int LOOKUP = 2;
  static final int YIELD = 3;
  static final int SCAN = 4;
  static final int COPY = 5;
}
