package paretojit.stencil.build;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The gate's rules for stencils that keep their values on the stack, as all do at {@code -O0}:
 *
 * <pre>
 *   subq $N, %rsp          first
 *   ... d(%rsp) ...        only with 0 &lt;= d &lt; N: neither the frame above nor anything below
 *   addq $N, %rsp          only right before a jump out
 *   jmp SYMBOL             only right behind it
 * </pre>
 *
 * <p>So rsp is what it was wherever control leaves, and nothing lives below it, where signal handlers
 * run. ctx and fp are written only with what the stencil found in them, except that fp is given up on
 * the way to a trap: a fault in the middle finds the context where it is looked for.
 */
final class FrameGate {
  private static final Pattern FRAME = Pattern.compile("(subq|addq) \\$0x([0-9a-f]+), %rsp");
  private static final Pattern ACCESS = Pattern.compile("(-?)(?:0x([0-9a-f]+))?\\(%rsp\\)");
  private static final Pattern SAVE = Pattern.compile("movq %(r1[23]), (\\S*)\\(%rsp\\)");
  private static final Pattern RESTORE = Pattern.compile("movq (\\S*)\\(%rsp\\), %(r1[23])");

  private final List<String> code;
  private int frameBytes;
  private @Nullable String contextPlace;
  private @Nullable String framePlace;

  private FrameGate(List<String> code) {
    this.code = code;
  }

  /**
   * Checks a stencil's instructions, which begin with a frame.
   *
   * @param instructions without comments
   * @throws AssertionError that says what is wrong
   */
  static void check(List<String> instructions) {
    String problem = new FrameGate(instructions).problem();
    if (problem != null) {
      throw new AssertionError(problem);
    }
  }

  /** True if the instructions make a frame: else the rules are those for all stencils. */
  static boolean makesFrame(List<String> instructions) {
    Matcher first = FRAME.matcher(instructions.getFirst());
    return first.matches() && first.group(1).equals("subq");
  }

  private @Nullable String problem() {
    Matcher first = FRAME.matcher(code.getFirst());
    if (!first.matches()) {
      return "no frame";
    }
    frameBytes = Integer.parseInt(first.group(2), 16);
    for (int k = 1; k < code.size(); k++) {
      String text = code.get(k);
      boolean isEnd = isEnd(text);
      if (isEnd && (k + 1 == code.size() || !leaves(code.get(k + 1)))
          || !isEnd && text.endsWith("%rsp")
          || !isEnd && k + 1 < code.size() && leaves(code.get(k + 1))
          || text.startsWith("j") && !text.startsWith("jmp ") && text.contains("<")) {
        return "the stack pointer is not balanced at " + text;
      }
      if (!staysInFrame(text)) {
        return "leaves its frame: " + text;
      }
      if (!keepsPinned(k)) {
        return "changes ctx or fp: " + text;
      }
    }
    return null;
  }

  private boolean isEnd(String text) {
    Matcher frame = FRAME.matcher(text);
    return frame.matches()
        && frame.group(1).equals("addq")
        && Integer.parseInt(frame.group(2), 16) == frameBytes;
  }

  /** A jump to a hole, or to an address from a table. */
  private static boolean leaves(String text) {
    return text.startsWith("jmp ") && (text.contains("<") || text.contains("*"));
  }

  private boolean staysInFrame(String text) {
    if (!text.contains("%rsp") || isEnd(text)) {
      return true;
    }
    Matcher access = ACCESS.matcher(text);
    if (!access.find()) {
      return false;
    }
    String offset = access.group(2);
    return access.group(1).isEmpty()
        && (offset == null || Integer.parseInt(offset, 16) < frameBytes);
  }

  /** Whether r12 and r13 keep their values; notes where they are saved first. */
  private boolean keepsPinned(int k) {
    String text = code.get(k);
    Matcher save = SAVE.matcher(text);
    if (save.matches()) {
      boolean isContext = save.group(1).equals("r12");
      if (isContext && contextPlace == null) {
        contextPlace = save.group(2);
      } else if (!isContext && framePlace == null) {
        framePlace = save.group(2);
      }
      return true;
    }
    if (contextPlace != null && text.endsWith(", " + contextPlace + "(%rsp)")
        || framePlace != null && text.endsWith(", " + framePlace + "(%rsp)")) {
      return false;
    }
    if (!text.endsWith(", %r12") && !text.endsWith(", %r13")) {
      return true;
    }
    Matcher restore = RESTORE.matcher(text);
    if (restore.matches()
        && restore.group(1).equals(restore.group(2).equals("r12") ? contextPlace : framePlace)) {
      return true;
    }
    return text.endsWith(", %r13") && nextExit(k).contains("<TRAP_");
  }

  private String nextExit(int from) {
    for (int k = from; k < code.size(); k++) {
      if (leaves(code.get(k))) {
        return code.get(k);
      }
    }
    return "";
  }
}
