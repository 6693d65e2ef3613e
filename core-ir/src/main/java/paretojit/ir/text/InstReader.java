package paretojit.ir.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.ir.TrapCode;
import paretojit.ir.Type;
import paretojit.ir.Typing;
import paretojit.ir.text.Narrow.Val;
import paretojit.ir.text.Syntax.GlobalValueNode;
import paretojit.ir.text.Syntax.InstNode;
import paretojit.ir.text.Syntax.Operand;

/** Reads instructions of one function: finds the opcode, checks operands against it, emits. */
final class InstReader extends OperandReader {
  private static final Map<String, Op> OPS = ops();
  private static final Set<String> MEMORY_FLAGS =
      Set.of(
          "notrap",
          "aligned",
          "readonly",
          "little",
          "native",
          "can_move",
          "checked",
          "heap",
          "table",
          "vmctx");

  private final CallReader calls;
  private final Narrow n;
  private final ClifInstructions clif;
  private final TextType bool;

  InstReader(BodyReader body) {
    super(body);
    this.calls = new CallReader(body);
    this.n = new Narrow(body.b);
    this.bool = body.names.isModuleText() ? TextType.I32 : TextType.I8;
    this.clif = new ClifInstructions(n, bool);
  }

  private static Map<String, Op> ops() {
    Map<String, Op> ops = new HashMap<>();
    for (Op op : Op.values()) {
      ops.put(op.mnemonic(), op);
    }
    return Map.copyOf(ops);
  }

  void read(InstNode inst) {
    body.define(inst, results(inst));
  }

  private List<Val> results(InstNode inst) {
    String mnemonic = inst.mnemonic();
    if (mnemonic.equals("icmp") || mnemonic.equals("fcmp")) {
      return List.of(compare(inst));
    }
    Op op = OPS.get(mnemonic);
    if (op != null) {
      return operation(op, inst);
    }
    ClifInstructions.Row row = ClifInstructions.find(mnemonic);
    if (row != null) {
      return expansion(row, inst);
    }
    return switch (mnemonic) {
      case "stack_load" -> {
        int address = stackAddress(inst, 0);
        yield List.of(n.load(Op.LOAD, resultType(inst), Function.NATIVE_MEMORY, address, 0));
      }
      case "stack_store" -> {
        checkOperands(inst, 2);
        int address = stackAddress(inst, 1);
        n.store(Op.STORE, value(inst, 0), Function.NATIVE_MEMORY, address, 0);
        yield List.of();
      }
      case "func_addr" -> List.of(calls.functionReference(inst));
      case "global_value" -> {
        checkOperands(inst, 1);
        yield List.of(globalValue(inst.operands().getFirst().main(), 0));
      }
      case "uadd_overflow_trap" -> List.of(addOrTrap(inst));
      case "icmp_imm" -> List.of(compareConstant(inst));
      default -> {
        Op base = mnemonic.endsWith("_imm") ? OPS.get(immediateBase(mnemonic)) : null;
        if (base == null || base.typing().arity() != 2) {
          throw body.error(inst.at(), "no instruction is called '" + mnemonic + "'");
        }
        yield List.of(withConstant(base, inst));
      }
    };
  }

  // ---- by format ----

  private List<Val> operation(Op op, InstNode inst) {
    return switch (op.format()) {
      case PLAIN -> List.of(plain(op, inst));
      case CONST -> List.of(constant(op, inst));
      case LOAD -> List.of(load(op, inst));
      case STORE -> {
        store(op, inst);
        yield List.of();
      }
      case STACK_ADDR -> {
        int address = stackAddress(inst, 0);
        yield List.of(new Val(address, TextType.I64));
      }
      case NULLARY -> entities(op, inst, Function.NO_TYPE);
      case GLOBAL -> global(op, inst);
      case MEMORY, MEMORY_PAIR, TABLE, TABLE_PAIR, SEGMENT, FUNCTION ->
          entities(op, inst, Function.NO_TYPE);
      case CALL -> calls.call(inst);
      case CALL_INDIRECT -> calls.callIndirect(inst);
      case CALL_REF -> calls.callReference(inst, 1);
      case JUMP, BRIF, BR_TABLE, RETURN, TRAP -> {
        terminator(op, inst);
        yield List.of();
      }
    };
  }

  private Val plain(Op op, InstNode inst) {
    checkOperands(inst, op.typing().arity());
    for (Operand operand : inst.operands()) {
      if (!operand.flags().isEmpty() && op != Op.BITCAST) {
        throw body.error(operand.flags().getFirst(), "expected a value and no more");
      }
    }
    if (op == Op.SELECT) {
      Val condition = value(inst, 0);
      Val a = value(inst, 1);
      return clif.select(List.of(condition, a, typed(inst, 2, a.type())));
    }
    if (InstWriter.hasSuffix(op)) {
      return convert(op, inst);
    }
    Val a = value(inst, 0);
    TextType type = inst.type() == null ? a.type() : inst.type();
    typed(inst, 0, type);
    boolean onFloatBits = !type.isInt() && isBitwise(op);
    if (!onFloatBits && !op.typing().domain().contains(type.ir())) {
      throw body.error(inst.at(), op.mnemonic() + " takes no " + type);
    }
    return switch (op.typing().arity()) {
      case 1 -> clif.unbits(type, n.unary(op, onFloatBits ? clif.bits(a) : a));
      case 2 -> {
        Val c = Narrow.isShift(op) ? integer(inst, 1) : typed(inst, 1, type);
        yield onFloatBits
            ? clif.unbits(type, n.binary(op, clif.bits(a), clif.bits(c)))
            : n.binary(op, a, c);
      }
      default -> {
        int c = typed(inst, 1, type).id();
        int d = typed(inst, 2, type).id();
        yield new Val(body.b.emit(op, type.ir().ordinal(), 0, 0, a.id(), c, d), type);
      }
    };
  }

  private static boolean isBitwise(Op op) {
    return switch (op) {
      case BAND, BOR, BXOR, BNOT -> true;
      default -> false;
    };
  }

  private Val convert(Op op, InstNode inst) {
    TextType to = resultType(inst);
    Val a = value(inst, 0);
    TextType from = a.type();
    boolean sameKind = from.isInt() == to.isInt();
    boolean legal =
        switch (op) {
          case UEXTEND, SEXTEND -> from.isInt() && to.isInt() && to.bits() > from.bits();
          case IREDUCE -> from.isInt() && to.isInt() && to.bits() < from.bits();
          case BITCAST -> from.bits() == to.bits();
          case SEXTEND32 -> from == TextType.I64 && to == from;
          case FPROMOTE -> from == TextType.F32 && to == TextType.F64;
          case FDEMOTE -> from == TextType.F64 && to == TextType.F32;
          default -> !sameKind && op.typing().domain().contains(to.ir());
        };
    if (!legal) {
      throw body.error(inst.at(), "%s cannot turn %s into %s".formatted(op.mnemonic(), from, to));
    }
    if (op == Op.SEXTEND32) {
      return n.unary(op, a);
    }
    return op == Op.BITCAST && sameKind ? a : n.convert(op, to, a);
  }

  private Val compare(InstNode inst) {
    checkOperands(inst, 2);
    Operand first = inst.operands().getFirst();
    Op op =
        first.flags().size() == 1
            ? OPS.get(inst.mnemonic() + " " + first.flags().getFirst().text())
            : null;
    if (op == null) {
      throw body.error(inst.at(), "expected '%s CONDITION v0, v1'".formatted(inst.mnemonic()));
    }
    Val a = value(inst, 0);
    if (!op.typing().domain().contains(a.type().ir())) {
      throw body.error(first.main(), "%s takes no %s".formatted(inst.mnemonic(), a.type()));
    }
    return new Val(n.compare(op, a, typed(inst, 1, a.type())), bool);
  }

  private Val constant(Op op, InstNode inst) {
    checkOperands(inst, 1);
    TextType type =
        switch (op) {
          case F32CONST -> TextType.F32;
          case F64CONST -> TextType.F64;
          default -> resultType(inst);
        };
    if (type.isInt() != (op == Op.ICONST)) {
      throw body.error(inst.at(), "iconst gives integers, not " + type);
    }
    long bits = literal(operand(inst, 0), type);
    return new Val(body.b.emit(op, type.ir().ordinal(), bits, 0), type);
  }

  // ---- CLIF's own forms ----

  private List<Val> expansion(ClifInstructions.Row row, InstNode inst) {
    checkOperands(inst, row.operands());
    List<Val> args = new ArrayList<>();
    for (int k = 0; k < row.operands(); k++) {
      args.add(value(inst, k));
    }
    TextType type = row.typed() ? resultType(inst) : inst.type();
    return row.expansion().expand(clif, type, args);
  }

  private static String immediateBase(String mnemonic) {
    String base = mnemonic.substring(0, mnemonic.length() - "_imm".length());
    return base.equals("irsub") ? "isub" : base;
  }

  private Val withConstant(Op op, InstNode inst) {
    checkOperands(inst, 2);
    Val a = value(inst, 0);
    Val c = n.constant(a.type(), literal(operand(inst, 1), TextType.I64));
    return inst.mnemonic().equals("irsub_imm") ? n.binary(op, c, a) : n.binary(op, a, c);
  }

  private Val compareConstant(InstNode inst) {
    checkOperands(inst, 2);
    Operand first = inst.operands().getFirst();
    Op op = first.flags().size() == 1 ? OPS.get("icmp " + first.flags().getFirst().text()) : null;
    if (op == null) {
      throw body.error(inst.at(), "expected 'icmp_imm CONDITION v0, 1'");
    }
    Val a = value(inst, 0);
    return new Val(
        n.compare(op, a, n.constant(a.type(), literal(operand(inst, 1), TextType.I64))), bool);
  }

  private Val addOrTrap(InstNode inst) {
    checkOperands(inst, 3);
    Val a = value(inst, 0);
    Val sum = n.binary(Op.IADD, a, typed(inst, 1, a.type()));
    Token code = operand(inst, 2);
    n.trapIf(n.compare(Op.ICMP_ULT, sum, a), trapCode(code), userCode(code));
    return sum;
  }

  private Val globalValue(Token token, int depth) {
    GlobalValueNode global = body.node.preamble().globalValues().get(token.entity("gv"));
    if (global == null || depth > body.node.preamble().globalValues().size()) {
      throw body.error(token, "expected a declared global value, found " + token.describe());
    }
    return switch (global) {
      case GlobalValueNode.Vmctx() -> vmctx();
      case GlobalValueNode.Load(TextType type, int base, long offset) -> {
        Val address = globalValue(gv(token, base), depth + 1);
        yield n.load(Op.LOAD, type, Function.NATIVE_MEMORY, address.id(), offset);
      }
      case GlobalValueNode.Add(TextType type, int base, long offset) -> {
        Val address = globalValue(gv(token, base), depth + 1);
        yield n.binary(Op.IADD, address, n.constant(type, offset));
      }
    };
  }

  private static Token gv(Token at, int number) {
    return new Token(Token.Kind.WORD, "gv" + number, at.line(), at.column());
  }

  /** The parameter marked {@code vmctx}, or without one the context of the instance. */
  private Val vmctx() {
    List<Syntax.ParamNode> params = body.node.signature().params();
    for (int k = 0; k < params.size(); k++) {
      if (params.get(k).vmctx()) {
        return body.value(body.node.blocks().getFirst().params().get(k).value());
      }
    }
    return new Val(body.b.emit(Op.VMCTX, Type.I64.ordinal(), 0, 0), TextType.I64);
  }

  // ---- memory ----

  private Val load(Op op, InstNode inst) {
    checkOperands(inst, 1);
    Type fixed = Typing.fixed(op.typing().result().charAt(0));
    TextType type = fixed != null && inst.type() == null ? TextType.of(fixed) : resultType(inst);
    boolean fits = fixed == null ? op.typing().domain().contains(type.ir()) : type.ir() == fixed;
    if (!fits) {
      throw body.error(inst.at(), "%s gives no %s".formatted(op.mnemonic(), type));
    }
    Operand address = inst.operands().getFirst();
    int memory = memory(address);
    return n.load(op, type, memory, address(address, memory), address.offset());
  }

  private void store(Op op, InstNode inst) {
    checkOperands(inst, 2);
    int memory = memory(inst.operands().getFirst());
    Val value = value(inst, 0);
    if (!op.typing().domain().contains(value.type().ir())) {
      throw body.error(operand(inst, 0), "%s stores no %s".formatted(op.mnemonic(), value.type()));
    }
    Operand address = inst.operands().get(1);
    n.store(op, value, memory, address(address, memory), address.offset());
  }

  private int address(Operand operand, int memory) {
    TextType type = memory == Function.NATIVE_MEMORY ? TextType.I64 : TextType.I32;
    if (!body.names.isModuleText() && body.value(operand.main()).type() == TextType.I32) {
      throw new OutsideSubset("32-bit addresses");
    }
    return body.typed(operand.main(), type).id();
  }

  /** The memory among an operand's flags, native unless one is named. */
  private int memory(Operand operand) {
    int memory = Function.NATIVE_MEMORY;
    for (Token flag : operand.flags()) {
      if (flag.isEntity("mem")) {
        memory = flag.entity("mem");
      } else if (flag.is("big")) {
        throw new OutsideSubset("big-endian memory");
      } else if (!MEMORY_FLAGS.contains(flag.text())
          && !flag.isEntity("region")
          && TrapCode.parse(flag.text()) == null) {
        throw body.error(flag, "expected a memory flag, found " + flag.describe());
      }
    }
    return memory;
  }

  private int stackAddress(InstNode inst, int k) {
    Operand slot = inst.operands().size() > k ? inst.operands().get(k) : null;
    if (slot == null) {
      throw body.error(inst.at(), inst.mnemonic() + " needs a stack slot");
    }
    if (inst.mnemonic().equals("stack_addr") && inst.type() == TextType.I32) {
      throw new OutsideSubset("32-bit addresses");
    }
    int number = body.slot(slot.main());
    return body.b.emit(Op.STACK_ADDR, Type.I64.ordinal(), slot.offset(), number);
  }

  // ---- entities ----

  private List<Val> global(Op op, InstNode inst) {
    boolean gets = op == Op.GLOBAL_GET;
    checkOperands(inst, gets ? 1 : 2);
    int global = entity(operand(inst, gets ? 0 : 1), "global");
    if (gets) {
      TextType type = resultType(inst);
      return List.of(new Val(body.b.emit(op, type.ir().ordinal(), 0, global), type));
    }
    Val value = value(inst, 0);
    body.b.emit(op, value.type().ir().ordinal(), 0, global, value.id());
    return List.of();
  }

  /** Operations on memories, tables and segments: their entities first, then plain values. */
  private List<Val> entities(Op op, InstNode inst, int noType) {
    long imm = 0;
    int aux = 0;
    int first = 0;
    switch (op.format()) {
      case MEMORY, MEMORY_PAIR -> aux = entity(operand(inst, first++), "mem");
      case TABLE, TABLE_PAIR -> aux = entity(operand(inst, first++), "table");
      case FUNCTION -> aux = calls.callee(operand(inst, first++)).index();
      default -> {}
    }
    switch (op) {
      case MEMORY_COPY -> imm = entity(operand(inst, first++), "mem");
      case MEMORY_INIT, DATA_DROP -> imm = entity(operand(inst, first++), "data");
      case TABLE_COPY -> imm = entity(operand(inst, first++), "table");
      case TABLE_INIT, ELEM_DROP -> imm = entity(operand(inst, first++), "elem");
      default -> {}
    }
    String letters = op.typing().operands();
    checkOperands(inst, first + letters.length());
    int[] args = new int[letters.length()];
    for (int k = 0; k < args.length; k++) {
      args[k] = typed(inst, first + k, fixed(letters.charAt(k))).id();
    }
    int result = body.b.emit(op, noType, imm, aux, args, args.length);
    return result < 0 ? List.of() : List.of(new Val(result, fixed(op.typing().result().charAt(0))));
  }

  private static TextType fixed(char letter) {
    Type type = Typing.fixed(letter);
    if (type == null) {
      throw new AssertionError("an operation on entities with operands of any type");
    }
    return TextType.of(type);
  }

  // ---- control ----

  private void terminator(Op op, InstNode inst) {
    switch (op.format()) {
      case JUMP -> {
        checkOperands(inst, 1);
        Operand target = inst.operands().getFirst();
        body.edge(body.b.jump(body.target(target).number()), target);
      }
      case BRIF -> {
        checkOperands(inst, 3);
        Operand taken = inst.operands().get(1);
        Operand other = inst.operands().get(2);
        int condition = n.condition(integer(inst, 0));
        int edge = body.b.brif(condition, body.target(taken).number(), body.target(other).number());
        body.edge(edge, taken);
        body.edge(edge + 1, other);
      }
      case BR_TABLE -> branchTable(inst);
      case RETURN -> {
        List<TextType> types = body.node.signature().resultTypes();
        body.checkCount(inst.at(), "return", types.size(), inst.operands().size());
        int[] values = new int[types.size()];
        for (int k = 0; k < values.length; k++) {
          values[k] = typed(inst, k, types.get(k)).id();
        }
        body.b.ret(values);
      }
      default -> trap(op, inst);
    }
  }

  private void branchTable(InstNode inst) {
    checkOperands(inst, 3);
    Operand table = inst.operands().get(2);
    if (!table.isList()) {
      throw body.error(
          table.main(), "expected '[block1, block2]', found " + table.main().describe());
    }
    List<Operand> targets = new ArrayList<>(table.argsOrNone());
    targets.add(inst.operands().get(1));
    int index = typed(inst, 0, TextType.I32).id();
    int edge =
        body.b.brTable(
            index, targets.stream().mapToInt(target -> body.target(target).number()).toArray());
    for (Operand target : targets) {
      body.edge(edge++, target);
    }
  }

  private void trap(Op op, InstNode inst) {
    boolean always = op == Op.TRAP;
    checkOperands(inst, always ? 1 : 2);
    Token code = operand(inst, always ? 0 : 1);
    if (always) {
      body.b.trap(trapCode(code), userCode(code));
    } else {
      body.b.trapIf(op, n.condition(integer(inst, 0)), trapCode(code), userCode(code));
    }
  }
}
