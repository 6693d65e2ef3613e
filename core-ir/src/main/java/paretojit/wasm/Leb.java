package paretojit.wasm;

/**
 * LEB128 numbers at a place of an array. Too many bytes, and bits that do not fit, are errors as the
 * specification demands; so is to read on to {@code end}.
 */
public final class Leb {
  private Leb() {}

  /** Number of bytes of the number at {@code at}. */
  public static int length(byte[] bytes, int at) {
    int next = at;
    while (bytes[next++] < 0) {}
    return next - at;
  }

  /** An unsigned 32-bit number, as the int with its bits. */
  public static int u32(byte[] bytes, int at, int end) {
    int result = 0;
    int next = at;
    for (int shift = 0; ; shift += 7) {
      int b = byteAt(bytes, next++, end);
      if (shift == 28 && b > 0x0f) {
        throw overlong(b, at);
      }
      result |= (b & 0x7f) << shift;
      if (b < 0x80) {
        return result;
      }
    }
  }

  /** A signed number of {@code width} bits: 32, 33 or 64. */
  public static long signed(byte[] bytes, int at, int end, int width) {
    int lastShift = (width - 1) / 7 * 7;
    long result = 0;
    int next = at;
    for (int shift = 0; ; shift += 7) {
      int b = byteAt(bytes, next++, end);
      if (shift == lastShift) {
        // The bits above the number's sign bit must repeat it.
        int spare = (byte) (b << 1) >> (width - lastShift);
        if (b >= 0x80 || (spare != 0 && spare != -1)) {
          throw overlong(b, at);
        }
      }
      result |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        int unused = Math.max(0, 64 - shift - 7);
        return result << unused >> unused;
      }
    }
  }

  private static int byteAt(byte[] bytes, int at, int end) {
    if (at >= end) {
      throw WasmException.malformed("unexpected end", end);
    }
    return bytes[at] & 0xff;
  }

  private static WasmException overlong(int lastByte, int at) {
    return WasmException.malformed(
        lastByte >= 0x80 ? "integer representation too long" : "integer too large", at);
  }
}
