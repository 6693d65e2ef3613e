package paretojit.ir;

/** The meaning of a pure operation: operand bits to result bits, as {@link Op#eval} describes. */
@FunctionalInterface
interface Evaluator {
  /**
   * @param result type of the result
   * @param operand type of the first operand that varies with the opcode's typing
   */
  long apply(Type result, Type operand, long a, long b, long c);
}
