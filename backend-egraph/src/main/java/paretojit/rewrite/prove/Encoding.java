package paretojit.rewrite.prove;

import java.util.List;
import paretojit.ir.Type;

/** The meaning of an operation in the solver's terms: what {@code Op.eval} is in numbers. */
@FunctionalInterface
interface Encoding {
  /**
   * @param scope makes terms; is told what must hold for the operation not to trap
   * @param result type of the result
   */
  Term apply(Scope scope, Type result, List<Term> operands);
}
