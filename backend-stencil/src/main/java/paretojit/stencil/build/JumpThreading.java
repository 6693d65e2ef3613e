package paretojit.stencil.build;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Lets GCC's conditional jumps leave a stencil, which GCC cannot: it reaches {@code jmp TAKEN} only
 * through a jump of its own, as the way out is assembly to it.
 *
 * <pre>
 *       je .L1                              jnb .L1
 *       jmp CONT       je TAKEN             jmp TRAP       jb TRAP
 *   .L1:           --> jmp CONT         .L1:           --> ...
 *       jmp TAKEN                           ...            jmp CONT
 *                                           jmp CONT
 * </pre>
 *
 * <p>Works on the text of an assembly file, function by function. Requires that labels of functions
 * begin with {@code .L} and every function ends in a jump; ensures that no block is left that nothing
 * reaches, and that the last jump is the one to {@code CONT} wherever some part without a successor
 * ends in it.
 */
final class JumpThreading {
  private static final String CONT = "CONT";

  /** Instructions with one entry, the first, and one or two ways out, the last. */
  private static final class Block {
    private final @Nullable String label;
    private final List<String> lines = new ArrayList<>();

    Block(@Nullable String label) {
      this.label = label;
    }

    private String last() {
      return lines.isEmpty() ? "" : lines.getLast();
    }

    private boolean fallsThrough() {
      return !last().startsWith("jmp");
    }

    /** The symbol that the block does nothing but jump to, or null. */
    private @Nullable String onlyJumpsTo() {
      return lines.size() == 1 ? outside(last()) : null;
    }
  }

  private final List<Block> blocks;

  private JumpThreading(List<Block> blocks) {
    this.blocks = blocks;
  }

  /** Mends all functions of an assembly file. */
  static String mend(String assembly) {
    StringBuilder out = new StringBuilder();
    List<String> body = null;
    for (String line : assembly.lines().toList()) {
      if (body == null) {
        out.append(line).append('\n');
        if (!line.startsWith(".") && line.endsWith(":")) {
          body = new ArrayList<>();
        }
      } else if (line.startsWith("\t.size")) {
        new JumpThreading(split(body)).run().print(out);
        out.append(line).append('\n');
        body = null;
      } else if (!line.startsWith("#")) {
        body.add(line.strip());
      }
    }
    return out.toString();
  }

  private static List<Block> split(List<String> body) {
    List<Block> blocks = new ArrayList<>();
    Block block = new Block(null);
    blocks.add(block);
    for (String line : body) {
      if (line.startsWith(".L")) {
        block = new Block(line.substring(0, line.length() - 1));
        blocks.add(block);
      } else {
        block.lines.add(line.replaceFirst("\\s+", " "));
        if (line.startsWith("j")) {
          block = new Block(null);
          blocks.add(block);
        }
      }
    }
    return blocks;
  }

  private JumpThreading run() {
    blocks.removeIf(block -> block.lines.isEmpty() && block.label == null);
    int before;
    do {
      before = blocks.size();
      thread();
      removeUnreachable();
    } while (blocks.size() < before);
    skipOver();
    removeUnreachable();
    endInContinuation();
    return this;
  }

  /** {@code jcc .L1 … .L1: jmp X} becomes {@code jcc X}. */
  private void thread() {
    Map<String, String> targets = new HashMap<>();
    for (Block block : blocks) {
      String target = block.onlyJumpsTo();
      if (block.label != null && target != null) {
        targets.put(block.label, target);
      }
    }
    for (Block block : blocks) {
      String target = targets.get(target(block.last()));
      if (block.last().startsWith("j") && target != null) {
        block.lines.set(block.lines.size() - 1, mnemonic(block.last()) + " " + target);
      }
    }
  }

  /**
   * {@code jcc .L1; jmp X; .L1:} becomes {@code jncc X; .L1:}, and {@code jcc CONT; jmp X} becomes
   * {@code jncc X; jmp CONT}.
   */
  private void skipOver() {
    for (int k = 0; k + 1 < blocks.size(); k++) {
      Block block = blocks.get(k);
      String exit = blocks.get(k + 1).onlyJumpsTo();
      String target = target(block.last());
      if (!block.last().startsWith("j") || !block.fallsThrough() || exit == null) {
        continue;
      }
      String inverse = inverse(mnemonic(block.last())) + " " + exit;
      if (k + 2 < blocks.size() && target.equals(blocks.get(k + 2).label)) {
        block.lines.set(block.lines.size() - 1, inverse);
        blocks.remove(k + 1);
      } else if (target.equals(CONT)) {
        block.lines.set(block.lines.size() - 1, inverse);
        blocks.get(k + 1).lines.set(0, "jmp " + CONT);
      }
    }
  }

  private void removeUnreachable() {
    Set<String> used = new TreeSet<>();
    blocks.forEach(block -> used.add(target(block.last())));
    for (int k = 1; k < blocks.size(); k++) {
      Block block = blocks.get(k);
      boolean isUsed = block.label != null && used.contains(block.label);
      if (!isUsed && !blocks.get(k - 1).fallsThrough()) {
        blocks.remove(k--);
      }
    }
  }

  /** Puts a part that ends in the jump to CONT last, if none does yet and one can be moved. */
  private void endInContinuation() {
    if (blocks.getLast().last().equals("jmp " + CONT)) {
      return;
    }
    int start = 0;
    for (int k = 0; k < blocks.size(); k++) {
      if (blocks.get(k).fallsThrough()) {
        continue;
      }
      if (start > 0 && blocks.get(k).last().equals("jmp " + CONT)) {
        List<Block> part = new ArrayList<>(blocks.subList(start, k + 1));
        blocks.subList(start, k + 1).clear();
        blocks.addAll(part);
        return;
      }
      start = k + 1;
    }
  }

  private void print(StringBuilder out) {
    for (Block block : blocks) {
      if (block.label != null) {
        out.append(block.label).append(":\n");
      }
      block.lines.forEach(line -> out.append('\t').append(line).append('\n'));
    }
  }

  private static String mnemonic(String jump) {
    return jump.substring(0, Math.max(0, jump.indexOf(' ')));
  }

  private static String target(String jump) {
    return jump.startsWith("j") ? jump.substring(jump.indexOf(' ') + 1).strip() : "";
  }

  /** The symbol that an unconditional jump leads to, or null if it stays or goes elsewhere. */
  private static @Nullable String outside(String jump) {
    String target = target(jump);
    boolean leaves = jump.startsWith("jmp ") && !target.startsWith(".") && !target.startsWith("*");
    return leaves ? target : null;
  }

  /** {@code jb} and {@code jnb}: GCC and the assembler know both spellings of every condition. */
  private static String inverse(String mnemonic) {
    return mnemonic.startsWith("jn") ? "j" + mnemonic.substring(2) : "jn" + mnemonic.substring(1);
  }
}
