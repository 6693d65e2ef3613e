package paretojit.stencil.x64;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import paretojit.stencil.library.Hole;
import paretojit.stencil.library.HoleKind;
import paretojit.stencil.library.StencilLibrary;

/**
 * Copies stencils and patches their holes: the code of a module grows here.
 *
 * <p>Numbers for holes are set in {@link #values} by {@link HoleKind} before {@link #emit}.
 * Distances within a function go through labels: a use is remembered and patched when the function
 * is complete. Positions are byte offsets in the module's code.
 */
final class CodeBuffer {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Room kept behind the position: a stencil, and what is written beyond its end. */
  private static final int ROOM_BYTES = Hole.LONGEST_STENCIL_BYTES + 40;

  private static final int NUMBERS = HoleKind.IMM8.ordinal();
  private static final int IMM8 = HoleKind.IMM8.ordinal();
  private static final int IMM64 = HoleKind.IMM64.ordinal();
  private static final int CONT = HoleKind.CONT.ordinal();
  private static final int TAKEN = HoleKind.TAKEN.ordinal();
  private static final int TABLE = HoleKind.TABLE.ordinal();
  private static final int FIRST_TRAP = HoleKind.TRAP_INTEGER_DIVISION_BY_ZERO.ordinal();

  // How a stencil is emitted, in one record of ints: where its bytes are and how many, where its
  // other holes are, and the holes that every record has, filled without looking at their number.
  private static final int RECORD = 8;
  private static final int FROM = 0;
  private static final int LENGTH = 1;
  private static final int OTHERS = 2;
  private static final int OTHERS_END = 3;
  private static final int NUMBER_HOLES = 4;
  private static final int NUMBER_HOLES_EACH = 3;

  /** Bytes copied of every stencil, however short: what is too much the next one overwrites. */
  private static final int ALWAYS_COPIED = 32;

  private final byte[] stencilCode;
  private final int[] records;
  private final int[] otherHoles;

  byte[] code;
  int position;

  /** Stencils emitted so far. */
  long stencils;

  /** Is told of every stencil, if not null. */
  @Nullable StencilTrace trace;

  /** 32-bit hole values by {@link HoleKind} ordinal. */
  final int[] values = new int[NUMBERS];

  int imm8;
  long imm64;

  /** Label of the next TAKEN hole; {@link #table} likewise. */
  int taken;

  int table;

  // Labels of the current function.
  private int[] labelPosition = new int[256];
  private int labels;

  // Uses of labels: hole position, label, and what is added to the distance.
  private int[] usePosition = new int[256];
  private int[] useLabel = new int[256];
  private int[] useAddend = new int[256];
  private int uses;

  // Trap holes of the current function: hole position, trap hole kind, instruction.
  private int[] trapPosition = new int[256];
  private int[] trapKind = new int[256];
  private int[] trapInst = new int[256];
  private int traps;

  /** The instruction that trap holes belong to. */
  int inst;

  /**
   * An empty buffer.
   *
   * @param records of the library, which all buffers share
   * @param expectedBytes of code; it grows if there are more
   */
  CodeBuffer(StencilLibrary library, Records records, int expectedBytes) {
    stencilCode = library.code();
    this.records = records.records;
    this.otherHoles = records.otherHoles;
    this.code = new byte[Math.max(2 * ROOM_BYTES, expectedBytes)];
  }

  /** The stencils of a library in the form in which they are emitted. */
  record Records(int[] records, int[] otherHoles) {
    static Records of(StencilLibrary library) {
      int[] records = new int[RECORD * library.size()];
      int[] others = new int[library.holes().length];
      int otherCount = 0;
      for (int id = 0; id < library.size(); id++) {
        int record = RECORD * id;
        int from = library.codeStart()[id];
        int length = library.codeStart()[id + 1] - from;
        if (length > Hole.LONGEST_STENCIL_BYTES) {
          throw new AssertionError("a stencil of %d bytes".formatted(length));
        }
        records[record + FROM] = from;
        records[record + LENGTH] = length;
        records[record + OTHERS] = otherCount;
        int numbers = 0;
        for (int h = library.holeStart()[id]; h < library.holeStart()[id + 1]; h++) {
          int hole = library.holes()[h];
          if (Hole.kind(hole) < NUMBERS && numbers < NUMBER_HOLES_EACH) {
            records[record + NUMBER_HOLES + numbers++] = hole;
          } else {
            others[otherCount++] = hole;
          }
        }
        while (numbers < NUMBER_HOLES_EACH) {
          // Behind the end, where the next stencil will be.
          records[record + NUMBER_HOLES + numbers++] = length;
        }
        records[record + OTHERS_END] = otherCount;
      }
      return new Records(records, Arrays.copyOf(others, otherCount));
    }
  }

  /** Forgets labels and starts a function that has labels 0 to {@code count - 1}. */
  void begin(int count) {
    labels = 0;
    uses = 0;
    traps = 0;
    if (labelPosition.length < count) {
      labelPosition = new int[2 * count];
    }
    labels = count;
  }

  int newLabel() {
    if (labels == labelPosition.length) {
      labelPosition = Arrays.copyOf(labelPosition, 2 * labels);
    }
    return labels++;
  }

  /** Puts a label here. */
  void bind(int label) {
    labelPosition[label] = position;
  }

  /** Appends a stencil with its holes filled. */
  void emit(int stencil) {
    stencils++;
    if (trace != null) {
      trace.add(position, stencil, inst);
    }
    int[] r = records;
    int record = RECORD * stencil;
    int from = r[record + FROM];
    int length = r[record + LENGTH];
    int at = position;
    if (at + ROOM_BYTES > code.length) {
      code = Arrays.copyOf(code, 2 * code.length);
    }
    byte[] out = code;
    byte[] in = stencilCode;
    LONG.set(out, at, (long) LONG.get(in, from));
    LONG.set(out, at + 8, (long) LONG.get(in, from + 8));
    LONG.set(out, at + 16, (long) LONG.get(in, from + 16));
    LONG.set(out, at + 24, (long) LONG.get(in, from + 24));
    for (int k = ALWAYS_COPIED; k < length; k += 8) {
      LONG.set(out, at + k, (long) LONG.get(in, from + k));
    }
    fillNumber(out, at, r[record + NUMBER_HOLES]);
    fillNumber(out, at, r[record + NUMBER_HOLES + 1]);
    fillNumber(out, at, r[record + NUMBER_HOLES + 2]);
    position = at + length;
    int othersEnd = r[record + OTHERS_END];
    for (int h = r[record + OTHERS]; h < othersEnd; h++) {
      int hole = otherHoles[h];
      fill(at + Hole.offset(hole), Hole.kind(hole), Hole.addend(hole), at + length);
    }
  }

  private void fillNumber(byte[] out, int at, int hole) {
    INT.set(out, at + Hole.offset(hole), values[Hole.kind(hole)] + Hole.addend(hole));
  }

  private void fill(int hp, int kind, int addend, int end) {
    if (kind < NUMBERS) {
      INT.set(code, hp, values[kind] + addend);
    } else if (kind >= FIRST_TRAP) {
      useTrap(hp, kind, addend);
    } else if (kind == CONT) {
      INT.set(code, hp, end - hp + addend);
    } else if (kind == TAKEN) {
      useLabel(hp, taken, addend);
    } else if (kind == TABLE) {
      useLabel(hp, table, addend);
    } else if (kind == IMM64) {
      LONG.set(code, hp, imm64 + addend);
    } else if (kind == IMM8) {
      code[hp] = (byte) (imm8 + addend);
    } else {
      throw new AssertionError(HoleKind.of(kind));
    }
  }

  private void useLabel(int hp, int label, int addend) {
    if (uses == usePosition.length) {
      usePosition = Arrays.copyOf(usePosition, 2 * uses);
      useLabel = Arrays.copyOf(useLabel, 2 * uses);
      useAddend = Arrays.copyOf(useAddend, 2 * uses);
    }
    usePosition[uses] = hp;
    useLabel[uses] = label;
    useAddend[uses++] = addend;
  }

  private void useTrap(int hp, int kind, int addend) {
    if (addend != -4) {
      throw new AssertionError("trap hole with addend " + addend);
    }
    if (traps == trapPosition.length) {
      trapPosition = Arrays.copyOf(trapPosition, 2 * traps);
      trapKind = Arrays.copyOf(trapKind, 2 * traps);
      trapInst = Arrays.copyOf(trapInst, 2 * traps);
    }
    trapPosition[traps] = hp;
    trapKind[traps] = kind;
    trapInst[traps++] = inst;
  }

  int traps() {
    return traps;
  }

  /** Ordinal of the trap hole's {@link HoleKind}. */
  int trapKind(int trap) {
    return trapKind[trap];
  }

  int trapInst(int trap) {
    return trapInst[trap];
  }

  /** Lets a trap hole lead here. */
  void bindTrap(int trap) {
    int hp = trapPosition[trap];
    INT.set(code, hp, position - hp - 4);
  }

  /** Whether two trap holes can share a way out. */
  boolean sameTrap(int a, int b) {
    return trapKind[a] == trapKind[b] && trapInst[a] == trapInst[b];
  }

  /** Patches all uses of labels; each label must be bound. */
  void resolveLabels() {
    for (int k = 0; k < uses; k++) {
      int hp = usePosition[k];
      INT.set(code, hp, labelPosition[useLabel[k]] - hp + useAddend[k]);
    }
  }

  /** Appends the distance of a label from the start of the table this word belongs to. */
  void emitTableEntry(int tableLabel, int label) {
    // Patched as hole + addend - hole: distance from the table, not from the entry.
    useLabel(position, label, position - labelPosition[tableLabel]);
    emitInt(0);
  }

  void emitInt(int value) {
    if (position + 8 > code.length) {
      code = Arrays.copyOf(code, 2 * code.length);
    }
    INT.set(code, position, value);
    position += 4;
  }

  /** Fills up with int3 to a multiple of a power of two. */
  void align(int bytes) {
    if (position + bytes > code.length) {
      code = Arrays.copyOf(code, 2 * code.length);
    }
    while ((position & bytes - 1) != 0) {
      code[position++] = (byte) 0xcc;
    }
  }

  /** Takes the last label use out, for the caller to patch. */
  int takeLastUse() {
    return usePosition[--uses];
  }

  void patchDistance(int hp, int target) {
    INT.set(code, hp, target - hp - 4);
  }
}
