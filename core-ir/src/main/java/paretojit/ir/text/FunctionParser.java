package paretojit.ir.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import paretojit.ir.Signature;
import paretojit.ir.text.Syntax.BlockNode;
import paretojit.ir.text.Syntax.BlockParam;
import paretojit.ir.text.Syntax.CalleeNode;
import paretojit.ir.text.Syntax.FunctionNode;
import paretojit.ir.text.Syntax.GlobalValueNode;
import paretojit.ir.text.Syntax.InstNode;
import paretojit.ir.text.Syntax.Operand;
import paretojit.ir.text.Syntax.ParamNode;
import paretojit.ir.text.Syntax.Preamble;
import paretojit.ir.text.Syntax.SignatureNode;
import paretojit.ir.text.Syntax.SlotNode;

/**
 * Parses functions. Operands have one grammar for all instructions; what they must be is decided
 * where the instruction is read.
 */
final class FunctionParser {
  private static final int MAX_SLOT_BYTES = 1 << 30;
  private static final int MAX_BLOCKS = 1 << 20;
  private static final Set<String> CALLING_CONVENTIONS =
      Set.of(
          "fast",
          "cold",
          "tail",
          "system_v",
          "windows_fastcall",
          "apple_aarch64",
          "probestack",
          "winch",
          "preserve_all",
          "patchable");
  private static final Set<String> PARAM_FLAGS =
      Set.of("uext", "sext", "noext", "sret", "vmctx", "sigid", "stack_limit", "link", "sarg");

  private final TokenStream in;

  FunctionParser(TokenStream in) {
    this.in = in;
  }

  /** Parses from behind {@code function} to the closing brace. */
  FunctionNode parse(Token at) {
    String name = functionName();
    int header = in.position();
    try {
      SignatureNode signature = signature();
      int mark = in.peek().isEntity("sig") ? in.entity("sig", "a signature") : -1;
      in.expect("{", "before the function's body");
      Map<Integer, Token> aliases = new HashMap<>();
      Preamble preamble = preamble();
      List<BlockNode> blocks = blocks(aliases);
      in.expect("}", "after the function's body");
      return new FunctionNode(at, name, signature, mark, preamble, blocks, aliases, null);
    } catch (OutsideSubset e) {
      skipFunction(header);
      SignatureNode unknown = new SignatureNode(List.of(), List.of());
      Preamble empty = new Preamble(Map.of(), Map.of(), Map.of(), Map.of());
      return new FunctionNode(at, name, unknown, -1, empty, List.of(), Map.of(), e.getMessage());
    }
  }

  private void skipFunction(int header) {
    in.setPosition(header);
    while (!in.atEnd() && !in.peek().is("{")) {
      in.next();
    }
    in.next();
    in.skipBody();
  }

  /** {@code %name} or {@code u0:1}. */
  String functionName() {
    if (in.peek().isEntity("u")) {
      String space = in.next().text();
      in.expect(":", "between the two numbers of a function's name");
      return space + ":" + in.integer("a function number", 0, Integer.MAX_VALUE);
    }
    return in.expect(Token.Kind.NAME, "a function name such as %f").text();
  }

  // ---- types and signatures ----

  /** {@code (i32, i8 sext) -> i64 system_v}; calling conventions and extensions change nothing. */
  SignatureNode signature() {
    in.expect("(", "before the parameter types");
    List<ParamNode> params = in.peek().is(")") ? List.of() : params();
    in.expect(")", "after the parameter types");
    List<ParamNode> results = in.accept("->") ? params() : List.of();
    if (in.peek().kind() == Token.Kind.WORD && !in.peek().isEntity("sig")) {
      String convention = in.peek().text();
      boolean sameLine = in.peek().line() == in.peek(-1).line();
      if (CALLING_CONVENTIONS.contains(convention)) {
        in.next();
      } else if (sameLine) {
        throw in.expected("a calling convention");
      }
    }
    return new SignatureNode(params, results);
  }

  private List<ParamNode> params() {
    List<ParamNode> params = new ArrayList<>();
    do {
      params.add(param());
    } while (in.accept(","));
    return params;
  }

  private ParamNode param() {
    String word = in.peek().text();
    ParamNode param = referenceParam(word);
    if (param == null) {
      TextType type = type();
      param = new ParamNode(type, Signature.Kind.valueOf(type.ir().name()), false);
    }
    while (in.peek().kind() == Token.Kind.WORD && PARAM_FLAGS.contains(in.peek().text())) {
      String flag = in.next().text();
      if (flag.equals("sarg")) {
        throw new OutsideSubset("structure arguments");
      }
      param = new ParamNode(param.type(), param.kind(), param.vmctx() || flag.equals("vmctx"));
    }
    return param;
  }

  private @Nullable ParamNode referenceParam(String word) {
    Signature.Kind kind = referenceKind(word);
    if (kind == null) {
      return null;
    }
    in.next();
    return new ParamNode(TextType.I64, kind, false);
  }

  static Signature.@Nullable Kind referenceKind(String word) {
    return switch (word) {
      case "funcref" -> Signature.Kind.FUNCREF;
      case "externref" -> Signature.Kind.EXTERNREF;
      default -> null;
    };
  }

  TextType type() {
    Token token = in.peek();
    TextType type = token.kind() == Token.Kind.WORD ? TextType.parse(token.text()) : null;
    if (type != null) {
      in.next();
      return type;
    }
    if (token.text().matches("[if][0-9]+(x[0-9]+)?|dt[0-9]+")) {
      throw new OutsideSubset("type " + token.text());
    }
    throw in.expected("a type (i8, i16, i32, i64, f32 or f64)");
  }

  // ---- preamble ----

  private Preamble preamble() {
    Preamble p = new Preamble(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
    while (in.peek().kind() == Token.Kind.WORD && in.peek(1).is("=")) {
      declaration(p);
    }
    return p;
  }

  private void declaration(Preamble p) {
    Token entity = in.next();
    in.next();
    boolean isNew;
    if (entity.isEntity("ss")) {
      isNew = p.slots().put(entity.entity("ss"), slot()) == null;
    } else if (entity.isEntity("sig")) {
      isNew = p.signatures().put(entity.entity("sig"), signature()) == null;
    } else if (entity.isEntity("fn")) {
      isNew = p.callees().put(entity.entity("fn"), callee(p.signatures())) == null;
    } else if (entity.isEntity("gv")) {
      isNew = p.globalValues().put(entity.entity("gv"), globalValue()) == null;
    } else {
      throw outsideDeclaration(entity);
    }
    if (!isNew) {
      throw in.error(entity, entity.text() + " is declared twice");
    }
  }

  private RuntimeException outsideDeclaration(Token entity) {
    if (entity.is("stack_limit")) {
      return new OutsideSubset("stack_limit");
    }
    for (String prefix : List.of("dss", "dt", "const", "extable", "region", "mt", "jt")) {
      if (entity.isEntity(prefix)) {
        return new OutsideSubset("declarations of " + prefix + "N");
      }
    }
    return in.error(entity, "expected ssN, sigN, fnN or gvN, found " + entity.describe());
  }

  private SlotNode slot() {
    in.expect("explicit_slot", "as the kind of stack slot");
    int bytes = (int) in.integer("a size in bytes", 0, MAX_SLOT_BYTES);
    int align = IrWriter.DEFAULT_SLOT_ALIGN;
    while (in.accept(",")) {
      boolean isAlign = in.peek().is("align");
      if (!isAlign && !in.peek().is("key")) {
        throw in.expected("'align' or 'key'");
      }
      in.next();
      in.expect("=", "after the flag");
      Token number = in.peek();
      long value = in.integer("a number", 0, isAlign ? 4096 : Long.MAX_VALUE);
      if (isAlign) {
        align = (int) value;
        if (Integer.bitCount(align) != 1) {
          throw in.error(number, "the alignment must be a power of two");
        }
      }
    }
    return new SlotNode(bytes, align);
  }

  /** A signature spelled in place takes the next free number, as in Cranelift. */
  private CalleeNode callee(Map<Integer, SignatureNode> signatures) {
    while (in.accept("colocated") || in.accept("patchable")) {
      // Where the callee lies is no matter here.
    }
    Token at = in.peek();
    String name = functionName();
    Token nameToken = new Token(Token.Kind.NAME, name, at.line(), at.column());
    if (in.peek().isEntity("sig")) {
      Token reference = in.peek();
      SignatureNode declared = signatures.get(in.entity("sig", "a signature"));
      if (declared == null) {
        throw in.error(reference, reference.text() + " is not declared");
      }
      return new CalleeNode(nameToken, declared);
    }
    SignatureNode own = signature();
    int free = signatures.keySet().stream().mapToInt(n -> n + 1).max().orElse(0);
    signatures.put(free, own);
    return new CalleeNode(nameToken, own);
  }

  private GlobalValueNode globalValue() {
    Token kind = in.expect(Token.Kind.WORD, "a kind of global value");
    return switch (kind.text()) {
      case "vmctx" -> new GlobalValueNode.Vmctx();
      case "load" -> {
        in.expect(".", "before the type of the load");
        TextType type = type();
        while (in.peek().kind() == Token.Kind.WORD && !in.peek().isEntity("gv")) {
          in.next();
        }
        int base = in.entity("gv", "a global value");
        yield new GlobalValueNode.Load(type, base, optionalOffset());
      }
      case "iadd_imm" -> {
        in.expect(".", "before the type of the sum");
        TextType type = type();
        int base = in.entity("gv", "a global value");
        in.expect(",", "before the constant");
        long offset = in.integer("a constant", Long.MIN_VALUE, Long.MAX_VALUE);
        yield new GlobalValueNode.Add(type, base, offset);
      }
      case "symbol", "dyn_scale_target_const" ->
          throw new OutsideSubset("global value of kind " + kind.text());
      default ->
          throw in.error(
              kind, "expected vmctx, load, iadd_imm or symbol, found " + kind.describe());
    };
  }

  // ---- blocks ----

  private List<BlockNode> blocks(Map<Integer, Token> aliases) {
    List<BlockNode> blocks = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    while (!in.peek().is("}") && !in.atEnd()) {
      Token at = in.peek();
      int number = in.entity("block", "a block");
      if (!seen.add(number)) {
        throw in.error(at, at.text() + " is there twice");
      }
      if (number >= MAX_BLOCKS) {
        throw in.error(at, "block numbers end at " + (MAX_BLOCKS - 1));
      }
      List<BlockParam> params = in.peek().is("(") ? blockParams() : List.of();
      in.accept("cold");
      in.expect(":", "after the block's name and parameters");
      blocks.add(new BlockNode(at, number, params, insts(aliases)));
    }
    if (blocks.isEmpty()) {
      throw in.expected("a block");
    }
    return blocks;
  }

  private List<BlockParam> blockParams() {
    List<BlockParam> params = new ArrayList<>();
    in.expect("(", "before the block's parameters");
    if (in.accept(")")) {
      return params;
    }
    do {
      Token value = in.peek();
      in.entity("v", "a value");
      in.expect(":", "between the parameter and its type");
      params.add(new BlockParam(value, type()));
    } while (in.accept(","));
    in.expect(")", "after the block's parameters");
    return params;
  }

  private List<InstNode> insts(Map<Integer, Token> aliases) {
    List<InstNode> insts = new ArrayList<>();
    while (!in.peek().is("}") && !in.peek().isEntity("block") && !in.atEnd()) {
      if (in.peek().is("<")) {
        throw new OutsideSubset("debug tags");
      }
      if (in.peek().isEntity("v") && in.peek(1).is("->")) {
        int alias = in.entity("v", "a value");
        in.next();
        aliases.put(alias, in.peek());
        in.entity("v", "a value");
      } else {
        insts.add(inst());
      }
    }
    return insts;
  }

  // ---- instructions ----

  private InstNode inst() {
    int source = -1;
    if (in.peek().kind() == Token.Kind.SOURCE) {
      Token position = in.next();
      try {
        source = Integer.parseUnsignedInt(position.text(), 16);
      } catch (NumberFormatException e) {
        throw in.error(position, "'@" + position.text() + "' is not a source position");
      }
    }
    Token at = in.peek();
    List<Token> results = new ArrayList<>();
    if (in.peek().isEntity("v")) {
      do {
        results.add(in.peek());
        in.entity("v", "a value");
      } while (in.accept(","));
      in.expect("=", "after the results");
    }
    Token mnemonic = in.expect(Token.Kind.WORD, "an instruction");
    String outside = OutsideSubset.reason(mnemonic.text());
    if (outside != null) {
      throw new OutsideSubset(outside);
    }
    TextType type = in.accept(".") ? type() : null;
    return new InstNode(at, source, results, mnemonic.text(), type, operands(mnemonic.line()));
  }

  /** What is left of the line, or goes on behind its last comma. */
  private List<Operand> operands(int line) {
    List<Operand> operands = new ArrayList<>();
    if (in.peek().line() != line || in.peek().is("}")) {
      return operands;
    }
    do {
      operands.add(operand());
    } while (in.accept(","));
    if (in.peek().line() == line && !in.peek().is("}")) {
      throw in.expected("',' or the end of the line");
    }
    return operands;
  }

  private Operand operand() {
    if (in.peek().is("[")) {
      Token bracket = in.next();
      return new Operand(List.of(), bracket, 0, arguments("]"));
    }
    List<Token> words = new ArrayList<>();
    Token first = in.peek();
    while (isOperandWord(in.peek(), words.isEmpty()) && in.peek().line() == first.line()) {
      words.add(in.next());
    }
    if (first.is("stack_map") && in.peek().is("=")) {
      throw new OutsideSubset("stack maps");
    }
    if (words.isEmpty()) {
      throw in.expected("an operand");
    }
    Token main = words.removeLast();
    long offset = main.kind() == Token.Kind.WORD ? optionalOffset() : 0;
    List<Operand> args = in.accept("(") ? arguments(")") : null;
    return new Operand(words, main, offset, args);
  }

  private static boolean isOperandWord(Token token, boolean isFirst) {
    return token.kind() == Token.Kind.WORD || (token.kind() == Token.Kind.NUMBER && isFirst);
  }

  private List<Operand> arguments(String close) {
    List<Operand> args = new ArrayList<>();
    if (!in.accept(close)) {
      do {
        args.add(operand());
      } while (in.accept(","));
      in.expect(close, "after the arguments");
    }
    return args;
  }

  /** {@code +8} or {@code -8} after an address; a sign is part of it. */
  private long optionalOffset() {
    Token token = in.peek();
    boolean signed = token.text().startsWith("+") || token.text().startsWith("-");
    if (token.kind() != Token.Kind.NUMBER || !signed) {
      return 0;
    }
    return in.integer("an offset", Integer.MIN_VALUE, 0xffff_ffffL);
  }
}
