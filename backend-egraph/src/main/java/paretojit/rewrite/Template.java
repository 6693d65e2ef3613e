package paretojit.rewrite;

/**
 * An expression to be built from matched registers, in postfix form: steps of {@link #STEP} ints.
 *
 * <ul>
 *   <li>{@code REGISTER reg}: push a matched class
 *   <li>{@code LITERAL k type}: push the constant {@code literals[k]} of a type
 *   <li>{@code APPLY op type n}: pop {@code n} operands, push the operation of a controlling type
 * </ul>
 *
 * <p>Types are {@link paretojit.ir.Type} ordinals, or {@code ~reg} for the type of the class in a
 * register; register 0 is the matched root.
 */
record Template(int[] steps, Rule.Expr[] literals) {
  static final int STEP = 4;

  static final int REGISTER = 0;
  static final int LITERAL = 1;
  static final int APPLY = 2;
}
