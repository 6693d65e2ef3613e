package paretojit.interp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import paretojit.engine.CompileStats;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.ir.Typing;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;

/** Every operation that {@link Op#eval} defines gives the same in the interpreter. */
final class InterpreterOpTest {
  private static final long[] EDGES_32 = {
    0,
    1,
    2,
    3,
    31,
    32,
    33,
    127,
    128,
    255,
    0x7fff,
    0x8000,
    0xffff,
    0x1234_5678,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    -1,
    -2,
    -128,
    -129,
    0xdead_beef
  };
  private static final long[] EDGES_64 = {
    0,
    1,
    2,
    31,
    32,
    63,
    64,
    65,
    255,
    0x7fff_ffffL,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    0x0123_4567_89ab_cdefL,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -2,
    -0x8000_0000L
  };
  private static final float[] FLOATS = {
    0f,
    -0f,
    1f,
    -1f,
    0.5f,
    -0.5f,
    1.5f,
    2.5f,
    -2.5f,
    3.999f,
    0x1p31f,
    -0x1p31f,
    0x1p32f,
    0x1p63f,
    -0x1p63f,
    0x1p64f,
    Float.MIN_VALUE,
    Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN
  };
  private static final double[] DOUBLES = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    2147483647.5,
    -2147483648.9,
    4294967295.9,
    0x1p31,
    0x1p32,
    0x1p63,
    -0x1p63,
    0x1p64,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    1e-320,
    16777217.0,
    0.1
  };

  /** An operation at definite types. */
  private record Case(Op op, Type result, List<Type> operands) {}

  @ParameterizedTest
  @EnumSource(Op.class)
  void equalsEval(Op op) {
    if (!op.isEvaluable()) {
      return;
    }
    List<Case> cases = cases(op);
    assertTrue(!cases.isEmpty());
    for (Case c : cases) {
      check(c);
    }
  }

  /** Comparisons fused into branches, in either layout of the targets. */
  @ParameterizedTest
  @EnumSource(Op.class)
  void branchesEqualEval(Op op) {
    if (!op.isIntCompare()) {
      return;
    }
    for (Case c : cases(op)) {
      for (boolean trueFirst : new boolean[] {true, false}) {
        checkAll(c, branch(c, trueFirst));
      }
    }
  }

  @Test
  void everyBytecodeIsReached() {
    // The selection must use each typed operation of the loop at least once over all cases.
    boolean[] used = new boolean[Bytecode.EVAL];
    for (Op op : Op.values()) {
      if (op.isEvaluable() && op != Op.SELECT) {
        for (Case c : cases(op)) {
          int code = Selection.plain(op, c.result, c.operands.getFirst().bits() == 64);
          if (code != Selection.EVAL) {
            used[code] = true;
          }
        }
      }
    }
    for (int code = Bytecode.AND; code <= Bytecode.F64_FROM_INT; code++) {
      assertTrue(used[code], "operation " + code);
    }
  }

  private static void check(Case c) {
    FunctionBuilder b = new FunctionBuilder("f", signature(c));
    int entry = b.createEntry();
    int[] args = new int[c.operands.size()];
    Arrays.setAll(args, k -> b.param(entry, k));
    b.ret(b.emit(c.op, c.result.ordinal(), 0, 0, args, args.length));
    checkAll(c, b.finish());
  }

  private static Function branch(Case c, boolean trueFirst) {
    FunctionBuilder b = new FunctionBuilder("f", signature(c));
    int entry = b.createEntry();
    int yes = b.createBlock();
    int no = b.createBlock();
    int condition = b.binary(c.op, b.param(entry, 0), b.param(entry, 1));
    b.brif(condition, yes, no);
    for (int block : trueFirst ? new int[] {yes, no} : new int[] {no, yes}) {
      b.switchTo(block);
      b.ret(b.iconst(Type.I32, block == yes ? 1 : 0));
    }
    return b.finish();
  }

  private static Signature signature(Case c) {
    return Signature.of(c.operands, List.of(c.result));
  }

  private static void checkAll(Case c, Function function) {
    IrModule.Builder module = new IrModule.Builder("m");
    int index = module.addFunction(function);
    try (Store store = new Store()) {
      Instance instance =
          InterpreterProvider.oracle()
              .compile(module.build(), new CompileStats())
              .instantiate(store, new Imports());
      long[] results = new long[1];
      forEach(
          c.operands,
          args -> {
            String expected =
                outcome(
                    () ->
                        c.op.eval(
                            c.result, c.operands.getFirst(), args[0], at(args, 1), at(args, 2)));
            String actual =
                outcome(
                    () -> {
                      instance.invoke(index, args, results);
                      return results[0];
                    });
            assertEquals(expected, actual, () -> c + Arrays.toString(args));
          });
    }
  }

  private static long at(long[] args, int k) {
    return k < args.length ? args[k] : 0;
  }

  private interface Evaluation {
    long run();
  }

  private static String outcome(Evaluation evaluation) {
    try {
      return Long.toHexString(evaluation.run());
    } catch (TrapException e) {
      return e.trapName();
    }
  }

  private static void forEach(List<Type> types, Consumer<long[]> action) {
    long[] args = new long[types.size()];
    fill(types, args, 0, action);
  }

  private static void fill(List<Type> types, long[] args, int k, Consumer<long[]> action) {
    if (k == args.length) {
      action.accept(args);
      return;
    }
    for (long edge : edges(types.get(k))) {
      args[k] = edge;
      fill(types, args, k + 1, action);
    }
  }

  private static long[] edges(Type type) {
    return switch (type) {
      case I32 -> Arrays.stream(EDGES_32).map(v -> (int) v).toArray();
      case I64 -> EDGES_64;
      case F32 -> {
        long[] bits = new long[FLOATS.length];
        Arrays.setAll(bits, k -> Float.floatToRawIntBits(FLOATS[k]));
        yield bits;
      }
      case F64 -> Arrays.stream(DOUBLES).mapToLong(Double::doubleToRawLongBits).toArray();
    };
  }

  private static List<Case> cases(Op op) {
    List<Case> cases = new ArrayList<>();
    for (Type controlling : Type.values()) {
      if (!op.typing().domain().contains(controlling)) {
        continue;
      }
      for (Type other : Type.values()) {
        Type result = type(op.typing().result().charAt(0), controlling, other);
        List<@Nullable Type> operands =
            op.typing()
                .operands()
                .chars()
                .mapToObj(ch -> type((char) ch, controlling, other))
                .toList();
        if (result != null && operands.stream().allMatch(t -> t != null)) {
          Case c = new Case(op, result, operands.stream().flatMap(Stream::ofNullable).toList());
          if (!cases.contains(c)) {
            cases.add(c);
          }
        }
      }
    }
    return cases;
  }

  private static @Nullable Type type(char letter, Type controlling, Type other) {
    Type fixed = Typing.fixed(letter);
    if (fixed != null) {
      return fixed;
    }
    boolean otherKind = other.isInt() != controlling.isInt();
    return switch (letter) {
      case 'T' -> controlling;
      case 'X' -> otherKind ? other : null;
      case 'B' -> otherKind && other.bits() == controlling.bits() ? other : null;
      default -> throw new AssertionError(letter);
    };
  }
}
