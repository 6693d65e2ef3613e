package paretojit.rewrite;

import java.util.Arrays;
import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.ir.analysis.Cfg;
import paretojit.ir.analysis.DominatorTree;
import paretojit.ir.analysis.LoopForest;

/**
 * Carries what memory holds over merges and round loops in block parameters, so that a load there
 * becomes the parameter. A counter that lives in memory, as unoptimized input keeps all variables, is
 * then read from a register; its stores stay.
 *
 * <p>Before the walk of {@link GraphBuilder}, two problems of data flow are solved over sets of
 * {@link MemoryLocations}: which are available (loaded or stored on every path, and surely not written
 * since) and which are live (loaded on some path before they are written). In the walk, {@link #meet}
 * gives each location that is both its value at a block where paths meet: the class that all paths
 * agree on, or a new parameter. What is available has been accessed on every path, so nothing is
 * loaded that the program would not load, and no trap is lost.
 *
 * <p>{@link MemoryFacts} does the same inside extended basic blocks, where it needs no analysis and
 * can tell bases apart by class. Chow et al., "A new algorithm for partial redundancy elimination based
 * on SSA form" (PLDI 1997), is the general method; this is the part of it that inserts no loads.
 */
final class LoadPromotion {
  private static final int NONE = MemoryLocations.NONE;

  /** Parameters that a loop may gain: more would only be spilled. */
  private static final int MAX_CARRIED = 12;

  private final AeGraph graph;
  private final MemoryFacts facts;
  private final DominatorTree dominators;
  private final MemoryLocations locations = new MemoryLocations();
  private boolean enabled = true;
  private Function f = GraphBuilder.empty();
  private Cfg cfg = new Cfg();
  private LoopForest loops = new LoopForest();

  // Sets of locations, by block.
  private int count;
  private long everything;
  private long[] generated = new long[64];
  private long[] killed = new long[64];
  private long[] exposed = new long[64];
  private long[] availableIn = new long[64];
  private long[] availableOut = new long[64];
  private long[] liveIn = new long[64];
  private long[] denied = new long[64];
  private long[] changedInLoop = new long[16];

  // In the walk: the classes of the locations known, here and at the ends of blocks.
  private long known;
  private final int[] value = new int[MemoryLocations.MAX];
  private long[] savedMask = new long[64];
  private int[] savedStart = new int[64];
  private int[] saved = new int[256];
  private int savedCount;

  // Parameters, block by block.
  private int params;
  private int[] paramLocation = new int[64];
  private int[] paramClass = new int[64];
  private int[] paramBlock = new int[64];
  private int[] paramFirst = new int[64];
  private int[] paramCount = new int[64];

  LoadPromotion(AeGraph graph, MemoryFacts facts, DominatorTree dominators) {
    this.graph = graph;
    this.facts = facts;
    this.dominators = dominators;
  }

  void setEnabled(boolean on) {
    enabled = on;
  }

  // ---- before the walk

  void analyze(Function function, Cfg blocks, LoopForest nest) {
    f = function;
    cfg = blocks;
    loops = nest;
    ensure(f.blockCount());
    params = 0;
    savedCount = 0;
    known = 0;
    Arrays.fill(paramCount, 0, f.blockCount(), 0);
    count = enabled && pathsMeet() ? locations.find(f, cfg, loops) : 0;
    if (count == 0) {
      return;
    }
    everything = -1L >>> MemoryLocations.MAX - count;
    Arrays.fill(changedInLoop, 0, loops.loopCount(), 0);
    Arrays.fill(denied, 0, f.blockCount(), 0);
    for (int k = 0; k < cfg.orderCount(); k++) {
      summarize(cfg.order(k));
    }
    solveAvailable();
    solveLive();
    if (denyExcess()) {
      solveAvailable();
    }
  }

  private void ensure(int blocks) {
    if (generated.length < blocks) {
      int capacity = blocks * 2;
      generated = new long[capacity];
      killed = new long[capacity];
      exposed = new long[capacity];
      availableIn = new long[capacity];
      availableOut = new long[capacity];
      liveIn = new long[capacity];
      denied = new long[capacity];
      savedMask = new long[capacity];
      savedStart = new int[capacity];
      paramFirst = new int[capacity];
      paramCount = new int[capacity];
    }
    if (changedInLoop.length < loops.loopCount()) {
      changedInLoop = new long[loops.loopCount() * 2];
    }
  }

  private boolean pathsMeet() {
    for (int k = 1; k < cfg.orderCount(); k++) {
      if (cfg.predecessorCount(cfg.order(k)) > 1) {
        return true;
      }
    }
    return false;
  }

  private void summarize(int block) {
    long made = 0;
    long dead = 0;
    long wanted = 0;
    long changed = 0;
    for (int inst = f.firstInst(block); inst < f.endInst(block); inst++) {
      int opcode = f.opcode(inst);
      if (MemoryLocations.isLoad(opcode)) {
        int location = locations.ofLoad(inst);
        if (location != NONE) {
          long bit = 1L << location;
          wanted |= bit & ~(changed | made);
          made |= bit;
        }
      } else if (MemoryLocations.isStore(opcode)) {
        long written = locations.written(inst, everything);
        dead |= written;
        changed |= written;
        made = made & ~written | locations.readBack(inst, written);
      } else if (opcode != Op.GLOBAL_SET.ordinal() && Op.of(opcode).writes()) {
        dead = everything;
        changed = everything;
        made = 0;
      }
    }
    generated[block] = made;
    killed[block] = dead;
    exposed[block] = wanted;
    for (int loop = loops.loopOf(block); loop >= 0; loop = loops.parent(loop)) {
      changedInLoop[loop] |= changed;
    }
  }

  private void solveAvailable() {
    for (int k = 0; k < cfg.orderCount(); k++) {
      availableOut[cfg.order(k)] = everything;
    }
    boolean again = true;
    while (again) {
      again = false;
      for (int k = 0; k < cfg.orderCount(); k++) {
        int block = cfg.order(k);
        long in = k == 0 ? 0 : everything & ~denied[block];
        for (int p = 0; p < cfg.predecessorCount(block); p++) {
          in &= availableOut[cfg.predecessor(block, p)];
        }
        availableIn[block] = in;
        long out = in & ~killed[block] | generated[block];
        again |= out != availableOut[block];
        availableOut[block] = out;
      }
    }
  }

  private void solveLive() {
    Arrays.fill(liveIn, 0, f.blockCount(), 0);
    boolean again = true;
    while (again) {
      again = false;
      for (int k = cfg.orderCount() - 1; k >= 0; k--) {
        int block = cfg.order(k);
        long in = exposed[block] | liveOut(block) & ~(killed[block] | generated[block]);
        again |= in != liveIn[block];
        liveIn[block] = in;
      }
    }
  }

  private long liveOut(int block) {
    long out = 0;
    for (int k = 0; k < cfg.successorCount(block); k++) {
      out |= liveIn[cfg.successor(block, k)];
    }
    return out;
  }

  /** Lets go of what a loop would carry beyond its limit. */
  private boolean denyExcess() {
    boolean any = false;
    for (int loop = 0; loop < loops.loopCount(); loop++) {
      int header = loops.header(loop);
      long carried = availableIn[header] & liveIn[header] & changedInLoop[loop];
      for (int k = 0; k < MAX_CARRIED; k++) {
        carried &= carried - 1; // The low numbers are the ones loaded most.
      }
      denied[header] |= carried;
      any |= carried != 0;
    }
    return any;
  }

  // ---- in the walk

  /** Starts a block with one predecessor, which has been walked. */
  void follow(int block, int predecessor) {
    known = count == 0 ? 0 : savedMask[predecessor] & liveIn[block];
    for (long left = known; left != 0; left &= left - 1) {
      int location = Long.numberOfTrailingZeros(left);
      value[location] = valueAtEnd(predecessor, location);
    }
  }

  /** Starts a block where paths meet, or the entry: makes its parameters. */
  void meet(int block, GraphBuilder builder) {
    known = 0;
    paramFirst[block] = params;
    long wanted = count == 0 ? 0 : availableIn[block] & liveIn[block];
    for (long left = wanted; left != 0; left &= left - 1) {
      int location = Long.numberOfTrailingZeros(left);
      int cls = agreed(block, location, builder);
      int load = locations.load(location);
      if (cls == AeGraph.NONE) {
        cls = addParam(block, location, load);
      }
      known |= 1L << location;
      value[location] = cls;
    }
  }

  private int addParam(int block, int location, int load) {
    if (params == paramLocation.length) {
      paramLocation = Arrays.copyOf(paramLocation, params * 2);
      paramClass = Arrays.copyOf(paramClass, params * 2);
      paramBlock = Arrays.copyOf(paramBlock, params * 2);
    }
    int cls = graph.addLeaf(f.valueCount() + params, f.typeOrdinal(load));
    paramLocation[params] = location;
    paramClass[params] = cls;
    paramBlock[params++] = block;
    paramCount[block]++;
    return cls;
  }

  /** The class that a location has on every edge into the block, or NONE. */
  private int agreed(int block, int location, GraphBuilder builder) {
    int common = AeGraph.NONE;
    for (int k = 0; k < cfg.predecessorCount(block); k++) {
      if (!builder.isAlive(cfg.predecessorEdge(block, k))) {
        continue;
      }
      int from = cfg.predecessor(block, k);
      if (cfg.position(from) >= cfg.position(block)) {
        if (!isUnchangedInLoop(block, location)) {
          return AeGraph.NONE;
        }
        continue;
      }
      int cls = graph.find(valueAtEnd(from, location));
      if (common != AeGraph.NONE && common != cls) {
        return AeGraph.NONE;
      }
      common = cls;
    }
    boolean everywhere =
        common != AeGraph.NONE && dominators.strictlyDominates(graph.home(common), block);
    return everywhere ? common : AeGraph.NONE;
  }

  private boolean isUnchangedInLoop(int header, int location) {
    return loops.isReducible()
        && loops.isHeader(header)
        && (changedInLoop[loops.loopOf(header)] >>> location & 1) == 0;
  }

  /** The class that a load gives, or NONE. */
  int load(int inst) {
    int location = count == 0 ? NONE : locations.ofLoad(inst);
    return location != NONE && (known >>> location & 1) != 0 ? value[location] : AeGraph.NONE;
  }

  /** Notes the class that a load gives. */
  void loaded(int inst, int cls) {
    int location = count == 0 ? NONE : locations.ofLoad(inst);
    if (location != NONE) {
      known |= 1L << location;
      value[location] = cls;
    }
  }

  void stored(int inst, int cls) {
    if (count == 0) {
      return;
    }
    long written = locations.written(inst, everything);
    known &= ~written;
    for (long left = locations.readBack(inst, written); left != 0; left &= left - 1) {
      int location = Long.numberOfTrailingZeros(left);
      known |= 1L << location;
      Op load = f.op(locations.load(location));
      value[location] = facts.seenAs(load, f.typeOrdinal(inst), f.op(inst), cls);
    }
  }

  void forgetAll() {
    known = 0;
  }

  /** Ends a block: keeps what its successors may want. */
  void save(int block) {
    if (count == 0) {
      return;
    }
    long wanted = known & liveOut(block);
    savedMask[block] = wanted;
    savedStart[block] = savedCount;
    if (savedCount + count > saved.length) {
      saved = Arrays.copyOf(saved, saved.length * 2);
    }
    for (long left = wanted; left != 0; left &= left - 1) {
      saved[savedCount++] = value[Long.numberOfTrailingZeros(left)];
    }
  }

  private int valueAtEnd(int block, int location) {
    long bit = 1L << location;
    assert (savedMask[block] & bit) != 0 : "what is available has no value";
    return saved[savedStart[block] + Long.bitCount(savedMask[block] & bit - 1)];
  }

  // ---- after the walk

  /** How many parameters the function has gained. */
  int params() {
    return params;
  }

  /** How many parameters a block has gained. */
  int paramCount(int block) {
    return paramCount[block];
  }

  /** The class of parameter {@code k} that a block has gained. */
  int paramClass(int block, int k) {
    return graph.find(paramClass[paramFirst[block] + k]);
  }

  /** The block that gained a parameter; a leaf's value says which, counted from the function's. */
  int blockOf(int leaf) {
    return paramBlock[leaf - f.valueCount()];
  }

  /** The class that an edge from {@code block} passes for the parameter that a leaf stands for. */
  int argument(int block, int leaf) {
    return graph.find(valueAtEnd(block, paramLocation[leaf - f.valueCount()]));
  }

  /** The class that an edge from {@code block} to {@code target} passes for gained parameter k. */
  int argument(int block, int target, int k) {
    return graph.find(valueAtEnd(block, paramLocation[paramFirst[target] + k]));
  }
}
