package paretojit.wasm;

import java.util.Arrays;

/**
 * The constructs around the instruction being read, as parallel arrays by nesting depth; depth 0 is
 * the function's body. The fields are the reader's and the SSA builder's to read and write.
 */
final class ControlStack {
  static final int FUNCTION = 0;
  static final int BLOCK = 1;
  static final int LOOP = 2;
  static final int IF = 3;
  static final int ELSE = 4;

  static final int NONE = -1;

  /** Depth of the innermost construct. */
  int top = -1;

  int[] construct = new int[16];

  /** Height of the operand stack below the construct's own operands. */
  int[] base = new int[16];

  /** Whether an unconditional branch made the rest of the construct's code stack-polymorphic. */
  boolean[] polymorphic = new boolean[16];

  /** Whether the construct's start can be reached, so that it has code at all. */
  boolean[] live = new boolean[16];

  byte[][] params = new byte[16][];
  byte[][] results = new byte[16][];

  /** The IR block that branches to the label go to, or NONE while there are none. */
  int[] block = new int[16];

  /** Edges to the label: a list in the SSA builder. */
  int[] firstEdge = new int[16];

  int[] lastEdge = new int[16];
  int[] edgeCount = new int[16];

  /** IF: the edge taken when the condition is zero, and its saved parameters. */
  int[] elseEdge = new int[16];

  int[] elseValues = new int[16];

  /** Start of the construct's segment of the log of assignments. */
  int[] log = new int[16];

  /** LOOP: the join at its header, and the records of the locals it assigns. */
  int[] join = new int[16];

  int[] firstRecord = new int[16];
  int[] recordCount = new int[16];

  /** Opens a construct with no edges to its label yet. */
  int push(int newConstruct, int newBase, boolean newLive, byte[] in, byte[] out) {
    if (++top == construct.length) {
      grow(top * 2);
    }
    construct[top] = newConstruct;
    base[top] = newBase;
    polymorphic[top] = false;
    live[top] = newLive;
    params[top] = in;
    results[top] = out;
    block[top] = NONE;
    firstEdge[top] = NONE;
    edgeCount[top] = 0;
    elseEdge[top] = NONE;
    recordCount[top] = 0;
    return top;
  }

  /** What a branch to the label of the construct at {@code depth} takes along. */
  byte[] labelKinds(int depth) {
    return construct[depth] == LOOP ? params[depth] : results[depth];
  }

  private void grow(int capacity) {
    construct = Arrays.copyOf(construct, capacity);
    base = Arrays.copyOf(base, capacity);
    polymorphic = Arrays.copyOf(polymorphic, capacity);
    live = Arrays.copyOf(live, capacity);
    params = Arrays.copyOf(params, capacity);
    results = Arrays.copyOf(results, capacity);
    block = Arrays.copyOf(block, capacity);
    firstEdge = Arrays.copyOf(firstEdge, capacity);
    lastEdge = Arrays.copyOf(lastEdge, capacity);
    edgeCount = Arrays.copyOf(edgeCount, capacity);
    elseEdge = Arrays.copyOf(elseEdge, capacity);
    elseValues = Arrays.copyOf(elseValues, capacity);
    log = Arrays.copyOf(log, capacity);
    join = Arrays.copyOf(join, capacity);
    firstRecord = Arrays.copyOf(firstRecord, capacity);
    recordCount = Arrays.copyOf(recordCount, capacity);
  }
}
