package paretojit.ir.text;

import java.util.ArrayList;
import java.util.List;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.Type;
import paretojit.ir.text.Narrow.Val;
import paretojit.ir.text.Syntax.CalleeNode;
import paretojit.ir.text.Syntax.InstNode;
import paretojit.ir.text.Syntax.Operand;
import paretojit.ir.text.Syntax.SignatureNode;

/** Reads calls: finds the callee or signature, checks the arguments against it, emits. */
final class CallReader extends OperandReader {
  CallReader(BodyReader body) {
    super(body);
  }

  ModuleNames.Callee callee(Token token) {
    int number = entity(token, "fn");
    CalleeNode declared = body.node.preamble().callees().get(number);
    if (declared == null) {
      ModuleNames.Callee callee = body.names.function(number);
      if (callee == null) {
        throw body.error(token, token.text() + " is not declared");
      }
      return callee;
    }
    ModuleNames.Callee callee = body.names.functionNamed(declared.name().text());
    SignatureNode defined = callee.signature();
    if (!defined.paramTypes().equals(declared.signature().paramTypes())
        || !defined.resultTypes().equals(declared.signature().resultTypes())) {
      throw body.error(
          declared.name(),
          "%%%s is declared with another signature than it has".formatted(declared.name().text()));
    }
    return callee;
  }

  List<Val> call(InstNode inst) {
    checkOperands(inst, 1);
    Operand operand = inst.operands().getFirst();
    ModuleNames.Callee callee = callee(operand.main());
    return call(Op.CALL, callee.signature(), 0, callee.index(), operand, false);
  }

  Val functionReference(InstNode inst) {
    checkOperands(inst, 1);
    int function = callee(operand(inst, 0)).index();
    return new Val(body.b.emit(Op.REF_FUNC, Type.I64.ordinal(), 0, function), TextType.I64);
  }

  /** {@code sig0, table0, v1(…)} goes through a table; CLIF's {@code sig0, v1(…)} does not. */
  List<Val> callIndirect(InstNode inst) {
    if (inst.operands().size() == 2) {
      return callReference(inst, 1);
    }
    checkOperands(inst, 3);
    int table = entity(operand(inst, 1), "table");
    return callSignature(Op.CALL_INDIRECT, inst, table, 2);
  }

  List<Val> callReference(InstNode inst, int last) {
    checkOperands(inst, 2);
    return callSignature(Op.CALL_REF, inst, 0, last);
  }

  private List<Val> callSignature(Op op, InstNode inst, int table, int last) {
    Token reference = operand(inst, 0);
    int number = entity(reference, "sig");
    SignatureNode own = body.node.preamble().signatures().get(number);
    SignatureNode signature = own != null ? own : body.names.signature(number);
    if (signature == null) {
      throw body.error(reference, reference.text() + " is not declared");
    }
    int index = own != null ? body.names.signatureIndex(own) : number;
    return call(op, signature, table, index, inst.operands().get(last), true);
  }

  private List<Val> call(
      Op op, SignatureNode signature, long imm, int aux, Operand operand, boolean selects) {
    List<TextType> types = signature.paramTypes();
    List<Operand> operands = operand.argsOrNone();
    body.checkCount(operand.main(), operand.main().text(), types.size(), operands.size());
    int first = selects ? 1 : 0;
    int[] args = new int[first + operands.size()];
    if (selects) {
      TextType selector = op == Op.CALL_INDIRECT ? TextType.I32 : TextType.I64;
      args[0] = body.typed(operand.main(), selector).id();
    }
    for (int k = 0; k < operands.size(); k++) {
      args[first + k] = body.typed(operands.get(k).main(), types.get(k)).id();
    }
    Signature ir = signature.ir();
    int result = body.b.call(op, ir, imm, aux, args, args.length);
    List<Val> results = new ArrayList<>();
    for (TextType type : signature.resultTypes()) {
      results.add(new Val(result++, type));
    }
    return results;
  }
}
