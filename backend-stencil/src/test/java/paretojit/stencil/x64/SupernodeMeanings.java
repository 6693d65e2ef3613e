package paretojit.stencil.x64;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import paretojit.ir.Op;
import paretojit.ir.Type;
import paretojit.stencil.library.Catalog;
import paretojit.stencil.library.Family;
import paretojit.stencil.x64.VariantRunner.Case;
import paretojit.stencil.x64.VariantRunner.Meaning;

/**
 * What stencils compute that do not do just one operation of the opcode table: compositions of {@link
 * Op#eval} and of what is in memory.
 */
final class SupernodeMeanings {
  private SupernodeMeanings() {}

  /** What a family computes, or null if it is none of these. */
  static @Nullable Meaning of(Family family, byte[] memory) {
    String name = family.name();
    Type type = type(name);
    if (name.startsWith("rotate_")) {
      return (variant, in) ->
          Op.ROTR.eval(type, type, in[0], variant.immediate() & 63, 0) & mask(type);
    }
    if (name.startsWith("sum_imm_")) {
      return (variant, in) -> (int) (in[0] + in[1] + variant.immediate()) & mask(Type.I32);
    }
    if (name.startsWith("sum_shl")) {
      return (_, in) -> in[0] + (in[1] << digit(name));
    }
    if (name.startsWith("shl")) {
      return (variant, in) -> (int) ((in[0] << digit(name)) + variant.immediate()) & mask(Type.I32);
    }
    Meaning flags = ofFlags(family, name, type, memory);
    return flags != null ? flags : ofMemory(family, name, type, memory);
  }

  private static @Nullable Meaning ofFlags(Family family, String name, Type type, byte[] memory) {
    for (Op op : Op.values()) {
      if (!op.isIntCompare()) {
        continue;
      }
      String condition = Catalog.condition(op);
      if (name.equals("set_" + condition) || name.equals("br_flags_" + condition)) {
        return (variant, _) -> compared(op, variant);
      }
      if (name.equals("choose_" + condition)) {
        return (variant, in) -> compared(op, variant) != 0 ? in[1] : in[0];
      }
      if (name.equals("br_" + condition + "_zero_" + type)) {
        return (_, in) -> op.eval(Type.I32, type, in[0], 0, 0);
      }
    }
    if (!family.has(Family.SETS_FLAGS)) {
      return null;
    }
    if (name.startsWith("flags_cmp_")) {
      return (variant, in) ->
          variant.condition().eval(Type.I32, type, narrow(type, in[0]), narrow(type, in[1]), 0);
    }
    if (name.startsWith("flags_test_")) {
      return (variant, in) ->
          variant.condition().eval(Type.I32, type, narrow(type, in[0] & in[1]), 0, 0);
    }
    if (name.startsWith("flags_zero_")) {
      return (variant, in) -> variant.condition().eval(Type.I32, type, narrow(type, in[0]), 0, 0);
    }
    if (name.startsWith("flags_load_")) {
      return (variant, in) ->
          variant
              .condition()
              .eval(Type.I32, type, read(Op.LOAD, type, in[0], memory), narrow(type, in[1]), 0);
    }
    // Bytes as signed ones here, whatever the condition: it is the flags that are looked at.
    return (variant, in) -> {
      byte loaded = (byte) read(Op.ULOAD8, Type.I32, in[0], memory);
      byte constant = (byte) variant.immediate();
      boolean isSigned = Catalog.condition(variant.condition()).startsWith("s");
      return variant
          .condition()
          .eval(
              Type.I32,
              Type.I32,
              isSigned ? loaded : loaded & 0xff,
              isSigned ? constant : constant & 0xff,
              0);
    };
  }

  private static @Nullable Meaning ofMemory(Family family, String name, Type type, byte[] memory) {
    if (!family.has(Family.TAKES_BASE) || !family.traps().isEmpty()) {
      return null;
    }
    for (Op op : Op.values()) {
      if (name.equals("guarded_" + Catalog.name(op, type))) {
        return op.writes() ? (_, in) -> in[0] : (_, in) -> read(op, type, in[0], memory);
      }
      if (name.equals(op.mnemonic() + "_load_" + type)) {
        return (_, in) -> op.eval(type, type, in[0], read(Op.LOAD, type, in[1], memory), 0);
      }
    }
    throw new AssertionError("nobody says what " + name + " means");
  }

  private static long compared(Op op, Case variant) {
    long[] pair = VariantRunner.COMPARED[(int) variant.immediate()];
    return op.eval(Type.I32, Type.I64, pair[0], pair[1], 0);
  }

  private static long read(Op op, Type type, long address, byte[] memory) {
    int at = (int) address + VariantRunner.ACCESS_OFFSET;
    ByteBuffer in = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
    long value =
        switch (op) {
          case ULOAD8 -> in.get(at) & 0xff;
          case SLOAD8 -> in.get(at);
          case ULOAD16 -> in.getShort(at) & 0xffff;
          case SLOAD16 -> in.getShort(at);
          case ULOAD32 -> in.getInt(at) & 0xffff_ffffL;
          case SLOAD32 -> in.getInt(at);
          case LOAD -> type.bytes() == 4 ? in.getInt(at) : in.getLong(at);
          default -> throw new AssertionError(op);
        };
    return value;
  }

  private static long narrow(Type type, long value) {
    return type == Type.I32 ? (int) value : value;
  }

  private static long mask(Type type) {
    return type == Type.I32 ? 0xffff_ffffL : -1;
  }

  /** The number of {@code sum_shl2_i32}. */
  private static int digit(String name) {
    return name.charAt(name.indexOf("shl") + 3) - '0';
  }

  private static Type type(String name) {
    for (Type type : Type.values()) {
      if (name.endsWith("_" + type)) {
        return type;
      }
    }
    return Type.I32;
  }
}
