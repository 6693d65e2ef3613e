package paretojit.inline;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import paretojit.ir.BodySource;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.Op;

/**
 * The functions of a module that can be inlined, each looked at when it is first called: small ones
 * that return and do not call themselves. Their bodies are kept; large ones are not even read.
 */
final class Callees {
  /** Estimates of sizes may be wrong by this factor; what is likely to be larger is not read. */
  private static final int ESTIMATE = 2;

  private final int imported;
  private final int largest;
  private final BodySource bodies;

  /** Made when there is something to read: in many modules there is not. */
  private BodySource.@Nullable Reader reader;

  private final boolean[] known;
  private final @Nullable Function[] fit;
  private final int[] sizes;
  private boolean[] defined = new boolean[64];

  Callees(IrModule module, int largest) {
    this.imported = module.importedFunctions();
    this.largest = largest;
    this.bodies = module.bodies();
    this.known = new boolean[module.functionCount()];
    this.fit = new Function[module.functionCount()];
    this.sizes = new int[module.functionCount()];
  }

  /** The body of a function if it can be inlined somewhere, else null. */
  @Nullable Function find(int index) {
    if (!known[index]) {
      known[index] = true;
      int k = index - imported;
      if (k >= 0 && bodies.expectedInstructions(k) <= ESTIMATE * largest) {
        fit[index] = read(index, k);
      }
    }
    return fit[index];
  }

  private @Nullable Function read(int index, int k) {
    BodySource.Reader from = reader == null ? bodies.reader() : reader;
    reader = from;
    Function body = from.read(k);
    sizes[index] = size(body);
    return isFit(index, body) ? body.copy() : null;
  }

  /** Number of instructions of a function that was found, without constants. */
  int size(int index) {
    return sizes[index];
  }

  /** Number of a function's instructions that are not constants. */
  static int size(Function f) {
    int size = 0;
    for (int k = 0; k < f.layoutCount(); k++) {
      int block = f.layoutBlock(k);
      for (int inst = f.firstInst(block); inst < f.endInst(block); inst++) {
        size += f.op(inst).isConst() ? 0 : 1;
      }
    }
    return size;
  }

  private boolean isFit(int index, Function f) {
    return sizes[index] <= largest && returns(f) && !calls(f, index) && isInOrder(f);
  }

  private static boolean returns(Function f) {
    for (int k = 0; k < f.layoutCount(); k++) {
      if (f.op(f.terminator(f.layoutBlock(k))) == Op.RETURN) {
        return true;
      }
    }
    return false;
  }

  private static boolean calls(Function f, int index) {
    for (int k = 0; k < f.layoutCount(); k++) {
      int block = f.layoutBlock(k);
      for (int inst = f.firstInst(block); inst < f.endInst(block); inst++) {
        if (f.op(inst) == Op.CALL && f.aux(inst) == index) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether values are defined before they are used, in the order of the blocks' layout. */
  boolean isInOrder(Function f) {
    if (defined.length < f.valueCount()) {
      defined = new boolean[f.valueCount() * 2];
    }
    Arrays.fill(defined, 0, f.valueCount(), false);
    for (int k = 0; k < f.layoutCount(); k++) {
      int block = f.layoutBlock(k);
      for (int p = 0; p < f.paramCount(block); p++) {
        defined[f.param(block, p)] = true;
      }
    }
    for (int k = 0; k < f.layoutCount(); k++) {
      if (!isInOrder(f, f.layoutBlock(k))) {
        return false;
      }
    }
    return true;
  }

  private boolean isInOrder(Function f, int block) {
    for (int inst = f.firstInst(block); inst < f.endInst(block); inst++) {
      for (int a = 0; a < f.argCount(inst); a++) {
        if (!defined[f.arg(inst, a)]) {
          return false;
        }
      }
      for (int r = 0; r < f.resultCount(inst); r++) {
        defined[f.firstResult(inst) + r] = true;
      }
    }
    int end = f.terminator(block);
    for (int e = f.firstEdge(end), last = e + f.edgeCount(end); e < last; e++) {
      for (int a = 0; a < f.edgeArgCount(e); a++) {
        if (!defined[f.edgeArg(e, a)]) {
          return false;
        }
      }
    }
    return true;
  }
}
