package paretojit.stencil.x64;

import java.util.Arrays;
import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.ir.Type;

/**
 * One walk backwards over a function: how long each value lives, how much it is used, where it would
 * like to be, and which values need no place at all.
 *
 * <pre>
 *   Function, Layout --walk--> records by value: definition, end, weight, calls crossed, hints
 *                              definitions, in order, of the values that need a place
 *                              calls, in order
 *                              instructions folded into their users
 * </pre>
 *
 * <p>An interval goes from definition to last use, and on to the end of every loop that the value enters
 * alive. Since all uses are met before the definition, an unused value's definition is skipped with
 * its operands.
 */
final class Intervals {
  // By value, in one record of ints. Positions count from 1, so that 0 means "none yet".
  static final int RECORD_LOG2 = 3;

  /** Position of the definition. */
  static final int DEF = 0;

  /** Position of the last use, or where the last loop ends that the value enters alive. */
  static final int END = 1;

  /** Uses and definitions, times eight per loop level. */
  static final int WEIGHT = 2;

  static final int USES = 3;

  /** Total weight of the calls between definition and end; until the definition, of those behind. */
  static final int CROSSED = 4;

  /** Value whose register it should share, plus one, doubled; odd if a backward edge says so. */
  static final int FRIEND = 5;

  /** Place where its last user, a call, wants it, plus one; see {@link Loc}. */
  static final int WANTED = 6;

  /**
   * What its definition would like: {@code ~value} whose place becomes free there, or a place plus
   * one. Until the definition: place of the block with the last use.
   */
  static final int GIVEN = 7;

  private static final int SELECT = Op.SELECT.ordinal();
  private static final int CALL = Op.CALL.ordinal();
  private static final int FIRST_FLOAT = Type.F32.ordinal();
  private static final int[] NO_PLACES = {};
  private static final int[] DEPTH_WEIGHT = {1, 8, 64, 512, 4096, 32768};

  private final Layout layout;
  private final SuperNodes superNodes;
  private boolean fuses = true;

  int[] records = new int[256 << RECORD_LOG2];

  /** {@link Loc#CONSTANT}, {@link Loc#TEMP} or {@link Loc#NONE} by value; the rest is placed later. */
  int[] loc = new int[256];

  /** By instruction: whether its user does it, and what it does besides; see {@link SuperNodes}. */
  byte[] fusion = new byte[256];

  /** Values that need a place, in order of definition, from {@link #firstDefinition} to the end. */
  int[] definitions = new int[256];

  int firstDefinition;

  /** Positions of the instructions that no register survives, from {@link #firstCall} to the end. */
  int[] calls = new int[64];

  int firstCall;

  /** Bytes at the frame's start for arguments and results of calls. */
  int outgoingBytes;

  /** By place of a block: weight of the calls from its end on. */
  private int[] crossedAtEnd = new int[64];

  private int crossed;

  // Of the block being walked over: its place, and positions of the nearest call and barrier
  // behind.
  private int blockPlace;
  private int nextCall;
  private int barrier;
  private int definedTwice;

  Intervals(Layout layout, SuperNodes superNodes) {
    this.layout = layout;
    this.superNodes = superNodes;
  }

  /** Whether instructions may be folded into others. */
  void setFuses(boolean fusing) {
    fuses = fusing;
  }

  /** Walks over a function; false if in this layout some use comes before its definition. */
  boolean find(Function f, CallSites sites) {
    prepare(f);
    for (int k = layout.blockCount - 1; k >= 0; k--) {
      walk(f, sites, k);
    }
    return definedTwice == 0;
  }

  private void prepare(Function f) {
    int n = f.valueCount();
    if (loc.length < n) {
      records = new int[2 * n << RECORD_LOG2];
      loc = new int[2 * n];
      definitions = new int[2 * n];
    }
    if (crossedAtEnd.length < layout.blockCount) {
      crossedAtEnd = new int[2 * layout.blockCount];
    }
    if (fusion.length < f.instCount()) {
      fusion = new byte[2 * f.instCount()];
    }
    Arrays.fill(records, 0, n << RECORD_LOG2, 0);
    Arrays.fill(loc, 0, n, Loc.NONE);
    Arrays.fill(fusion, 0, f.instCount(), (byte) 0);
    firstDefinition = definitions.length;
    firstCall = calls.length;
    outgoingBytes = 0;
    crossed = 0;
    definedTwice = 0;
  }

  private void walk(Function f, CallSites sites, int k) {
    int block = layout.blocks[k];
    int weight = DEPTH_WEIGHT[Math.min(layout.depth(k), DEPTH_WEIGHT.length - 1)];
    int terminator = f.terminator(block);
    int last = layout.end[k];
    crossedAtEnd[k] = crossed;
    useEdges(f, terminator, last, k, weight);
    blockPlace = k;
    nextCall = Integer.MAX_VALUE;
    barrier = Integer.MAX_VALUE;
    int position = last;
    for (int inst = terminator; inst >= f.firstInst(block); inst--, position--) {
      int traits = Traits.of(f.opcode(inst));
      int usedAt = position;
      if (f.resultCount(inst) == 1) {
        int value = f.firstResult(inst);
        int uses = records[(value << RECORD_LOG2) + USES];
        records[(value << RECORD_LOG2) + DEF] = position;
        if ((traits & (Traits.PURE | Traits.CLOBBERS)) != 0 && uses == 0) {
          if ((traits & Traits.PURE) != 0) {
            continue;
          }
        } else if ((traits & Traits.CONSTANT) != 0) {
          loc[value] = Loc.CONSTANT;
          continue;
        } else if ((traits & Traits.FOLDS) == 0 || uses != 1) {
          define(value, position, weight);
        } else if (fold(f, inst, traits, value, position)) {
          // Its operands are its user's.
          usedAt = records[(value << RECORD_LOG2) + END];
        } else if ((traits & Traits.COMPARE) != 0 && isConditionOfNext(f, inst, value)) {
          loc[value] = Loc.TEMP;
        } else {
          define(value, position, weight);
        }
      }
      if ((traits & Traits.BARRIER) != 0) {
        barrier = position;
      }
      if ((traits & Traits.CLOBBERS) != 0) {
        call(f, sites, inst, position, k, weight);
      } else {
        for (int a = f.argCount(inst) - 1; a >= 0; a--) {
          use(f.arg(inst, a), usedAt, k, weight);
        }
        if (usedAt == position) {
          takeOver(f, inst, traits, position);
        }
      }
    }
    for (int p = f.paramCount(block) - 1; p >= 0; p--) {
      int param = f.param(block, p);
      records[(param << RECORD_LOG2) + DEF] = position;
      if (records[(param << RECORD_LOG2) + USES] > 0) {
        define(param, position, weight);
      }
    }
  }

  /**
   * Folds an instruction into the only use of its result, if that is in its block. No call may be in
   * between, unless the use is at the end: the calls behind a use are known for these places only.
   */
  private boolean fold(Function f, int inst, int traits, int value, int position) {
    int[] all = records;
    int r = value << RECORD_LOG2;
    int usedAt = all[r + END];
    if (!fuses
        || all[r + GIVEN] != blockPlace
        || nextCall < usedAt && usedAt != layout.end[blockPlace]
        || (traits & Traits.LOAD) != 0 && barrier < usedAt
        || !superNodes.fold(f, fusion, inst, inst + usedAt - position)) {
      return false;
    }
    int user = inst + usedAt - position;
    if (f.resultCount(user) == 1) {
      // The other operand's place is left to take over.
      int given = (f.firstResult(user) << RECORD_LOG2) + GIVEN;
      if (all[given] == ~value) {
        int other = SuperNodes.other(f, user, value);
        all[given] = all[(other << RECORD_LOG2) + END] == usedAt ? ~other : 0;
      }
    }
    return true;
  }

  /** A comparison whose only use is the select right behind it can stay in the temporary. */
  private boolean isConditionOfNext(Function f, int inst, int value) {
    return fuses
        && f.opcode(inst + 1) == SELECT
        && f.arg(inst + 1, 0) == value
        && records[(f.firstResult(inst + 1) << RECORD_LOG2) + USES] > 0;
  }

  private void call(Function f, CallSites sites, int inst, int position, int k, int weight) {
    outgoingBytes = Math.max(outgoingBytes, sites.outgoingBytes(f, inst));
    if (firstCall == 0) {
      int more = calls.length;
      calls = Arrays.copyOf(calls, 2 * more);
      System.arraycopy(calls, 0, calls, more, more);
      firstCall = more;
    }
    calls[--firstCall] = position;
    nextCall = position;
    int results = f.resultCount(inst);
    for (int r = results - 1; r >= 0; r--) {
      int value = f.firstResult(inst) + r;
      records[(value << RECORD_LOG2) + DEF] = position;
      if (results > 1 && records[(value << RECORD_LOG2) + USES] > 0) {
        define(value, position, weight);
      }
      records[(value << RECORD_LOG2) + GIVEN] = sites.resultPlace(f, inst, r) + 1;
    }
    crossed += weight;
    int args = f.argCount(inst);
    int skipped = f.opcode(inst) == CALL ? 0 : 1;
    boolean isDirect = !sites.isRuntimeCall(f, inst);
    int[] places = isDirect ? sites.convention(f, inst).params() : NO_PLACES;
    for (int a = args - 1; a >= 0; a--) {
      int value = f.arg(inst, a);
      use(value, position, k, weight);
      int at = (value << RECORD_LOG2) + WANTED;
      if (isDirect && a >= skipped && records[at] == 0) {
        records[at] = places[a - skipped] + 1;
      }
    }
  }

  private void useEdges(Function f, int terminator, int position, int k, int weight) {
    for (int e = f.edgeCount(terminator) - 1; e >= 0; e--) {
      int edge = f.firstEdge(terminator) + e;
      int args = f.edgeArgCount(edge);
      if (args == 0) {
        continue;
      }
      int target = f.edgeTarget(edge);
      boolean isBackward = layout.place[target] <= k;
      for (int a = args - 1; a >= 0; a--) {
        int value = f.edgeArg(edge, a);
        int param = f.param(target, a);
        use(value, position, k, weight);
        records[(param << RECORD_LOG2) + WEIGHT] += weight;
        // Prefer one register for both: the one placed first decides.
        befriend(value, param, isBackward);
        befriend(param, value, false);
      }
    }
  }

  /** The last backward edge decides, else the first edge; they come from last to first. */
  private void befriend(int value, int other, boolean isBackward) {
    int at = (value << RECORD_LOG2) + FRIEND;
    if ((records[at] & 1) == 0) {
      records[at] = other + 1 << 1 | (isBackward ? 1 : 0);
    }
  }

  private void use(int value, int position, int k, int weight) {
    int[] all = records;
    int r = value << RECORD_LOG2;
    definedTwice |= all[r + DEF];
    all[r + WEIGHT] += weight;
    all[r + USES]++;
    if (position > all[r + END]) {
      all[r + END] = position;
      all[r + GIVEN] = k;
      all[r + CROSSED] = position == layout.end[k] ? crossedAtEnd[k] : crossed;
    }
  }

  /** Ends the interval of a value that needs a place, all uses being known: the last one may be in a loop that it must outlive. */
  private void define(int value, int position, int weight) {
    int[] all = records;
    int r = value << RECORD_LOG2;
    all[r + WEIGHT] += weight;
    definitions[--firstDefinition] = value;
    if (all[r + END] == 0) {
      // Written but never read: busy at its definition, where others may begin too.
      all[r + END] = position + 1;
      return;
    }
    int outlived = -1;
    int loop = layout.loop[all[r + GIVEN]];
    while (loop >= 0 && position < layout.start[layout.loopFirst[loop]]) {
      outlived = loop;
      loop = layout.loopParent[loop];
    }
    if (outlived >= 0) {
      int end = layout.loopLast[outlived];
      all[r + END] = layout.end[end];
      all[r + CROSSED] = crossedAtEnd[end];
    }
    all[r + CROSSED] = crossed - all[r + CROSSED];
    all[r + GIVEN] = 0;
  }

  /** Lets a result have the place of an operand that ends there and that it may overwrite. */
  private void takeOver(Function f, int inst, int traits, int position) {
    int args = f.argCount(inst);
    if (f.resultCount(inst) != 1 || args == 0) {
      return;
    }
    int operand = f.arg(inst, args == 3 ? 2 : 0);
    boolean ends = records[(operand << RECORD_LOG2) + END] == position;
    if (!ends && (args == 3 || (traits & Traits.COMMUTES) != 0)) {
      operand = f.arg(inst, 1);
      ends = records[(operand << RECORD_LOG2) + END] == position;
    }
    int value = f.firstResult(inst);
    if (ends
        && f.valueTypeOrdinal(value) < FIRST_FLOAT == f.valueTypeOrdinal(operand) < FIRST_FLOAT) {
      records[(value << RECORD_LOG2) + GIVEN] = ~operand;
    }
  }
}
