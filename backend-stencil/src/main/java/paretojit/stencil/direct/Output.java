package paretojit.stencil.direct;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import paretojit.stencil.library.Hole;
import paretojit.stencil.library.HoleKind;
import paretojit.stencil.library.OperandKind;
import paretojit.stencil.library.Stencil;
import paretojit.stencil.library.StencilLibrary;
import paretojit.stencil.x64.StencilTrace;

/**
 * The code of a module, growing: stencils are copied here and their holes filled.
 *
 * <p>Values of holes are set before {@link #emit}. Branches whose target is not known yet are linked
 * through their own holes: each holds the position of the one before, and a label is the last of them
 * ({@link #link}, {@link #bind}); so labels need no storage.
 */
final class Output {
  static final int SLOT_D = HoleKind.SLOT_D.ordinal();
  static final int SLOT_A = HoleKind.SLOT_A.ordinal();
  static final int SLOT_B = HoleKind.SLOT_B.ordinal();
  static final int SLOT_C = HoleKind.SLOT_C.ordinal();
  static final int OFFSET = HoleKind.OFFSET.ordinal();
  static final int END = HoleKind.END.ordinal();
  static final int IMM32 = HoleKind.IMM32.ordinal();

  /** The end of a list of holes. */
  static final int NO_HOLE = -1;

  /** Room that {@link #reserve} keeps behind the position: a few stencils, and what is too much. */
  static final int ROOM_BYTES = 3 * (Hole.LONGEST_STENCIL_BYTES + 64);

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int NUMBERS = HoleKind.IMM8.ordinal();
  private static final int IMM8 = HoleKind.IMM8.ordinal();
  private static final int IMM64 = HoleKind.IMM64.ordinal();
  private static final int CONT = HoleKind.CONT.ordinal();
  private static final int TAKEN = HoleKind.TAKEN.ordinal();
  private static final int FIRST_TRAP = HoleKind.TRAP_INTEGER_DIVISION_BY_ZERO.ordinal();

  private static final int ALWAYS_COPIED = 32;
  private static final int NUMBER_HOLES = 3;

  /** What is added to the distance of every jump: it counts from the end of its hole. */
  private static final int DISTANCE_ADDEND = -4;

  // A stencil's record: where its bytes are, how many and where its other holes are listed, then
  // three holes that are always filled; those it lacks lie behind its end.
  private static final int RECORD = 8;
  private static final int LENGTH = 1;
  private static final int OTHERS = 2;
  private static final int OTHERS_END = 3;
  private static final int FIRST_HOLE = 4;

  /**
   * The stencils of a library in the form in which they are emitted; shared, never written. They have
   * numbers of their own: those that use the first registers only come first, for they are most of what
   * is copied, and so lie close together.
   *
   * @param ids by key, as the library's, with the numbers here
   * @param number by the library's id
   * @param libraryId by the number here
   */
  record Records(
      StencilLibrary library,
      int[] ids,
      int[] number,
      int[] libraryId,
      byte[] code,
      int[] records,
      int[] others) {
    static Records of(StencilLibrary library) {
      int[] libraryId = order(library);
      int size = libraryId.length;
      int[] number = new int[size];
      byte[] code = new byte[library.code().length];
      int[] records = new int[RECORD * size];
      int[] others = new int[library.holes().length];
      int otherCount = 0;
      int position = 0;
      for (int k = 0; k < size; k++) {
        int id = libraryId[k];
        number[id] = k;
        int from = library.codeStart()[id];
        int length = library.codeStart()[id + 1] - from;
        System.arraycopy(library.code(), from, code, position, length);
        records[RECORD * k] = position;
        records[RECORD * k + LENGTH] = length;
        records[RECORD * k + OTHERS] = otherCount;
        otherCount = holes(library, id, records, RECORD * k, others, otherCount);
        records[RECORD * k + OTHERS_END] = otherCount;
        position += length;
      }
      int[] ids = new int[library.ids().length];
      for (int key = 0; key < ids.length; key++) {
        int id = library.ids()[key];
        ids[key] = id < 0 ? id : number[id];
      }
      return new Records(
          library, ids, number, libraryId, code, records, Arrays.copyOf(others, otherCount));
    }

    /** The library's ids, ordered by the last pinned register that the stencil has as an operand. */
    private static int[] order(StencilLibrary library) {
      int[] rank = new int[library.size()];
      for (int id = 0; id < rank.length; id++) {
        Stencil stencil = library.stencil(id);
        for (int k = 0; k < stencil.family().operands().size(); k++) {
          int kind = stencil.family().kind(stencil.key(), k);
          rank[id] = kind < OperandKind.SLOT ? Math.max(rank[id], kind + 1) : rank[id];
        }
      }
      return IntStream.range(0, rank.length)
          .boxed()
          .sorted(Comparator.comparingInt(id -> rank[id]))
          .mapToInt(Integer::intValue)
          .toArray();
    }

    private static int holes(
        StencilLibrary library, int id, int[] records, int record, int[] others, int otherCount) {
      int count = otherCount;
      int numbers = 0;
      for (int h = library.holeStart()[id]; h < library.holeStart()[id + 1]; h++) {
        int hole = library.holes()[h];
        check(hole);
        if (Hole.kind(hole) < NUMBERS && numbers < NUMBER_HOLES) {
          records[record + FIRST_HOLE + numbers++] = hole;
        } else {
          others[count++] = hole;
        }
      }
      while (numbers < NUMBER_HOLES) {
        records[record + FIRST_HOLE + numbers++] = records[record + LENGTH];
      }
      return count;
    }

    private static void check(int hole) {
      boolean isDistance = Hole.kind(hole) >= CONT;
      if (isDistance && Hole.addend(hole) != DISTANCE_ADDEND && Hole.kind(hole) != CONT) {
        throw new AssertionError("a distance with another addend: " + Hole.unpack(hole));
      }
    }
  }

  private final StencilLibrary library;
  private final int[] libraryId;
  private final byte[] stencilCode;
  private final int[] records;
  private final int[] others;

  byte[] code;
  int position;
  long stencils;

  /** 32-bit hole values by {@link HoleKind} ordinal. */
  final int[] values = new int[NUMBERS];

  int imm8;
  long imm64;

  /** Where the TAKEN and the TABLE hole of the stencil emitted last are. */
  int taken;

  int table;

  /** The instruction that trap holes belong to: its offset in the module's bytes. */
  int inst;

  // Trap holes of the current function.
  private int[] trapPosition = new int[64];
  private int[] trapKind = new int[64];
  private int[] trapInst = new int[64];
  int traps;

  /** Holes of the current function to which the frame's size is added at its end. */
  private int[] frameHole = new int[64];

  private int frameHoles;

  /** Is told of every stencil, if not null. */
  @Nullable StencilTrace trace;

  Output(Records records, int expectedBytes) {
    this.library = records.library;
    this.stencilCode = records.code;
    this.libraryId = records.libraryId;
    this.records = records.records;
    this.others = records.others;
    this.code = new byte[expectedBytes + 2 * ROOM_BYTES];
  }

  /** Starts a function. */
  void begin() {
    traps = 0;
    frameHoles = 0;
  }

  /** Makes room for a few stencils. */
  void reserve() {
    if (position + ROOM_BYTES > code.length) {
      code = Arrays.copyOf(code, code.length + code.length / 2 + ROOM_BYTES);
    }
  }

  /** Appends a stencil with its holes filled. */
  void emit(int stencil) {
    if (position + ROOM_BYTES > code.length) {
      reserve();
    }
    position = emit(stencil, position);
  }

  /** As {@link #emit(int)}, at a position that has been reserved; returns the one behind. */
  int emit(int stencil, int at) {
    return put(stencil, at);
  }

  /** As {@link #emit(int, int)}, for one place in the program: HotSpot compiles it into that one. */
  int put(int stencil, int at) {
    stencils++;
    if (trace != null) {
      trace.add(at, libraryId[stencil], inst);
    }
    byte[] to = code;
    int[] r = records;
    int record = stencil * RECORD;
    int length = r[record + LENGTH];
    copy(stencilCode, r[record], to, at);
    if (length > ALWAYS_COPIED) {
      copyRest(r[record], at, length);
    }
    fill(to, at, r[record + FIRST_HOLE]);
    fill(to, at, r[record + FIRST_HOLE + 1]);
    fill(to, at, r[record + FIRST_HOLE + 2]);
    if (r[record + OTHERS] != r[record + OTHERS_END]) {
      fillOthers(record, at, length);
    }
    return at + length;
  }

  // Methods of their own, so that HotSpot takes each for small enough to be compiled into the loop.

  private static void copy(byte[] from, int source, byte[] to, int at) {
    LONG.set(to, at, (long) LONG.get(from, source));
    LONG.set(to, at + 8, (long) LONG.get(from, source + 8));
    LONG.set(to, at + 16, (long) LONG.get(from, source + 16));
    LONG.set(to, at + 24, (long) LONG.get(from, source + 24));
  }

  private void copyRest(int source, int at, int length) {
    for (int k = ALWAYS_COPIED; k < length; k += Long.BYTES) {
      LONG.set(code, at + k, (long) LONG.get(stencilCode, source + k));
    }
  }

  private void fill(byte[] to, int at, int hole) {
    INT.set(to, at + Hole.offset(hole), values[Hole.kind(hole)] + Hole.addend(hole));
  }

  private void fillOthers(int record, int at, int length) {
    int end = records[record + OTHERS_END];
    for (int k = records[record + OTHERS]; k < end; k++) {
      int hole = others[k];
      int hp = at + Hole.offset(hole);
      int kind = Hole.kind(hole);
      int addend = Hole.addend(hole);
      if (kind == TAKEN) {
        taken = hp;
      } else if (kind == IMM8) {
        code[hp] = (byte) (imm8 + addend);
      } else if (kind == IMM64) {
        LONG.set(code, hp, imm64 + addend);
      } else if (kind < NUMBERS) {
        INT.set(code, hp, values[kind] + addend);
      } else if (kind >= FIRST_TRAP) {
        useTrap(hp, kind);
      } else if (kind == CONT) {
        INT.set(code, hp, at + length - hp + addend);
      } else {
        table = hp;
      }
    }
  }

  // ---- labels ----

  /** Puts a hole in front of a list of holes with the same target; gives the list. */
  int link(int hole, int list) {
    INT.set(code, hole, list);
    return hole;
  }

  /** Lets a hole lead to a position. */
  void lead(int hole, int target) {
    INT.set(code, hole, target - hole + DISTANCE_ADDEND);
  }

  /** Lets all holes of a list lead here. */
  void bind(int list) {
    int hole = list;
    while (hole != NO_HOLE) {
      int next = (int) INT.get(code, hole);
      lead(hole, position);
      hole = next;
    }
  }

  /** Appends a word. */
  void emitInt(int value) {
    reserve();
    INT.set(code, position, value);
    position += Integer.BYTES;
  }

  void setInt(int at, int value) {
    INT.set(code, at, value);
  }

  /** Fills up with int3 to a multiple of a power of two. */
  void align(int bytes) {
    reserve();
    LONG.set(code, position, 0xcccc_cccc_cccc_ccccL);
    LONG.set(code, position + 8, 0xcccc_cccc_cccc_ccccL);
    position = position + bytes - 1 & -bytes;
  }

  // ---- the frame's size ----

  /**
   * Emits a stencil that has a hole for something beyond the frame; the frame's size is added to
   * what it holds when that is known.
   */
  void emitBeyondFrame(int stencil, int holeKind) {
    int at = position;
    emit(stencil);
    int id = libraryId[stencil];
    for (int h = library.holeStart()[id]; h < library.holeStart()[id + 1]; h++) {
      int hole = library.holes()[h];
      if (Hole.kind(hole) == holeKind) {
        if (frameHoles == frameHole.length) {
          frameHole = Arrays.copyOf(frameHole, 2 * frameHoles);
        }
        frameHole[frameHoles++] = at + Hole.offset(hole);
      }
    }
  }

  void addFrameBytes(int bytes) {
    for (int k = 0; k < frameHoles; k++) {
      INT.set(code, frameHole[k], (int) INT.get(code, frameHole[k]) + bytes);
    }
  }

  // ---- traps ----

  private void useTrap(int hp, int kind) {
    if (traps == trapPosition.length) {
      trapPosition = Arrays.copyOf(trapPosition, 2 * traps);
      trapKind = Arrays.copyOf(trapKind, 2 * traps);
      trapInst = Arrays.copyOf(trapInst, 2 * traps);
    }
    trapPosition[traps] = hp;
    trapKind[traps] = kind;
    trapInst[traps++] = inst;
  }

  /** The kind of a trap hole, as the ordinal of a {@link HoleKind}. */
  int trapKind(int trap) {
    return trapKind[trap];
  }

  int trapInst(int trap) {
    return trapInst[trap];
  }

  /** Lets a trap hole lead here. */
  void bindTrap(int trap) {
    lead(trapPosition[trap], position);
  }

  /** Whether two trap holes can share a way out. */
  boolean sameTrap(int a, int b) {
    return trapKind[a] == trapKind[b] && trapInst[a] == trapInst[b];
  }
}
