package paretojit.egraph;

import java.util.Arrays;

/** Runs a {@link Program} on the {@link MatchIndex} of an e-graph: a small backtracking machine. */
final class Matcher {
  private final EGraph g;
  private final Program program;
  private final MatchIndex index;
  private final int[] code;
  private final int[] registers;
  private int[] choices = new int[24]; // triples: instruction, next member, members left
  private int[] temps = new int[4];
  private int[] operands = new int[4];

  Matcher(EGraph g, Program program) {
    this.g = g;
    this.program = program;
    this.index = g.matchIndex();
    this.code = program.code();
    this.registers = new int[program.registers()];
  }

  /** Appends matches anywhere in the e-graph until there are {@code limit}. */
  void search(Matches out, int limit) {
    if (limit <= 0 || !loadGround()) {
      return;
    }
    int[] r = registers;
    switch (code[0]) {
      case Program.BIND -> {
        int head = code[2];
        if (!index.has(head)) {
          return;
        }
        int[] roots = index.roots;
        int stride = index.arities()[head] + 1;
        int end = index.rootStart[head + 1];
        for (int p = index.rootStart[head]; p < end; p += stride) {
          r[0] = roots[p];
          for (int i = 1; i < stride; i++) {
            r[i] = roots[p + i];
          }
          if (!run(4, out, limit)) {
            return;
          }
        }
      }
      case Program.SAME -> {
        r[0] = r[code[2]]; // the root is ground
        run(0, out, limit);
      }
      default -> {
        for (int c = g.nextClass(0); c != 0; c = g.nextClass(c)) {
          r[0] = c;
          if (!run(0, out, limit)) {
            return;
          }
        }
      }
    }
  }

  /** Appends the matches rooted in one class. */
  void searchClass(Matches out, int cls, int limit) {
    if (limit > 0 && loadGround()) {
      registers[0] = cls;
      run(0, out, limit);
    }
  }

  private boolean loadGround() {
    Term[] ground = program.ground();
    for (int i = 0; i < ground.length; i++) {
      int cls = g.lookup(ground[i]);
      if (cls == 0) {
        return false;
      }
      registers[program.firstGround() + i] = cls;
    }
    return true;
  }

  /** Runs from {@code pc} through all choices; false if the limit was reached. */
  private boolean run(int pc, Matches out, int limit) {
    int[] c = code;
    int[] r = registers;
    int[] members = index.members;
    int depth = 0;
    while (true) {
      boolean goOn;
      switch (c[pc]) {
        case Program.BIND -> {
          int at = index.group(r[c[pc + 1]], c[pc + 2]);
          goOn = at >= 0;
          if (goOn) {
            int arity = index.arities()[c[pc + 2]];
            int left = members[at + 1] - 1;
            at += 2;
            System.arraycopy(members, at, r, c[pc + 3], arity);
            if (left > 0) {
              if (depth + 3 > choices.length) {
                choices = Arrays.copyOf(choices, 2 * choices.length);
              }
              choices[depth] = pc;
              choices[depth + 1] = at + arity;
              choices[depth + 2] = left;
              depth += 3;
            }
            pc += 4;
          }
        }
        case Program.SAME -> {
          goOn = r[c[pc + 1]] == r[c[pc + 2]];
          pc += 3;
        }
        case Program.LOOKUP -> {
          goOn = lookup(pc) == r[c[pc + 1]];
          pc += 3 + c[pc + 2];
        }
        default -> {
          out.add(r, program.variables());
          if (out.size() >= limit) {
            return false;
          }
          goOn = false;
        }
      }
      if (goOn) {
        continue;
      }
      if (depth == 0) {
        return true;
      }
      pc = choices[depth - 3];
      int at = choices[depth - 2];
      int arity = index.arities()[c[pc + 2]];
      System.arraycopy(members, at, r, c[pc + 3], arity);
      choices[depth - 2] = at + arity;
      if (--choices[depth - 1] == 0) {
        depth -= 3;
      }
      pc += 4;
    }
  }

  /** The class of the term a LOOKUP describes, or 0. */
  private int lookup(int pc) {
    int[] c = code;
    int count = 0;
    int cls = 0;
    for (int p = pc + 3, end = p + c[pc + 2]; p < end; ) {
      int head = c[p];
      int arity = c[p + 1];
      operands = Ints.ensure(operands, arity);
      for (int i = 0; i < arity; i++) {
        int operand = c[p + 2 + i];
        operands[i] = operand >= 0 ? registers[operand] : temps[~operand];
      }
      cls = g.lookup(head, operands, 0, arity);
      if (cls == 0) {
        return 0;
      }
      temps = Ints.ensure(temps, count + 1);
      temps[count++] = cls;
      p += 2 + arity;
    }
    return cls;
  }
}
