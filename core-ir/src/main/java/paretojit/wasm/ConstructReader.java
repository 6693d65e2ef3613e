package paretojit.wasm;

import static paretojit.wasm.Kinds.I32;

import java.util.Arrays;
import paretojit.ir.TrapCode;

/** Reads the instructions that open, end and leave constructs, and so make blocks and edges. */
final class ConstructReader {
  private static final int MAX_TABLE_TARGETS = 65_520;

  private final WasmModule module;
  private final Body body;
  private final ControlStack control;
  private final SsaBuilder ssa;
  private byte[] results = Kinds.NONE;
  private int[] labels = new int[16];
  private int ends;
  private byte[] blockParams = Kinds.NONE;
  private byte[] blockResults = Kinds.NONE;

  ConstructReader(WasmModule module, Body body, ControlStack control, SsaBuilder ssa) {
    this.module = module;
    this.body = body;
    this.control = control;
    this.ssa = ssa;
  }

  /** Opens the function's body, which is a construct too. */
  void begin(byte[] functionResults) {
    results = functionResults;
    control.top = -1;
    control.push(ControlStack.FUNCTION, Body.FLOOR, true, Kinds.NONE, results);
    control.set(0, ControlStack.LOG, 0);
  }

  /** Opens a construct of the type just read. */
  private int open(int construct) {
    body.checkTop(blockParams);
    body.base = body.height - blockParams.length;
    return control.push(construct, body.base, body.reachable, blockParams, blockResults);
  }

  void block() {
    blockType();
    int depth = open(ControlStack.BLOCK);
    ssa.openForward(depth);
  }

  void loop() {
    int typeAt = body.pos;
    blockType();
    int depth = open(ControlStack.LOOP);
    if (!body.reachable) {
      ssa.skipLoop(depth, typeAt, body.end);
      return;
    }
    int header = body.builder.createBlock();
    control.set(depth, ControlStack.BLOCK_ID, header);
    int entry = body.builder.jump(header);
    ssa.openLoop(depth, entry, body.stack, body.height, typeAt, body.end);
    body.builder.switchTo(header);
  }

  void condition() {
    blockType();
    int condition = body.pop(I32);
    int depth = open(ControlStack.IF);
    ssa.openForward(depth);
    if (body.reachable) {
      int then = body.builder.createBlock();
      int after = body.builder.createBlock();
      control.set(depth, ControlStack.BLOCK_ID, after);
      // Should an else follow, it becomes the second target.
      control.set(
          depth, ControlStack.ELSE_EDGE, body.builder.brif(condition >> 3, then, after) + 1);
      control.set(
          depth,
          ControlStack.ELSE_VALUES,
          ssa.saveValues(body.stack, body.height, blockParams.length));
      body.builder.switchTo(then);
    }
  }

  /** How many {@code else} and {@code end} were read since the last call of this. */
  int takeEnds() {
    int count = ends;
    ends = 0;
    return count;
  }

  void otherwise() {
    ends++;
    int depth = control.top;
    if (control.get(depth, ControlStack.CONSTRUCT) != ControlStack.IF) {
      throw WasmException.malformed("else without if", body.at);
    }
    body.checkEnd(depth);
    if (body.reachable) {
      jumpTo(depth);
    }
    byte[] params = control.params[depth];
    control.set(depth, ControlStack.CONSTRUCT, ControlStack.ELSE);
    control.set(depth, ControlStack.POLYMORPHIC, 0);
    body.height = body.base;
    body.reachable = control.get(depth, ControlStack.LIVE) != 0;
    if (body.reachable) {
      ssa.restoreValues(
          control.get(depth, ControlStack.ELSE_VALUES), body.stack, body.height, params.length);
      body.height += params.length;
      ssa.rollBack(depth);
      int other = body.builder.createBlock();
      body.builder.setEdgeTarget(control.get(depth, ControlStack.ELSE_EDGE), other);
      body.builder.switchTo(other);
    } else {
      body.pushKinds(params);
    }
  }

  void end() {
    ends++;
    int depth = control.top;
    body.checkEnd(depth);
    byte[] kinds = control.results[depth];
    int construct = control.get(depth, ControlStack.CONSTRUCT);
    if (construct == ControlStack.FUNCTION) {
      endFunction();
      return;
    }
    if (construct == ControlStack.LOOP) {
      if (control.get(depth, ControlStack.LIVE) != 0) {
        ssa.closeLoop(depth);
      }
    } else {
      if (construct == ControlStack.IF) {
        endIf(depth);
      }
      if (control.get(depth, ControlStack.EDGE_COUNT) > 0) {
        if (body.reachable) {
          jumpTo(depth);
        }
        body.builder.switchTo(control.get(depth, ControlStack.BLOCK_ID));
        ssa.merge(depth, kinds, body.stack, body.base);
        body.reachable = true;
      }
      ssa.closeForward(depth);
    }
    body.height = control.get(depth, ControlStack.BASE) + kinds.length;
    control.top = depth - 1;
    body.base = control.get(depth - 1, ControlStack.BASE);
  }

  /** An if without else passes its parameters on as results. */
  private void endIf(int depth) {
    if (!Arrays.equals(control.params[depth], control.results[depth])) {
      throw body.mismatch(
          "an if without else takes "
              + Kinds.text(control.params[depth])
              + " and gives "
              + Kinds.text(control.results[depth]));
    }
    if (control.get(depth, ControlStack.LIVE) != 0) {
      ssa.addSkippingEdge(
          depth,
          control.get(depth, ControlStack.ELSE_EDGE),
          control.get(depth, ControlStack.ELSE_VALUES));
    }
  }

  private void endFunction() {
    if (body.reachable) {
      returnTop();
    }
    if (control.get(0, ControlStack.EDGE_COUNT) > 0) {
      body.builder.switchTo(control.get(0, ControlStack.BLOCK_ID));
      ssa.merge(0, results, body.stack, Body.FLOOR);
      body.height = Body.FLOOR + results.length;
      body.reachable = true;
      returnTop();
    }
    control.top = -1;
  }

  private void jumpTo(int depth) {
    int edge = body.builder.jump(labelBlock(depth));
    ssa.addEdge(depth, edge, body.stack, body.height, control.labelKinds(depth).length);
  }

  private int labelBlock(int depth) {
    if (control.get(depth, ControlStack.BLOCK_ID) == ControlStack.NONE) {
      control.set(depth, ControlStack.BLOCK_ID, body.builder.createBlock());
    }
    return control.get(depth, ControlStack.BLOCK_ID);
  }

  /** Reads a label; gives the depth of its construct. */
  private int label() {
    int label = body.u32();
    if (Integer.compareUnsigned(label, control.top) > 0) {
      throw body.unknown("label", label);
    }
    return control.top - label;
  }

  void branch() {
    int depth = label();
    body.checkTop(control.labelKinds(depth));
    if (body.reachable) {
      if (depth == 0) {
        returnTop();
      } else {
        jumpTo(depth);
      }
    }
    unreachable();
  }

  void branchIf() {
    int depth = label();
    int condition = body.pop(I32);
    byte[] kinds = control.labelKinds(depth);
    body.checkTop(kinds);
    if (body.reachable) {
      int next = body.builder.createBlock();
      int edge = body.builder.brif(condition >> 3, labelBlock(depth), next);
      ssa.addEdge(depth, edge, body.stack, body.height, kinds.length);
      body.builder.switchTo(next);
    }
  }

  void branchTable() {
    int count = body.u32();
    if (Integer.compareUnsigned(count, body.end - body.pos) > 0) {
      throw body.unexpectedEnd();
    }
    if (count > MAX_TABLE_TARGETS) {
      throw WasmException.limit("br_table with " + count + " labels", body.at);
    }
    int[] depths = new int[count + 1];
    for (int k = 0; k <= count; k++) {
      depths[k] = label();
    }
    int index = body.pop(I32);
    byte[] kinds = control.labelKinds(depths[count]);
    for (int k = 0; k <= count; k++) {
      byte[] other = control.labelKinds(depths[k]);
      if (other.length != kinds.length) {
        throw body.mismatch(
            "br_table's labels take " + Kinds.text(other) + " and " + Kinds.text(kinds));
      }
      if (k == count || depths[k] != depths[count]) {
        body.checkLabel(other);
      }
    }
    if (body.reachable) {
      emitTable(index, depths, kinds.length);
    }
    unreachable();
  }

  private void emitTable(int index, int[] depths, int arity) {
    int[] blocks = new int[depths.length];
    for (int k = 0; k < depths.length; k++) {
      blocks[k] = labelBlock(depths[k]);
    }
    int first = body.builder.brTable(index >> 3, blocks);
    if (control.top >= labels.length) {
      labels = new int[Math.max(labels.length * 2, control.top + 1)];
    }
    Arrays.fill(labels, 0, control.top + 1, 0);
    for (int k = 0; k < depths.length; k++) {
      int depth = depths[k];
      if (labels[depth]++ == 0) {
        ssa.addEdge(depth, first + k, body.stack, body.height, arity);
      } else {
        ssa.addSameEdge(depth, first + k);
      }
    }
  }

  void returns() {
    body.checkTop(results);
    returnTop();
    unreachable();
  }

  void trap() {
    if (body.reachable) {
      body.builder.trap(TrapCode.UNREACHABLE, 0);
    }
    unreachable();
  }

  /** What follows an unconditional branch is unreachable; its operands may be of any type. */
  private void unreachable() {
    body.reachable = false;
    body.height = body.base;
    control.set(control.top, ControlStack.POLYMORPHIC, 1);
  }

  private void returnTop() {
    if (body.reachable) {
      body.builder.ret(body.takeTop(results.length));
    }
  }

  private void blockType() {
    int start = body.pos;
    int code = body.bytes[body.pos] & 0xff;
    if (code == 0x40) {
      body.pos++;
      blockParams = Kinds.NONE;
      blockResults = Kinds.NONE;
    } else if (code >= 0x63 && code < 0x80) {
      body.pos++;
      blockParams = Kinds.NONE;
      blockResults = Kinds.single(Kinds.decode(code, start));
    } else {
      long type = Leb.signed(body.bytes, start, body.end, 33);
      body.pos += Leb.length(body.bytes, start);
      if (type < 0 || type >= module.typeCount()) {
        throw WasmException.invalid("unknown type " + type, start);
      }
      blockParams = module.typeParams((int) type);
      blockResults = module.typeResults((int) type);
    }
  }
}
