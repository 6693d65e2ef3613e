package paretojit.rewrite;

import java.util.Arrays;
import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.ir.Type;
import paretojit.ir.analysis.Cfg;
import paretojit.ir.analysis.LoopForest;

/**
 * The places in memory that a function's loads name, numbered so that sets of them are longs.
 *
 * <p>A location is a memory, a base value, an offset, and the opcode and type of the load. Constant
 * addresses have one base, so that those apart are known to be. Of more than {@link #MAX} the ones
 * loaded most often are kept, a loop counting eight times; the most loaded has number 0.
 */
final class MemoryLocations {
  static final int NONE = -1;

  /** Bits of a long. */
  static final int MAX = 64;

  /** Base of constant addresses; the offset is the whole address. */
  private static final int ABSOLUTE = -2;

  private static final int MIN_TABLE = 64;
  private static final int INDEX_BITS = 24;

  private Function f = GraphBuilder.empty();
  private int count;
  private int[] inst = new int[64]; // a load of the location
  private int[] base = new int[64];
  private long[] offset = new long[64];
  private long[] weight = new long[64];
  private int[] table = new int[MIN_TABLE];
  private int mask;
  private int[] locationOf = new int[256];
  private long[] order = new long[64];
  private int[] number = new int[64];
  // By number.
  private final int[] loadOf = new int[MAX];
  private final int[] baseOf = new int[MAX];
  private final long[] offsetOf = new long[MAX];
  private final int[] width = new int[MAX];

  /** Finds the locations of a function; gives how many there are, at most {@link #MAX}. */
  int find(Function function, Cfg cfg, LoopForest loops) {
    f = function;
    count = 0;
    mask = MIN_TABLE - 1;
    Arrays.fill(table, 0, MIN_TABLE, NONE);
    if (locationOf.length < f.instCount()) {
      locationOf = new int[f.instCount() * 2];
    }
    for (int k = 0; k < cfg.orderCount(); k++) {
      int block = cfg.order(k);
      long often = 1L << 3 * Math.min(loops.blockDepth(block), 8);
      for (int i = f.firstInst(block); i < f.endInst(block); i++) {
        if (isLoad(f.opcode(i))) {
          int location = intern(i);
          locationOf[i] = location;
          weight[location] += often;
        }
      }
    }
    return keepHeaviest();
  }

  static boolean isLoad(int opcode) {
    return opcode >= Op.LOAD.ordinal() && opcode <= Op.SLOAD32.ordinal();
  }

  static boolean isStore(int opcode) {
    return opcode >= Op.STORE.ordinal() && opcode <= Op.ISTORE32.ordinal();
  }

  private boolean isConstant(int address) {
    int def = f.valueDef(address);
    return def >= 0 && f.opcode(def) == Op.ICONST.ordinal();
  }

  private int baseAt(int address) {
    return isConstant(address) ? ABSOLUTE : address;
  }

  private long offsetAt(int access, int address) {
    if (!isConstant(address)) {
      return f.imm(access);
    }
    long constant = f.imm(f.valueDef(address));
    // Addresses of linear memory are unsigned; those of native memory use all 64 bits.
    return f.imm(access) + (f.valueType(address) == Type.I32 ? constant & 0xffff_ffffL : constant);
  }

  private int slot(int load, int from, long at) {
    long h = (at * 0x9e3779b97f4a7c15L ^ from) * 0xff51afd7ed558ccdL;
    return (int) (h ^ h >>> 31 ^ f.opcode(load) << 2 ^ f.typeOrdinal(load)) & mask;
  }

  private int intern(int load) {
    int address = f.arg(load, 0);
    int from = baseAt(address);
    long at = offsetAt(load, address);
    int slot = slot(load, from, at);
    for (; table[slot] != NONE; slot = slot + 1 & mask) {
      int l = table[slot];
      if (base[l] == from
          && offset[l] == at
          && f.opcode(inst[l]) == f.opcode(load)
          && f.typeOrdinal(inst[l]) == f.typeOrdinal(load)
          && f.aux(inst[l]) == f.aux(load)) {
        return l;
      }
    }
    table[slot] = count;
    if (count == base.length) {
      inst = Arrays.copyOf(inst, count * 2);
      base = Arrays.copyOf(base, count * 2);
      offset = Arrays.copyOf(offset, count * 2);
      weight = Arrays.copyOf(weight, count * 2);
    }
    inst[count] = load;
    base[count] = from;
    offset[count] = at;
    weight[count] = 0;
    count++;
    if (count * 2 > mask) {
      rehash();
    }
    return count - 1;
  }

  private void rehash() {
    mask = mask * 2 + 1;
    if (table.length <= mask) {
      table = new int[mask + 1];
    }
    Arrays.fill(table, 0, mask + 1, NONE);
    for (int l = 0; l < count; l++) {
      int slot = slot(inst[l], base[l], offset[l]);
      while (table[slot] != NONE) {
        slot = slot + 1 & mask;
      }
      table[slot] = l;
    }
  }

  private int keepHeaviest() {
    if (order.length < count) {
      order = new long[count * 2];
      number = new int[count * 2];
    }
    long maxWeight = (1L << 62 - INDEX_BITS) - 1;
    for (int l = 0; l < count; l++) {
      order[l] = maxWeight - Math.min(maxWeight, weight[l]) << INDEX_BITS | l;
      number[l] = NONE;
    }
    Arrays.sort(order, 0, count);
    int kept = Math.min(count, MAX);
    for (int k = 0; k < kept; k++) {
      int l = (int) order[k] & (1 << INDEX_BITS) - 1;
      number[l] = k;
      loadOf[k] = inst[l];
      baseOf[k] = base[l];
      offsetOf[k] = offset[l];
      width[k] = bytes(inst[l]);
    }
    return kept;
  }

  private int bytes(int access) {
    return switch (f.op(access)) {
      case ULOAD8, SLOAD8, ISTORE8 -> 1;
      case ULOAD16, SLOAD16, ISTORE16 -> 2;
      case ULOAD32, SLOAD32, ISTORE32 -> 4;
      default -> Type.of(f.typeOrdinal(access)).bytes();
    };
  }

  /** The number of the location that a load reads, or {@link #NONE}. */
  int ofLoad(int load) {
    return number[locationOf[load]];
  }

  /** A load of a location. */
  int load(int location) {
    return loadOf[location];
  }

  /** Of {@code among}, the locations that a store may write. */
  long written(int store, long among) {
    int address = f.arg(store, 1);
    int from = baseAt(address);
    long at = offsetAt(store, address);
    long end = at + bytes(store);
    long apart = 0;
    for (long left = among; left != 0; left &= left - 1) {
      int l = Long.numberOfTrailingZeros(left);
      if (baseOf[l] == from
          && f.aux(loadOf[l]) == f.aux(store)
          && (end <= offsetOf[l] || offsetOf[l] + width[l] <= at)) {
        apart |= 1L << l;
      }
    }
    return among & ~apart;
  }

  /** Of {@code among}, the locations whose load would read back what a store wrote. */
  long readBack(int store, long among) {
    int address = f.arg(store, 1);
    int from = baseAt(address);
    long at = offsetAt(store, address);
    long same = 0;
    for (long left = among; left != 0; left &= left - 1) {
      int l = Long.numberOfTrailingZeros(left);
      int load = loadOf[l];
      if (baseOf[l] == from
          && offsetOf[l] == at
          && f.aux(load) == f.aux(store)
          && f.typeOrdinal(load) == f.typeOrdinal(store)
          && readsBack(f.op(store), f.op(load))) {
        same |= 1L << l;
      }
    }
    return same;
  }

  private static boolean readsBack(Op store, Op load) {
    return switch (store) {
      case STORE -> load == Op.LOAD;
      case ISTORE8 -> load == Op.ULOAD8 || load == Op.SLOAD8;
      case ISTORE16 -> load == Op.ULOAD16 || load == Op.SLOAD16;
      case ISTORE32 -> load == Op.ULOAD32 || load == Op.SLOAD32;
      default -> false;
    };
  }
}
