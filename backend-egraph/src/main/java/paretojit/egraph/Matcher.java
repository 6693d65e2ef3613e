package paretojit.egraph;

import java.util.Arrays;

/**
 * Runs a {@link Program} on the {@link MatchIndex} of an e-graph: a small backtracking machine.
 *
 * <p>It finds all matches, or only those with a new node: then it carries along whether one was met,
 * and takes only new nodes where the last chance to meet one is.
 *
 * <p>Where what follows a BIND depends on its class alone, a class of which nothing came is remembered
 * for the rest of the search: many nodes may share a class of many members, none of which will do.
 */
final class Matcher {
  /**
   * pc, position of the next row, rows left, rows left that are new, whether a new node was met, and for
   * a BIND with a memo how many matches there were before it, else −1.
   */
  private static final int CHOICE = 6;

  /** Fewer members than this are tried again rather than remembered. */
  private static final int WORTH_A_MEMO = 4;

  private final EGraph g;
  private final Program program;
  private final MatchIndex index;
  private final int[] code;
  private final int[] registers;
  private int[] choices = new int[8 * CHOICE];
  private final long[][] barren; // by memo: bit 2c, nothing matches in class c; 2c+1, nothing new
  private int[] temps = new int[4];
  private int[] operands = new int[4];
  private boolean groundIsNew;
  private boolean lookupIsNew;

  Matcher(EGraph g, Program program) {
    this.g = g;
    this.program = program;
    this.index = g.matchIndex();
    this.code = program.code();
    this.registers = new int[program.registers()];
    this.barren = new long[program.memos()][];
  }

  /**
   * Appends matches anywhere in the e-graph until there are {@code limit}.
   *
   * @param after leave out matches that were there in the index of this generation; −1 for none
   */
  void search(Matches out, int limit, int after) {
    if (limit <= 0 || after == index.generation() || !loadGround()) {
      return;
    }
    boolean all = after < 0 || after != index.generation() - 1 || groundIsNew;
    switch (code[0]) {
      case Program.BIND -> searchHead(code[2], out, limit, all);
      case Program.SAME -> {
        registers[0] = registers[code[2]]; // the root is ground
        run(0, out, limit, true);
      }
      default -> { // the root is a variable
        for (int c = g.nextClass(0); c != 0 && out.size() < limit; c = g.nextClass(c)) {
          if (all || index.isNewClass(c)) {
            registers[0] = c;
            run(0, out, limit, true);
          }
        }
      }
    }
  }

  private void searchHead(int head, Matches out, int limit, boolean all) {
    if (!index.has(head)) {
      return;
    }
    int[] r = registers;
    int[] roots = index.roots;
    int stride = index.arities()[head] + 1;
    int freshEnd = all ? index.rootStart[head + 1] : index.freshEnd[head];
    int end = code[4] == 0 ? freshEnd : index.rootStart[head + 1];
    for (int p = index.rootStart[head]; p < end; p += stride) {
      r[0] = roots[p];
      for (int i = 1; i < stride; i++) {
        r[i] = roots[p + i];
      }
      if (!run(Program.BIND_LENGTH, out, limit, p < freshEnd)) {
        return;
      }
    }
  }

  /** Appends the matches rooted in one class. */
  void searchClass(Matches out, int cls, int limit) {
    if (limit > 0 && loadGround()) {
      registers[0] = cls;
      run(0, out, limit, true);
    }
  }

  private boolean loadGround() {
    Term[] ground = program.ground();
    for (int i = 0; i < ground.length; i++) {
      int cls = find(ground[i]);
      if (cls == 0) {
        return false;
      }
      registers[program.firstGround() + i] = cls;
    }
    return true;
  }

  private int find(Term term) {
    var classes = new int[term.size()];
    for (int n = 0; n < classes.length; n++) {
      int arity = term.arity(n);
      operands = Ints.ensure(operands, arity);
      for (int i = 0; i < arity; i++) {
        operands[i] = classes[term.child(n, i)];
      }
      int node = g.lookupNode(term.head(n), operands, 0, arity);
      if (node == 0 || g.isSubsumed(node)) {
        return 0;
      }
      groundIsNew |= index.isNew(node);
      classes[n] = g.find(node);
    }
    return classes[term.root()];
  }

  /**
   * Runs from {@code pc} through all choices; false if the limit was reached.
   *
   * @param met whether a new node was met already, or all matches are wanted
   */
  private boolean run(int pc, Matches out, int limit, boolean met) {
    int[] c = code;
    int[] r = registers;
    int[] members = index.members;
    int depth = 0;
    while (true) {
      boolean goOn;
      switch (c[pc]) {
        case Program.BIND -> {
          int memo = c[pc + 5];
          int cls = r[c[pc + 1]];
          int at = memo > 0 && isBarren(memo, cls, met) ? -1 : index.group(cls, c[pc + 2]);
          goOn = at >= 0;
          if (goOn) {
            int fresh = members[at + 2];
            int count = met || c[pc + 4] != 0 ? members[at + 1] : fresh;
            goOn = count > 0;
            if (goOn) {
              at += MatchIndex.HEADER;
              int arity = index.arities()[c[pc + 2]];
              if (count > 1) {
                int before = memo > 0 && count >= WORTH_A_MEMO ? out.size() : -1;
                depth = push(depth, pc, at + arity, count - 1, fresh - 1, met, before);
              }
              System.arraycopy(members, at, r, c[pc + 3], arity);
              met |= fresh > 0;
              pc += Program.BIND_LENGTH;
            }
          }
        }
        case Program.SCAN -> {
          int head = c[pc + 2];
          goOn = index.has(head);
          if (goOn) {
            int stride = index.arities()[head] + 1;
            int at = index.rootStart[head];
            int fresh = (index.freshEnd[head] - at) / stride;
            int count = met || c[pc + 4] != 0 ? (index.rootStart[head + 1] - at) / stride : fresh;
            goOn = count > 0;
            if (goOn) {
              if (count > 1) {
                depth = push(depth, pc, at + stride, count - 1, fresh - 1, met, -1);
              }
              System.arraycopy(index.roots, at, r, c[pc + 1], stride);
              met |= fresh > 0;
              pc += Program.BIND_LENGTH;
            }
          }
        }
        case Program.COPY -> {
          r[c[pc + 1]] = r[c[pc + 2]];
          goOn = true;
          pc += 3;
        }
        case Program.SAME -> {
          goOn = r[c[pc + 1]] == r[c[pc + 2]];
          pc += 3;
        }
        case Program.LOOKUP -> {
          goOn = lookup(pc) == r[c[pc + 1]];
          met |= lookupIsNew;
          pc += 3 + c[pc + 2];
        }
        default -> {
          if (met) {
            out.add(r, program.variables());
            if (out.size() >= limit) {
              return false;
            }
          }
          goOn = false;
        }
      }
      if (goOn) {
        continue;
      }
      while (depth > 0 && choices[depth - CHOICE + 2] == 0) {
        depth -= CHOICE; // the last member of a BIND with a memo is done
        if (choices[depth + 5] == out.size()) {
          int bind = choices[depth];
          noteBarren(c[bind + 5], r[c[bind + 1]], choices[depth + 4] != 0);
        }
      }
      if (depth == 0) {
        return true;
      }
      int top = depth - CHOICE;
      pc = choices[top];
      int at = choices[top + 1];
      met = choices[top + 4] != 0 || choices[top + 3] > 0;
      int ints = index.arities()[c[pc + 2]];
      if (c[pc] == Program.BIND) {
        System.arraycopy(members, at, r, c[pc + 3], ints);
      } else {
        System.arraycopy(index.roots, at, r, c[pc + 1], ++ints);
      }
      choices[top + 1] = at + ints;
      choices[top + 3]--;
      if (--choices[top + 2] == 0 && choices[top + 5] < 0) {
        depth = top;
      }
      pc += Program.BIND_LENGTH;
    }
  }

  private boolean isBarren(int memo, int cls, boolean met) {
    long[] bits = barren[memo - 1];
    if (bits == null) {
      return false;
    }
    long both = bits[cls >> 5] >>> 2 * cls;
    return (both & (met ? 1 : 3)) != 0;
  }

  private void noteBarren(int memo, int cls, boolean met) {
    long[] bits = barren[memo - 1];
    if (bits == null) {
      bits = new long[(g.idBound() >> 5) + 1];
      barren[memo - 1] = bits;
    }
    bits[cls >> 5] |= (met ? 1L : 2L) << 2 * cls;
  }

  private int push(int depth, int pc, int at, int left, int freshLeft, boolean met, int before) {
    if (depth + CHOICE > choices.length) {
      choices = Arrays.copyOf(choices, 2 * choices.length);
    }
    choices[depth] = pc;
    choices[depth + 1] = at;
    choices[depth + 2] = left;
    choices[depth + 3] = freshLeft;
    choices[depth + 4] = met ? 1 : 0;
    choices[depth + 5] = before;
    return depth + CHOICE;
  }

  /** The class of the term a LOOKUP describes, or 0; notes whether one of its nodes is new. */
  private int lookup(int pc) {
    int[] c = code;
    int count = 0;
    int cls = 0;
    lookupIsNew = false;
    for (int p = pc + 3, end = p + c[pc + 2]; p < end; ) {
      int head = c[p];
      int arity = c[p + 1];
      operands = Ints.ensure(operands, arity);
      for (int i = 0; i < arity; i++) {
        int operand = c[p + 2 + i];
        operands[i] = operand >= 0 ? registers[operand] : temps[~operand];
      }
      int node = g.lookupNode(head, operands, 0, arity);
      if (node == 0 || g.isSubsumed(node)) {
        return 0;
      }
      lookupIsNew |= index.isNew(node);
      cls = g.find(node);
      temps = Ints.ensure(temps, count + 1);
      temps[count++] = cls;
      p += 2 + arity;
    }
    return cls;
  }
}
