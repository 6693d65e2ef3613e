package paretojit.wasm;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the binary format's primitives between two offsets of a module; for all but code. */
final class ByteCursor {
  private final byte[] bytes;
  private int position;
  private int end;

  ByteCursor(byte[] bytes) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  int position() {
    return position;
  }

  int end() {
    return end;
  }

  int remaining() {
    return end - position;
  }

  /** Goes on reading at {@code newPosition}, up to {@code newEnd}. */
  void window(int newPosition, int newEnd) {
    position = newPosition;
    end = newEnd;
  }

  int u8() {
    if (position >= end) {
      throw truncated();
    }
    return bytes[position++] & 0xff;
  }

  int peek() {
    if (position >= end) {
      throw truncated();
    }
    return bytes[position] & 0xff;
  }

  void skip(int count) {
    if (count < 0 || count > remaining()) {
      throw truncated();
    }
    position += count;
  }

  byte[] take(int count) {
    skip(count);
    return Arrays.copyOfRange(bytes, position - count, position);
  }

  /** An unsigned 32-bit LEB128 number. */
  long u32() {
    if (position + 1 < end) {
      // Of one or two bytes, as nearly all are.
      int first = bytes[position];
      int second = bytes[position + 1];
      if (first >= 0) {
        position++;
        return first;
      }
      if (second >= 0) {
        position += 2;
        return first & 0x7f | second << 7;
      }
    }
    int value = Leb.u32(bytes, position, end);
    position += Leb.length(bytes, position);
    return value & 0xffff_ffffL;
  }

  /** A signed LEB128 number of {@code width} bits, 32, 33 or 64. */
  long signed(int width) {
    long value = Leb.signed(bytes, position, end, width);
    position += Leb.length(bytes, position);
    return value;
  }

  long fixed(int byteCount) {
    long value = 0;
    for (int k = 0; k < byteCount; k++) {
      value |= (long) u8() << 8 * k;
    }
    return value;
  }

  /** A vector's length; each element takes at least {@code elementBytes} bytes. */
  int vectorLength(int elementBytes, int limit, String what) {
    int start = position;
    long length = u32();
    if (length * elementBytes > remaining()) {
      throw WasmException.malformed(
          "unexpected end: " + length + " " + what + " in " + remaining() + " bytes", start);
    }
    if (length > limit) {
      throw WasmException.limit(
          "too many " + what + ": " + length + ", the limit is " + limit, start);
    }
    return (int) length;
  }

  /** A length-prefixed string, which must be UTF-8. */
  String name() {
    int start = position;
    long length = u32();
    if (length > remaining()) {
      throw WasmException.malformed(
          "unexpected end: length out of bounds: a name of " + length + " bytes", start);
    }
    position += (int) length;
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, position - (int) length, (int) length))
          .toString();
    } catch (CharacterCodingException e) {
      throw WasmException.malformed("malformed UTF-8 encoding", start);
    }
  }

  WasmException truncated() {
    return WasmException.malformed("unexpected end", Math.min(position, end));
  }
}
