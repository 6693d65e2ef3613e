package paretojit.ir.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.text.Narrow.Val;
import paretojit.ir.text.Syntax.BlockNode;
import paretojit.ir.text.Syntax.BlockParam;
import paretojit.ir.text.Syntax.FunctionNode;
import paretojit.ir.text.Syntax.InstNode;
import paretojit.ir.text.Syntax.Operand;
import paretojit.ir.text.Syntax.SlotNode;

/**
 * Builds one function from its syntax.
 *
 * <p>Instructions are emitted in the order of the text; where that uses a value before its
 * definition, in reverse postorder, without unreachable blocks. Block parameters are created in the
 * order of their numbers, between the results of instructions, so that a function whose numbers came
 * from a {@link FunctionBuilder} gets the same again.
 */
final class BodyReader {
  final FunctionNode node;
  final ModuleNames names;
  final FunctionBuilder b;
  private final String file;
  private final InstReader insts;

  private final Map<Integer, Val> values = new HashMap<>();
  private final Map<Integer, BlockNode> blocks = new HashMap<>();

  /** Parameters not created yet, by number of their value. */
  private final TreeMap<Integer, PendingParam> pending = new TreeMap<>();

  private final List<PendingEdge> edges = new ArrayList<>();
  private int orphanBlock = -1;

  private record PendingParam(BlockNode block, int index) {}

  private record PendingEdge(int edge, Operand target) {}

  private BodyReader(String file, FunctionNode node, ModuleNames names) {
    this.file = file;
    this.node = node;
    this.names = names;
    this.b = new FunctionBuilder(node.name(), node.signature().ir());
    this.insts = new InstReader(this);
  }

  /**
   * The function.
   *
   * @throws TextException if the text is wrong
   * @throws OutsideSubset if the IR has no form for it
   */
  static Function read(String file, FunctionNode node, ModuleNames names) {
    return new BodyReader(file, node, names).read();
  }

  private Function read() {
    createBlocks();
    createSlots();
    boolean inTextOrder = UseOrder.isDefinedBeforeUse(node);
    for (BlockNode block : inTextOrder ? node.blocks() : UseOrder.reversePostorder(node)) {
      fill(block);
    }
    createParamsBelow(Integer.MAX_VALUE);
    setEdgeArgs();
    return b.finish();
  }

  private void createBlocks() {
    int last = 0;
    for (BlockNode block : node.blocks()) {
      blocks.put(block.number(), block);
      last = Math.max(last, block.number());
    }
    for (int k = 0; k <= last; k++) {
      b.createBlock();
    }
    Set<Integer> defined = new HashSet<>();
    for (BlockNode block : node.blocks()) {
      for (int k = 0; k < block.params().size(); k++) {
        Token value = block.params().get(k).value();
        checkNew(value, defined);
        pending.put(value.entity("v"), new PendingParam(block, k));
      }
      for (InstNode inst : block.insts()) {
        inst.results().forEach(result -> checkNew(result, defined));
      }
    }
  }

  private void checkNew(Token value, Set<Integer> defined) {
    if (!defined.add(value.entity("v"))) {
      throw error(value, value.text() + " is defined twice");
    }
  }

  /** Stack slots are numbered anew where the text leaves gaps. */
  private void createSlots() {
    for (SlotNode slot : new TreeMap<>(node.preamble().slots()).values()) {
      b.createSlot(slot.bytes(), slot.align());
    }
  }

  int slot(Token token) {
    int number = token.entity("ss");
    if (!node.preamble().slots().containsKey(number)) {
      throw error(token, "expected a declared stack slot, found " + token.describe());
    }
    return (int) node.preamble().slots().keySet().stream().filter(n -> n < number).count();
  }

  private void fill(BlockNode block) {
    b.switchTo(block.number());
    for (InstNode inst : block.insts()) {
      if (!b.inBlock()) {
        throw error(inst.at(), "an instruction behind the end of its block");
      }
      if (!inst.results().isEmpty()) {
        createParamsBelow(inst.results().getFirst().entity("v"));
        fillGap(inst.results().getFirst().entity("v"));
      }
      b.setSource(names.isModuleText() ? inst.source() : inst.at().line());
      insts.read(inst);
    }
    if (b.inBlock()) {
      throw error(block.at(), block.at().text() + " does not end in a terminator");
    }
  }

  // ---- values ----

  /** Gives an instruction's results their names. */
  void define(InstNode inst, List<Val> results) {
    if (results.size() != inst.results().size()) {
      throw error(
          inst.at(),
          "%s gives %d results, %d are named"
              .formatted(inst.mnemonic(), results.size(), inst.results().size()));
    }
    for (int k = 0; k < results.size(); k++) {
      values.put(inst.results().get(k).entity("v"), results.get(k));
    }
  }

  /** The value that an operand names. */
  Val value(Token token) {
    int number = token.entity("v");
    if (number == Token.NO_NUMBER) {
      throw error(token, "expected a value such as v0, found " + token.describe());
    }
    for (int steps = 0; node.aliases().containsKey(number); steps++) {
      number = node.aliases().get(number).entity("v");
      if (steps > node.aliases().size()) {
        throw error(token, token.text() + " is an alias of itself");
      }
    }
    if (pending.containsKey(number)) {
      createParamsBelow(number + 1);
    }
    Val value = values.get(number);
    if (value == null) {
      throw error(token, token.text() + " is not defined, or used where it is not available");
    }
    return value;
  }

  private void createParamsBelow(int limit) {
    while (!pending.isEmpty() && pending.firstKey() < limit) {
      Map.Entry<Integer, PendingParam> first = pending.firstEntry();
      fillGap(first.getKey());
      createParams(first.getValue().block, first.getValue().index);
    }
  }

  /** Creates a block's parameters up to {@code last}: their order is that of the text. */
  private void createParams(BlockNode block, int last) {
    for (int k = 0; k <= last; k++) {
      BlockParam param = block.params().get(k);
      int number = param.value().entity("v");
      if (pending.remove(number) != null) {
        int id = b.addParam(block.number(), param.type().ir());
        values.put(number, new Val(id, param.type()));
      }
    }
  }

  /**
   * Makes the next value's number {@code number}, if the text skipped some: their values are
   * parameters of a block outside the layout, as in the module that was written.
   */
  private void fillGap(int number) {
    if (!names.isModuleText()) {
      return;
    }
    while (b.valueCount() < number) {
      if (orphanBlock < 0) {
        orphanBlock = 0;
        while (blocks.containsKey(orphanBlock)) {
          orphanBlock++;
        }
        if (orphanBlock == b.blockCount()) {
          b.createBlock();
        }
      }
      b.addParam(orphanBlock, TextType.I32.ir());
    }
  }

  // ---- edges ----

  /** The block that a branch operand names. */
  BlockNode target(Operand operand) {
    BlockNode block = blocks.get(operand.main().entity("block"));
    if (block == null) {
      throw error(
          operand.main(), "expected a block of this function, found " + operand.main().describe());
    }
    return block;
  }

  /** Remembers what an edge carries; all values are known when the last block is filled. */
  void edge(int edge, Operand target) {
    edges.add(new PendingEdge(edge, target));
  }

  private void setEdgeArgs() {
    for (PendingEdge pendingEdge : edges) {
      Operand target = pendingEdge.target;
      List<BlockParam> params = target(target).params();
      List<Operand> operands = target.argsOrNone();
      checkCount(target.main(), target.main().text(), params.size(), operands.size());
      int[] args = new int[operands.size()];
      for (int k = 0; k < args.length; k++) {
        args[k] = typed(operands.get(k).main(), params.get(k).type()).id();
      }
      b.setEdgeArgs(pendingEdge.edge, args, 0, args.length);
    }
  }

  // ---- checks ----

  /** The value that an operand names, which must have that type. */
  Val typed(Token token, TextType type) {
    Val value = value(token);
    if (value.type() != type) {
      throw error(token, "%s is %s, expected %s".formatted(token.text(), value.type(), type));
    }
    return value;
  }

  void checkCount(Token at, String what, int wanted, int found) {
    if (wanted != found) {
      throw error(at, "%s takes %d arguments, found %d".formatted(what, wanted, found));
    }
  }

  TextException error(Token token, @Nullable String message) {
    return new TextException(file, token.line(), token.column(), String.valueOf(message));
  }
}
