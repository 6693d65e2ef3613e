package paretojit.ir.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import paretojit.ir.text.Syntax.BlockNode;
import paretojit.ir.text.Syntax.FunctionNode;
import paretojit.ir.text.Syntax.InstNode;
import paretojit.ir.text.Syntax.Operand;

/** The order in which a function's blocks must be read, so that definitions come before uses. */
final class UseOrder {
  private UseOrder() {}

  /** True if no instruction's operand is the result of a later instruction; edges do not count. */
  static boolean isDefinedBeforeUse(FunctionNode function) {
    Set<Integer> later = new HashSet<>();
    for (BlockNode block : function.blocks()) {
      for (InstNode inst : block.insts()) {
        inst.results().forEach(result -> later.add(result.entity("v")));
      }
    }
    for (BlockNode block : function.blocks()) {
      for (InstNode inst : block.insts()) {
        if (inst.operands().stream().anyMatch(operand -> uses(operand, later, function))) {
          return false;
        }
        inst.results().forEach(result -> later.remove(result.entity("v")));
      }
    }
    return true;
  }

  private static boolean uses(Operand operand, Set<Integer> later, FunctionNode function) {
    if (operand.main().isEntity("block")) {
      return false;
    }
    int number = operand.main().entity("v");
    for (int steps = 0; steps <= function.aliases().size(); steps++) {
      Token original = function.aliases().get(number);
      if (original == null) {
        break;
      }
      number = original.entity("v");
    }
    return later.contains(number)
        || operand.argsOrNone().stream().anyMatch(arg -> uses(arg, later, function));
  }

  /** The reachable blocks, every one before those it dominates. */
  static List<BlockNode> reversePostorder(FunctionNode function) {
    Map<Integer, BlockNode> byNumber = new HashMap<>();
    function.blocks().forEach(block -> byNumber.put(block.number(), block));
    List<BlockNode> postorder = new ArrayList<>();
    Set<BlockNode> seen = new HashSet<>();
    Deque<BlockNode> path = new ArrayDeque<>();
    Deque<Iterator<BlockNode>> rest = new ArrayDeque<>();
    BlockNode entry = function.blocks().getFirst();
    seen.add(entry);
    path.push(entry);
    rest.push(successors(entry, byNumber));
    while (!path.isEmpty()) {
      Iterator<BlockNode> successors = rest.element();
      if (!successors.hasNext()) {
        postorder.add(path.pop());
        rest.pop();
        continue;
      }
      BlockNode next = successors.next();
      if (seen.add(next)) {
        path.push(next);
        rest.push(successors(next, byNumber));
      }
    }
    Collections.reverse(postorder);
    return postorder;
  }

  private static Iterator<BlockNode> successors(BlockNode block, Map<Integer, BlockNode> byNumber) {
    List<BlockNode> successors = new ArrayList<>();
    if (!block.insts().isEmpty()) {
      collect(block.insts().getLast().operands(), byNumber, successors);
    }
    // Backwards, so that the first successor comes first in the reversed order.
    Collections.reverse(successors);
    return successors.iterator();
  }

  private static void collect(
      List<Operand> operands, Map<Integer, BlockNode> byNumber, List<BlockNode> successors) {
    for (Operand operand : operands) {
      BlockNode target = byNumber.get(operand.main().entity("block"));
      if (target != null) {
        successors.add(target);
      } else {
        collect(operand.argsOrNone(), byNumber, successors);
      }
    }
  }
}
