package paretojit.stencil.direct;

import java.util.Arrays;

/**
 * The constructs around the instruction being compiled, as parallel arrays by nesting depth; depth 0 is
 * the function's body.
 */
final class Labels {
  static final int FUNCTION = 0;
  static final int BLOCK = 1;
  static final int LOOP = 2;
  static final int IF = 3;
  static final int ELSE = 4;

  /** Depth of the innermost construct; -1 behind the function's end. */
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

  /** How many operands a branch to the label takes. */
  int[] arity = new int[16];

  /** LOOP: position of its start. Others: the holes of branches to the end, see {@link Output#link}. */
  int[] target = new int[16];

  /** IF: the hole of the branch to the else. */
  int[] otherwise = new int[16];

  /** Entries of jump tables for the label: a list in {@link Branches}. */
  int[] tableUses = new int[16];

  /** Opens a construct that nothing branches to yet. */
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
    arity[top] = newConstruct == LOOP ? in.length : out.length;
    target[top] = Output.NO_HOLE;
    otherwise[top] = Output.NO_HOLE;
    tableUses[top] = -1;
    return top;
  }

  /** What a branch to the label of the construct at {@code depth} takes along. */
  byte[] kinds(int depth) {
    return construct[depth] == LOOP ? params[depth] : results[depth];
  }

  /** Whether a branch leads to the end of the construct at {@code depth}, as it is now. */
  boolean isUsed(int depth) {
    return construct[depth] != LOOP
        && (target[depth] != Output.NO_HOLE
            || tableUses[depth] >= 0
            || construct[depth] == IF && otherwise[depth] != Output.NO_HOLE);
  }

  /** Whether a construct, not the function, has neither parameters nor results. */
  boolean isPlain(int depth) {
    return depth > 0 && results[depth].length == 0 && params[depth].length == 0;
  }

  private void grow(int capacity) {
    construct = Arrays.copyOf(construct, capacity);
    base = Arrays.copyOf(base, capacity);
    polymorphic = Arrays.copyOf(polymorphic, capacity);
    live = Arrays.copyOf(live, capacity);
    params = Arrays.copyOf(params, capacity);
    results = Arrays.copyOf(results, capacity);
    arity = Arrays.copyOf(arity, capacity);
    target = Arrays.copyOf(target, capacity);
    otherwise = Arrays.copyOf(otherwise, capacity);
    tableUses = Arrays.copyOf(tableUses, capacity);
  }
}
