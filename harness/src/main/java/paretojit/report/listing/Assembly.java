package paretojit.report.listing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import paretojit.program.Disassembler.Instruction;

/**
 * A function's machine code as assembly with labels in place of addresses, so that inserting an
 * instruction changes no other line.
 *
 * <pre>
 *   1c: jne 0x8        -->       jne L1
 *   21: call 0x140               call %helper
 * </pre>
 */
final class Assembly {
  private static final Pattern TARGET = Pattern.compile("^(j\\w+|call|loop\\w*) 0x([0-9a-f]+)$");

  /** What LLVM says of an address relative to the instruction pointer. */
  private static final Pattern DATA = Pattern.compile("\\s+# 0x([0-9a-f]+)$");

  private Assembly() {}

  /**
   * The text.
   *
   * @param start where the function begins in the module's code; addresses of the instructions are
   *     relative to it
   * @param length its bytes
   * @param names of functions, by where they begin in the module's code
   */
  static String text(
      List<Instruction> instructions, int start, int length, Map<Integer, String> names) {
    TreeSet<Long> targets = new TreeSet<>();
    for (Instruction each : instructions) {
      Matcher m = TARGET.matcher(each.text());
      if (m.matches()) {
        targets.add(Long.parseUnsignedLong(m.group(2), 16));
      }
    }
    Map<Long, String> labels = new HashMap<>();
    Map<Long, String> here = new LinkedHashMap<>();
    for (long target : targets) {
      String name = names.get((int) (start + target));
      if (target > 0 && target < length) {
        here.put(target, "L" + (here.size() + 1));
        labels.put(target, "L" + here.size());
      } else {
        labels.put(target, name == null ? "module + 0x%x".formatted(start + target) : name);
      }
    }
    StringBuilder text = new StringBuilder();
    for (Instruction each : instructions) {
      String label = here.get(each.address());
      if (label != null) {
        text.append(label).append(":\n");
      }
      text.append("    ").append(line(each.text(), start, labels)).append('\n');
    }
    return text.toString();
  }

  private static String line(String instruction, int start, Map<Long, String> labels) {
    Matcher target = TARGET.matcher(instruction);
    if (target.matches()) {
      return target.group(1) + " " + labels.get(Long.parseUnsignedLong(target.group(2), 16));
    }
    Matcher data = DATA.matcher(instruction);
    return data.find()
        ? instruction.substring(0, data.start())
            + "  ; module + 0x%x".formatted(start + Long.parseUnsignedLong(data.group(1), 16))
        : instruction;
  }
}
