package paretojit.regalloc;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random machine code of no particular machine: straight lines, diamonds and loops over values of
 * both classes, with every kind of operand constraint, for a machine of few registers.
 */
final class RandomCode {
  /** r0 to r5, of which r4 and r5 survive calls; x0 to x3. */
  static final RegisterFile FILE =
      new RegisterFile(0x3f | 0xf << 16, 0x30, new int[] {0, 1, 2, 3, 4, 5, 16, 17, 18, 19}, 31);

  private static final int MAX_DEPTH = 3;

  private record Inst(List<Integer> operands, boolean isCall) {}

  private static final class Block {
    final List<Integer> params = new ArrayList<>();
    final List<Inst> insts = new ArrayList<>();
    final List<Integer> targets = new ArrayList<>();
    final List<List<Integer>> args = new ArrayList<>();
    int depth;
    int loopEnd = -1;
  }

  private final SplittableRandom random;
  private final MachineCode code = new MachineCode();
  private final List<Block> blocks = new ArrayList<>();
  private final List<Integer> scope = new ArrayList<>();
  private Block now;
  private int constants;
  private int budget;

  private RandomCode(long seed, int size) {
    random = new SplittableRandom(seed);
    budget = size;
    code.reset(0);
    now = newBlock(0);
  }

  static MachineCode generate(long seed, int size) {
    RandomCode r = new RandomCode(seed, size);
    r.inst(List.of(r.def(false)), false);
    r.inst(List.of(r.def(true)), false);
    while (r.budget > 0) {
      r.statements(0);
    }
    r.inst(List.of(), false);
    return r.write();
  }

  private Block newBlock(int depth) {
    Block block = new Block();
    block.depth = depth;
    blocks.add(block);
    return block;
  }

  // ---- Control flow

  private void statements(int depth) {
    for (int n = random.nextInt(1, 6); n > 0 && budget > 0; n--) {
      budget--;
      int choice = depth < MAX_DEPTH ? random.nextInt(14) : 2;
      if (choice == 0) {
        diamond(depth);
      } else if (choice == 1) {
        loop(depth);
      } else {
        operation();
      }
    }
  }

  private void diamond(int depth) {
    Block head = now;
    use();
    int mark = scope.size();
    List<Integer> classes = classes();
    List<Block> ends = new ArrayList<>();
    for (int arm = 0; arm < 2; arm++) {
      now = newBlock(head.depth);
      branch(head, now, List.of());
      statements(depth + 1);
      ends.add(now);
      now.args.add(args(classes));
      scope.subList(mark, scope.size()).clear();
    }
    now = newBlock(head.depth);
    for (Block end : ends) {
      end.targets.add(blocks.indexOf(now));
      end.insts.add(new Inst(List.of(), false));
    }
    params(now, classes);
  }

  private void loop(int depth) {
    List<Integer> classes = classes();
    Block before = now;
    Block head = newBlock(before.depth + 1);
    jump(before, head, classes);
    now = head;
    int mark = scope.size();
    params(head, classes);
    statements(depth + 1);
    use();
    Block last = now;
    // The backward edge is critical, so it has a block of its own.
    Block again = newBlock(before.depth + 1);
    branch(last, again, List.of());
    jump(again, head, classes);
    head.loopEnd = blocks.indexOf(again);
    scope.subList(mark, scope.size()).clear();
    now = newBlock(before.depth);
    branch(last, now, List.of());
  }

  private void branch(Block from, Block to, List<Integer> arguments) {
    from.targets.add(blocks.indexOf(to));
    from.args.add(arguments);
  }

  private void jump(Block from, Block to, List<Integer> classes) {
    branch(from, to, args(classes));
    from.insts.add(new Inst(List.of(), false));
  }

  private void params(Block block, List<Integer> classes) {
    for (int isFloat : classes) {
      int v = code.newVreg(isFloat == 1);
      block.params.add(v);
      scope.add(v);
    }
  }

  private List<Integer> classes() {
    List<Integer> classes = new ArrayList<>();
    for (int k = random.nextInt(4); k > 0; k--) {
      classes.add(random.nextInt(2));
    }
    return classes;
  }

  private List<Integer> args(List<Integer> classes) {
    List<Integer> args = new ArrayList<>();
    for (int isFloat : classes) {
      args.add(random.nextInt(5) == 0 ? ~constants++ : any(isFloat == 1));
    }
    return args;
  }

  // ---- Instructions

  private int any(boolean isFloat) {
    for (int tries = 0; ; tries++) {
      int back = tries > 20 ? tries : random.nextInt(Math.min(scope.size(), 30));
      int v = scope.get(Math.floorMod(scope.size() - 1 - back, scope.size()));
      if (code.isFloat(v) == isFloat) {
        return v;
      }
    }
  }

  private int def(boolean isFloat) {
    int v = code.newVreg(isFloat);
    scope.add(v);
    return Operand.def(v);
  }

  private void use() {
    inst(List.of(Operand.useAny(any(random.nextBoolean()))), false);
  }

  private void inst(List<Integer> operands, boolean isCall) {
    now.insts.add(new Inst(operands, isCall));
  }

  private void operation() {
    boolean isFloat = random.nextInt(3) == 0;
    int a = any(isFloat);
    int b = any(isFloat);
    int v = code.newVreg(isFloat);
    List<Integer> operands = new ArrayList<>();
    boolean isCall = false;
    switch (random.nextInt(9)) {
      case 0, 1, 2 -> {
        operands.add(Operand.defReuse(v));
        operands.add(random.nextBoolean() ? Operand.useAny(a) : Operand.use(a));
        operands.add(random.nextBoolean() ? Operand.lateAny(b) : Operand.late(b));
      }
      case 3, 4 -> {
        operands.add(Operand.def(v));
        operands.add(Operand.use(a));
        operands.add(Operand.useAny(b));
        if (random.nextBoolean()) {
          operands.add(Operand.temp(code.newVreg(random.nextBoolean())));
        }
      }
      case 5 -> operands.add(Operand.def(v));
      case 6 -> {
        // As a division: in one fixed register, out of another, the first lost.
        operands.add(Operand.defFixed(v, 2));
        operands.add(Operand.useFixed(a, 0));
        operands.add(Operand.late(b));
        operands.add(Operand.clobber(isFloat ? Operand.NO_FLOAT : Operand.NO_INT, 0));
      }
      case 7 -> {
        // As a shift by a register.
        operands.add(Operand.defReuse(v));
        operands.add(Operand.useAny(a));
        operands.add(Operand.lateFixed(b, 1));
      }
      default -> {
        isCall = true;
        operands.add(Operand.defFixed(v, 0));
        operands.add(Operand.useFixed(a, 1));
        operands.add(Operand.useFixed(b, 2));
        operands.add(Operand.useFixed(any(!isFloat), 1));
      }
    }
    scope.add(v);
    inst(operands, isCall);
  }

  // ---- Writing

  private MachineCode write() {
    int vregs = code.vregCount();
    MachineCode out = new MachineCode();
    out.reset(blocks.size());
    for (int v = Operand.FIRST_VREG; v < vregs; v++) {
      out.newVreg(code.isFloat(v));
    }
    for (int b = blocks.size() - 1; b >= 0; b--) {
      Block block = blocks.get(b);
      for (Inst inst : block.insts.reversed()) {
        out.inst(0, inst.isCall ? MachineCode.CALL : 1, 0, 0);
        inst.operands.forEach(out::operand);
        out.endGroup();
      }
      for (int k = 0; k < block.targets.size(); k++) {
        out.addEdge(b, block.targets.get(k));
        block.args.get(k).forEach(out::addEdgeArg);
      }
      out.endBlock(b, block.depth);
      if (block.loopEnd >= 0) {
        out.setLoop(b, block.loopEnd);
      }
    }
    for (int b = 0; b < blocks.size(); b++) {
      for (int v : blocks.get(b).params) {
        out.addParam(b, v);
      }
    }
    out.seal();
    return out;
  }
}
