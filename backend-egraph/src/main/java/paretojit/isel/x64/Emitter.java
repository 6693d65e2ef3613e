package paretojit.isel.x64;

import static paretojit.emit.x64.Insn.*;

import java.util.Arrays;
import paretojit.emit.x64.Assembler;
import paretojit.emit.x64.Cond;
import paretojit.emit.x64.Mem;
import paretojit.emit.x64.Reg;
import paretojit.ir.Function;
import paretojit.ir.TrapCode;
import paretojit.isel.block.BlockPlan;
import paretojit.regalloc.Allocation;
import paretojit.regalloc.Location;
import paretojit.regalloc.MachineCode;
import paretojit.runtime.FaultSites;
import paretojit.runtime.VmContext;

/**
 * Writes allocated machine code: a line for each {@link Shape}, moves before each instruction,
 * branches by block. Blocks that hold nothing but a jump are jumped over.
 */
final class Emitter {
  /** Loops start at a multiple of 32 bytes: they are fetched in aligned pieces. */
  private static final int LOOP_ALIGNMENT_LOG2 = 5;

  /** How many instructions of a loop's test are repeated at the end of the loop. */
  private static final int MAX_REPEATED = 8;

  private final Assembler a;
  private final Selector s;
  private final Frame frame = new Frame();
  private final Traps traps;
  private final Expansions expansions;
  private final FloatToInt floatToInt;
  private final MoveWriter moves;
  private final boolean marks;
  private MachineCode code;
  private Allocation allocation = new Allocation();
  // The instruction at hand: its head, and the index of its first operand.
  private int head;
  private int first;
  private int functionIndex;
  private int block;
  private int labels; // that of block 0
  private int[] forward = new int[64]; // where a jump to a block really leads
  private boolean[] onlyJumps = new boolean[64];
  private int[] next = new int[64]; // the block that follows in the code, or -1
  private int[] firstMove = new int[64]; // of each block
  private boolean[] aligned = new boolean[64]; // a loop comes back there
  // The instruction that set the flags by its result, which went into a register, or -1.
  private int resultFlags;
  private int[] tableLabels = new int[16];

  /**
   * @param marks whether to mark code offsets with their IR instruction
   */
  Emitter(Assembler assembler, Selector selector, boolean marks) {
    this.a = assembler;
    this.s = selector;
    this.marks = marks;
    this.traps = new Traps(assembler);
    this.expansions = new Expansions(assembler, traps);
    this.floatToInt = new FloatToInt(assembler, traps);
    this.moves = new MoveWriter(assembler, frame, selector);
    this.code = selector.m.code;
  }

  /** The accesses that guard pages check, in all functions so far. */
  FaultSites faults() {
    FaultSites faults = new FaultSites();
    for (int k = 0; !marks && k < a.marks().count(); k++) {
      faults.add(a.marks().offset(k), a.marks().value(k));
    }
    return faults;
  }

  /** Writes one function into the assembler; gives its offset. */
  int emit(int index, MachineCode machineCode, Allocation allocated) {
    functionIndex = index;
    code = machineCode;
    allocation = allocated;
    frame.layOut(s, allocation);
    int offset = a.beginFunction();
    traps.start();
    labels = a.newLabels(code.blockCount());
    moves.start(allocation);
    thread();
    findTops();
    if (frame.checksStack()) {
      frame.enter(a, traps.at(TrapCode.STACK_OVERFLOW.ordinal(), 0, 0));
    } else {
      frame.enter(a, -1);
    }
    for (block = 0; block >= 0; block = next[block]) {
      if (aligned[block]) {
        a.align(LOOP_ALIGNMENT_LOG2);
      }
      a.bind(labels + block);
      resultFlags = -1;
      moves.skipTo(code.blockStart(block));
      int end = code.blockEnd(block);
      for (int k = code.blockStart(block); k < end; k++) {
        writeWithMoves(k);
      }
    }
    traps.write(functionIndex);
    a.endFunction();
    return offset;
  }

  private void writeWithMoves(int k) {
    if (moves.write(k)) {
      resultFlags = -1;
    }
    if (marks) {
      a.mark(functionIndex, code.source(k));
    }
    if (!repeatsFlags(k)) {
      write(k);
      resultFlags = setsFlagsByResult(k) ? k : -1;
    }
  }

  // ---- The order of blocks

  /**
   * Finds blocks that do nothing but jump, and where jumps to them lead. One that jumps backwards to
   * another such block is kept, so that no circle of them vanishes.
   */
  private void thread() {
    int n = code.blockCount();
    if (forward.length < n) {
      forward = new int[2 * n];
      next = new int[2 * n];
      onlyJumps = new boolean[2 * n];
      firstMove = new int[2 * n];
      aligned = new boolean[2 * n];
    }
    findJumps(n);
    int following = -1;
    for (int b = n - 1; b >= 0; b--) {
      forward[b] = b;
      int target = onlyJumps[b] || isEarly(b) ? code.successor(b, 0) : b;
      if (target > b) {
        forward[b] = forward[target];
      } else if (target < b && !onlyJumps[target]) {
        forward[b] = target;
      } else {
        next[b] = following;
        following = b;
      }
    }
  }

  /** Do the moves of the block, which then only jumps, go before the branch that leads there? */
  private boolean isEarly(int b) {
    if (!allocation.isEarly(b)) {
      return false;
    }
    int branch = code.predecessor(b, 0);
    boolean second =
        code.successor(branch, 0) != b && allocation.isEarly(code.successor(branch, 0));
    return Shape.shape(code.head(code.blockEnd(branch) - 1)) == Shape.BRANCH && !second;
  }

  /** Writes the moves of an edge from the end of {@link #block} that may happen on both ways. */
  private void earlyMoves() {
    for (int k = 0; k < 2; k++) {
      int b = code.successor(block, k);
      if (forward[b] != b && isEarly(b)) {
        int resume = moves.position();
        moves.goTo(firstMove[b]);
        moves.write(code.blockStart(b));
        moves.goTo(resume);
      }
    }
  }

  /** A jump, no moves before it, and not the entry. */
  private void findJumps(int n) {
    int move = 0;
    for (int b = 0; b < n; b++) {
      int end = code.blockEnd(b);
      firstMove[b] = move;
      while (move < allocation.moveCount() && allocation.moveGap(move) < end) {
        move++;
      }
      onlyJumps[b] =
          b > 0
              && move == firstMove[b]
              && end - code.blockStart(b) == 1
              && Shape.shape(code.head(end - 1)) == Shape.JUMP;
    }
  }

  private int target(int edge) {
    return forward[code.successor(block, edge)];
  }

  private void jumpTo(int target) {
    jumpTo(target, next[block]);
  }

  private void jumpTo(int target, int following) {
    if (target != following) {
      a.jmp(labels + target);
    }
  }

  /** Finds where loops come back to: to their header, or to what its repeated test leads to. */
  private void findTops() {
    Arrays.fill(aligned, 0, code.blockCount(), false);
    for (int b = 0; b >= 0; b = next[b]) {
      aligned[b] |= s.plan.loopEnd(b) >= 0;
      if (Shape.shape(code.head(code.blockEnd(b) - 1)) == Shape.JUMP) {
        int to = forward[code.successor(b, 0)];
        if (to <= b && isSmallTest(to)) {
          aligned[to] = false;
          for (int k = 0; k < 2; k++) {
            int top = forward[code.successor(to, k)];
            int other = forward[code.successor(to, 1 - k)];
            aligned[top] |= top <= b && other > b;
          }
        }
      }
    }
  }

  /** Does the block head a loop with a test of few instructions, worth repeating at the latches? */
  private boolean isSmallTest(int b) {
    int end = code.blockEnd(b);
    return s.plan.loopEnd(b) > b
        && end - code.blockStart(b) <= MAX_REPEATED
        && Shape.shape(code.head(end - 1)) == Shape.BRANCH;
  }

  /**
   * A jump. One back to a small test becomes the test itself, so that each round takes one branch
   * instead of two (loop inversion).
   */
  private void jump() {
    int to = target(0);
    if (to > block || !isSmallTest(to)) {
      jumpTo(to);
      return;
    }
    int latch = block;
    int resume = moves.position();
    moves.goTo(firstMove[to]);
    resultFlags = -1;
    block = to;
    int last = code.blockEnd(to) - 1;
    for (int k = code.blockStart(to); k < last; k++) {
      writeWithMoves(k);
    }
    moves.write(last);
    branch((int) code.imm(last), next[latch]);
    block = latch;
    moves.goTo(resume);
  }

  /** Branches from the end of {@link #block}; {@code following} is the block behind the branch. */
  private void branch(int condition, int following) {
    earlyMoves();
    int yes = target(0);
    int no = target(1);
    int cc = condition;
    if (yes == no) {
      jumpTo(yes, following);
      return;
    }
    if (yes == following) {
      int t = yes;
      yes = no;
      no = t;
      cc = Condition.negate(cc);
    }
    if (cc == Condition.FLOAT_EQUAL && no != following) {
      a.jcc(Cond.NE, labels + no);
      a.jcc(Cond.P, labels + no);
      a.jmp(labels + yes);
      return;
    }
    expansions.jumpIf(cc, labels + yes);
    jumpTo(no, following);
  }

  private void table(int index, int distance, int start, int source) {
    Function f = s.f();
    BlockPlan plan = s.plan;
    int n = f.edgeCount(source) - 1;
    if (tableLabels.length < n) {
      tableLabels = new int[2 * n];
    }
    for (int k = 0; k < n; k++) {
      tableLabels[k] = labels + forward[plan.blockOnEdge(f, f.firstEdge(source) + k)];
    }
    int otherwise = labels + forward[plan.blockOnEdge(f, f.firstEdge(source) + n)];
    a.ri(CMP32, index, n);
    a.jcc(Cond.AE, otherwise);
    int table = a.jumpTable(tableLabels, 0, n);
    a.rm(LEA64, start, Mem.label(table));
    a.rm(MOVSXD64, distance, Mem.at(start, index, 4, 0));
    a.rr(ADD64, distance, start);
    a.r(JMP, distance);
  }

  // ---- Flags

  /** Arithmetic whose result the zero flag tells about, as test would. */
  private boolean setsFlagsByResult(int k) {
    int shape = Shape.shape(code.head(k));
    if (shape != Shape.URR && shape != Shape.URM && shape != Shape.URI) {
      return false;
    }
    return switch (code.row(k)) {
      case ADD32, SUB32, AND32, OR32, XOR32, ADD64, SUB64, AND64, OR64, XOR64 -> true;
      default -> false;
    };
  }

  /** Does {@code test r, r} say again what the flags say already, to a branch on zero? */
  private boolean repeatsFlags(int k) {
    if (resultFlags < 0 || Shape.shape(code.head(k)) != Shape.RR) {
      return false;
    }
    int row = code.row(k);
    int reader = k + 1;
    if (row != TEST32 && row != TEST64
        || Shape.shape(code.head(reader)) != Shape.BRANCH
        || code.imm(reader) >>> 1 != Cond.E.code() >>> 1) {
      return false;
    }
    int tested = code.operandStart(k);
    int result = code.operandStart(resultFlags);
    boolean wide =
        switch (code.row(resultFlags)) {
          case ADD64, SUB64, AND64, OR64, XOR64 -> true;
          default -> false;
        };
    return wide == (row == TEST64)
        && allocation.location(tested) == allocation.location(tested + 1)
        && allocation.location(tested) == allocation.location(result);
  }

  // ---- Operands

  private int location(int k) {
    return allocation.location(first + k);
  }

  /** Number of the register, within its class, that operand {@code k} is in. */
  private int reg(int k) {
    return location(k) & 15;
  }

  private boolean inMemory(int k) {
    return Location.isMemory(location(k));
  }

  private long slot(int k) {
    return frame.memory(location(k));
  }

  /** The instruction's memory operand. */
  private long memory(int inst) {
    int at = Shape.baseOperand(head);
    int disp = code.disp(inst);
    if (s.guarded && !marks && Shape.mode(head) <= Shape.BASE_INDEX) {
      // Perhaps no access to a linear memory, but then it does not fault in one either.
      a.mark(0, code.source(inst));
    }
    return switch (Shape.mode(head)) {
      case Shape.BASE -> Mem.at(reg(at), disp);
      case Shape.BASE_INDEX -> Mem.at(reg(at), reg(at + 1), 1 << Shape.scaleLog2(head), disp);
      case Shape.INDEX -> Mem.scaled(reg(at), 1 << Shape.scaleLog2(head), disp);
      case Shape.CONTEXT -> Mem.at(Convention.CONTEXT, disp);
      case Shape.FRAME -> frame.stackSlot(disp);
      case Shape.OUT -> frame.out(disp);
      case Shape.IN -> frame.in(disp);
      case Shape.CONST32 -> a.constant32((int) code.imm(inst));
      case Shape.CONST64 -> a.constant64(code.imm(inst));
      case Shape.CONST128 -> a.constant128(code.imm(inst), code.imm(inst));
      default -> throw new AssertionError("address mode " + Shape.mode(head));
    };
  }

  /** Copies the first source to the destination, if the two are not in one place already. */
  private int update() {
    moves.copy(location(1), location(0));
    return reg(0);
  }

  // ---- One instruction

  private void write(int k) {
    head = code.head(k);
    first = code.operandStart(k);
    int row = code.row(k);
    int imm = (int) code.imm(k);
    switch (Shape.shape(head)) {
      case Shape.NOTHING, Shape.ENTRY -> {}
      case Shape.RR -> {
        if (inMemory(1)) {
          a.rm(row, reg(0), slot(1));
        } else {
          a.rr(row, reg(0), reg(1));
        }
      }
      case Shape.RM -> a.rm(row, reg(0), memory(k));
      case Shape.MR -> a.mr(row, memory(k), reg(0));
      case Shape.RI -> a.ri(row, reg(0), imm);
      case Shape.MI -> a.mi(row, memory(k), imm);
      case Shape.COPY -> update();
      case Shape.UR -> a.r(row, update());
      case Shape.URR -> {
        int d = update();
        if (inMemory(2)) {
          a.rm(row, d, slot(2));
        } else {
          a.rr(row, d, reg(2));
        }
      }
      case Shape.URM -> a.rm(row, update(), memory(k));
      case Shape.URI -> a.ri(row, update(), imm);
      case Shape.RRR -> {
        if (inMemory(2)) {
          a.rrm(row, reg(0), reg(1), slot(2));
        } else {
          a.rrr(row, reg(0), reg(1), reg(2));
        }
      }
      case Shape.RRM -> a.rrm(row, reg(0), reg(1), memory(k));
      case Shape.RRI -> {
        if (inMemory(1)) {
          a.rmi(row, reg(0), slot(1), imm);
        } else {
          a.rri(row, reg(0), reg(1), imm);
        }
      }
      case Shape.RRRI -> a.rrri(row, reg(0), reg(1), reg(2), imm);
      case Shape.CONST -> a.movImm(reg(0), code.imm(k));
      case Shape.ZERO -> a.zero(reg(0));
      case Shape.FLOAT_ZERO -> a.rr(XORPS, reg(0), reg(0));
      case Shape.SHIFT_CL -> a.r(row, update());
      case Shape.FMA -> {
        int d = update();
        if (inMemory(3)) {
          a.rrm(row, d, reg(2), slot(3));
        } else {
          a.rrr(row, d, reg(2), reg(3));
        }
      }
      case Shape.SETCC -> expansions.setcc(imm, reg(0), imm >= 16 ? reg(1) : 0);
      case Shape.FLOAT_SELECT -> expansions.floatSelect(imm, update(), reg(2));
      case Shape.DIVIDE -> {
        expansions.extendDividend(row);
        oneOperand(row, 2);
      }
      case Shape.SIGNED_REMAINDER -> expansions.signedRemainder(row, reg(2));
      case Shape.CHECK_OVERFLOW -> expansions.checkOverflow(row, reg(0), reg(1), code.source(k));
      case Shape.MULTIPLY_HIGH -> oneOperand(row, 2);
      case Shape.MIN_MAX -> expansions.minMax(row, imm != 0, update(), reg(2));
      case Shape.INT_TO_FLOAT -> intToFloat(row);
      case Shape.UNSIGNED_TO_FLOAT -> expansions.unsignedToFloat(row, reg(0), reg(1), reg(2));
      case Shape.FLOAT_TO_INT -> floatToInt.write(imm, code.source(k), reg(0), reg(1), reg(2));
      default -> writeControl(k);
    }
  }

  private void oneOperand(int row, int operand) {
    if (inMemory(operand)) {
      a.m(row, slot(operand));
    } else {
      a.r(row, reg(operand));
    }
  }

  /** Zeroes the destination first: the conversion would wait for its upper half. */
  private void intToFloat(int row) {
    a.rr(XORPS, reg(0), reg(0));
    if (inMemory(1)) {
      a.rm(row, reg(0), slot(1));
    } else {
      a.rr(row, reg(0), reg(1));
    }
  }

  private void writeControl(int k) {
    int imm = (int) code.imm(k);
    switch (Shape.shape(head)) {
      case Shape.JUMP -> jump();
      case Shape.BRANCH -> branch(imm, next[block]);
      case Shape.TABLE -> table(reg(0), reg(1), reg(2), code.source(k));
      case Shape.RETURN -> frame.leave(a);
      case Shape.TRAP -> a.jmp(traps.at(code.disp(k), code.row(k), code.source(k)));
      case Shape.TRAP_IF ->
          expansions.jumpIf(imm, traps.at(code.disp(k), code.row(k), code.source(k)));
      case Shape.CALL -> a.callSymbol(code.disp(k));
      case Shape.CALL_REF -> {
        a.rm(MOV64, Convention.CONTEXT, Mem.at(Reg.RAX, VmContext.FUNC_REF_CONTEXT));
        a.m(CALL, Mem.at(Reg.RAX, VmContext.FUNC_REF_CODE));
        a.rm(MOV64, Convention.CONTEXT, frame.savedContext());
      }
      case Shape.CALL_RUNTIME -> {
        Thunks.callRuntime(a, code.imm(k));
        a.jcc(Cond.NE, traps.at(Traps.RECORDED, 0, code.source(k)));
      }
      default -> throw new AssertionError("shape " + Shape.shape(head));
    }
  }

  /** For tests: how many bytes of stack the function written last takes. */
  int frameBytes() {
    return frame.totalBytes();
  }
}
