package paretojit.ir.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.ir.Type;
import paretojit.ir.Typing;
import paretojit.ir.analysis.Cfg;
import paretojit.ir.analysis.DominatorTree;

/**
 * The IR's rules.
 *
 * <p>Shape: every block of the layout has instructions, exactly its last is a terminator, edges lead
 * to blocks of the layout other than the entry and carry one argument of the right type for each
 * parameter. Types: operands and results obey {@link Op#typing()}, calls and returns their
 * signature, entities exist. SSA: every value has one definition, which dominates its uses in
 * reachable blocks.
 */
public final class Verifier {
  /** More errors than this about one function help nobody. */
  private static final int MAX_ERRORS = 20;

  private final IrModule module;
  private final Function f;
  private final List<VerifyError> errors = new ArrayList<>();
  private final boolean[] inLayout;
  private int block;
  private int inst;

  private Verifier(IrModule module, Function f) {
    this.module = module;
    this.f = f;
    this.inLayout = new boolean[f.blockCount()];
  }

  /** The errors of all functions of a module; empty if it is well formed. */
  public static List<VerifyError> verify(IrModule module) {
    List<VerifyError> errors = new ArrayList<>();
    for (Function function : module.functions()) {
      errors.addAll(verify(module, function));
    }
    return errors;
  }

  /** The errors of one function, at most 20; empty if it is well formed. */
  public static List<VerifyError> verify(IrModule module, Function function) {
    Verifier verifier = new Verifier(module, function);
    if (verifier.checkLayout()) {
      verifier.checkBlocks();
      // Dominance means nothing while ids are out of range or blocks malformed.
      if (verifier.errors.isEmpty()) {
        verifier.checkDominance();
      }
    }
    return verifier.errors;
  }

  private void error(String message) {
    if (errors.size() < MAX_ERRORS) {
      boolean atInst = inst >= 0 && inst < f.instCount();
      String place =
          atInst
              ? "block" + block + ", inst " + inst + " (" + f.op(inst).mnemonic() + ")"
              : "block" + block;
      errors.add(new VerifyError(f.name(), place, atInst ? f.source(inst) : -1, message));
    }
  }

  private boolean checkLayout() {
    inst = -1;
    if (f.layoutCount() == 0) {
      error("the function has no blocks");
      return false;
    }
    for (int k = 0; k < f.layoutCount(); k++) {
      block = f.layoutBlock(k);
      if (inLayout[block]) {
        error("the block is in the layout twice");
      }
      inLayout[block] = true;
      if (f.firstInst(block) >= f.endInst(block)) {
        error("the block is empty");
        return false;
      }
    }
    block = f.entry();
    List<Type> params = f.signature().params();
    if (f.paramCount(block) != params.size()) {
      error("the entry has " + f.paramCount(block) + " parameters, the signature " + params.size());
      return false;
    }
    for (int k = 0; k < params.size(); k++) {
      Type actual = f.valueType(f.param(block, k));
      if (actual != params.get(k)) {
        error("parameter " + k + " is " + actual + ", the signature says " + params.get(k));
      }
    }
    return true;
  }

  private void checkBlocks() {
    for (int k = 0; k < f.layoutCount(); k++) {
      block = f.layoutBlock(k);
      inst = -1;
      for (int p = 0; p < f.paramCount(block); p++) {
        checkDefinition(f.param(block, p), ~block, p);
      }
      for (inst = f.firstInst(block); inst < f.endInst(block); inst++) {
        boolean last = inst == f.endInst(block) - 1;
        if (f.op(inst).isTerminator() != last) {
          error(last ? "the block does not end in a terminator" : "terminator inside a block");
        }
        checkInst();
      }
    }
  }

  private void checkDefinition(int value, int def, int index) {
    if (f.valueDef(value) != def || f.valueIndex(value) != index) {
      error("v" + value + " is defined more than once");
    }
  }

  private void checkInst() {
    for (int k = 0; k < f.argCount(inst); k++) {
      if (f.arg(inst, k) < 0 || f.arg(inst, k) >= f.valueCount()) {
        error("operand " + k + " is no value");
        return;
      }
    }
    for (int k = 0; k < f.resultCount(inst); k++) {
      checkDefinition(f.firstResult(inst) + k, inst, k);
    }
    Op op = f.op(inst);
    if (op.isCall()) {
      checkCall(op);
    } else if (op == Op.RETURN) {
      checkValues("return value", 0, f.signature().results());
    } else {
      checkTyping(op.typing());
    }
    checkEntities(op);
    if (op.isTerminator()) {
      checkEdges();
    }
  }

  private void checkTyping(Typing typing) {
    if (f.argCount(inst) != typing.arity()) {
      error("takes " + typing.arity() + " operands, has " + f.argCount(inst));
      return;
    }
    if (f.resultCount(inst) != (typing.hasResult() ? 1 : 0)) {
      error("has " + f.resultCount(inst) + " results");
      return;
    }
    int controlling = Function.NO_TYPE;
    if (typing.hasResult()) {
      Type result = f.valueType(f.firstResult(inst));
      if (result.ordinal() != f.typeOrdinal(inst)) {
        error("is " + f.type(inst) + ", its result " + result);
      }
      controlling = bind(typing, typing.result().charAt(0), result, controlling, "result");
    }
    String operands = typing.operands();
    // T first: X and B are relative to it.
    for (int k = 0; k < operands.length(); k++) {
      if (operands.charAt(k) == 'T') {
        controlling = bind(typing, 'T', f.valueType(f.arg(inst, k)), controlling, "operand " + k);
      }
    }
    for (int k = 0; k < operands.length(); k++) {
      if (operands.charAt(k) != 'T') {
        bind(typing, operands.charAt(k), f.valueType(f.arg(inst, k)), controlling, "operand " + k);
      }
    }
    if (typing.result().equals("-")
        && controlling != f.typeOrdinal(inst)
        && controlling != Function.NO_TYPE) {
      error("is typed " + f.typeOrdinal(inst) + ", its operand " + Type.of(controlling));
    }
  }

  /** Checks one position against its letter, and gives the controlling type as known now. */
  private int bind(Typing typing, char letter, Type actual, int controlling, String what) {
    Type fixed = Typing.fixed(letter);
    boolean known = controlling != Function.NO_TYPE;
    boolean holds =
        switch (letter) {
          case 'T' ->
              typing.domain().contains(actual) && (!known || controlling == actual.ordinal());
          case 'X' -> known && Type.of(controlling).isInt() != actual.isInt();
          case 'B' ->
              known
                  && Type.of(controlling).isInt() != actual.isInt()
                  && Type.of(controlling).bits() == actual.bits();
          case 'A' -> actual == (f.aux(inst) == Function.NATIVE_MEMORY ? Type.I64 : Type.I32);
          default -> actual == fixed;
        };
    if (!holds) {
      error(what + " may not be " + actual);
    }
    return letter == 'T' && !known ? actual.ordinal() : controlling;
  }

  private void checkCall(Op op) {
    boolean direct = op == Op.CALL;
    int limit = direct ? module.functionCount() : module.signatures().size();
    if (f.aux(inst) < 0 || f.aux(inst) >= limit) {
      error((direct ? "no function " : "no signature ") + f.aux(inst));
      return;
    }
    Signature callee =
        direct ? module.functionSignature(f.aux(inst)) : module.signatures().get(f.aux(inst));
    int first = direct ? 0 : 1;
    if (!direct) {
      Type selector = op == Op.CALL_INDIRECT ? Type.I32 : Type.I64;
      if (f.argCount(inst) == 0 || f.valueType(f.arg(inst, 0)) != selector) {
        error("the first operand must be " + selector);
        return;
      }
    }
    checkValues("argument", first, callee.params());
    List<Type> results = callee.results();
    if (f.resultCount(inst) != results.size()) {
      error("has " + f.resultCount(inst) + " results, the signature " + results.size());
      return;
    }
    for (int k = 0; k < results.size(); k++) {
      if (f.valueType(f.firstResult(inst) + k) != results.get(k)) {
        error("result " + k + " must be " + results.get(k));
      }
    }
  }

  private void checkValues(String what, int first, List<Type> types) {
    if (f.argCount(inst) - first != types.size()) {
      error("takes " + types.size() + " " + what + "s, has " + (f.argCount(inst) - first));
      return;
    }
    for (int k = 0; k < types.size(); k++) {
      Type actual = f.valueType(f.arg(inst, first + k));
      if (actual != types.get(k)) {
        error(what + " " + k + " must be " + types.get(k) + ", not " + actual);
      }
    }
  }

  private void checkEntities(Op op) {
    long imm = f.imm(inst);
    int aux = f.aux(inst);
    switch (op.format()) {
      case CONST -> {
        if (f.typeOrdinal(inst) != Type.I64.ordinal()
            && f.typeOrdinal(inst) != Type.F64.ordinal()
            && imm != (int) imm) {
          error("the constant is not a sign-extended 32-bit pattern");
        }
      }
      case LOAD, STORE -> {
        if (aux != Function.NATIVE_MEMORY) {
          exists("memory", aux, module.memories().size());
          if (imm < 0 || imm > 0xffff_ffffL) {
            error("offset " + imm + " is not an unsigned 32-bit number");
          }
        }
      }
      case STACK_ADDR -> exists("stack slot", aux, f.slotCount());
      case GLOBAL -> checkGlobal(op, aux);
      case MEMORY -> exists("memory", aux, module.memories().size());
      case MEMORY_PAIR -> {
        exists("memory", aux, module.memories().size());
        boolean copy = op == Op.MEMORY_COPY;
        exists(
            copy ? "memory" : "data segment",
            imm,
            copy ? module.memories().size() : module.dataSegments().size());
      }
      case TABLE -> exists("table", aux, module.tables().size());
      case TABLE_PAIR -> {
        exists("table", aux, module.tables().size());
        boolean copy = op == Op.TABLE_COPY;
        exists(
            copy ? "table" : "element segment",
            imm,
            copy ? module.tables().size() : module.elementSegments().size());
      }
      case SEGMENT ->
          exists(
              "segment",
              imm,
              op == Op.DATA_DROP ? module.dataSegments().size() : module.elementSegments().size());
      case FUNCTION -> exists("function", aux, module.functionCount());
      case CALL_INDIRECT -> exists("table", imm, module.tables().size());
      case TRAP -> exists("trap code", imm, TrapCode.values().length);
      case PLAIN, NULLARY, CALL, CALL_REF, JUMP, BRIF, BR_TABLE, RETURN -> {}
    }
  }

  private void checkGlobal(Op op, int global) {
    if (exists("global", global, module.globals().size())) {
      IrModule.Global g = module.globals().get(global);
      if (g.kind().type().ordinal() != f.typeOrdinal(inst)) {
        error("global " + global + " is " + g.kind().type());
      }
      if (op == Op.GLOBAL_SET && !g.mutable()) {
        error("global " + global + " is immutable");
      }
    }
  }

  private boolean exists(String what, long index, int count) {
    if (index < 0 || index >= count) {
      error("no " + what + " " + index);
      return false;
    }
    return true;
  }

  private void checkEdges() {
    int count = f.edgeCount(inst);
    int wanted =
        switch (f.op(inst)) {
          case JUMP -> 1;
          case BRIF -> 2;
          default -> count;
        };
    if (count != wanted || f.op(inst) == Op.BR_TABLE && count == 0) {
      error("has " + count + " edges");
    }
    for (int e = f.firstEdge(inst); e < f.firstEdge(inst) + count; e++) {
      int target = f.edgeTarget(e);
      if (target < 0 || target >= f.blockCount() || !inLayout[target]) {
        error("no block" + target);
      } else if (target == f.entry()) {
        error("an edge leads to the entry");
      } else {
        checkEdgeArgs(e, target);
      }
    }
  }

  private void checkEdgeArgs(int edge, int target) {
    if (f.edgeArgCount(edge) != f.paramCount(target)) {
      error(
          "passes "
              + f.edgeArgCount(edge)
              + " arguments to block"
              + target
              + ", which has "
              + f.paramCount(target)
              + " parameters");
      return;
    }
    for (int k = 0; k < f.edgeArgCount(edge); k++) {
      int arg = f.edgeArg(edge, k);
      if (arg < 0 || arg >= f.valueCount()) {
        error("argument " + k + " of the edge is no value");
      } else if (f.valueType(arg) != f.valueType(f.param(target, k))) {
        error(
            "argument "
                + k
                + " for block"
                + target
                + " must be "
                + f.valueType(f.param(target, k))
                + ", not "
                + f.valueType(arg));
      }
    }
  }

  private void checkDominance() {
    Cfg cfg = new Cfg();
    cfg.compute(f);
    DominatorTree dominators = new DominatorTree();
    dominators.compute(cfg);
    for (int k = 0; k < f.layoutCount(); k++) {
      block = f.layoutBlock(k);
      if (!cfg.isReachable(block)) {
        continue;
      }
      for (inst = f.firstInst(block); inst < f.endInst(block); inst++) {
        for (int a = 0; a < f.argCount(inst); a++) {
          checkUse(f.arg(inst, a), dominators);
        }
        for (int e = f.firstEdge(inst), n = e + f.edgeCount(inst); e < n; e++) {
          for (int a = 0; a < f.edgeArgCount(e); a++) {
            checkUse(f.edgeArg(e, a), dominators);
          }
        }
      }
    }
  }

  private void checkUse(int value, DominatorTree dominators) {
    int def = f.valueDef(value);
    boolean dominated;
    if (def < 0) {
      dominated = inLayout[~def] && dominators.dominates(~def, block);
    } else {
      int home = blockOf(def);
      dominated = home == block ? def < inst : home >= 0 && dominators.dominates(home, block);
    }
    if (!dominated) {
      error("v" + value + " is used where its definition does not reach");
    }
  }

  /** The block of an instruction, or -1 if it is in none of the layout. */
  private int blockOf(int instruction) {
    if (homes == null) {
      homes = new int[f.instCount()];
      Arrays.fill(homes, -1);
      for (int k = 0; k < f.layoutCount(); k++) {
        int b = f.layoutBlock(k);
        Arrays.fill(homes, f.firstInst(b), f.endInst(b), b);
      }
    }
    return homes[instruction];
  }

  private int @Nullable [] homes;
}
