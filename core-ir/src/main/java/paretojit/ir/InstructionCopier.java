package paretojit.ir;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Writes instructions of one function into another that is being built, over other operands: what
 * passes have in common that rewrite a function by copying it.
 */
public final class InstructionCopier {
  private final IrModule module;
  private final FunctionBuilder out;

  /** Copies within a module, whose signatures tell what calls give. */
  public InstructionCopier(IrModule module, FunctionBuilder out) {
    this.module = module;
    this.out = out;
  }

  /**
   * Copies an instruction that ends no block.
   *
   * @param aux in place of the instruction's own
   * @param args its new operands, {@code n} of them
   * @return the first of its results, which follow each other
   */
  public int copy(Function f, int inst, int aux, int[] args, int n) {
    Op op = f.op(inst);
    out.setSource(f.source(inst));
    if (!op.isCall()) {
      return out.emit(op, f.typeOrdinal(inst), f.imm(inst), aux, args, n);
    }
    Signature callee = op == Op.CALL ? module.functionSignature(aux) : module.signatures().get(aux);
    return out.call(op, callee, f.imm(inst), aux, args, n);
  }

  /**
   * Copies the instruction that ends a block; edges get their arguments later.
   *
   * @param target the new block for an edge of the instruction
   * @return the first of its new edges, which follow each other
   */
  public int copyTerminator(Function f, int inst, int[] args, int n, IntUnaryOperator target) {
    out.setSource(f.source(inst));
    int edge = f.firstEdge(inst);
    return switch (f.op(inst)) {
      case RETURN -> {
        out.ret(Arrays.copyOf(args, n));
        yield 0;
      }
      case TRAP -> {
        out.trap(TrapCode.of((int) f.imm(inst)), f.aux(inst));
        yield 0;
      }
      case JUMP -> out.jump(target.applyAsInt(edge));
      case BRIF -> out.brif(args[0], target.applyAsInt(edge), target.applyAsInt(edge + 1));
      case BR_TABLE -> {
        int[] targets = new int[f.edgeCount(inst)];
        Arrays.setAll(targets, k -> target.applyAsInt(edge + k));
        yield out.brTable(args[0], targets);
      }
      default -> throw new AssertionError(f.op(inst) + " ends no block");
    };
  }
}
