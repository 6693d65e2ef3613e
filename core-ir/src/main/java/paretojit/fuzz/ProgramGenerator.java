package paretojit.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.ir.Type;
import paretojit.ir.Typing;

/**
 * Generates modules of a few functions with one memory, one table, globals and stack slots.
 *
 * <p>Control flow is structured: straight lines, diamonds, counted loops, switches; values made
 * inside a construct leave it through block parameters, so that dominance holds by construction.
 * Functions call only functions of lower index, through all three kinds of call. Addresses are
 * masked into the memory most of the time. Every program ends after a bounded number of steps.
 */
public final class ProgramGenerator {
  /** Name of the exported function to call; it takes an i32, an i64, an f32 and an f64. */
  public static final String MAIN = "main";

  private static final Signature MAIN_SIGNATURE =
      Signature.of(
          List.of(Type.I32, Type.I64, Type.F32, Type.F64),
          List.of(Type.I64, Type.F64, Type.I32, Type.F32));

  private static final int MAX_DEPTH = 4;
  private static final int MAX_TRIPS = 6;
  private static final int GLOBALS = 8;
  private static final long ADDRESS_MASK = 0xfff8;
  private static final int[] VARIABLE_OFFSETS = {16, 20, 24, 28, 18};

  private static final Op[] VALUE_OPS =
      Arrays.stream(Op.values()).filter(op -> op.format() == Op.Format.PLAIN).toArray(Op[]::new);
  private static final Op[] LOADS =
      Arrays.stream(Op.values()).filter(op -> op.format() == Op.Format.LOAD).toArray(Op[]::new);
  private static final Op[] STORES =
      Arrays.stream(Op.values()).filter(op -> op.format() == Op.Format.STORE).toArray(Op[]::new);

  private final SplittableRandom random;
  private final int size;
  private final List<List<Integer>> scope = new ArrayList<>();
  private final List<Signature> callees = new ArrayList<>();
  private IrModule.Builder module;
  private FunctionBuilder b;
  private int budget;
  private boolean keepsVariables; // in memory, from base address frame
  private int frame;

  private ProgramGenerator(long seed, int size) {
    this.random = new SplittableRandom(seed);
    this.size = size;
    this.module = new IrModule.Builder("fuzz");
    this.b = new FunctionBuilder("", MAIN_SIGNATURE);
    for (int t = 0; t < Type.values().length; t++) {
      scope.add(new ArrayList<>());
    }
  }

  /**
   * A module for a seed.
   *
   * @param size roughly how many constructs a function has; 20 is small, 300 large
   */
  public static IrModule generate(long seed, int size) {
    return new ProgramGenerator(seed, size).generate(seed);
  }

  private IrModule generate(long seed) {
    module = new IrModule.Builder("fuzz" + seed);
    module.addMemory(new IrModule.Memory(1, 2, null));
    byte[] data = new byte[256];
    for (int k = 0; k < data.length; k++) {
      data[k] = (byte) random.nextInt();
    }
    var zero = new IrModule.ConstExpr.Bits(0);
    module.addData(new IrModule.DataSegment(IrModule.SegmentMode.ACTIVE, 0, zero, data));
    for (int g = 0; g < GLOBALS; g++) {
      Signature.Kind kind = Signature.Kind.values()[g % 4];
      var init = new IrModule.ConstExpr.Bits(kind.type().bits() == 32 ? random.nextInt(99) : 7);
      module.addGlobal(new IrModule.Global(kind, true, null, init));
    }
    int functions = 1 + random.nextInt(4);
    List<IrModule.ConstExpr> elements = new ArrayList<>();
    for (int f = 0; f < functions; f++) {
      boolean last = f == functions - 1;
      Signature signature = last ? MAIN_SIGNATURE : randomSignature();
      function(last ? MAIN : "f" + f, signature);
      module.addFunction(b.finish());
      callees.add(signature);
      elements.add(new IrModule.ConstExpr.RefFunc(f));
    }
    module.addTable(new IrModule.Table(Signature.Kind.FUNCREF, functions + 1, functions + 1, null));
    module.addElements(
        new IrModule.ElementSegment(
            IrModule.SegmentMode.ACTIVE, 0, zero, Signature.Kind.FUNCREF, elements));
    module.addExport(new IrModule.Export(MAIN, IrModule.ExportKind.FUNCTION, functions - 1));
    module.addExport(new IrModule.Export("memory", IrModule.ExportKind.MEMORY, 0));
    return module.build();
  }

  private Signature randomSignature() {
    return Signature.of(randomTypes(random.nextInt(9)), randomTypes(random.nextInt(4)));
  }

  private List<Type> randomTypes(int count) {
    List<Type> types = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      types.add(randomType());
    }
    return types;
  }

  private Type randomType() {
    return Type.of(random.nextInt(4));
  }

  // ---- functions and control flow ----

  private void function(String name, Signature signature) {
    b.reset(name, signature);
    module.signatureIndex(signature);
    scope.forEach(List::clear);
    int entry = b.createEntry();
    for (int k = 0; k < signature.params().size(); k++) {
      define(b.param(entry, k));
    }
    b.createSlot(16, 8);
    keepsVariables = random.nextBoolean();
    frame = keepsVariables ? address() : 0;
    budget = size;
    while (budget > 0) {
      statements(0);
    }
    int[] results = new int[signature.results().size()];
    for (int k = 0; k < results.length; k++) {
      results[k] = any(signature.results().get(k));
    }
    b.ret(results);
  }

  private void statements(int depth) {
    int count = 1 + random.nextInt(6);
    for (int k = 0; k < count && budget > 0; k++) {
      budget--;
      if (keepsVariables && random.nextInt(3) == 0) {
        variable();
        continue;
      }
      int choice = random.nextInt(depth < MAX_DEPTH ? 24 : 18);
      switch (choice) {
        case 18, 19 -> diamond(depth);
        case 20, 21 -> loop(depth);
        case 22 -> switchStatement(depth);
        case 23 -> statements(depth + 1);
        case 0 -> store();
        case 1, 2 -> load();
        case 3 -> global();
        case 4 -> call();
        case 5 -> memoryOp();
        case 6 -> stackSlot();
        case 7 -> trapIf();
        default -> valueOp();
      }
    }
  }

  /** Two arms that meet in a block whose parameters carry a value of each arm. */
  private void diamond(int depth) {
    int yes = b.createBlock();
    int no = b.createBlock();
    int join = b.createBlock();
    List<Type> types = randomTypes(random.nextInt(4));
    b.brif(any(Type.I32), yes, no);
    int[] marks = marks();
    for (int arm : new int[] {yes, no}) {
      b.switchTo(arm);
      statements(depth + 1);
      b.jump(join, values(types));
      release(marks);
    }
    b.switchTo(join);
    types.forEach(type -> define(b.addParam(join, type)));
  }

  /** Counts down from a small number; further parameters are carried around. */
  private void loop(int depth) {
    int head = b.createBlock();
    int exit = b.createBlock();
    List<Type> types = randomTypes(random.nextInt(5));
    int[] initial = new int[types.size() + 1];
    initial[0] = b.iconst(Type.I32, 1 + random.nextInt(MAX_TRIPS));
    System.arraycopy(values(types), 0, initial, 1, types.size());
    b.jump(head, initial);
    int[] marks = marks();
    b.switchTo(head);
    int counter = b.addParam(head, Type.I32);
    types.forEach(type -> define(b.addParam(head, type)));
    statements(depth + 1);
    int next = b.binary(Op.ISUB, counter, b.iconst(Type.I32, 1));
    int[] again = new int[initial.length];
    again[0] = next;
    System.arraycopy(values(types), 0, again, 1, types.size());
    List<Type> leaving = randomTypes(random.nextInt(3));
    int[] left = values(leaving);
    int edge = b.brif(next, head, exit);
    b.setEdgeArgs(edge, again, 0, again.length);
    b.setEdgeArgs(edge + 1, left, 0, left.length);
    release(marks);
    b.switchTo(exit);
    leaving.forEach(type -> define(b.addParam(exit, type)));
  }

  private void switchStatement(int depth) {
    int arms = 1 + random.nextInt(4);
    int[] targets = new int[arms + 1];
    for (int k = 0; k <= arms; k++) {
      targets[k] = b.createBlock();
    }
    int join = b.createBlock();
    List<Type> types = randomTypes(1 + random.nextInt(2));
    b.brTable(any(Type.I32), targets);
    int[] marks = marks();
    for (int target : targets) {
      b.switchTo(target);
      statements(depth + 2);
      b.jump(join, values(types));
      release(marks);
    }
    b.switchTo(join);
    types.forEach(type -> define(b.addParam(join, type)));
  }

  private void trapIf() {
    if (random.nextInt(8) == 0) {
      boolean onZero = random.nextBoolean();
      b.trapIf(onZero ? Op.TRAPZ : Op.TRAPNZ, any(Type.I32), TrapCode.USER, random.nextInt(9));
    }
  }

  // ---- values ----

  private void define(int value) {
    scope.get(b.valueType(value).ordinal()).add(value);
  }

  private int[] marks() {
    return scope.stream().mapToInt(List::size).toArray();
  }

  private void release(int[] marks) {
    for (int t = 0; t < marks.length; t++) {
      List<Integer> values = scope.get(t);
      values.subList(marks[t], values.size()).clear();
    }
  }

  private int[] values(List<Type> types) {
    return types.stream().mapToInt(this::any).toArray();
  }

  /** A value of a type: mostly a recent one, sometimes a new constant. */
  private int any(Type type) {
    List<Integer> values = scope.get(type.ordinal());
    if (values.isEmpty() || random.nextInt(6) == 0) {
      return constant(type);
    }
    int back = Math.min(random.nextInt(values.size()), random.nextInt(values.size()));
    return values.get(values.size() - 1 - back);
  }

  private int constant(Type type) {
    int value =
        switch (type) {
          case I32, I64 -> b.iconst(type, interestingInt());
          case F32 -> b.f32const((float) interestingFloat());
          case F64 -> b.f64const(interestingFloat());
        };
    define(value);
    return value;
  }

  private long interestingInt() {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt(-2, 34);
      case 1 -> 1L << random.nextInt(64);
      case 2 -> -1L << random.nextInt(64);
      case 3 -> (1L << random.nextInt(64)) - 1;
      case 4 -> random.nextInt();
      default -> random.nextLong();
    };
  }

  private double interestingFloat() {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt(-3, 4);
      case 1 -> -0.0;
      case 2 -> Double.POSITIVE_INFINITY;
      case 3 -> Double.NaN;
      case 4 -> Math.scalb(random.nextDouble() - 0.5, random.nextInt(140) - 70);
      default -> random.nextInt() * 1.5;
    };
  }

  /** Makes the payload and sign of a NaN the same everywhere, before somebody looks at its bits. */
  private int canonical(int value) {
    Type type = b.valueType(value);
    if (type.isInt()) {
      return value;
    }
    int ordered = b.binary(Op.FCMP_ORD, value, value);
    int nan = type == Type.F32 ? b.f32const(Float.NaN) : b.f64const(Double.NaN);
    return b.select(ordered, value, nan);
  }

  private void valueOp() {
    Op op = VALUE_OPS[random.nextInt(VALUE_OPS.length)];
    if (op.canTrap() && random.nextInt(4) != 0) {
      safeDivision(op);
      return;
    }
    Typing typing = op.typing();
    Type controlling = randomType();
    while (!typing.domain().contains(controlling)) {
      controlling = randomType();
    }
    int[] args = new int[typing.arity()];
    for (int k = 0; k < args.length; k++) {
      args[k] = any(operandType(typing.operands().charAt(k), controlling));
    }
    if (op == Op.BITCAST) {
      args[0] = canonical(args[0]);
    } else if (op == Op.FCOPYSIGN) {
      args[1] = canonical(args[1]);
    }
    define(b.emit(op, controlling.ordinal(), 0, 0, args, args.length));
  }

  /** A division by an odd number other than -1, which cannot trap; conversions are left out. */
  private void safeDivision(Op op) {
    if (op.typing().arity() == 2) {
      Type type = random.nextBoolean() ? Type.I32 : Type.I64;
      int divisor = b.binary(Op.BOR, any(type), b.iconst(type, 1));
      int positive = b.binary(Op.BAND, divisor, b.iconst(type, Integer.MAX_VALUE));
      define(b.binary(op, any(type), positive));
    }
  }

  private Type operandType(char letter, Type controlling) {
    Type fixed = Typing.fixed(letter);
    if (fixed != null) {
      return fixed;
    }
    return switch (letter) {
      case 'T' -> controlling;
      case 'X' ->
          controlling.isInt()
              ? (random.nextBoolean() ? Type.F32 : Type.F64)
              : (random.nextBoolean() ? Type.I32 : Type.I64);
      case 'B' ->
          switch (controlling) {
            case I32 -> Type.F32;
            case I64 -> Type.F64;
            case F32 -> Type.I32;
            case F64 -> Type.I64;
          };
      default -> throw new AssertionError(letter);
    };
  }

  // ---- memory, globals, calls ----

  private int address() {
    int raw = any(Type.I32);
    return random.nextInt(40) == 0
        ? raw
        : b.binary(Op.BAND, raw, b.iconst(Type.I32, random.nextInt(3) == 0 ? 24 : ADDRESS_MASK));
  }

  private int offset() {
    return random.nextInt(50) == 0 ? random.nextInt(65_536) : random.nextInt(9);
  }

  private Type accessType(Op op) {
    if (op.typing().result().equals("l") || op.typing().operands().startsWith("l")) {
      return Type.I64;
    }
    Type type = randomType();
    return op.typing().domain().contains(type) ? type : Type.I32;
  }

  private void load() {
    Op op = LOADS[random.nextInt(LOADS.length)];
    define(b.load(op, accessType(op), 0, address(), offset()));
  }

  private void store() {
    Op op = STORES[random.nextInt(STORES.length)];
    b.store(op, canonical(any(accessType(op))), 0, address(), offset());
  }

  /**
   * Reads or changes a variable in memory: few offsets from one base, as unoptimized code does. Some
   * overlap, and some are read in other widths than they are written.
   */
  private void variable() {
    int offset = VARIABLE_OFFSETS[random.nextInt(VARIABLE_OFFSETS.length)];
    boolean narrow = random.nextInt(8) == 0;
    if (random.nextInt(5) < 2) {
      Op op = narrow ? STORES[random.nextInt(STORES.length)] : Op.STORE;
      Type type = narrow ? accessType(op) : Type.I32;
      b.store(op, canonical(any(type)), 0, frame, offset);
    } else {
      Op op = narrow ? LOADS[random.nextInt(LOADS.length)] : Op.LOAD;
      define(b.load(op, narrow ? accessType(op) : Type.I32, 0, frame, offset));
    }
  }

  private void global() {
    int global = random.nextInt(GLOBALS);
    Type type = Type.of(global % 4);
    if (random.nextBoolean()) {
      define(b.emit(Op.GLOBAL_GET, type.ordinal(), 0, global));
    } else {
      b.emit(Op.GLOBAL_SET, type.ordinal(), 0, global, canonical(any(type)));
    }
  }

  private void stackSlot() {
    int address = b.emit(Op.STACK_ADDR, Type.I64.ordinal(), 8L * random.nextInt(2), 0);
    Type type = randomType();
    b.store(Op.STORE, canonical(any(type)), -1, address, 0);
    define(b.load(Op.LOAD, type, -1, address, 0));
  }

  private void memoryOp() {
    int length = b.binary(Op.BAND, any(Type.I32), b.iconst(Type.I32, 31));
    switch (random.nextInt(6)) {
      case 0 -> define(b.emit(Op.MEMORY_SIZE, Type.I32.ordinal(), 0, 0));
      case 1 -> define(b.emit(Op.MEMORY_GROW, Type.I32.ordinal(), 0, 0, length));
      case 2, 3 -> {
        int[] args = {address(), any(Type.I32), length};
        b.emit(Op.MEMORY_FILL, Type.I32.ordinal(), 0, 0, args, 3);
      }
      default -> {
        int[] args = {address(), address(), length};
        b.emit(Op.MEMORY_COPY, Type.I32.ordinal(), 0, 0, args, 3);
      }
    }
  }

  private void call() {
    if (callees.isEmpty()) {
      return;
    }
    int callee = random.nextInt(callees.size());
    Signature signature = callees.get(callee);
    int kind = random.nextInt(3);
    int[] args = new int[signature.params().size() + (kind == 0 ? 0 : 1)];
    int first = args.length - signature.params().size();
    for (int k = first; k < args.length; k++) {
      args[k] = any(signature.params().get(k - first));
    }
    int signatureIndex = module.signatureIndex(signature);
    int result =
        switch (kind) {
          case 0 -> b.call(Op.CALL, signature, 0, callee, args, args.length);
          case 1 -> {
            // Now and then another function's index, or the null at the end of the table.
            args[0] = b.iconst(Type.I32, random.nextInt(30) == 0 ? random.nextInt(6) : callee);
            yield b.call(Op.CALL_INDIRECT, signature, 0, signatureIndex, args, args.length);
          }
          default -> {
            args[0] = b.emit(Op.REF_FUNC, Type.I64.ordinal(), 0, callee);
            yield b.call(Op.CALL_REF, signature, 0, signatureIndex, args, args.length);
          }
        };
    for (int k = 0; k < signature.results().size(); k++) {
      define(result + k);
    }
  }
}
