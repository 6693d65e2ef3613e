package paretojit.isel.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import paretojit.emit.x64.Insn;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.ir.Type;
import paretojit.regalloc.MachineCode;
import paretojit.runtime.CpuFeature;
import paretojit.runtime.CpuFeatures;

/** Which machine instructions cover which operations. */
class TilingTest {
  private static final CpuFeatures MODERN = CpuFeatures.of(EnumSet.allOf(CpuFeature.class));
  private static final Type I32 = Type.I32;
  private static final Type I64 = Type.I64;

  private boolean guarded = false;
  private FunctionBuilder b = new FunctionBuilder("f", Signature.of(List.of(), List.of()));

  /** The names of the instructions for a body; moves, entry and return left out. */
  private String select(
      CpuFeatures cpu, List<Type> params, IntUnaryOperator body, Type... results) {
    b = new FunctionBuilder("f", Signature.of(params, List.of(results)));
    int result = body.applyAsInt(b.createEntry());
    if (results.length > 0) {
      b.ret(result);
    } else if (b.inBlock()) {
      b.ret();
    }
    IrModule.Builder module = new IrModule.Builder("m");
    module.addMemory(new IrModule.Memory(1, 1, null));
    module.addFunction(b.finish());
    MachineCode code = new Selector(module.build(), cpu, guarded).select(moduleFunction(module));
    List<String> names = new ArrayList<>();
    for (int k = 0; k < code.instCount(); k++) {
      switch (Shape.shape(code.head(k))) {
        case Shape.ENTRY, Shape.RETURN, Shape.NOTHING, Shape.JUMP -> {}
        case Shape.BRANCH -> names.add("JCC");
        case Shape.TRAP_IF -> names.add("TRAP");
        case Shape.CONST, Shape.ZERO -> names.add("CONST");
        case Shape.SETCC -> names.add("SETCC");
        case Shape.COPY -> names.add("COPY");
        default -> names.add(Insn.name(code.row(k)));
      }
    }
    return String.join(" ", names);
  }

  private static Function moduleFunction(IrModule.Builder module) {
    return module.build().function(0);
  }

  private int p(int entry, int k) {
    return b.param(entry, k);
  }

  private int c(Type type, long value) {
    return b.iconst(type, value);
  }

  private int op(Op op, int a, int other) {
    return b.binary(op, a, other);
  }

  // ---- Arithmetic

  @Test
  void immediatesAndLoadsAreOperands() {
    assertEquals("ADD32", select(MODERN, List.of(I32), e -> op(Op.IADD, c(I32, 5), p(e, 0)), I32));
    assertEquals(
        "CONST XOR64",
        select(MODERN, List.of(I64), e -> op(Op.BXOR, p(e, 0), c(I64, 1L << 40)), I64));
    assertEquals(
        "ADD64",
        select(
            MODERN,
            List.of(I64, I64),
            e -> op(Op.IADD, b.load(Op.LOAD, I64, -1, p(e, 0), 8), p(e, 1)),
            I64));
    assertEquals(
        "VMULSD",
        select(MODERN, List.of(Type.F64), e -> op(Op.FMUL, b.f64const(1.5), p(e, 0)), Type.F64));
  }

  @Test
  void loadsDoNotPassStores() {
    assertEquals(
        "MOV64 MOV64 ADD64",
        select(
            MODERN,
            List.of(I64, I64),
            e -> {
              int loaded = b.load(Op.LOAD, I64, -1, p(e, 0), 8);
              b.store(Op.STORE, p(e, 1), -1, p(e, 0), 8);
              return op(Op.IADD, p(e, 1), loaded);
            },
            I64));
  }

  @Test
  void leaAddsShiftsAndConstants() {
    List<Type> two = List.of(I64, I64);
    assertEquals(
        "LEA64",
        select(MODERN, two, e -> op(Op.IADD, p(e, 0), op(Op.ISHL, p(e, 1), c(I64, 3))), I64));
    assertEquals(
        "LEA64",
        select(MODERN, two, e -> op(Op.IADD, p(e, 0), op(Op.IADD, p(e, 1), c(I64, 3))), I64));
    assertEquals("LEA32", select(MODERN, List.of(I32), e -> op(Op.IMUL, p(e, 0), c(I32, 9)), I32));
    assertEquals("SHL32", select(MODERN, List.of(I32), e -> op(Op.IMUL, p(e, 0), c(I32, 8)), I32));
  }

  @Test
  void bitInstructionsWhereTheCpuHasThem() {
    List<Type> two = List.of(I64, I64);
    IntUnaryOperator shift = e -> op(Op.ISHL, p(e, 0), p(e, 1));
    assertEquals("SHLX64", select(MODERN, two, shift, I64));
    assertEquals("SHL64", select(CpuFeatures.BASELINE, two, shift, I64));
    IntUnaryOperator andNot = e -> op(Op.BAND, p(e, 0), b.unary(Op.BNOT, p(e, 1)));
    assertEquals("ANDN64", select(MODERN, two, andNot, I64));
    assertEquals("NOT64 AND64", select(CpuFeatures.BASELINE, two, andNot, I64));
    IntUnaryOperator zeros = e -> b.unary(Op.CLZ, p(e, 0));
    assertEquals("LZCNT64", select(MODERN, two, zeros, I64));
    assertEquals("CONST BSR64 CMOV32.E XOR32", select(CpuFeatures.BASELINE, two, zeros, I64));
  }

  @Test
  void extensionsAreFree() {
    assertEquals(
        "ADD64",
        select(
            MODERN,
            List.of(I32, I64),
            e -> op(Op.IADD, b.convert(Op.UEXTEND, I64, p(e, 0)), p(e, 1)),
            I64));
    assertEquals(
        "ADD32",
        select(
            MODERN,
            List.of(I64, I32),
            e -> op(Op.IADD, b.convert(Op.IREDUCE, I32, p(e, 0)), p(e, 1)),
            I32));
  }

  // ---- Conditions

  @Test
  void conditionsFuseWithTheirUsers() {
    List<Type> two = List.of(I32, I32);
    assertEquals(
        "CMP32 CMOV32.L",
        select(
            MODERN, two, e -> b.select(op(Op.ICMP_SLT, p(e, 0), p(e, 1)), p(e, 0), p(e, 1)), I32));
    assertEquals(
        "TEST32 TRAP",
        select(
            MODERN,
            two,
            e -> {
              b.trapIf(Op.TRAPNZ, op(Op.BAND, p(e, 0), c(I32, 4)), TrapCode.USER, 1);
              return 0;
            }));
    assertEquals(
        "CMP32 JCC CONST CONST",
        select(
            MODERN,
            two,
            e -> {
              int yes = b.createBlock();
              int no = b.createBlock();
              b.brif(op(Op.ICMP_EQ, op(Op.ICMP_ULT, p(e, 0), p(e, 1)), c(I32, 0)), yes, no);
              b.switchTo(yes);
              b.ret(c(I32, 1));
              b.switchTo(no);
              return c(I32, 0);
            },
            I32));
    assertEquals("CMP32 SETCC", select(MODERN, two, e -> op(Op.ICMP_SGT, p(e, 0), c(I32, 7)), I32));
  }

  // ---- Memory

  @Test
  void integersAreComparedAgainRatherThanTheirTruth() {
    assertEquals(
        "CMP32 SETCC CMP32 CMOV32.L ADD32",
        select(
            MODERN,
            List.of(I32, I32),
            e -> {
              int less = op(Op.ICMP_SLT, p(e, 0), p(e, 1));
              int smaller = b.select(less, p(e, 0), p(e, 1));
              return op(Op.IADD, smaller, less);
            },
            I32));
  }

  @Test
  void addressesAreOperands() {
    assertEquals(
        "MOV32",
        select(
            MODERN,
            List.of(I64, I64),
            e -> {
              int scaled = op(Op.IADD, p(e, 0), op(Op.ISHL, p(e, 1), c(I64, 2)));
              return b.load(Op.LOAD, I32, -1, op(Op.IADD, scaled, c(I64, 16)), 4);
            },
            I32));
  }

  @Test
  void sumsThatCannotWrapArePartOfLinearAddresses() {
    guarded = true;
    List<Type> one = List.of(I32);
    assertEquals(
        "MOV64 MOVZX32_8 MOV32",
        select(
            MODERN,
            one,
            e -> {
              int index = op(Op.BAND, p(e, 0), c(I32, 0xff));
              int pointer = op(Op.IADD, op(Op.ISHL, index, c(I32, 2)), c(I32, 0x40000));
              return b.load(Op.LOAD, I32, 0, pointer, 4);
            },
            I32));
    assertEquals(
        "MOV64 LEA32 MOV32",
        select(
            MODERN,
            one,
            e -> {
              int pointer = op(Op.IADD, op(Op.ISHL, p(e, 0), c(I32, 2)), c(I32, 0x40000));
              return b.load(Op.LOAD, I32, 0, pointer, 4);
            },
            I32),
        "it may wrap around");
  }

  @Test
  void memoryIsUpdatedInPlace() {
    assertEquals(
        "ADD32",
        select(
            MODERN,
            List.of(I64),
            e -> {
              int loaded = b.load(Op.LOAD, I32, -1, p(e, 0), 8);
              b.store(Op.STORE, op(Op.IADD, loaded, c(I32, 1)), -1, p(e, 0), 8);
              return 0;
            }));
  }

  @Test
  void checksAreNotRepeated() {
    // The base address, one check, two accesses.
    assertEquals(
        "MOV64 LEA64 CMP64 TRAP MOV32 MOV32",
        select(
            MODERN,
            List.of(I32),
            e -> {
              int loaded = b.load(Op.LOAD, I32, 0, p(e, 0), 8);
              b.store(Op.STORE, loaded, 0, p(e, 0), 4);
              return 0;
            }));
  }

  @Test
  void guardPagesNeedNoChecksButEveryAccess() {
    guarded = true;
    // The base address; a load that nobody wants, one that the store's update does.
    assertEquals(
        "MOV64 MOVZX32_8 ADD32",
        select(
            MODERN,
            List.of(I32),
            e -> {
              b.load(Op.ULOAD8, I32, 0, p(e, 0), 8);
              int loaded = b.load(Op.LOAD, I32, 0, p(e, 0), 4);
              b.store(Op.STORE, op(Op.IADD, loaded, c(I32, 1)), 0, p(e, 0), 4);
              return 0;
            }));
  }

  @Test
  void aLoadThatMayFaultStaysBeforeOtherTraps() {
    guarded = true;
    String code =
        select(
            MODERN,
            List.of(I32, I32),
            e -> {
              int loaded = b.load(Op.LOAD, I32, 0, p(e, 0), 8);
              int quotient = op(Op.UDIV, p(e, 0), p(e, 1));
              return op(Op.IADD, quotient, loaded);
            },
            I32);
    assertTrue(code.startsWith("MOV64 MOV32 "), code);
  }

  @Test
  void whatNobodyWantsIsNotMade() {
    assertEquals(
        "CONST",
        select(
            MODERN,
            List.of(I32, I32),
            e -> {
              op(Op.IADD, p(e, 0), op(Op.IMUL, p(e, 1), p(e, 1)));
              return c(I32, 3);
            },
            I32));
  }
}
