package paretojit.wasm;

import static paretojit.wasm.Kinds.F32;
import static paretojit.wasm.Kinds.F64;
import static paretojit.wasm.Kinds.FUNCREF;
import static paretojit.wasm.Kinds.I32;
import static paretojit.wasm.Kinds.I64;

import org.jspecify.annotations.Nullable;
import paretojit.ir.IrModule;
import paretojit.ir.IrModule.ConstExpr;

/** Reads and validates the constant expressions of globals and segments. */
final class ConstExprReader {
  private final ByteCursor in;
  private final ModuleParser module;

  ConstExprReader(ByteCursor in, ModuleParser module) {
    this.in = in;
    this.module = module;
  }

  private record Typed(int kind, ConstExpr value) {}

  /** An expression that gives one value of {@code kind}. */
  ConstExpr read(int kind) {
    int start = in.position();
    Typed result = null;
    int values = 0;
    for (int opcode = in.u8(); opcode != Opcodes.END; opcode = in.u8()) {
      result = instruction(opcode, in.position() - 1);
      values++;
    }
    if (result == null || values != 1 || result.kind() != kind) {
      throw WasmException.invalid(
          "type mismatch: expected "
              + Kinds.text(Kinds.single(kind))
              + ", got "
              + (values == 1 ? text(result) : values + " values"),
          start);
    }
    return result.value();
  }

  private static String text(@Nullable Typed result) {
    return result == null ? "[]" : Kinds.text(Kinds.single(result.kind()));
  }

  private Typed instruction(int opcode, int at) {
    return switch (opcode) {
      case Opcodes.I32_CONST -> bits(I32, in.signed(32));
      case Opcodes.I64_CONST -> bits(I64, in.signed(64));
      case Opcodes.F32_CONST -> bits(F32, (int) in.fixed(4));
      case Opcodes.F64_CONST -> bits(F64, in.fixed(8));
      case Opcodes.REF_NULL -> new Typed(module.referenceKind(), new ConstExpr.RefNull());
      case Opcodes.REF_FUNC -> {
        int function = module.checkIndex(in.u32(), module.functionTypes.size(), "function", at);
        module.declared.set(function);
        yield new Typed(FUNCREF, new ConstExpr.RefFunc(function));
      }
      case Opcodes.GLOBAL_GET -> global(at);
      case 0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e ->
          throw WasmException.proposal("extended-const", "opcode 0x" + Kinds.hex(opcode), at);
      default -> throw notConstant(opcode, at);
    };
  }

  private static Typed bits(int kind, long bits) {
    return new Typed(kind, new ConstExpr.Bits(bits));
  }

  private Typed global(int at) {
    int index = module.checkIndex(in.u32(), module.globals.size(), "global", at);
    if (index >= module.importedGlobals()) {
      throw WasmException.proposal(
          "gc", "unknown global " + index + ": a constant of a global that is not imported", at);
    }
    IrModule.Global global = module.globals.get(index);
    if (global.mutable()) {
      throw WasmException.invalid(
          "constant expression required: global " + index + " is mutable", at);
    }
    return new Typed(global.kind().ordinal(), new ConstExpr.GlobalGet(index));
  }

  private static WasmException notConstant(int opcode, int at) {
    boolean isKnown =
        opcode <= Opcodes.NOP
            || Opcodes.shape(opcode) != Opcodes.SHAPE_NONE
            || (opcode >= Opcodes.FIRST_NUMERIC && opcode <= Opcodes.LAST_NUMERIC)
            || opcode == Opcodes.DROP
            || opcode == Opcodes.SELECT
            || opcode == Opcodes.RETURN
            || opcode == Opcodes.ELSE
            || opcode == Opcodes.REF_IS_NULL;
    return isKnown
        ? WasmException.invalid("constant expression required: opcode 0x" + Kinds.hex(opcode), at)
        : Opcodes.unknown(opcode, at);
  }
}
