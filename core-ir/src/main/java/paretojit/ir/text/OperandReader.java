package paretojit.ir.text;

import org.jspecify.annotations.Nullable;
import paretojit.ir.TrapCode;
import paretojit.ir.text.Narrow.Val;
import paretojit.ir.text.Syntax.InstNode;
import paretojit.ir.text.Syntax.Operand;

/** What readers of instructions ask of operands, with the errors when they are something else. */
abstract class OperandReader {
  final BodyReader body;

  OperandReader(BodyReader body) {
    this.body = body;
  }

  void checkOperands(InstNode inst, int count) {
    if (inst.operands().size() != count) {
      throw body.error(
          inst.at(),
          "%s takes %d operands, found %d"
              .formatted(inst.mnemonic(), count, inst.operands().size()));
    }
  }

  Token operand(InstNode inst, int k) {
    if (k >= inst.operands().size()) {
      throw body.error(inst.at(), inst.mnemonic() + " takes more operands");
    }
    return inst.operands().get(k).main();
  }

  Val value(InstNode inst, int k) {
    Token token = operand(inst, k);
    Operand operand = inst.operands().get(k);
    if (operand.offset() != 0 || operand.args() != null) {
      throw body.error(token, "expected a value and no more");
    }
    return body.value(token);
  }

  Val typed(InstNode inst, int k, TextType type) {
    value(inst, k);
    return body.typed(operand(inst, k), type);
  }

  TextType resultType(InstNode inst) {
    @Nullable TextType type = inst.type();
    if (type == null) {
      throw body.error(
          inst.at(), "%s needs a type, as in %s.i32".formatted(inst.mnemonic(), inst.mnemonic()));
    }
    return type;
  }

  long literal(Token token, TextType type) {
    if (token.kind() != Token.Kind.NUMBER) {
      throw body.error(token, "expected a number, found " + token.describe());
    }
    try {
      return Literals.parse(type, token.text());
    } catch (NumberFormatException e) {
      throw body.error(token, e.getMessage());
    }
  }

  /** A value of any integer type. */
  Val integer(InstNode inst, int k) {
    Val value = value(inst, k);
    if (!value.type().isInt()) {
      throw body.error(operand(inst, k), operand(inst, k).text() + " is no integer");
    }
    return value;
  }

  int entity(Token token, String prefix) {
    int number = token.entity(prefix);
    if (number == Token.NO_NUMBER) {
      throw body.error(
          token, "expected %s0 or the like, found %s".formatted(prefix, token.describe()));
    }
    return number;
  }

  TrapCode trapCode(Token token) {
    TrapCode code = TrapCode.parse(token.text());
    if (code == null) {
      throw body.error(
          token, "expected a trap code such as user1 or heap_oob, found " + token.describe());
    }
    return code;
  }

  static int userCode(Token token) {
    return Math.max(0, token.entity("user"));
  }
}
