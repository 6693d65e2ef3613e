package paretojit.ir.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.IrModule.ConstExpr;
import paretojit.ir.IrModule.ImportName;
import paretojit.ir.IrModule.SegmentMode;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.Signature.Kind;
import paretojit.ir.TrapCode;
import paretojit.ir.Type;
import paretojit.ir.Typing;

/** Random verified modules that use every opcode and every kind of entity. */
final class RandomModules {
  private static final List<Signature> SIGNATURES =
      List.of(
          Signature.of(List.of(Type.I32), List.of(Type.I64)),
          Signature.ofKinds(
              List.of(Kind.FUNCREF, Kind.F64), List.of(Kind.F32, Kind.EXTERNREF, Kind.I32)),
          Signature.of(List.of(Type.I32), List.of(Type.I64)),
          Signature.of(List.of(), List.of()));

  /** Signatures by function: two imports, then the defined ones. */
  private static final int[] FUNCTIONS = {1, 3, 2, 1, 0};

  private static final int IMPORTS = 2;
  private static final Kind[] GLOBALS = {
    Kind.I32, Kind.I32, Kind.I64, Kind.F32, Kind.F64, Kind.FUNCREF
  };
  private static final int BLOCKS = 6;

  private final Random random;
  private FunctionBuilder b = new FunctionBuilder("", SIGNATURES.get(3));

  /** Values that every block may use, and those of the block being filled, by type. */
  private final List<List<Integer>> common = lists();

  private final List<List<Integer>> local = lists();

  RandomModules(long seed) {
    random = new Random(seed);
  }

  private static List<List<Integer>> lists() {
    List<List<Integer>> lists = new ArrayList<>();
    for (Type type : Type.values()) {
      lists.add(new ArrayList<>(type.bits()));
    }
    return lists;
  }

  IrModule next() {
    IrModule.Builder m = new IrModule.Builder("m \"\u00e9\\\n" + random.nextInt(9));
    SIGNATURES.forEach(m::addSignature);
    m.addImport(new IrModule.FunctionImport(new ImportName("env", "a b"), FUNCTIONS[0]));
    m.addImport(new IrModule.FunctionImport(new ImportName("", "f"), FUNCTIONS[1]));
    m.addMemory(new IrModule.Memory(1, -1, new ImportName("env", "memory")));
    m.addMemory(new IrModule.Memory(0, 65536, null));
    m.addTable(new IrModule.Table(Kind.FUNCREF, 3, 10, null));
    m.addTable(new IrModule.Table(Kind.EXTERNREF, 0, -1, new ImportName("t", "t")));
    m.addGlobal(new IrModule.Global(Kind.I32, true, new ImportName("g", "0"), null));
    m.addGlobal(new IrModule.Global(Kind.I32, true, null, new ConstExpr.GlobalGet(0)));
    for (int k = 2; k < GLOBALS.length - 1; k++) {
      m.addGlobal(new IrModule.Global(GLOBALS[k], true, null, constant(GLOBALS[k].type())));
    }
    m.addGlobal(new IrModule.Global(Kind.FUNCREF, true, null, new ConstExpr.RefFunc(1)));
    m.addGlobal(new IrModule.Global(Kind.EXTERNREF, false, null, new ConstExpr.RefNull()));
    addSegments(m);
    m.addExport(new IrModule.Export("run \u00e9", IrModule.ExportKind.FUNCTION, 2));
    m.addExport(new IrModule.Export("memory", IrModule.ExportKind.MEMORY, 1));
    m.addExport(new IrModule.Export("t", IrModule.ExportKind.TABLE, 0));
    m.addExport(new IrModule.Export("g", IrModule.ExportKind.GLOBAL, 3));
    m.setStart(random.nextBoolean() ? -1 : 1);
    for (int k = IMPORTS; k < FUNCTIONS.length; k++) {
      m.declareFunction(FUNCTIONS[k]);
      m.addBody(function(k == IMPORTS ? "odd name: \"%\"" : "f" + k, SIGNATURES.get(FUNCTIONS[k])));
    }
    return m.build();
  }

  private void addSegments(IrModule.Builder m) {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    m.addData(new IrModule.DataSegment(SegmentMode.ACTIVE, 1, constant(Type.I32), bytes));
    m.addData(new IrModule.DataSegment(SegmentMode.PASSIVE, 0, null, new byte[0]));
    List<ConstExpr> items = List.of(new ConstExpr.RefFunc(0), new ConstExpr.RefNull());
    ConstExpr offset = new ConstExpr.GlobalGet(0);
    m.addElements(new IrModule.ElementSegment(SegmentMode.ACTIVE, 0, offset, Kind.FUNCREF, items));
    m.addElements(
        new IrModule.ElementSegment(SegmentMode.DECLARATIVE, 0, null, Kind.EXTERNREF, List.of()));
  }

  private ConstExpr.Bits constant(Type type) {
    return new ConstExpr.Bits(bits(type));
  }

  /** Bit patterns with the corners that floats have. */
  private long bits(Type type) {
    long[] corners = {0, 1, -1, 0x7fc00000, 0x7f800001, 0xff800000, 0x80000000L, 42};
    long[] wide = {
      0, Long.MIN_VALUE, 0x7ff0000000000000L, 0xfff0000000000001L, 1, -1, -7, 1L << 51
    };
    int pick = random.nextInt(10);
    long raw = pick < 8 ? (type.bits() == 32 ? corners : wide)[pick] : random.nextLong();
    return type.bits() == 32 ? (int) raw : raw;
  }

  // ---- functions ----

  private Function function(String name, Signature signature) {
    b = new FunctionBuilder(name, signature);
    common.forEach(List::clear);
    for (int k = 1 + random.nextInt(3); k > 0; k--) {
      b.createSlot(1 + random.nextInt(40), 1 << random.nextInt(6));
    }
    int entry = b.createEntry();
    local.forEach(List::clear);
    for (int k = 0; k < b.paramCount(entry); k++) {
      see(b.param(entry, k));
    }
    for (Type type : Type.values()) {
      Op op = type.isInt() ? Op.ICONST : type == Type.F32 ? Op.F32CONST : Op.F64CONST;
      see(b.emit(op, type.ordinal(), bits(type), 0));
    }
    for (Type type : Type.values()) {
      common.get(type.ordinal()).addAll(local.get(type.ordinal()));
    }
    int[] blocks = new int[BLOCKS];
    for (int k = 0; k < BLOCKS; k++) {
      blocks[k] = b.createBlock();
      addParams(blocks[k]);
    }
    List<Integer> edges = new ArrayList<>();
    finishBlock(blocks, edges);
    // The last block stays out of the layout, as readers that make blocks early may leave some.
    for (int k = 0; k < BLOCKS - 1; k++) {
      b.switchTo(blocks[k]);
      local.forEach(List::clear);
      for (int p = 0; p < b.paramCount(blocks[k]); p++) {
        see(b.param(blocks[k], p));
      }
      finishBlock(blocks, edges);
    }
    for (int edge : edges) {
      int target = b.edgeTarget(edge);
      int[] args = new int[b.paramCount(target)];
      for (int k = 0; k < args.length; k++) {
        List<Integer> choice = common.get(b.valueType(b.param(target, k)).ordinal());
        args[k] = choice.get(random.nextInt(choice.size()));
      }
      b.setEdgeArgs(edge, args, 0, args.length);
    }
    return b.finish();
  }

  private void addParams(int block) {
    for (int k = random.nextInt(3); k > 0; k--) {
      b.addParam(block, Type.of(random.nextInt(4)));
    }
  }

  private void see(int value) {
    if (value >= 0) {
      local.get(b.valueType(value).ordinal()).add(value);
    }
  }

  private int any(Type type) {
    List<Integer> mine = local.get(type.ordinal());
    List<Integer> from =
        mine.isEmpty() || random.nextInt(3) == 0 ? common.get(type.ordinal()) : mine;
    return from.isEmpty() ? mine.getFirst() : from.get(random.nextInt(from.size()));
  }

  private void finishBlock(int[] blocks, List<Integer> edges) {
    for (int k = 5 + random.nextInt(30); k > 0; k--) {
      b.setSource(random.nextInt(4) == 0 ? -1 : random.nextInt(1 << 20));
      Op op = Op.of(random.nextInt(Op.count()));
      if (!op.isTerminator()) {
        instruction(op);
      }
      if (random.nextInt(8) == 0) {
        addParams(blocks[BLOCKS - 1]);
      }
    }
    int[] targets = new int[1 + random.nextInt(4)];
    for (int k = 0; k < targets.length; k++) {
      targets[k] = blocks[random.nextInt(BLOCKS - 1)];
    }
    switch (random.nextInt(5)) {
      case 0 -> remember(b.jump(targets[0]), 1, edges);
      case 1 -> {
        int first = b.brif(any(Type.I32), targets[0], targets[targets.length - 1]);
        remember(first, 2, edges);
      }
      case 2 -> remember(b.brTable(any(Type.I32), targets), targets.length, edges);
      case 3 -> b.trap(TrapCode.of(random.nextInt(TrapCode.values().length)), 0);
      default -> b.ret(b.signature().results().stream().mapToInt(this::any).toArray());
    }
  }

  private static void remember(int first, int count, List<Integer> edges) {
    for (int k = 0; k < count; k++) {
      edges.add(first + k);
    }
  }

  private void instruction(Op op) {
    Typing typing = op.typing();
    switch (op.format()) {
      case CALL -> {
        int function = random.nextInt(FUNCTIONS.length);
        call(op, SIGNATURES.get(FUNCTIONS[function]), 0, function, new int[0]);
      }
      case CALL_INDIRECT, CALL_REF -> {
        int signature = random.nextInt(SIGNATURES.size());
        boolean indirect = op == Op.CALL_INDIRECT;
        int[] selector = {any(indirect ? Type.I32 : Type.I64)};
        call(op, SIGNATURES.get(signature), indirect ? random.nextInt(2) : 0, signature, selector);
      }
      case TRAP -> {
        boolean user = random.nextBoolean();
        TrapCode code = user ? TrapCode.USER : TrapCode.STACK_OVERFLOW;
        b.trapIf(op, any(Type.I32), code, user ? random.nextInt(99) : 0);
      }
      default -> {
        Type type = controlling(typing);
        long imm = imm(op, type);
        int aux = aux(op, type);
        int[] args = new int[typing.arity()];
        for (int k = 0; k < args.length; k++) {
          args[k] = any(operand(typing.operands().charAt(k), type, aux));
        }
        boolean typed =
            typing.hasResult() || typing.operands().indexOf('T') >= 0 || op == Op.ISTORE32;
        int ordinal = typed ? type.ordinal() : Function.NO_TYPE;
        see(b.emit(op, ordinal, imm, aux, args, args.length));
      }
    }
  }

  private void call(Op op, Signature callee, long imm, int aux, int[] selector) {
    int[] args = new int[selector.length + callee.params().size()];
    System.arraycopy(selector, 0, args, 0, selector.length);
    for (int k = selector.length; k < args.length; k++) {
      args[k] = any(callee.params().get(k - selector.length));
    }
    int first = b.call(op, callee, imm, aux, args, args.length);
    for (int k = 0; k < callee.results().size(); k++) {
      see(first + k);
    }
  }

  private Type controlling(Typing typing) {
    Type fixed = Typing.fixed(typing.result().charAt(0));
    if (typing.operands().indexOf('T') < 0 && fixed != null) {
      return fixed;
    }
    if (typing.operands().startsWith("l")) {
      return Type.I64;
    }
    Type type = Type.of(random.nextInt(4));
    return typing.domain().contains(type) ? type : controlling(typing);
  }

  private static Type operand(char letter, Type type, int aux) {
    Type fixed = Typing.fixed(letter);
    if (fixed != null) {
      return fixed;
    }
    return switch (letter) {
      case 'A' -> aux == Function.NATIVE_MEMORY ? Type.I64 : Type.I32;
      case 'B' ->
          switch (type) {
            case I32 -> Type.F32;
            case I64 -> Type.F64;
            case F32 -> Type.I32;
            case F64 -> Type.I64;
          };
      case 'X' -> type.isInt() ? Type.F64 : Type.I64;
      default -> type;
    };
  }

  private long imm(Op op, Type type) {
    return switch (op.format()) {
      case CONST -> bits(type);
      case LOAD, STORE -> random.nextBoolean() ? 0 : random.nextInt(1 << 30);
      case STACK_ADDR -> random.nextInt(9);
      case MEMORY_PAIR, TABLE_PAIR, SEGMENT -> random.nextInt(2);
      default -> 0;
    };
  }

  private int aux(Op op, Type type) {
    return switch (op.format()) {
      case LOAD, STORE -> random.nextInt(3) - 1;
      case MEMORY, MEMORY_PAIR, TABLE, TABLE_PAIR -> random.nextInt(2);
      case FUNCTION -> random.nextInt(FUNCTIONS.length);
      case GLOBAL -> {
        int global = random.nextInt(GLOBALS.length);
        while (GLOBALS[global].type() != type) {
          global = random.nextInt(GLOBALS.length);
        }
        yield global;
      }
      default -> 0;
    };
  }
}
