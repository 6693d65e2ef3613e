package paretojit.stencil.library;

import static paretojit.ir.Type.F32;
import static paretojit.ir.Type.F64;
import static paretojit.ir.Type.I32;
import static paretojit.ir.Type.I64;
import static paretojit.stencil.library.OperandKind.I;
import static paretojit.stencil.library.OperandKind.R;
import static paretojit.stencil.library.OperandKind.S;
import static paretojit.stencil.library.OperandKind.T;
import static paretojit.stencil.library.OperandKind.W;
import static paretojit.stencil.library.OperandKind.X;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import paretojit.ir.Op;
import paretojit.ir.TrapCode;
import paretojit.ir.Type;
import paretojit.stencil.library.Family.Operand;
import paretojit.stencil.library.Family.Shape;

/**
 * The list of stencil families: which operations there are and where their operands may be. The
 * build compiles it, the code generator looks stencils up by it.
 *
 * <p>Three-operand forms exist for what programs do most; the rest works in place of its first
 * operand ({@code d = d op b}), which costs a move more where the operand lives on.
 */
public final class Catalog {
  private static final Type[] INTS = {I32, I64};
  private static final Type[] FLOATS = {F32, F64};

  /** Operations that take a 64-bit constant from the code: what hashes and masks are made of. */
  private static final Set<Op> WITH_WIDE_CONSTANTS =
      EnumSet.of(Op.IADD, Op.IMUL, Op.BAND, Op.BOR, Op.BXOR);

  private final List<Draft> drafts = new ArrayList<>();
  private final List<Family> families = new ArrayList<>();
  private final Map<String, Family> byName = new HashMap<>();

  public Catalog() {
    for (Type type : INTS) {
      integer(type);
    }
    for (Type type : FLOATS) {
      floating(type);
    }
    conversions();
    for (Type type : Type.values()) {
      memory(type);
      moves(type);
    }
    instance();
    flags();
    supernodes();
    control();
  }

  public List<Family> families() {
    return families;
  }

  public int size() {
    return families.size();
  }

  /** Tells apart catalogs whose stencils have other keys. */
  public int fingerprint() {
    int hash = families.size();
    for (Family family : families) {
      hash = 31 * hash + family.name().hashCode();
      for (Operand operand : family.operands()) {
        hash = 31 * hash + operand.kinds();
      }
    }
    return hash;
  }

  /** The family of the given name, or null. */
  public @Nullable Family find(String name) {
    return byName.get(name);
  }

  /** The family of the given name; that there is one is an invariant of the callers. */
  public Family family(String name) {
    Family family = byName.get(name);
    if (family == null) {
      throw new AssertionError("no stencil family " + name);
    }
    return family;
  }

  /** The name of an operation's family or C function on one type: {@code icmp_slt_i64}. */
  public static String name(Op op, Type type) {
    return op.mnemonic().replace(' ', '_') + "_" + type;
  }

  private static String name(Op op, Type to, Type from) {
    return name(op, to) + "_" + from;
  }

  private void integer(Type t) {
    for (Op op :
        List.of(Op.IADD, Op.ISUB, Op.IMUL, Op.BAND, Op.BOR, Op.BXOR, Op.ISHL, Op.USHR, Op.SSHR)) {
      boolean isWide = t == I64 && WITH_WIDE_CONSTANTS.contains(op);
      int apart = op == Op.IADD ? Family.HAS_APART : 0;
      add(name(op, t), Shape.VALUE, Family.HAS_IMMEDIATE | apart)
          .result(t, R | S)
          .operand(t, R | S | T)
          .operand(t, R | S | T | I | (isWide ? W : 0));
    }
    add("rotate_" + t, Shape.VALUE, 0).result(I64, R | S).operand(I64, R | S);
    for (Op op : List.of(Op.ROTL, Op.ROTR)) {
      add(name(op, t), Shape.VALUE, Family.HAS_IMMEDIATE | Family.REUSES_RESULT_FIRST)
          .result(t, R | T)
          .operand(t, R | S | T | I);
    }
    for (Op op : List.of(Op.SMIN, Op.SMAX, Op.UMIN, Op.UMAX, Op.SMULHI, Op.UMULHI)) {
      add(name(op, t), Shape.VALUE, Family.REUSES_RESULT_FIRST)
          .result(t, R | T)
          .operand(t, R | S | T);
    }
    for (Op op : List.of(Op.UDIV, Op.SDIV, Op.UREM, Op.SREM)) {
      add(name(op, t), Shape.TRAPPING_VALUE, Family.REUSES_RESULT_FIRST)
          .traps(op)
          .result(t, R | T)
          .operand(t, R | S | T);
    }
    for (Op op :
        List.of(
            Op.BNOT,
            Op.INEG,
            Op.IABS,
            Op.CLZ,
            Op.CTZ,
            Op.POPCNT,
            Op.BSWAP,
            Op.BITREV,
            Op.SEXTEND8,
            Op.SEXTEND16)) {
      unary(name(op, t), t, t, 0);
    }
    for (Op op : compares(Op::isIntCompare)) {
      add(name(op, t), Shape.VALUE, Family.HAS_IMMEDIATE)
          .result(I32, T)
          .operand(t, R | S | T)
          .operand(t, R | S | T | I);
      add("br_" + name(op, t), Shape.BRANCH, Family.HAS_IMMEDIATE)
          .calls(name(op, t))
          .operand(t, R | S | T)
          .operand(t, R | S | T | I);
    }
  }

  private void floating(Type t) {
    for (Op op : List.of(Op.FADD, Op.FSUB, Op.FMUL, Op.FDIV)) {
      add(name(op, t), Shape.VALUE, 0)
          .result(t, X | S)
          .operand(t, X | S | T)
          .operand(t, X | S | T | W);
    }
    for (Op op : List.of(Op.FMIN, Op.FMAX, Op.FCOPYSIGN)) {
      add(name(op, t), Shape.VALUE, Family.REUSES_RESULT_FIRST)
          .result(t, X | T)
          .operand(t, X | S | T);
    }
    add(name(Op.FMA, t), Shape.VALUE, Family.REUSES_RESULT_LAST)
        .result(t, X | T)
        .operand(t, X | S)
        .operand(t, X | S);
    for (Op op : List.of(Op.SQRT, Op.FNEG, Op.FABS, Op.CEIL, Op.FLOOR, Op.TRUNC, Op.NEAREST)) {
      unary(name(op, t), t, t, 0);
    }
    for (Op op : compares(Op::isFloatCompare)) {
      add(name(op, t), Shape.VALUE, 0).result(I32, T).operand(t, X | S | T).operand(t, X | S | T);
      add("br_" + name(op, t), Shape.BRANCH, 0)
          .calls(name(op, t))
          .operand(t, X | S | T)
          .operand(t, X | S | T);
    }
  }

  private void conversions() {
    unary(name(Op.SEXTEND32, I64), I64, I64, 0);
    add("add_wide_i64", Shape.VALUE, 0).result(I64, T).operand(I64, R | S | T);
    unary(name(Op.UEXTEND, I64, I32), I64, I32, Family.KEEPS_TEMPS);
    unary(name(Op.SEXTEND, I64, I32), I64, I32, 0);
    unary(name(Op.IREDUCE, I32, I64), I32, I64, 0);
    unary(name(Op.FPROMOTE, F64, F32), F64, F32, 0);
    unary(name(Op.FDEMOTE, F32, F64), F32, F64, 0);
    for (Type[] pair : new Type[][] {{I32, F32}, {F32, I32}, {I64, F64}, {F64, I64}}) {
      unary(name(Op.BITCAST, pair[0], pair[1]), pair[0], pair[1], 0);
    }
    for (Type from : FLOATS) {
      for (Type to : INTS) {
        for (Op op : List.of(Op.FCVT_TO_SINT, Op.FCVT_TO_UINT)) {
          add(name(op, to, from), Shape.TRAPPING_VALUE, 0)
              .traps(op)
              .result(to, R | S | T)
              .operand(from, X | S | T);
        }
        unary(name(Op.FCVT_TO_SINT_SAT, to, from), to, from, 0);
        unary(name(Op.FCVT_TO_UINT_SAT, to, from), to, from, 0);
        unary(name(Op.FCVT_FROM_SINT, from, to), from, to, 0);
        unary(name(Op.FCVT_FROM_UINT, from, to), from, to, 0);
      }
    }
  }

  private void memory(Type t) {
    List<Op> loads =
        switch (t) {
          case I32 -> List.of(Op.LOAD, Op.ULOAD8, Op.SLOAD8, Op.ULOAD16, Op.SLOAD16);
          case I64 ->
              List.of(
                  Op.LOAD, Op.ULOAD8, Op.SLOAD8, Op.ULOAD16, Op.SLOAD16, Op.ULOAD32, Op.SLOAD32);
          case F32, F64 -> List.of(Op.LOAD);
        };
    int result = t.isInt() ? R | S : X | S;
    for (Op op : loads) {
      add(name(op, t), Shape.TRAPPING_VALUE, Family.TAKES_CONTEXT | Family.TAKES_BASE)
          .traps(op)
          .result(t, result)
          .operand(I64, R | S | T);
      add("guarded_" + name(op, t), Shape.VALUE, Family.TAKES_BASE)
          .result(t, result)
          .operand(I64, R | S | T);
      add("any_" + name(op, t), Shape.TRAPPING_VALUE, Family.TAKES_CONTEXT)
          .traps(op)
          .result(t, result)
          .operand(I64, T);
      add("native_" + name(op, t), Shape.VALUE, Family.KEEPS_TEMPS)
          .result(t, result | T)
          .operand(I64, R | S | T);
    }
    // Narrow stores take their low bits from a register of either width.
    List<Op> stores = t == I64 ? List.of(Op.ISTORE8, Op.ISTORE16, Op.STORE) : List.of(Op.STORE);
    for (Op op : stores) {
      int value = t.isInt() ? R | S | T | I : X | S | T;
      add(name(op, t), Shape.TRAPPING_EFFECT, Family.TAKES_CONTEXT | Family.TAKES_BASE)
          .traps(op)
          .operand(t, value)
          .operand(I64, R | S | T);
      add("guarded_" + name(op, t), Shape.EFFECT, Family.TAKES_BASE)
          .operand(t, value)
          .operand(I64, R | S | T);
      add("any_" + name(op, t), Shape.TRAPPING_EFFECT, Family.TAKES_CONTEXT)
          .traps(op)
          .operand(t, t.isInt() ? R | S : X | S)
          .operand(I64, T);
      add("native_" + name(op, t), Shape.EFFECT, Family.KEEPS_TEMPS)
          .operand(t, value)
          .operand(I64, R | S | T);
    }
    for (String prefix : List.of("global_", "indirect_")) {
      add(prefix + "get_" + t, Shape.VALUE, Family.TAKES_CONTEXT).result(t, result);
      add(prefix + "set_" + t, Shape.EFFECT, Family.TAKES_CONTEXT)
          .operand(t, t.isInt() ? R | S | T | I : X | S | T);
    }
  }

  private void moves(Type t) {
    if (t == I32) {
      add("move_i32", Shape.VALUE, Family.KEEPS_TEMPS | Family.KEEPS_FLAGS)
          .calls("move_i64")
          .result(t, R | S | T)
          .operand(t, I);
      return;
    }
    int registers = t.isInt() ? R : X;
    add("move_" + t, Shape.VALUE, Family.KEEPS_TEMPS | Family.KEEPS_FLAGS)
        .result(t, registers | S | T)
        .operand(t, registers | S | T | W | (t.isInt() ? I : 0));
    for (String name : List.of("select_", "select_not_")) {
      add(name + t, Shape.VALUE, Family.REUSES_RESULT_FIRST)
          .result(t, registers | T)
          .operand(I32, R | S | T)
          .operand(t, registers | S);
    }
  }

  private void instance() {
    add("stack_addr_i64", Shape.VALUE, Family.TAKES_FRAME).result(I64, R | S | T);
    add("vmctx_i64", Shape.VALUE, Family.TAKES_CONTEXT).result(I64, R | S | T);
    add("memory_size_i32", Shape.VALUE, Family.TAKES_CONTEXT).result(I32, R | S);
    add("any_memory_size_i32", Shape.VALUE, Family.TAKES_CONTEXT).result(I32, R | S);
    add("table_size_i32", Shape.VALUE, Family.TAKES_CONTEXT).result(I32, R | S);
    add("ref_func_i64", Shape.VALUE, Family.TAKES_CONTEXT).result(I64, R | S);
    add("table_get_i64", Shape.TRAPPING_VALUE, Family.TAKES_CONTEXT)
        .traps(Op.TABLE_GET)
        .result(I64, R | S)
        .operand(I32, R | S | T);
    add("table_set_i64", Shape.TRAPPING_EFFECT, Family.TAKES_CONTEXT)
        .traps(Op.TABLE_SET)
        .operand(I32, R | S)
        .operand(I64, R | S | T);
    add("check_indirect_i64", Shape.TRAPPING_VALUE, Family.TAKES_CONTEXT)
        .traps(Op.CALL_INDIRECT)
        .result(I64, T)
        .operand(I32, R | S | T);
    add("check_ref_i64", Shape.TRAPPING_VALUE, 0)
        .traps(Op.CALL_REF)
        .result(I64, T)
        .operand(I64, R | S | T);
  }

  /** Comparisons that leave their result in the flags, and what uses it. */
  private void flags() {
    for (Type t : INTS) {
      for (String name : List.of("flags_cmp_", "flags_test_")) {
        add(name + t, Shape.EFFECT, Family.SETS_FLAGS | Family.HAS_IMMEDIATE)
            .operand(I64, R | S | T)
            .operand(I64, R | S | T | I);
      }
      add("flags_zero_" + t, Shape.EFFECT, Family.SETS_FLAGS).operand(I64, R | S | T);
      add(
              "flags_load_" + t,
              Shape.EFFECT,
              Family.SETS_FLAGS | Family.HAS_IMMEDIATE | Family.TAKES_BASE)
          .operand(I64, R | S | T)
          .operand(I64, R | S | I);
    }
    add("flags_uload8_i32", Shape.EFFECT, Family.SETS_FLAGS | Family.TAKES_BASE)
        .operand(I64, R | S | T);
    for (Op op : compares(Op::isIntCompare)) {
      String condition = condition(op);
      add("set_" + condition, Shape.VALUE, Family.KEEPS_FLAGS).result(I64, R | S | T);
      add("choose_" + condition, Shape.VALUE, Family.REUSES_RESULT_FIRST | Family.KEEPS_FLAGS)
          .result(I64, R | T)
          .operand(I64, R | S);
      add("br_flags_" + condition, Shape.BRANCH, Family.KEEPS_FLAGS).calls("flags_" + condition);
      if (!condition.startsWith("u")) {
        for (Type t : INTS) {
          String name = condition + "_zero_" + t;
          add("br_" + name, Shape.BRANCH, 0).calls(name).operand(t, R | S | T);
        }
      }
    }
  }

  /** A comparison's condition: {@code slt} of {@code icmp slt}. */
  public static String condition(Op op) {
    return op.mnemonic().substring(op.mnemonic().indexOf(' ') + 1);
  }

  /** Two operations in one. */
  private void supernodes() {
    for (Type t : INTS) {
      for (Op op : List.of(Op.IADD, Op.ISUB, Op.IMUL, Op.BAND, Op.BOR, Op.BXOR)) {
        add(
                op.mnemonic() + "_load_" + t,
                Shape.VALUE,
                Family.TAKES_BASE | Family.REUSES_RESULT_FIRST)
            .result(t, R | T)
            .operand(I64, R | S | T);
      }
    }
    for (Type t : FLOATS) {
      for (Op op : List.of(Op.FADD, Op.FSUB, Op.FMUL, Op.FDIV)) {
        add(op.mnemonic() + "_load_" + t, Shape.VALUE, Family.TAKES_BASE)
            .result(t, X | T)
            .operand(t, X | S)
            .operand(I64, R | S | T);
      }
    }
    add("sum_imm_i32", Shape.VALUE, 0).result(I64, R | S).operand(I64, R | S).operand(I64, R | S);
    for (int k = 1; k <= 3; k++) {
      add("sum_shl" + k + "_i32", Shape.VALUE, 0)
          .result(I32, R | S)
          .operand(I32, R | S | T)
          .operand(I32, R | S);
      add("shl" + k + "_imm_i32", Shape.VALUE, 0).result(I64, R | S).operand(I64, R | S);
    }
  }

  private void control() {
    add("jump", Shape.JUMP, 0);
    add("br_nonzero", Shape.BRANCH, 0).calls("nonzero_i32").operand(I32, R | S | T);
    add("br_zero", Shape.BRANCH, 0).calls("zero_i32").operand(I32, R | S | T);
    add("br_table", Shape.TABLE, 0).operand(I32, R | S | T);
    for (String name : List.of("trapz_i32", "trapnz_i32")) {
      Draft draft = add(name, Shape.TRAPPING_EFFECT, 0);
      draft.traps.add(HoleKind.TRAP_EXPLICIT);
      draft.operand(I32, R | S | T);
    }
    for (String name :
        List.of(
            "prologue",
            "return",
            "call",
            "call_ref",
            "runtime",
            "trap_at",
            "trap_site",
            "trap",
            "enter",
            "call_entered")) {
      add("glue_" + name, Shape.GLUE, 0);
    }
    drafts.forEach(this::finish);
  }

  private void unary(String name, Type to, Type from, int flags) {
    add(name, Shape.VALUE, flags)
        .result(to, (to.isInt() ? R : X) | S | T)
        .operand(from, (from.isInt() ? R : X) | S | T);
  }

  private static List<Op> compares(java.util.function.Predicate<Op> which) {
    return Stream.of(Op.values()).filter(which).toList();
  }

  private Draft add(String name, Shape shape, int flags) {
    Draft draft = new Draft(name, shape, flags);
    drafts.add(draft);
    return draft;
  }

  private void finish(Draft draft) {
    Family family =
        new Family(
            families.size(),
            draft.name,
            draft.function,
            draft.shape,
            List.copyOf(draft.operands),
            List.copyOf(draft.traps),
            draft.flags);
    families.add(family);
    if (byName.put(family.name(), family) != null) {
      throw new AssertionError("two families " + family.name());
    }
  }

  /** A family whose operands are still being listed. */
  private static final class Draft {
    private final String name;
    private final Shape shape;
    private final int flags;
    private String function;
    private final List<Operand> operands = new ArrayList<>();
    private final List<HoleKind> traps = new ArrayList<>();

    Draft(String name, Shape shape, int flags) {
      this.name = name;
      this.function = name;
      this.shape = shape;
      this.flags = flags;
    }

    Draft calls(String name) {
      this.function = name;
      return this;
    }

    Draft result(Type type, int kinds) {
      operands.add(new Operand(type, kinds, true));
      return this;
    }

    Draft operand(Type type, int kinds) {
      operands.add(new Operand(type, kinds, false));
      return this;
    }

    Draft traps(Op op) {
      for (TrapCode code : TrapCode.values()) {
        if (op.traps().contains(code)) {
          traps.add(
              HoleKind.ofSymbol("TRAP_" + code.name().toUpperCase(Locale.ROOT)).orElseThrow());
        }
      }
      return this;
    }
  }
}
