package paretojit.wasm;

import java.util.Arrays;

/**
 * The constructs around the instruction being read, as frames by nesting depth; depth 0 is the
 * function's body. The frames' fields are the reader's and the SSA builder's to read and write.
 */
final class ControlStack {
  static final int FUNCTION = 0;
  static final int BLOCK = 1;
  static final int LOOP = 2;
  static final int IF = 3;
  static final int ELSE = 4;

  static final int NONE = -1;

  /** Ints of a construct's frame, as a shift; and its fields. */
  private static final int FRAME_SHIFT = 4;

  static final int CONSTRUCT = 0;

  /** Height of the operand stack below the construct's own operands. */
  static final int BASE = 1;

  /** 1 if an unconditional branch made the rest of the construct's code stack-polymorphic. */
  static final int POLYMORPHIC = 2;

  /** 1 if the construct's start can be reached, so that it has code at all. */
  static final int LIVE = 3;

  /** The IR block that branches to the label go to, or NONE while there are none. */
  static final int BLOCK_ID = 4;

  /** Edges to the label: a list in the SSA builder. */
  static final int FIRST_EDGE = 5;

  static final int LAST_EDGE = 6;
  static final int EDGE_COUNT = 7;

  /** IF: the edge taken when the condition is zero, and its saved parameters. */
  static final int ELSE_EDGE = 8;

  static final int ELSE_VALUES = 9;

  /** Start of the construct's segment of the log of assignments. */
  static final int LOG = 10;

  /** LOOP: the join at its header, and the records of the locals it assigns. */
  static final int JOIN = 11;

  static final int FIRST_RECORD = 12;
  static final int RECORD_COUNT = 13;

  /** Depth of the innermost construct. */
  int top = -1;

  private int[] frames = new int[16 << FRAME_SHIFT];
  byte[][] params = new byte[16][];
  byte[][] results = new byte[16][];

  int get(int depth, int field) {
    return frames[(depth << FRAME_SHIFT) + field];
  }

  void set(int depth, int field, int value) {
    frames[(depth << FRAME_SHIFT) + field] = value;
  }

  /** Opens a construct with no edges to its label yet. */
  int push(int construct, int base, boolean live, byte[] in, byte[] out) {
    int depth = ++top;
    if (depth == params.length) {
      grow();
    }
    params[depth] = in;
    results[depth] = out;
    int at = depth << FRAME_SHIFT;
    int[] to = frames;
    to[at + CONSTRUCT] = construct;
    to[at + BASE] = base;
    to[at + POLYMORPHIC] = 0;
    to[at + LIVE] = live ? 1 : 0;
    to[at + BLOCK_ID] = NONE;
    to[at + FIRST_EDGE] = NONE;
    to[at + EDGE_COUNT] = 0;
    to[at + ELSE_EDGE] = NONE;
    to[at + RECORD_COUNT] = 0;
    return depth;
  }

  /** Notes a further edge to the label; gives the one before it, or NONE. */
  int appendEdge(int depth, int edge) {
    int at = depth << FRAME_SHIFT;
    int before = frames[at + FIRST_EDGE] == NONE ? NONE : frames[at + LAST_EDGE];
    if (before == NONE) {
      frames[at + FIRST_EDGE] = edge;
    }
    frames[at + LAST_EDGE] = edge;
    frames[at + EDGE_COUNT]++;
    return before;
  }

  /** What a branch to the label of the construct at {@code depth} takes along. */
  byte[] labelKinds(int depth) {
    return get(depth, CONSTRUCT) == LOOP ? params[depth] : results[depth];
  }

  private void grow() {
    int capacity = params.length * 2;
    frames = Arrays.copyOf(frames, capacity << FRAME_SHIFT);
    params = Arrays.copyOf(params, capacity);
    results = Arrays.copyOf(results, capacity);
  }
}
