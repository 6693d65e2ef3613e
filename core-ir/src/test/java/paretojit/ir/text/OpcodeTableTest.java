package paretojit.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import paretojit.filetest.GoldenFile;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.TrapCode;
import paretojit.ir.Type;
import paretojit.ir.Typing;

/** Holds {@code docs/opcodes.md} to the opcode table; blessing writes it. */
class OpcodeTableTest {
  private static final Path DOCUMENT = Path.of("../docs/opcodes.md");

  private static final String HEAD =
      """
      # Opcodes

      Every opcode of the IR, written by a test from the table in `paretojit.ir.Op`, which is also where to read what an
      operation means (`eval`). Do not edit: change the table, then `mvn -pl core-ir test -Dpareto.bless=true`.

      `T` is the opcode's controlling type, any of those in its row; `X` a type of the other kind (float for integer and
      back), `B` the one of the same width and the other kind, `A` an address: i32 into a linear memory (`mem0 v0+8`), i64
      into native memory (`v0+8`). Shift and rotation amounts count modulo the width. Conditions are i32, non-zero is true.

      """;

  @Test
  void theDocumentIsTheTable() {
    GoldenFile.checkFile(DOCUMENT, markdown());
  }

  @Test
  void everyOpcodeHasARow() {
    long rows = markdown().lines().filter(line -> line.startsWith("| `")).count();
    assertEquals(Op.count(), rows);
  }

  private static Map<Op, String> sections() {
    Map<Op, String> sections = new EnumMap<>(Op.class);
    sections.put(Op.ICONST, "Constants");
    sections.put(Op.IADD, "Integers, two operands");
    sections.put(Op.BNOT, "Integers, one operand");
    sections.put(Op.ICMP_EQ, "Comparisons of integers");
    sections.put(Op.FCMP_EQ, "Comparisons of floats");
    sections.put(Op.SELECT, "Choice");
    sections.put(Op.FADD, "Floats");
    sections.put(Op.UEXTEND, "Conversions");
    sections.put(Op.LOAD, "Loads and stores");
    sections.put(Op.STACK_ADDR, "Stack, context, globals");
    sections.put(Op.MEMORY_SIZE, "Linear memories");
    sections.put(Op.TABLE_GET, "Tables and references");
    sections.put(Op.CALL, "Calls");
    sections.put(Op.JUMP, "Control");
    return sections;
  }

  private static String markdown() {
    Map<Op, String> sections = sections();
    Map<Op, String> examples = examples();
    StringBuilder text = new StringBuilder(HEAD);
    for (Op op : Op.values()) {
      String section = sections.get(op);
      if (section != null) {
        text.append(op == Op.ICONST ? "" : "\n").append("## ").append(section).append("\n\n");
        text.append("| text | result : operands | T | effect | traps |\n");
        text.append("| --- | --- | --- | --- | --- |\n");
      }
      text.append("| `").append(examples.get(op)).append("` | ").append(types(op)).append(" | ");
      text.append(domain(op)).append(" | ").append(effect(op)).append(" | ");
      text.append(traps(op)).append(" |\n");
    }
    return text.toString();
  }

  /** The first instruction of each opcode in random modules, which use all of them. */
  private static Map<Op, String> examples() {
    Map<Op, String> examples = new EnumMap<>(Op.class);
    RandomModules modules = new RandomModules(11);
    while (examples.size() < Op.count()) {
      IrModule module = modules.next();
      for (Function f : module.functions()) {
        for (int inst = 0; inst < f.instCount(); inst++) {
          examples.putIfAbsent(f.op(inst), example(f.op(inst), IrWriter.write(f, inst)));
        }
      }
    }
    return examples;
  }

  /** The same instruction with plain numbers: operands from v0 on, then the results. */
  private static String example(Op op, String text) {
    return switch (op) {
      case CALL -> "v1, v2 = call fn0(v0)";
      case CALL_INDIRECT -> "v2 = call_indirect sig0, table0, v0(v1)";
      case CALL_REF -> "v2 = call_ref sig0, v0(v1)";
      case JUMP -> "jump block1(v0, v1)";
      case BRIF -> "brif v0, block1(v1), block2";
      case BR_TABLE -> "br_table v0, block3, [block1, block2(v1)]";
      case RETURN -> "return v0, v1";
      case TRAP -> "trap unreachable";
      case TRAPZ -> "trapz v0, heap_oob";
      case TRAPNZ -> "trapnz v0, user1";
      case ICONST -> "v0 = iconst.i32 7";
      case F32CONST -> "v0 = f32const 0x1.8p0";
      case F64CONST -> "v0 = f64const -0x1.8p3";
      default -> renumbered(op, text);
    };
  }

  private static String renumbered(Op op, String text) {
    int equals = text.indexOf(" = ");
    String whole = equals < 0 ? text : text.substring(equals + 3);
    boolean typed = op.typing().result().equals("T");
    String first = domain(op).split(" ", -1)[0];
    String operation = typed ? whole.replaceFirst("\\.[if]\\d\\d", "." + first) : whole;
    StringBuilder out = new StringBuilder();
    int next = 0;
    for (String word : operation.split(" ", -1)) {
      String renamed =
          word.matches("v\\d+.*") ? "v" + next++ + (word.endsWith(",") ? "," : "") : word;
      String plain =
          renamed.replaceFirst("(mem|table|data|elem|global|fn|ss)\\d+([-+]\\d+)?", "$10");
      out.append(out.isEmpty() ? "" : " ").append(plain);
    }
    boolean hasOffset =
        switch (op.format()) {
          case LOAD, STORE, STACK_ADDR -> true;
          default -> false;
        };
    String example = out.toString().replace(hasOffset ? "mem0 " : "\n", "");
    return (equals < 0 ? "" : "v" + next + " = ") + example + (hasOffset ? "+8" : "");
  }

  private static String types(Op op) {
    Typing typing = op.typing();
    String operands =
        typing.operands().equals("*")
            ? "…"
            : typing
                .operands()
                .chars()
                .mapToObj(c -> letter((char) c))
                .collect(Collectors.joining(" "));
    String result = typing.result().equals("*") ? "…" : letter(typing.result().charAt(0));
    return (result + " : " + operands).strip();
  }

  private static String letter(char letter) {
    Type fixed = Typing.fixed(letter);
    return fixed != null ? fixed.toString() : letter == '-' ? "–" : String.valueOf(letter);
  }

  private static String domain(Op op) {
    if ((op.typing().result() + op.typing().operands()).indexOf('T') < 0) {
      return "";
    }
    return EnumSet.allOf(Type.class).stream()
        .filter(op.typing().domain()::contains)
        .map(Type::toString)
        .collect(Collectors.joining(" "));
  }

  private static String effect(Op op) {
    List<String> words = new ArrayList<>();
    if (op.isPure()) {
      words.add(op.commutes() ? "pure, commutes" : "pure");
    } else if (op.isCall()) {
      words.add("calls");
    } else if (op.isTerminator()) {
      words.add("ends the block");
    } else if (op.writes()) {
      words.add("writes");
    } else if (op.reads()) {
      words.add("reads");
    } else {
      words.add("none but its traps");
    }
    return String.join(", ", words);
  }

  private static String traps(Op op) {
    Set<TrapCode> traps = EnumSet.noneOf(TrapCode.class);
    traps.addAll(op.traps());
    if (op.format() == Op.Format.TRAP) {
      return "as named";
    }
    return traps.stream().map(TrapCode::text).collect(Collectors.joining(", "));
  }
}
