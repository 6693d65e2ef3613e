package paretojit.ir.text;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import paretojit.ir.Signature;

/** Functions as the text spells them, before anything is resolved. */
final class Syntax {
  private Syntax() {}

  /**
   * @param unsupported why the function cannot be read, or null
   * @param signatureMark the module's signature it names, or -1
   */
  record FunctionNode(
      Token at,
      String name,
      SignatureNode signature,
      int signatureMark,
      Preamble preamble,
      List<BlockNode> blocks,
      Map<Integer, Token> aliases,
      @Nullable String unsupported) {
    FunctionNode renamed(String newName) {
      return new FunctionNode(
          at, newName, signature, signatureMark, preamble, blocks, aliases, unsupported);
    }
  }

  /** Entities that a function declares for itself, by number. */
  record Preamble(
      Map<Integer, SlotNode> slots,
      Map<Integer, SignatureNode> signatures,
      Map<Integer, CalleeNode> callees,
      Map<Integer, GlobalValueNode> globalValues) {}

  record SignatureNode(List<ParamNode> params, List<ParamNode> results) {
    Signature ir() {
      return Signature.ofKinds(
          params.stream().map(ParamNode::kind).toList(),
          results.stream().map(ParamNode::kind).toList());
    }

    List<TextType> paramTypes() {
      return params.stream().map(ParamNode::type).toList();
    }

    List<TextType> resultTypes() {
      return results.stream().map(ParamNode::type).toList();
    }
  }

  /**
   * @param vmctx whether it is the parameter that {@code gvN = vmctx} stands for
   */
  record ParamNode(TextType type, Signature.Kind kind, boolean vmctx) {}

  record SlotNode(int bytes, int align) {}

  record CalleeNode(Token name, SignatureNode signature) {}

  /** {@code vmctx}, a load from another global value, or that plus a constant. */
  sealed interface GlobalValueNode {
    record Vmctx() implements GlobalValueNode {}

    record Load(TextType type, int base, long offset) implements GlobalValueNode {}

    record Add(TextType type, int base, long offset) implements GlobalValueNode {}
  }

  record BlockNode(Token at, int number, List<BlockParam> params, List<InstNode> insts) {}

  record BlockParam(Token value, TextType type) {}

  /**
   * @param source the position before it, or -1
   * @param type the type after the mnemonic, or null
   */
  record InstNode(
      Token at,
      int source,
      List<Token> results,
      String mnemonic,
      @Nullable TextType type,
      List<Operand> operands) {}

  /**
   * One of an instruction's comma-separated operands: {@code flags main+offset(args)}, or {@code
   * [args]} with {@code [} as {@code main}.
   *
   * @param flags words before the main one: conditions, memory flags, a memory
   * @param args what stands in parentheses or brackets, or null
   */
  record Operand(List<Token> flags, Token main, long offset, @Nullable List<Operand> args) {
    boolean isList() {
      return main.is("[");
    }

    List<Operand> argsOrNone() {
      return args == null ? List.of() : args;
    }
  }
}
