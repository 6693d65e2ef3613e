package paretojit.isel.x64;

import static paretojit.emit.x64.Insn.*;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import paretojit.emit.x64.Cond;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Type;
import paretojit.isel.block.BlockPlan;
import paretojit.regalloc.MachineCode;
import paretojit.runtime.CpuFeatures;

/**
 * Selects machine instructions for one function, walking it backwards.
 *
 * <p>A value is computed only if something later asked for it ({@link #use}); a rule that covers
 * several operations at once simply asks for the inner ones' operands instead of their results.
 * What this walk needs to know beforehand, {@link Facts} collects: how often a value is used, which
 * memory writes lie between two places, which bounds checks repeat an earlier one.
 *
 * <p>This class has the line for each opcode, and what all rules share.
 */
final class Selector {
  final IrModule module;
  final CpuFeatures cpu;
  final boolean guarded; // guard pages do the bounds checks of memory 0
  final Machine m = new Machine();
  final Facts facts = new Facts();
  final BlockPlan plan = new BlockPlan();
  final CallShape[] callShapes;
  private final IntRules ints;
  private final BitRules bits;
  private final FloatRules floats;
  final MemoryRules memory;
  final CallRules calls;
  private final ControlRules control;
  final CompareRules compares;

  private @Nullable Function function;
  private int[] vregOf = new int[256];
  private boolean[] usedLater = new boolean[256];
  private boolean[] readInPlace = new boolean[256]; // by load: by the instruction that wants it
  int block; // the planned block now being written

  Selector(IrModule module, CpuFeatures cpu, boolean guarded) {
    this.module = module;
    this.cpu = cpu;
    this.guarded = guarded;
    this.callShapes = module.signatures().stream().map(CallShape::of).toArray(CallShape[]::new);
    this.ints = new IntRules(this);
    this.bits = new BitRules(this);
    this.floats = new FloatRules(this);
    this.memory = new MemoryRules(this);
    this.calls = new CallRules(this);
    this.control = new ControlRules(this);
    this.compares = new CompareRules(this);
  }

  /** The function being selected. */
  Function f() {
    return Objects.requireNonNull(function);
  }

  MachineCode select(Function f) {
    function = f;
    plan.build(f);
    facts.collect(f, plan, guarded);
    if (vregOf.length < f.valueCount()) {
      vregOf = new int[Math.max(f.valueCount(), 2 * vregOf.length)];
      usedLater = new boolean[vregOf.length];
    }
    if (readInPlace.length < f.instCount()) {
      readInPlace = new boolean[Math.max(f.instCount(), 2 * readInPlace.length)];
    }
    Arrays.fill(readInPlace, 0, f.instCount(), false);
    Arrays.fill(usedLater, 0, f.valueCount(), false);
    Arrays.fill(vregOf, 0, f.valueCount(), 0);
    m.code.reset(plan.count());
    calls.start();
    memory.start();
    for (block = plan.count() - 1; block >= 0; block--) {
      int ir = plan.irBlock(block);
      if (ir == BlockPlan.START) {
        control.start();
      } else if (ir < 0) {
        control.edgeBlock(~ir);
      } else {
        selectBlock(ir);
      }
      if (block == 0) {
        m.code.endGroup();
        memory.loadBase();
        m.code.endGroup();
        calls.entry();
      }
      m.code.endBlock(block, plan.depth(block));
      if (plan.loopEnd(block) >= 0) {
        m.code.setLoop(block, plan.loopEnd(block));
      }
    }
    boolean entryHasParams = plan.irBlock(0) == BlockPlan.START;
    for (int b = entryHasParams ? 0 : 1; b < plan.count(); b++) {
      int ir = plan.irBlock(b);
      for (int k = 0; ir >= 0 && k < f.paramCount(ir); k++) {
        m.code.addParam(b, vregOf[f.param(ir, k)]);
      }
    }
    m.code.seal();
    return m.code;
  }

  private void selectBlock(int ir) {
    Function f = f();
    for (int i = f.endInst(ir) - 1; i >= f.firstInst(ir); i--) {
      m.code.setSource(i);
      if (isWanted(i)) {
        select(i);
        m.code.endGroup();
      }
    }
  }

  /** Effects are always wanted, values if somebody asked for them. */
  private boolean isWanted(int i) {
    return f().resultCount(i) != 1
        || vregOf[f().firstResult(i)] != 0
        || Facts.hasEffects(f().opcode(i));
  }

  /** One line for each opcode. */
  private void select(int i) {
    switch (f().op(i)) {
      case ICONST, F32CONST, F64CONST ->
          throw new AssertionError("constants are made at their use");
      case IADD -> ints.add(i);
      case ISUB -> ints.arithmetic(i, SUB32, SUB64);
      case IMUL -> ints.multiply(i);
      case UDIV -> ints.divide(i, false, false);
      case SDIV -> ints.divide(i, true, false);
      case UREM -> ints.divide(i, false, true);
      case SREM -> ints.divide(i, true, true);
      case BAND -> ints.and(i);
      case BOR -> ints.arithmetic(i, OR32, OR64);
      case BXOR -> ints.arithmetic(i, XOR32, XOR64);
      case ISHL -> ints.shift(i, SHL32, SHL64, SHLX32, SHLX64);
      case USHR -> ints.shift(i, SHR32, SHR64, SHRX32, SHRX64);
      case SSHR -> ints.shift(i, SAR32, SAR64, SARX32, SARX64);
      case ROTL -> ints.rotate(i, ROL32, ROL64);
      case ROTR -> ints.rotate(i, ROR32, ROR64);
      case SMIN -> ints.minMax(i, Cond.G);
      case SMAX -> ints.minMax(i, Cond.L);
      case UMIN -> ints.minMax(i, Cond.A);
      case UMAX -> ints.minMax(i, Cond.B);
      case SMULHI -> ints.multiplyHigh(i, true);
      case UMULHI -> ints.multiplyHigh(i, false);
      case BNOT -> ints.unary(i, NOT32, NOT64);
      case INEG -> ints.unary(i, NEG32, NEG64);
      case IABS -> ints.abs(i);
      case CLZ -> bits.countLeadingZeros(i);
      case CTZ -> bits.countTrailingZeros(i);
      case POPCNT -> bits.countOnes(i);
      case BSWAP -> ints.unary(i, BSWAP32, BSWAP64);
      case BITREV -> bits.reverse(i);
      case SEXTEND8 -> ints.widen(i, MOVSX32_8, MOVSX64_8);
      case SEXTEND16 -> ints.widen(i, MOVSX32_16, MOVSX64_16);
      case SEXTEND32, SEXTEND -> ints.widen(i, MOVSXD64, MOVSXD64);
      case ICMP_EQ,
          ICMP_NE,
          ICMP_SLT,
          ICMP_SGE,
          ICMP_SGT,
          ICMP_SLE,
          ICMP_ULT,
          ICMP_UGE,
          ICMP_UGT,
          ICMP_ULE,
          FCMP_EQ,
          FCMP_NE,
          FCMP_LT,
          FCMP_LE,
          FCMP_GT,
          FCMP_GE,
          FCMP_ORD,
          FCMP_UNO,
          FCMP_ONE,
          FCMP_UEQ,
          FCMP_ULT,
          FCMP_ULE,
          FCMP_UGT,
          FCMP_UGE ->
          compares.value(i);
      case SELECT -> compares.select(i);
      case FADD -> floats.binary(i, ADDSS, ADDSD, VADDSS, VADDSD);
      case FSUB -> floats.binary(i, SUBSS, SUBSD, VSUBSS, VSUBSD);
      case FMUL -> floats.binary(i, MULSS, MULSD, VMULSS, VMULSD);
      case FDIV -> floats.binary(i, DIVSS, DIVSD, VDIVSS, VDIVSD);
      case FMIN -> floats.minMax(i, false);
      case FMAX -> floats.minMax(i, true);
      case FCOPYSIGN -> floats.copySign(i);
      case FMA -> floats.fma(i);
      case SQRT -> floats.unary(i, SQRTSS, SQRTSD, VSQRTSS, VSQRTSD);
      case FNEG -> floats.negate(i);
      case FABS -> floats.abs(i);
      case FLOOR -> floats.round(i, FloatRules.DOWN);
      case CEIL -> floats.round(i, FloatRules.UP);
      case TRUNC -> floats.round(i, FloatRules.TO_ZERO);
      case NEAREST -> floats.round(i, FloatRules.TO_EVEN);
      case UEXTEND -> m.copy(def(i), use(f().arg(i, 0)));
      case IREDUCE -> m.rr(MOV32, def(i), use(f().arg(i, 0)));
      case FPROMOTE -> floats.unary(i, CVTSS2SD, CVTSS2SD, VCVTSS2SD, VCVTSS2SD);
      case FDEMOTE -> floats.unary(i, CVTSD2SS, CVTSD2SS, VCVTSD2SS, VCVTSD2SS);
      case BITCAST -> floats.bitcast(i);
      case FCVT_TO_SINT -> floats.toInt(i, true, false);
      case FCVT_TO_UINT -> floats.toInt(i, false, false);
      case FCVT_TO_SINT_SAT -> floats.toInt(i, true, true);
      case FCVT_TO_UINT_SAT -> floats.toInt(i, false, true);
      case FCVT_FROM_SINT -> floats.fromInt(i, true);
      case FCVT_FROM_UINT -> floats.fromInt(i, false);
      case LOAD -> memory.load(i, MOV32, MOV64);
      case ULOAD8 -> memory.load(i, MOVZX32_8, MOVZX32_8);
      case SLOAD8 -> memory.load(i, MOVSX32_8, MOVSX64_8);
      case ULOAD16 -> memory.load(i, MOVZX32_16, MOVZX32_16);
      case SLOAD16 -> memory.load(i, MOVSX32_16, MOVSX64_16);
      case ULOAD32 -> memory.load(i, MOV32, MOV32);
      case SLOAD32 -> memory.load(i, MOVSXD64, MOVSXD64);
      case STORE -> memory.store(i, 0);
      case ISTORE8 -> memory.store(i, MOV8);
      case ISTORE16 -> memory.store(i, MOV16);
      case ISTORE32 -> memory.store(i, MOV32);
      case STACK_ADDR -> memory.stackAddress(i);
      case VMCTX -> memory.context(i);
      case GLOBAL_GET -> memory.globalGet(i);
      case GLOBAL_SET -> memory.globalSet(i);
      case MEMORY_SIZE -> memory.size(i);
      case TABLE_GET -> memory.tableGet(i);
      case TABLE_SET -> memory.tableSet(i);
      case TABLE_SIZE -> memory.tableSize(i);
      case REF_FUNC -> memory.refFunc(i);
      case MEMORY_GROW,
          MEMORY_FILL,
          MEMORY_COPY,
          MEMORY_INIT,
          DATA_DROP,
          TABLE_GROW,
          TABLE_FILL,
          TABLE_COPY,
          TABLE_INIT,
          ELEM_DROP ->
          calls.runtime(i);
      case CALL -> calls.direct(i);
      case CALL_INDIRECT -> calls.indirect(i);
      case CALL_REF -> calls.byReference(i);
      case JUMP -> control.jump(i);
      case BRIF -> control.branch(i);
      case BR_TABLE -> control.table(i);
      case RETURN -> calls.ret(i);
      case TRAP -> m.trap((int) f().imm(i), f().aux(i));
      case TRAPZ -> control.trapIf(i, true);
      case TRAPNZ -> control.trapIf(i, false);
    }
  }

  // ---- Values

  /** The virtual register of a value, which is thereby wanted. */
  int use(int value) {
    int vreg = vregOf[value];
    usedLater[value] = true;
    if (vreg != 0) {
      return vreg;
    }
    int def = f().valueDef(value);
    if (def >= 0) {
      int opcode = f().opcode(def);
      if (opcode <= Op.F64CONST.ordinal()) {
        return constant(def);
      } else if (opcode == Op.UEXTEND.ordinal()) {
        return use(f().arg(def, 0));
      }
    }
    return want(value);
  }

  /** As {@link #use}, where only the low 32 bits matter. */
  int useLow(int value) {
    int def = f().valueDef(value);
    if (vregOf[value] == 0 && def >= 0 && f().opcode(def) == Op.IREDUCE.ordinal()) {
      return use(f().arg(def, 0));
    }
    return use(value);
  }

  /** As {@link #use}, where only as many bits matter as the value's type has. */
  int useBits(int value) {
    return isWide(value) ? use(value) : useLow(value);
  }

  /** The virtual register of a value that is no constant or extension. */
  int want(int value) {
    if (vregOf[value] == 0) {
      vregOf[value] = m.code.newVreg(f().valueType(value).isFloat());
    }
    return vregOf[value];
  }

  /** The virtual register to compute the only result of instruction {@code i} into. */
  int def(int i) {
    return vregOf[f().firstResult(i)];
  }

  /** The virtual register of a value, or 0 if nobody wants it. */
  int wanted(int value) {
    return vregOf[value];
  }

  private int constant(int def) {
    long bits = f().imm(def);
    if (f().opcode(def) == Op.ICONST.ordinal()) {
      int vreg = m.newInt();
      m.constant(vreg, f().type(def) == Type.I64 ? bits : bits & 0xffff_ffffL);
      return vreg;
    }
    int vreg = m.newFloat();
    if (bits == 0) {
      m.floatZero(vreg);
    } else {
      floatConstantAddress(def);
      m.rm(f().type(def) == Type.F64 ? MOVSD : MOVSS, vreg);
    }
    return vreg;
  }

  /** Makes the float constant that {@code def} defines the current address. */
  void floatConstantAddress(int def) {
    boolean isDouble = f().type(def) == Type.F64;
    m.atConstant(isDouble ? 8 : 4, isDouble ? f().imm(def) : f().imm(def) & 0xffff_ffffL);
  }

  boolean isWide(int value) {
    return f().valueTypeOrdinal(value) == Type.I64.ordinal();
  }

  boolean isDouble(int value) {
    return f().valueTypeOrdinal(value) == Type.F64.ordinal();
  }

  /** Is the only result of {@code i} 64 bits wide? */
  boolean isWideInst(int i) {
    return (f().typeOrdinal(i) & 1) != 0;
  }

  /** True for integer constants that an instruction's 32-bit immediate can hold. */
  boolean isImm32(int value) {
    int def = f().valueDef(value);
    return def >= 0 && f().opcode(def) == Op.ICONST.ordinal() && f().imm(def) == (int) f().imm(def);
  }

  boolean isIntConst(int value) {
    int def = f().valueDef(value);
    return def >= 0 && f().opcode(def) == Op.ICONST.ordinal();
  }

  /** The bits of a constant value. */
  long constOf(int value) {
    return f().imm(f().valueDef(value));
  }

  /**
   * The instruction that defines {@code value} if it has opcode {@code op}, else -1. Rules that
   * cover it as well as its user ask {@link #coverable} in addition.
   */
  int defBy(int value, Op op) {
    int def = f().valueDef(value);
    return def >= 0 && f().opcode(def) == op.ordinal() ? def : -1;
  }

  /** Will nobody but {@code root} need the value, and is it defined in the same block? */
  boolean coverable(int value, int root) {
    int def = f().valueDef(value);
    return def >= 0
        && facts.uses(value) == 1
        && vregOf[value] == 0
        && facts.blockOf(def) == facts.blockOf(root);
  }

  /**
   * Will the value be needed after the instruction now being selected: by later code, or by the same
   * code when the loop goes round?
   */
  boolean livesOn(int value) {
    return usedLater[value] || plan.depth(defBlock(value)) < plan.depth(block);
  }

  private int defBlock(int value) {
    int def = f().valueDef(value);
    return def < 0 ? plan.blockOf(~def) : facts.blockOf(def);
  }

  /**
   * Of two operands either of which the result may replace: is the second the better one? It is if
   * only the first lives on; if neither does, if it is older, as accumulators are.
   */
  boolean replacesSecond(int a, int b) {
    boolean aLives = livesOn(a);
    if (aLives != livesOn(b)) {
      return aLives;
    }
    return f().valueDef(b) < f().valueDef(a);
  }

  /**
   * Can {@code value} be read from memory by the instruction for {@code root}? Plain loads of the
   * value's whole width qualify, and float constants but zero, which is cheaper to make.
   */
  boolean isInMemory(int value, int root) {
    int def = f().valueDef(value);
    if (def < 0) {
      return false;
    }
    int opcode = f().opcode(def);
    if (opcode == Op.LOAD.ordinal()) {
      return coverable(value, root) && facts.epoch(def) == facts.epoch(root);
    }
    return (opcode == Op.F32CONST.ordinal() || opcode == Op.F64CONST.ordinal())
        && f().imm(def) != 0;
  }

  /** Notes that the instruction which wants a load's value does the access. */
  void setReadInPlace(int load) {
    readInPlace[load] = true;
  }

  boolean isReadInPlace(int load) {
    return readInPlace[load];
  }

  /** Makes the place of a value that {@link #isInMemory} the current address. */
  void at(int value) {
    int def = f().valueDef(value);
    if (f().opcode(def) == Op.LOAD.ordinal()) {
      setReadInPlace(def);
      memory.address(def);
    } else {
      floatConstantAddress(def);
    }
  }
}
