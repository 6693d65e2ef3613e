package paretojit.egraph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Orders the checks of a pattern. At each point it takes, of the subpatterns whose class is known but
 * that are not checked yet, one whose variables are all bound (a look-up instead of a loop), else the
 * one with most unbound variables, else the smallest.
 */
final class ProgramCompiler {
  private record Todo(int node, int register) {}

  private final Pattern pattern;
  private final int[] registerOf; // by variable, −1 while unbound
  private final long[] free; // by pattern node: the set of its variables
  private final int[] sizes;
  private final Ints code = new Ints(16);
  private final List<Todo> todo = new ArrayList<>();
  private final List<Term> ground = new ArrayList<>();
  private int registers = 1;
  private int memos;

  private ProgramCompiler(Pattern pattern) {
    this.pattern = pattern;
    if (pattern.variables().size() > Long.SIZE) {
      throw new IllegalArgumentException("more than 64 variables in " + pattern);
    }
    registerOf = new int[pattern.variables().size()];
    Arrays.fill(registerOf, -1);
    free = new long[pattern.size()];
    sizes = new int[pattern.size()];
    for (int n = 0; n < free.length; n++) {
      if (pattern.isVariable(n)) {
        free[n] = 1L << ~pattern.head(n);
      } else {
        sizes[n] = 1;
        for (int child : pattern.children(n)) {
          free[n] |= free[child];
          sizes[n] += sizes[child];
        }
      }
    }
  }

  static Program compile(Pattern pattern) {
    var c = new ProgramCompiler(pattern);
    for (int part = 0; part < pattern.parts(); part++) {
      c.start(part);
      while (!c.todo.isEmpty()) {
        c.emit(c.takeBest());
      }
    }
    c.code.add(Program.YIELD);
    c.finish();
    return new Program(
        c.code.toArray(),
        c.registers + c.ground.size(),
        c.ground.toArray(Term[]::new),
        c.registers,
        c.registerOf,
        c.memos);
  }

  /** The first part is matched from register 0, a later one in a known class or anywhere. */
  private void start(int part) {
    int name = pattern.name(part);
    int root = pattern.root(part);
    int known = name < 0 ? -1 : registerOf[name];
    if (part == 0 || known >= 0) {
      if (name >= 0 && known < 0) {
        registerOf[name] = 0;
      }
      expect(root, Math.max(known, 0));
    } else if (free[root] == 0) {
      ground.add(groundTerm(root));
      int out = registers++;
      registerOf[name] = out;
      code.add(Program.COPY);
      code.add(out);
      code.add(-ground.size());
    } else {
      scan(root, name);
    }
  }

  private void scan(int root, int name) {
    int out = registers;
    int[] kids = pattern.children(root);
    registers += 1 + kids.length;
    registerOf[name] = out;
    code.add(Program.SCAN);
    code.add(out);
    code.add(pattern.head(root));
    code.add(0);
    code.add(1);
    code.add(0);
    for (int i = 0; i < kids.length; i++) {
      expect(kids[i], out + 1 + i);
    }
  }

  /** Notes that the class in a register must match a pattern node; simple cases are coded at once. */
  private void expect(int node, int register) {
    if (pattern.isVariable(node)) {
      int v = ~pattern.head(node);
      if (registerOf[v] < 0) {
        registerOf[v] = register;
      } else {
        same(register, registerOf[v]);
      }
    } else if (free[node] == 0) {
      ground.add(groundTerm(node));
      same(register, -ground.size()); // the final number is known once all registers are
    } else {
      todo.add(new Todo(node, register));
    }
  }

  private void same(int a, int b) {
    code.add(Program.SAME);
    code.add(a);
    code.add(b);
  }

  /** Gives ground terms, negative so far, registers behind all others, and finds the last BIND. */
  private void finish() {
    int[] d = code.data;
    int lastBind = -1;
    for (int pc = 0; pc < code.size; ) {
      switch (d[pc]) {
        case Program.SAME, Program.COPY -> {
          if (d[pc + 2] < 0) {
            d[pc + 2] = registers - 1 - d[pc + 2];
          }
          pc += 3;
        }
        case Program.BIND, Program.SCAN -> {
          lastBind = pc;
          pc += Program.BIND_LENGTH;
        }
        case Program.LOOKUP -> {
          lastBind = -1;
          pc += 3 + d[pc + 2];
        }
        default -> pc++;
      }
    }
    if (lastBind >= 0) {
      d[lastBind + 4] = 0;
    }
    numberMemos();
  }

  /** Walks backwards over the instructions, with the least register read so far. */
  private void numberMemos() {
    int[] d = code.data;
    var starts = new Ints(8);
    for (int pc = 0; pc < code.size; pc += length(pc)) {
      starts.add(pc);
    }
    int least = Integer.MAX_VALUE;
    for (int i = starts.size - 1; i > 0; i--) {
      int pc = starts.get(i);
      if (d[pc] == Program.BIND && d[pc + 4] != 0 && least >= d[pc + 3]) {
        d[pc + 5] = ++memos;
      }
      least = Math.min(least, leastRead(pc));
    }
  }

  private int length(int pc) {
    return switch (code.data[pc]) {
      case Program.SAME, Program.COPY -> 3;
      case Program.BIND, Program.SCAN -> Program.BIND_LENGTH;
      case Program.LOOKUP -> 3 + code.data[pc + 2];
      default -> 1;
    };
  }

  /** The least register an instruction reads, but for those of ground terms, which never change. */
  private int leastRead(int pc) {
    int[] d = code.data;
    return switch (d[pc]) {
      case Program.BIND -> d[pc + 1];
      case Program.SAME -> Math.min(d[pc + 1], d[pc + 2]);
      case Program.COPY -> d[pc + 2];
      case Program.LOOKUP -> {
        int least = d[pc + 1];
        for (int p = pc + 3; p < pc + length(pc); p += 2 + d[p + 1]) {
          for (int k = 0; k < d[p + 1]; k++) {
            int operand = d[p + 2 + k];
            least = operand >= 0 ? Math.min(least, operand) : least;
          }
        }
        yield least;
      }
      default -> Integer.MAX_VALUE;
    };
  }

  private Term groundTerm(int root) {
    var builder = new Term.Builder(pattern.language());
    var index = new int[root + 1];
    for (int n = 0; n <= root; n++) {
      if (free[n] == 0) {
        index[n] =
            builder.add(
                pattern.head(n), Arrays.stream(pattern.children(n)).map(k -> index[k]).toArray());
      }
    }
    return builder.build(index[root]);
  }

  private long unbound(int node) {
    long set = free[node];
    for (int v = 0; v < registerOf.length; v++) {
      if (registerOf[v] >= 0) {
        set &= ~(1L << v);
      }
    }
    return set;
  }

  private Todo takeBest() {
    Todo best = todo.getFirst();
    for (Todo t : todo) {
      if (rank(t) > rank(best)) {
        best = t;
      }
    }
    todo.remove(best);
    return best;
  }

  private long rank(Todo t) {
    int unbound = Long.bitCount(unbound(t.node));
    return ((unbound == 0 ? 1000L : unbound) << 32) - sizes[t.node];
  }

  private void emit(Todo t) {
    if (unbound(t.node) == 0) {
      lookup(t);
      return;
    }
    int[] kids = pattern.children(t.node);
    int out = registers;
    registers += kids.length;
    code.add(Program.BIND);
    code.add(t.register);
    code.add(pattern.head(t.node));
    code.add(out);
    code.add(1);
    code.add(0);
    for (int i = 0; i < kids.length; i++) {
      expect(kids[i], out + i);
    }
  }

  /** LOOKUP reg, number of ints that follow, then the nodes. */
  private void lookup(Todo t) {
    code.add(Program.LOOKUP);
    code.add(t.register);
    int lengthAt = code.size;
    code.add(0);
    var temp = new int[t.node + 1];
    Arrays.fill(temp, -1);
    int temps = 0;
    for (int n : needed(t.node)) {
      code.add(pattern.head(n));
      int[] kids = pattern.children(n);
      code.add(kids.length);
      for (int kid : kids) {
        code.add(pattern.isVariable(kid) ? registerOf[~pattern.head(kid)] : ~temp[kid]);
      }
      temp[n] = temps++;
    }
    code.data[lengthAt] = code.size - lengthAt - 1;
  }

  /** The nodes below and including {@code root} that are no variables, children first. */
  private int[] needed(int root) {
    var used = new boolean[root + 1];
    used[root] = true;
    for (int n = root; n >= 0; n--) {
      if (used[n]) {
        for (int kid : pattern.children(n)) {
          used[kid] = true;
        }
      }
    }
    var out = new Ints(8);
    for (int n = 0; n <= root; n++) {
      if (used[n] && !pattern.isVariable(n)) {
        out.add(n);
      }
    }
    return out.toArray();
  }
}
