package paretojit.wasm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the locals that each loop of a function assigns, by skipping over instructions.
 *
 * <p>The reader must know them when it comes to a loop's header: only those locals can need a block
 * parameter there. Every outermost loop is scanned once, when it is reached; loops are numbered in
 * the order of their headers. Bytes that spell no code end the scan: the reader will say so.
 *
 * <p>Instructions are looked at as words of four bytes, and most of them (see {@link Opcodes#skip}) are
 * skipped without a branch that depends on which it is.
 */
final class LoopScan {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = {};
  private int scannedTo;
  private int loopCount;
  private int[] setsFrom = new int[16];
  private int[] setsTo = new int[16];
  private int setCount;
  private int[] sets = new int[64];

  /** Constructs around the position, the outermost of which is a loop. */
  private int depth;

  // The loops among them: their numbers, and how many constructs are around what is in them.
  private int openCount;
  private int[] open = new int[16];
  private int[] openDepth = new int[16];

  /** Forgets everything but the arrays' capacity. */
  void reset(byte[] moduleBytes) {
    bytes = moduleBytes;
    scannedTo = 0;
    loopCount = 0;
    setCount = 0;
  }

  /**
   * Makes sure that the loop whose immediate starts at {@code position} has been scanned.
   *
   * @param end end of the function's body
   */
  void reach(int position, int end) {
    if (position >= scannedTo) {
      openCount = 0;
      depth = 0;
      openLoop();
      try {
        scannedTo = scan(skipLeb(bytes, position), end);
      } catch (ArrayIndexOutOfBoundsException truncated) {
        scannedTo = end;
      }
      while (openCount > 0) {
        close();
      }
    }
  }

  /** Where loop number {@code loop}'s assignments start in {@link #sets()}. */
  int setsFrom(int loop) {
    return setsFrom[loop];
  }

  int setsTo(int loop) {
    return setsTo[loop];
  }

  /** Indices of the locals assigned, in order, possibly more than once and out of range. */
  int[] sets() {
    return sets;
  }

  private void openLoop() {
    if (loopCount == setsFrom.length) {
      setsFrom = Arrays.copyOf(setsFrom, loopCount * 2);
      setsTo = Arrays.copyOf(setsTo, loopCount * 2);
    }
    setsFrom[loopCount] = setCount;
    if (openCount == open.length) {
      open = Arrays.copyOf(open, openCount * 2);
      openDepth = Arrays.copyOf(openDepth, openCount * 2);
    }
    openDepth[openCount] = ++depth;
    open[openCount++] = loopCount++;
  }

  private void close() {
    setsTo[open[--openCount]] = setCount;
  }

  /** Skips to the end of the open loop; gives the position after it. */
  private int scan(int from, int end) {
    byte[] bytes = this.bytes;
    int stop = Math.min(end, bytes.length - Integer.BYTES);
    int inner = depth;
    int at = from;
    while (at < end) {
      int word = at < stop ? (int) WORD.get(bytes, at) : 0;
      int skip = Opcodes.skip(word & 0xff);
      if ((word & skip & Opcodes.SKIP_UNUSUAL | skip & Opcodes.SKIP_NOT) == 0 && at < stop) {
        if (setCount == sets.length) {
          sets = Arrays.copyOf(sets, setCount * 2);
        }
        sets[setCount] = word >> 8 & 0x7f;
        setCount += skip >> Opcodes.SKIP_SETS & 1;
        depth += skip >> Opcodes.SKIP_DEPTH;
        at += skip & Opcodes.SKIP_LENGTH;
        if (depth < inner) {
          close();
        }
      } else {
        at = skip(at, end);
      }
      if (openCount == 0) {
        return at;
      }
      inner = openDepth[openCount - 1];
    }
    return end;
  }

  /** Skips one instruction, whatever its form. */
  private int skip(int from, int end) {
    int at = from;
    int opcode = bytes[at++] & 0xff;
    switch (Opcodes.shape(opcode)) {
      case Opcodes.SHAPE_NONE -> {}
      case Opcodes.SHAPE_LEB -> at = skipLeb(bytes, at);
      case Opcodes.SHAPE_TWO_LEBS -> at = skipLeb(bytes, skipLeb(bytes, at));
      case Opcodes.SHAPE_MEMORY -> {
        boolean memoryIndex = (bytes[at] & 0x40) != 0;
        at = skipLeb(bytes, skipLeb(bytes, at));
        at = memoryIndex ? skipLeb(bytes, at) : at;
      }
      case Opcodes.SHAPE_BYTES_4 -> at += 4;
      case Opcodes.SHAPE_BYTES_8 -> at += 8;
      case Opcodes.SHAPE_LOCAL_SET -> {
        add(leb(at));
        at = skipLeb(bytes, at);
      }
      case Opcodes.SHAPE_OPEN -> {
        depth++;
        at = skipLeb(bytes, at);
      }
      case Opcodes.SHAPE_LOOP -> {
        openLoop();
        at = skipLeb(bytes, at);
      }
      case Opcodes.SHAPE_END -> {
        if (--depth < openDepth[openCount - 1]) {
          close();
        }
      }
      case Opcodes.SHAPE_TABLE -> at = skipVector(at, end, 1);
      case Opcodes.SHAPE_TYPES -> at = skipVector(at, end, 0);
      case Opcodes.SHAPE_MISC -> {
        int second = leb(at);
        at = skipLeb(bytes, at);
        for (int k = Opcodes.miscImmediates(second & 0xffff_ffffL); k > 0; k--) {
          at = skipLeb(bytes, at);
        }
      }
      default -> throw new AssertionError();
    }
    return at;
  }

  private int skipVector(int from, int end, int more) {
    int at = skipLeb(bytes, from);
    for (long k = (leb(from) & 0xffff_ffffL) + more; k > 0 && at < end; k--) {
      at = skipLeb(bytes, at);
    }
    return at;
  }

  private static int skipLeb(byte[] bytes, int from) {
    int at = from;
    while (bytes[at++] < 0) {}
    return at;
  }

  private int leb(int from) {
    int value = bytes[from];
    if (value >= 0) {
      return value;
    }
    value &= 0x7f;
    int at = from + 1;
    for (int shift = 7; shift < 35; shift += 7) {
      int b = bytes[at++];
      value |= (b & 0x7f) << shift;
      if (b >= 0) {
        break;
      }
    }
    return value;
  }

  private void add(int local) {
    if (setCount == sets.length) {
      sets = Arrays.copyOf(sets, setCount * 2);
    }
    sets[setCount++] = local;
  }
}
