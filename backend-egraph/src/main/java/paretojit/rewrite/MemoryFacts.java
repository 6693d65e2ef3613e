package paretojit.rewrite;

import java.util.Arrays;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Type;

/**
 * What is known about the contents of memories and globals at a point of the program, for redundant
 * load elimination and store-to-load forwarding.
 *
 * <p>A fact says that reading {@code width} bytes at a base class plus offset gives a value class. It
 * dies at anything that may write there: any store but one to the same base at a disjoint offset, any
 * call, any bulk operation. Facts flow into blocks with a single predecessor, and nowhere else, so
 * whatever they name dominates the place of use.
 */
final class MemoryFacts {
  /** More than this is forgotten, oldest first: looking through facts is linear. */
  private static final int CAPACITY = 32;

  private static final int INTS = 6;
  private static final int NO_SNAPSHOT = -1;

  /** Width of facts about globals: no access to memory has it. */
  private static final int GLOBAL_WIDTH = 0;

  private final AeGraph graph;
  private final IrModule module;

  // A fact: the opcode that made it, its type, memory or global, base class, width, value class.
  private final int[] facts = new int[CAPACITY * INTS];
  private final long[] offsets = new long[CAPACITY];
  private int count;

  private int[] savedFacts = new int[CAPACITY * INTS * 4];
  private long[] savedOffsets = new long[CAPACITY * 4];
  private int savedCount;
  private int[] snapshotStart = new int[64];
  private int[] snapshotCount = new int[64];

  MemoryFacts(AeGraph graph, IrModule module) {
    this.graph = graph;
    this.module = module;
  }

  /** Begins a function. */
  void clear(int blockCount) {
    count = 0;
    savedCount = 0;
    if (snapshotStart.length < blockCount) {
      snapshotStart = new int[blockCount * 2];
      snapshotCount = new int[blockCount * 2];
    }
    Arrays.fill(snapshotStart, 0, blockCount, NO_SNAPSHOT);
  }

  /** Keeps what is known now as the facts at the end of {@code block}. */
  void save(int block) {
    while (savedOffsets.length < savedCount + count) {
      savedFacts = Arrays.copyOf(savedFacts, savedFacts.length * 2);
      savedOffsets = Arrays.copyOf(savedOffsets, savedOffsets.length * 2);
    }
    System.arraycopy(facts, 0, savedFacts, savedCount * INTS, count * INTS);
    System.arraycopy(offsets, 0, savedOffsets, savedCount, count);
    snapshotStart[block] = savedCount;
    snapshotCount[block] = count;
    savedCount += count;
  }

  /** Starts a block with what was known at the end of its only predecessor. */
  void restore(int predecessor) {
    int start = snapshotStart[predecessor];
    count = start == NO_SNAPSHOT ? 0 : snapshotCount[predecessor];
    System.arraycopy(savedFacts, Math.max(start, 0) * INTS, facts, 0, count * INTS);
    System.arraycopy(savedOffsets, Math.max(start, 0), offsets, 0, count);
  }

  void forgetAll() {
    count = 0;
  }

  /** The class that a load would give, or {@link AeGraph#NONE}. */
  int load(Op op, int type, int memory, int base, long offset) {
    int width = width(op, type);
    for (int k = count - 1; k >= 0; k--) {
      int at = k * INTS;
      if (offsets[k] == offset
          && facts[at + 2] == memory
          && graph.find(facts[at + 3]) == base
          && facts[at + 4] == width
          && facts[at + 1] == type) {
        int value = seenAs(op, type, Op.of(facts[at]), facts[at + 5]);
        if (value != AeGraph.NONE) {
          return value;
        }
      }
    }
    return AeGraph.NONE;
  }

  /** A value as {@code load} reads it back, where {@code source} made it known. */
  int seenAs(Op load, int type, Op source, int value) {
    if (load == source) {
      return value;
    }
    return switch (source) {
      case STORE -> load == Op.LOAD ? value : AeGraph.NONE;
      case ISTORE8 ->
          load == Op.ULOAD8 ? mask(type, value, 0xff) : extend(Op.SEXTEND8, type, value);
      case ISTORE16 ->
          load == Op.ULOAD16 ? mask(type, value, 0xffff) : extend(Op.SEXTEND16, type, value);
      case ISTORE32 ->
          load == Op.ULOAD32 ? mask(type, value, 0xffff_ffffL) : extend(Op.SEXTEND32, type, value);
      default -> AeGraph.NONE;
    };
  }

  private int mask(int type, int value, long mask) {
    int constant = graph.addConstant(type, mask);
    return graph.add(Op.BAND.ordinal(), type, 0, 0, value, constant, AeGraph.NONE);
  }

  private int extend(Op op, int type, int value) {
    return graph.add(op.ordinal(), type, 0, 0, value, AeGraph.NONE, AeGraph.NONE);
  }

  /** Records what a load gave. */
  void loaded(Op op, int type, int memory, int base, long offset, int value) {
    add(op, type, memory, base, offset, width(op, type), value);
  }

  void stored(Op op, int type, int memory, int base, long offset, int value) {
    int width = width(op, type);
    int kept = 0;
    for (int k = 0; k < count; k++) {
      int at = k * INTS;
      boolean isGlobal = facts[at] == Op.GLOBAL_GET.ordinal();
      boolean apart =
          isGlobal
              ? memory != Function.NATIVE_MEMORY
              : facts[at + 2] == memory
                  && graph.find(facts[at + 3]) == base
                  && (offset + width <= offsets[k] || offsets[k] + facts[at + 4] <= offset);
      if (apart) {
        keep(k, kept++);
      }
    }
    count = kept;
    add(op, type, memory, base, offset, width, value);
  }

  int globalGet(int global) {
    for (int k = 0; k < count; k++) {
      if (facts[k * INTS] == Op.GLOBAL_GET.ordinal() && facts[k * INTS + 2] == global) {
        return facts[k * INTS + 5];
      }
    }
    return AeGraph.NONE;
  }

  /** Records a global's value, unless it lives in another instance and may have other names. */
  void globalIs(int global, int type, int value) {
    if (!module.globalIsIndirect(global)) {
      add(Op.GLOBAL_GET, type, global, value, 0, GLOBAL_WIDTH, value);
    }
  }

  void globalSet(int global, int type, int value) {
    boolean others = module.globalIsIndirect(global);
    int kept = 0;
    for (int k = 0; k < count; k++) {
      boolean isGlobal = facts[k * INTS] == Op.GLOBAL_GET.ordinal();
      boolean dies = isGlobal && (others || facts[k * INTS + 2] == global);
      if (!dies) {
        keep(k, kept++);
      }
    }
    count = kept;
    globalIs(global, type, value);
  }

  private void keep(int from, int to) {
    System.arraycopy(facts, from * INTS, facts, to * INTS, INTS);
    offsets[to] = offsets[from];
  }

  private void add(Op op, int type, int memory, int base, long offset, int width, int value) {
    if (count == CAPACITY) {
      System.arraycopy(facts, INTS, facts, 0, (CAPACITY - 1) * INTS);
      System.arraycopy(offsets, 1, offsets, 0, CAPACITY - 1);
      count--;
    }
    int at = count * INTS;
    facts[at] = op.ordinal();
    facts[at + 1] = type;
    facts[at + 2] = memory;
    facts[at + 3] = base;
    facts[at + 4] = width;
    facts[at + 5] = value;
    offsets[count++] = offset;
  }

  private static int width(Op op, int type) {
    return switch (op) {
      case ULOAD8, SLOAD8, ISTORE8 -> 1;
      case ULOAD16, SLOAD16, ISTORE16 -> 2;
      case ULOAD32, SLOAD32, ISTORE32 -> 4;
      default -> Type.of(type).bytes();
    };
  }
}
