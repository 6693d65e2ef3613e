package paretojit.stencil.x64;

import static paretojit.stencil.x64.Operands.IMM32;
import static paretojit.stencil.x64.Operands.OFFSET;
import static paretojit.stencil.x64.Operands.SLOT_A;
import static paretojit.stencil.x64.Operands.SLOT_B;

import java.util.Arrays;
import java.util.List;
import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.ir.Type;
import paretojit.runtime.FaultSites;
import paretojit.runtime.VmContext;
import paretojit.stencil.library.HoleKind;
import paretojit.stencil.library.OperandKind;

/**
 * Emits control flow: prologue, edges with their block-parameter moves, calls and ways out.
 *
 * <p>A jump to the block that follows is left out; of a branch, the edge that needs no moves is the
 * one that jumps where possible. Moves of the other edge stand in line, else in a stub behind the
 * function, where the traps' ways out are too.
 */
final class FlowEmitter {
  private static final int TEMP = OperandKind.TEMP;
  private static final int I32 = Type.I32.ordinal();
  private static final int I64 = Type.I64.ordinal();
  private static final int FIRST_TRAP = HoleKind.TRAP_INTEGER_DIVISION_BY_ZERO.ordinal();
  private static final int EXPLICIT = HoleKind.TRAP_EXPLICIT.ordinal();
  private static final int PLACED_OR_TEMP = Operands.PLACED | OperandKind.T;

  private final Selector selector;
  private final int[] ids;
  private final CodeBuffer code;
  private final int[] values;
  private final Operands operands;
  private final CallSites sites;
  private final Placement placement;
  private final Layout layout;
  private final CallLinks links;
  private final boolean elide;
  private final ParallelMoves moves = new ParallelMoves();

  private Function f;
  private FunctionEmitter emitter;
  private int index;
  private int[] loc = {};
  private int frameBytes;
  private CallConvention convention;
  private int[] stackSlot = new int[8];
  private int nextCall;

  /** By trap hole: label of the function's way out, or {@link Loc#NONE}. */
  private final int[] wayOutLabel = new int[HoleKind.values().length];

  /** By trap hole: how many instructions of the function have such ones. */
  private final int[] sitesOfKind = new int[HoleKind.values().length];

  /** Place of the block being emitted. */
  private int here;

  // Edges whose moves stand behind the function: label and edge.
  private int[] stubLabel = new int[16];
  private int[] stubEdge = new int[16];
  private int stubs;

  FlowEmitter(
      Selector selector,
      CodeBuffer code,
      Operands operands,
      CallSites sites,
      Placement placement,
      CallLinks links,
      boolean elide,
      boolean guarded,
      FaultSites faults,
      Function any) {
    this.selector = selector;
    this.ids = selector.ids;
    this.code = code;
    this.values = code.values;
    this.operands = operands;
    this.sites = sites;
    this.placement = placement;
    this.layout = placement.layout();
    this.links = links;
    this.elide = elide;
    this.f = any;
    this.convention = CallConvention.of(any.signature());
    this.emitter =
        new FunctionEmitter(selector, code, operands, sites, this, placement, guarded, faults, any);
  }

  int stackSlotOffset(int slot) {
    return stackSlot[slot];
  }

  /** Emits a placed function's code at the buffer's position. */
  void emitFunction(int functionIndex, Function function, int slotBytes) {
    f = function;
    index = functionIndex;
    loc = placement.loc;
    convention = sites.convention(functionIndex);
    nextCall = 0;
    stubs = 0;
    layOutFrame(slotBytes);
    code.begin(f.blockCount());
    emitter.begin(f, loc);
    prologue();
    for (here = 0; here < layout.blockCount; here++) {
      int block = layout.blocks[here];
      code.bind(block);
      for (int p = 0; p < f.paramCount(block); p++) {
        emitter.keep(f.param(block, p));
      }
      int end = f.endInst(block);
      for (int inst = f.firstInst(block); inst < end; inst++) {
        emitter.emit(inst);
      }
    }
    emitStubs();
    emitTraps();
    code.resolveLabels();
  }

  private void layOutFrame(int slotBytes) {
    int bytes = slotBytes;
    if (stackSlot.length < f.slotCount()) {
      stackSlot = new int[2 * f.slotCount()];
    }
    for (int slot = 0; slot < f.slotCount(); slot++) {
      int align = Math.max(8, Math.min(16, f.slotAlign(slot)));
      bytes = (bytes + align - 1) & -align;
      stackSlot[slot] = bytes;
      bytes += f.slotSize(slot);
    }
    // With the return address above it the frame keeps the stack 16-aligned.
    frameBytes = ((bytes + 7) & -16) + 8;
    int entry = f.entry();
    for (int p = 0; p < f.paramCount(entry); p++) {
      int param = f.param(entry, p);
      if (Loc.isSlot(loc[param]) && Loc.offset(loc[param]) >= Placement.INCOMING) {
        loc[param] = incoming(Loc.slot(Loc.offset(loc[param]) - Placement.INCOMING));
      }
    }
  }

  /** A stack place of this function's own parameters or results, as seen from its frame. */
  private int incoming(int place) {
    return Loc.isSlot(place) ? Loc.slot(frameBytes + 8 + Loc.offset(place)) : place;
  }

  private void prologue() {
    code.inst = f.firstInst(f.entry());
    values[OFFSET] = frameBytes;
    code.emit(selector.prologue);
    int entry = f.entry();
    for (int p = 0; p < f.paramCount(entry); p++) {
      int param = f.param(entry, p);
      if (loc[param] != Loc.NONE) {
        moves.add(loc[param], incoming(convention.params()[p]), f.valueTypeOrdinal(param));
      }
    }
    moves.emit(operands);
  }

  // ---- edges ----

  void terminate(int inst) {
    switch (f.op(inst)) {
      case JUMP -> {
        emitMoves(f.firstEdge(inst));
        jumpTo(f.edgeTarget(f.firstEdge(inst)));
      }
      case BRIF -> branch(inst);
      case BR_TABLE -> branchTable(inst);
      case RETURN -> {
        for (int r = 0; r < f.argCount(inst); r++) {
          addMove(incoming(convention.results()[r]), f.arg(inst, r));
        }
        moves.emit(operands);
        values[OFFSET] = frameBytes;
        code.emit(selector.ret);
      }
      case TRAP -> trapAt(inst, (int) f.imm(inst), f.aux(inst));
      default -> throw new AssertionError(f.op(inst));
    }
  }

  private void branch(int inst) {
    int ifTrue = f.firstEdge(inst);
    int ifFalse = ifTrue + 1;
    boolean trueMoves = hasMoves(ifTrue);
    boolean falseMoves = hasMoves(ifFalse);
    boolean invert;
    if (trueMoves != falseMoves) {
      // A backward edge with moves is worth a jump of its own in line; else what follows decides.
      boolean isLoop = trueMoves ? isBackward(ifTrue) : isBackward(ifFalse);
      int still = trueMoves ? ifFalse : ifTrue;
      invert = isLoop || !isNext(still) ? trueMoves : isNext(ifTrue);
    } else {
      invert = isNext(ifTrue);
    }
    int jumping = invert ? ifFalse : ifTrue;
    int falling = invert ? ifTrue : ifFalse;
    emitter.branch(inst, !invert, edgeLabel(jumping));
    emitMoves(falling);
    jumpTo(f.edgeTarget(falling));
  }

  private void branchTable(int inst) {
    int edges = f.edgeCount(inst);
    int first = f.firstEdge(inst);
    int last = first + edges - 1;
    int kind = emitter.useIndex(f.arg(inst, 0));
    values[IMM32] = edges - 1;
    code.taken = edgeLabel(last);
    code.table = code.newLabel();
    int table = code.table;
    code.emit(ids[selector.brTable + kind]);
    code.align(4);
    code.bind(table);
    for (int edge = first; edge < last; edge++) {
      code.emitTableEntry(table, edgeLabel(edge));
    }
  }

  private boolean isNext(int edge) {
    return elide && layout.place[f.edgeTarget(edge)] == here + 1;
  }

  private boolean isBackward(int edge) {
    return layout.place[f.edgeTarget(edge)] <= here;
  }

  private void jumpTo(int block) {
    if (!elide || layout.place[block] != here + 1) {
      code.taken = block;
      code.emit(selector.jump);
    }
  }

  /** The label to jump to for an edge: its target, or a stub with its moves. */
  private int edgeLabel(int edge) {
    if (!hasMoves(edge)) {
      return f.edgeTarget(edge);
    }
    if (stubs == stubLabel.length) {
      stubLabel = Arrays.copyOf(stubLabel, 2 * stubs);
      stubEdge = Arrays.copyOf(stubEdge, 2 * stubs);
    }
    stubEdge[stubs] = edge;
    stubLabel[stubs] = code.newLabel();
    return stubLabel[stubs++];
  }

  private boolean hasMoves(int edge) {
    int target = f.edgeTarget(edge);
    for (int k = 0; k < f.edgeArgCount(edge); k++) {
      int to = loc[f.param(target, k)];
      if (to != Loc.NONE && to != loc[f.edgeArg(edge, k)]) {
        return true;
      }
    }
    return false;
  }

  private void emitMoves(int edge) {
    int target = f.edgeTarget(edge);
    for (int k = 0; k < f.edgeArgCount(edge); k++) {
      addMove(loc[f.param(target, k)], f.edgeArg(edge, k));
    }
    moves.emit(operands);
  }

  private void addMove(int to, int value) {
    if (to == Loc.NONE) {
      return;
    }
    if (loc[value] == Loc.CONSTANT) {
      moves.addConstant(to, value, f.valueTypeOrdinal(value));
    } else {
      moves.add(to, loc[value], f.valueTypeOrdinal(value));
    }
  }

  private void emitStubs() {
    here = layout.blockCount;
    for (int k = 0; k < stubs; k++) {
      code.bind(stubLabel[k]);
      emitMoves(stubEdge[k]);
      code.taken = f.edgeTarget(stubEdge[k]);
      code.emit(selector.jump);
    }
  }

  // ---- traps ----

  /** Emits the ways out of all trap holes: one for each instruction and kind, or a site and a shared one. */
  private void emitTraps() {
    int traps = code.traps();
    Arrays.fill(sitesOfKind, 0);
    for (int k = 0; k < traps; k++) {
      sitesOfKind[code.trapKind(k)] += k > 0 && code.sameTrap(k - 1, k) ? 0 : 1;
    }
    Arrays.fill(wayOutLabel, Loc.NONE);
    for (int k = 0; k < traps; k++) {
      code.bindTrap(k);
      if (k + 1 < traps && code.sameTrap(k, k + 1)) {
        continue;
      }
      int inst = code.trapInst(k);
      int kind = code.trapKind(k);
      if (kind == EXPLICIT) {
        trapAt(inst, (int) f.imm(inst), f.aux(inst));
      } else if (sitesOfKind[kind] == 1) {
        trapAt(inst, trapCode(HoleKind.of(kind)), 0);
      } else {
        if (wayOutLabel[kind] == Loc.NONE) {
          wayOutLabel[kind] = code.newLabel();
        }
        code.inst = inst;
        code.taken = wayOutLabel[kind];
        values[IMM32] = inst;
        code.emit(selector.trapSite);
      }
    }
    for (int kind = FIRST_TRAP; kind < wayOutLabel.length; kind++) {
      if (wayOutLabel[kind] != Loc.NONE) {
        code.bind(wayOutLabel[kind]);
        wayOut(selector.trap, trapCode(HoleKind.of(kind)), 0, 0);
      }
    }
  }

  /** The code that the trap exit gets for a kind of hole. */
  private static int trapCode(HoleKind kind) {
    return switch (kind) {
      case TRAP_RECORDED -> VmContext.TRAP_RECORDED;
      case TRAP_STACK_OVERFLOW -> TrapCode.STACK_OVERFLOW.ordinal();
      // The others stand in the order of TrapCode.
      default -> kind.ordinal() - FIRST_TRAP;
    };
  }

  /** The way out of one instruction. */
  private void trapAt(int inst, int trapCode, int user) {
    code.inst = inst;
    wayOut(selector.trapAt, trapCode, user, inst);
  }

  private void wayOut(int stencil, int trapCode, int user, int inst) {
    values[IMM32] = trapCode;
    values[OFFSET] = user;
    code.imm64 = (long) index << 32 | inst;
    code.emit(stencil);
  }

  // ---- calls ----

  void call(int inst) {
    CallConvention callee = sites.convention(f, inst);
    for (int a = 0; a < f.argCount(inst); a++) {
      addMove(callee.params()[a], f.arg(inst, a));
    }
    moves.emit(operands);
    emitCall(f.aux(inst));
    afterCall(inst, callee);
  }

  private void emitCall(int callee) {
    code.taken = 0;
    code.emit(selector.call);
    links.add(code.takeLastUse(), callee);
  }

  void callIndirect(int inst) {
    int kind = operands.use(f.arg(inst, 0), PLACED_OR_TEMP, SLOT_A);
    values[OFFSET] = VmContext.PAIR_BYTES * (int) f.imm(inst);
    code.imm64 = sites.signatureId(f.aux(inst));
    code.emit(ids[selector.checkIndirect + (TEMP << 4 | kind)]);
    callChecked(inst);
  }

  void callRef(int inst) {
    int kind = operands.use(f.arg(inst, 0), PLACED_OR_TEMP, SLOT_A);
    code.imm64 = sites.signatureId(f.aux(inst));
    code.emit(ids[selector.checkRef + (TEMP << 4 | kind)]);
    callChecked(inst);
  }

  /** Calls the FuncRef in the temporary. */
  private void callChecked(int inst) {
    // Moving the arguments may need the temporary.
    int slot = Loc.slot(operands.tempSlot(2));
    operands.move(slot, Loc.TEMP, I64);
    CallConvention callee = sites.convention(f, inst);
    for (int a = 1; a < f.argCount(inst); a++) {
      addMove(callee.params()[a - 1], f.arg(inst, a));
    }
    moves.emit(operands);
    operands.move(Loc.TEMP, slot, I64);
    values[SLOT_A] = operands.tempSlot(3);
    code.emit(selector.callRef);
    afterCall(inst, callee);
  }

  private void afterCall(int inst, CallConvention callee) {
    for (int r = 0; r < f.resultCount(inst); r++) {
      int value = f.firstResult(inst) + r;
      if (loc[value] != Loc.NONE) {
        moves.add(loc[value], callee.results()[r], f.valueTypeOrdinal(value));
      }
    }
    moves.emit(operands);
    reload();
  }

  /** Arguments and results of the runtime are in the outgoing area, 8 bytes each. */
  void runtimeCall(int inst, long packed) {
    for (int a = 0; a < f.argCount(inst); a++) {
      addMove(Loc.slot(8 * a), f.arg(inst, a));
    }
    moves.emit(operands);
    code.imm64 = packed;
    code.emit(selector.runtime);
    for (int r = 0; r < f.resultCount(inst); r++) {
      int value = f.firstResult(inst) + r;
      int type = f.valueTypeOrdinal(value);
      if (loc[value] == Loc.NONE) {
        continue;
      }
      if (type == I32) {
        // The runtime leaves the upper half of the slot undefined.
        values[SLOT_A] = 8 * r;
        int kind = operands.define(loc[value]);
        code.emit(ids[selector.zeroExtend + (kind << 4 | OperandKind.SLOT)]);
      } else {
        operands.move(loc[value], Loc.slot(8 * r), type);
      }
    }
    reload();
  }

  private void reload() {
    int start = nextCall == 0 ? 0 : placement.reloadEnd[nextCall - 1];
    int end = placement.reloadEnd[nextCall++];
    for (int k = start; k < end; k++) {
      int value = placement.reload[k];
      if (Loc.isRegister(loc[value])) {
        operands.move(loc[value], placement.home[value], f.valueTypeOrdinal(value));
      }
    }
  }

  // ---- entry from outside ----

  /** Emits the wrapper that calls functions of a type with parameters and results in a buffer. */
  void emitWrapper(Signature signature) {
    CallConvention callee = CallConvention.of(signature);
    List<Type> params = signature.params();
    List<Type> results = signature.results();
    int bufferSlot = callee.stackBytes();
    int functionSlot = bufferSlot + 8;
    int bytes = ((functionSlot + 8 + 7) & -16) + 8;
    code.begin(0);
    values[OFFSET] = bytes;
    values[SLOT_A] = bufferSlot;
    values[SLOT_B] = functionSlot;
    code.emit(selector.enter);
    for (int p = 0; p < callee.params().length; p++) {
      int kind = operands.define(callee.params()[p]);
      values[OFFSET] = 8 * p;
      int base = selector.nativeMemory(Op.LOAD.ordinal(), params.get(p).ordinal());
      code.emit(ids[base + (kind << 4 | TEMP)]);
    }
    values[SLOT_B] = functionSlot;
    code.emit(selector.callEntered);
    operands.move(Loc.TEMP, Loc.slot(bufferSlot), I64);
    for (int r = 0; r < callee.results().length; r++) {
      int place = callee.results()[r];
      if (Loc.isSlot(place)) {
        values[SLOT_A] = Loc.offset(place);
      }
      values[OFFSET] = 8 * r;
      int base = selector.nativeMemory(Op.STORE.ordinal(), results.get(r).ordinal());
      code.emit(ids[base + (Loc.kind(place) << 4 | TEMP)]);
    }
    values[OFFSET] = bytes;
    code.emit(selector.ret);
  }
}
