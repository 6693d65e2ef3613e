package paretojit.wasm;

import paretojit.ir.Signature;
import paretojit.ir.Type;

/**
 * Value types as small numbers: {@link Signature.Kind} ordinals, and one more for the operand type
 * that unreachable code may take for any.
 */
public final class Kinds {
  public static final int I32 = Signature.Kind.I32.ordinal();
  public static final int I64 = Signature.Kind.I64.ordinal();
  public static final int F32 = Signature.Kind.F32.ordinal();
  public static final int F64 = Signature.Kind.F64.ordinal();
  public static final int FUNCREF = Signature.Kind.FUNCREF.ordinal();
  public static final int EXTERNREF = Signature.Kind.EXTERNREF.ordinal();

  /** The number of kinds that values can have. */
  public static final int COUNT = Signature.Kind.values().length;

  /** The type of an operand that unreachable code takes from an empty stack. */
  public static final int BOTTOM = 7;

  public static final byte[] NONE = {};
  private static final Signature.Kind[] VALUES = Signature.Kind.values();
  private static final byte[][] SINGLE = new byte[VALUES.length][];
  private static final int[] TYPE = new int[VALUES.length];

  static {
    for (int k = 0; k < VALUES.length; k++) {
      SINGLE[k] = new byte[] {(byte) k};
      TYPE[k] = VALUES[k].type().ordinal();
    }
  }

  private Kinds() {}

  public static Signature.Kind of(int kind) {
    return VALUES[kind];
  }

  /** Ordinal of the IR {@link Type} that represents a kind. */
  public static int type(int kind) {
    return TYPE[kind];
  }

  public static boolean isReference(int kind) {
    return kind == FUNCREF || kind == EXTERNREF;
  }

  /** A shared list of just this kind. */
  public static byte[] single(int kind) {
    return SINGLE[kind];
  }

  public static String text(int kind) {
    return kind == BOTTOM ? "any type" : VALUES[kind].name().toLowerCase(java.util.Locale.ROOT);
  }

  public static String text(byte[] kinds) {
    StringBuilder text = new StringBuilder("[");
    for (int k = 0; k < kinds.length; k++) {
      text.append(k == 0 ? "" : " ").append(text(kinds[k]));
    }
    return text.append(']').toString();
  }

  /**
   * The kind that a byte of the binary format names.
   *
   * @throws WasmException if it names none, or one of a proposal that is not supported
   */
  public static int decode(int code, int byteOffset) {
    return switch (code) {
      case 0x7f -> I32;
      case 0x7e -> I64;
      case 0x7d -> F32;
      case 0x7c -> F64;
      case 0x70 -> FUNCREF;
      case 0x6f -> EXTERNREF;
      case 0x7b -> throw WasmException.proposal("simd", "type v128", byteOffset);
      case 0x63, 0x64 ->
          throw WasmException.proposal("function-references", "typed reference", byteOffset);
      case 0x69, 0x74 -> throw WasmException.proposal("exception-handling", "exnref", byteOffset);
      case 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x71, 0x72, 0x73 ->
          throw WasmException.proposal("gc", "heap type 0x" + hex(code), byteOffset);
      default -> throw WasmException.malformed("malformed value type 0x" + hex(code), byteOffset);
    };
  }

  /** As {@link #decode}, for where only references may stand. */
  public static int decodeReference(int code, int byteOffset) {
    int kind = decode(code, byteOffset);
    if (!isReference(kind)) {
      throw WasmException.malformed("malformed reference type 0x" + hex(code), byteOffset);
    }
    return kind;
  }

  public static String hex(int code) {
    return Integer.toHexString(code);
  }
}
