package paretojit.wasm;

import static paretojit.wasm.Kinds.BOTTOM;

import java.util.Arrays;
import java.util.List;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.Op;
import paretojit.ir.Signature;

/**
 * The function body being read: where the reader is in it, and the operand stack there.
 *
 * <p>Operands are packed ints, {@code value << 3 | kind}. While {@link #reachable} is false they are
 * kinds only, for there are no values.
 */
final class Body {
  private static final int ICONST = Op.ICONST.ordinal();
  private static final int ICMP_EQ = Op.ICMP_EQ.ordinal();
  private static final int I32_TYPE = Kinds.type(Kinds.I32);

  /** Lowest height of the stack: so much lower one may look without asking. */
  static final int FLOOR = 2;

  final byte[] bytes;
  final ControlStack control;
  FunctionBuilder builder = new FunctionBuilder("", Signature.of(List.of(), List.of()));

  /** The next byte, the end of the body, and the start of the instruction being read. */
  int pos;

  int end;
  int at;

  /** Whether the instruction being read can be reached: only then something is emitted for it. */
  boolean reachable;

  /** The operands, above {@link #FLOOR} places that are never used. */
  int[] stack = new int[64];

  int height;

  /** Height of the stack below the innermost construct's operands. */
  int base;

  Body(byte[] bytes, ControlStack control) {
    this.bytes = bytes;
    this.control = control;
  }

  /** Starts at a body. */
  void begin(FunctionBuilder to, int start, int newEnd) {
    builder = to;
    pos = start;
    end = newEnd;
    at = start;
    reachable = true;
    height = FLOOR;
    base = FLOOR;
  }

  WasmException unexpectedEnd() {
    return WasmException.malformed("unexpected end of section or function", end);
  }

  // ---- the operand stack ----

  void push(int packed) {
    if (height == stack.length) {
      grow();
    }
    stack[height++] = packed;
  }

  private void grow() {
    stack = Arrays.copyOf(stack, stack.length * 2);
  }

  void pushKinds(byte[] kinds) {
    for (byte kind : kinds) {
      push(kind);
    }
  }

  int pop(int kind) {
    if (height > base) {
      int packed = stack[--height];
      if ((packed & 7) == kind || (packed & 7) == BOTTOM) {
        return packed;
      }
      throw mismatch(kind, packed);
    }
    if (control.get(control.top, ControlStack.POLYMORPHIC) != 0) {
      return BOTTOM;
    }
    throw mismatch("expected " + Kinds.text(kind) + ", got nothing");
  }

  int popAny() {
    if (height > base) {
      return stack[--height];
    }
    if (control.get(control.top, ControlStack.POLYMORPHIC) != 0) {
      return BOTTOM;
    }
    throw mismatch("expected an operand, got nothing");
  }

  private WasmException mismatch(int kind, int packed) {
    return mismatch("expected " + Kinds.text(kind) + ", got " + Kinds.text(packed & 7));
  }

  /** Whether there is an operand of this kind on top. */
  boolean has(int kind) {
    return height > base && (stack[height - 1] & 7) == kind;
  }

  /** Checks the topmost operands, which stay; afterwards they have just these kinds. */
  void checkTop(byte[] kinds) {
    int count = kinds.length;
    if (count == 0) {
      return;
    }
    if (reachable) {
      if (height - base < count) {
        throw mismatch("expected " + Kinds.text(kinds) + ", got " + stackText());
      }
      for (int k = 0; k < count; k++) {
        if ((stack[height - count + k] & 7) != kinds[k]) {
          throw mismatch("expected " + Kinds.text(kinds) + ", got " + stackText());
        }
      }
    } else {
      for (int k = count - 1; k >= 0; k--) {
        pop(kinds[k]);
      }
      pushKinds(kinds);
    }
  }

  /** As {@link #checkTop}, but operands of any type stay so. */
  void checkLabel(byte[] kinds) {
    if (reachable) {
      checkTop(kinds);
      return;
    }
    int count = kinds.length;
    int[] popped = new int[count];
    for (int k = count - 1; k >= 0; k--) {
      popped[k] = pop(kinds[k]);
    }
    for (int packed : popped) {
      push(packed);
    }
  }

  /** Checks that a construct ends with its results and nothing else. */
  void checkEnd(int depth) {
    byte[] kinds = control.results[depth];
    checkTop(kinds);
    if (height - base != kinds.length) {
      throw mismatch(
          "expected " + Kinds.text(kinds) + " at the end of the block, got " + stackText());
    }
  }

  private String stackText() {
    byte[] kinds = new byte[Math.min(height - base, 16)];
    for (int k = 0; k < kinds.length; k++) {
      kinds[k] = (byte) (stack[height - kinds.length + k] & 7);
    }
    return (kinds.length < height - base ? "… " : "") + Kinds.text(kinds);
  }

  WasmException mismatch(String details) {
    return WasmException.invalid("type mismatch: " + details, at);
  }

  WasmException unknown(String what, int index) {
    return WasmException.unknown(what, index, at);
  }

  // ---- immediates: numbers of one or two bytes, nearly all there are, are read in place ----

  int u32() {
    int first = bytes[pos++];
    if (first >= 0) {
      return first;
    }
    int second = bytes[pos++];
    return second >= 0 ? first & 0x7f | second << 7 : longU32();
  }

  /** Steps over bytes of the body; gives their place. */
  int skip(int count) {
    int place = pos;
    if (count > end - place) {
      throw unexpectedEnd();
    }
    pos = place + count;
    return place;
  }

  private int longU32() {
    pos -= 2;
    int value = Leb.u32(bytes, pos, end);
    pos += Leb.length(bytes, pos);
    return value;
  }

  int s32() {
    return (int) signed(32);
  }

  long s64() {
    return signed(64);
  }

  private long signed(int width) {
    int first = bytes[pos++];
    if (first >= 0) {
      return first << 25 >> 25;
    }
    int second = bytes[pos++];
    return second >= 0 ? (first & 0x7f | second << 7) << 18 >> 18 : longSigned(width);
  }

  private long longSigned(int width) {
    pos -= 2;
    long value = Leb.signed(bytes, pos, end, width);
    pos += Leb.length(bytes, pos);
    return value;
  }

  /** The values of the topmost operands. */
  int[] takeTop(int count) {
    int[] values = new int[count];
    for (int k = 0; k < count; k++) {
      values[k] = stack[height - count + k] >> 3;
    }
    return values;
  }

  /** Emits the comparison of an operand with zero; gives its packed result. */
  int compareWithZero(int operand) {
    int type = Kinds.type(operand & 7);
    int zero = builder.define(ICONST, type, 0, 0);
    return builder.define(ICMP_EQ, I32_TYPE, 0, 0, operand >> 3, zero) << 3 | Kinds.I32;
  }
}
