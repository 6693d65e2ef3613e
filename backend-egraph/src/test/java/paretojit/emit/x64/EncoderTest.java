package paretojit.emit.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static paretojit.emit.x64.Insn.*;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything the encoder accepts, read back by LLVM's disassembler.
 *
 * <p>Rows come from {@link Insn} and methods from {@link Encoder}, both by reflection: whichever pair
 * does not throw is a form the encoder can emit, and is checked with every register in every place,
 * every kind of address, and edge values of displacements and immediates. What is expected is made
 * from the row's name and the operands alone, never from opcode bytes.
 */
final class EncoderTest {
  private static final int[] DISPS = {0, 8, -128, 127, 128, -129, Integer.MAX_VALUE};
  private static final int[] IMMS = {
    0, 1, -1, 8, 127, 128, -128, -129, 255, 256, 32767, Integer.MAX_VALUE, Integer.MIN_VALUE
  };
  private static final int[] BYTE_IMMS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 31, 63};
  private static final Pattern NAME = Pattern.compile("([A-Z0-9]*?[A-Z])(8|16|32|64)?(?:_(.*))?");
  private static final Pattern FORM_METHOD = Pattern.compile("[rmi]+");

  /** The comparisons of cmpss and vcmpss; SSE knows only the first eight. */
  private static final List<String> PREDICATES =
      List.of(
          ("eq lt le unord neq nlt nle ord eq_uq nge ngt false neq_oq ge gt true eq_os lt_oq le_oq"
                  + " unord_s neq_us nlt_uq nle_uq ord_s eq_us nge_uq ngt_uq false_os neq_os ge_oq"
                  + " gt_oq true_us")
              .split(" "));

  /** Methods of the encoder that are no operand form; each has a test of its own here. */
  private static final Set<String> OTHER_METHODS =
      Set.of("op", "movImm", "movImm64", "zero", "pushImm", "nop");

  private static final Map<Integer, String> PLAIN_TEXTS =
      Map.ofEntries(
          Map.entry(RET, "ret"),
          Map.entry(UD2, "ud2"),
          Map.entry(INT3, "int3"),
          Map.entry(CDQ, "cdq"),
          Map.entry(CQO, "cqo"),
          Map.entry(LEAVE, "leave"),
          Map.entry(REP_MOVSB, "rep movsb byte ptr es:[rdi], byte ptr [rsi]"),
          Map.entry(REP_MOVSQ, "rep movsq qword ptr es:[rdi], qword ptr [rsi]"),
          Map.entry(REP_STOSB, "rep stosb byte ptr es:[rdi], al"),
          Map.entry(REP_STOSQ, "rep stosq qword ptr es:[rdi], rax"),
          Map.entry(VZEROUPPER, "vzeroupper"));

  /** A row, with what its name says. */
  private record Row(String name, int code, String mnemonic, int bytes, int rmBytes) {
    static Row of(String name, int code) {
      Matcher parts = NAME.matcher(name);
      String mnemonic = parts.matches() ? parts.group(1) : name;
      int bytes = 1 << (code >>> SIZE_SHIFT & 7);
      int rmBytes = bytes;
      if (parts.matches() && parts.group(2) != null) {
        bytes = Integer.parseInt(parts.group(2)) / 8;
        rmBytes = name.equals("MOVSXD64") ? 4 : bytes;
        if (parts.group(3) != null && parts.group(3).matches("\\d+")) {
          rmBytes = Integer.parseInt(parts.group(3)) / 8;
        }
      } else if (form(code) == REGISTER) {
        bytes = 4; // movmskps has no size to name
      }
      return new Row(name, code, mnemonic.toLowerCase(Locale.ROOT), bytes, rmBytes);
    }
  }

  @TempDir Path folder = Path.of("");
  private final Random random = new Random(1);
  private final Listing listing = new Listing();
  private Assembler assembler = new Assembler();

  @BeforeEach
  void begin() {
    assertTrue(Encoder.class.desiredAssertionStatus(), "forms are told apart by assertions");
    assembler = new Assembler();
    assembler.beginFunction();
  }

  @Test
  void everyFormOfEveryRowIsWhatItsNameSays() {
    Set<String> uncovered = new TreeSet<>(Insn.rows().keySet());
    for (Method method : formMethods()) {
      for (Row row : allRows()) {
        if (row.name.startsWith("CMOV") || row.name.startsWith("SETCC")) {
          for (Cond cond : Cond.values()) {
            String mnemonic = row.mnemonic.replace("cc", "") + cond.name().toLowerCase(Locale.ROOT);
            int code = on(row.code, cond);
            Row conditional = new Row(row.name, code, mnemonic, row.bytes, row.rmBytes);
            if (addForms(method, conditional)) {
              uncovered.remove(row.name);
            }
          }
        } else if (addForms(method, row)) {
          uncovered.remove(row.name);
        }
      }
    }
    for (Map.Entry<Integer, String> plain : PLAIN_TEXTS.entrySet()) {
      add(plain.getValue(), a -> a.op(plain.getKey()));
      uncovered.remove(Insn.name(plain.getKey()));
    }
    assertEquals(Set.of(), uncovered, "rows without any form");
    assertTrue(listing.size() > 20_000, () -> listing.size() + " cases");
    verify();
  }

  @Test
  void everyAddressingMode() {
    for (int base = 0; base < 16; base++) {
      for (int disp : DISPS) {
        addLoad(Mem.at(base, disp));
        for (int index = 0; index < 16; index++) {
          for (int scale = 1; scale <= 8 && index != Reg.RSP; scale *= 2) {
            addLoad(Mem.at(base, index, scale, disp));
            addLoad(Mem.scaled(index, scale, disp));
          }
        }
      }
      addLoad(Mem.at(base));
      addLoad(Mem.plus(Mem.at(base, 8), -16));
    }
    verify();
  }

  @Test
  void everyOtherMethodIsCovered() {
    Set<String> methods = new TreeSet<>();
    for (Method method : publicMethods()) {
      if (!FORM_METHOD.matcher(method.getName()).matches()) {
        methods.add(method.getName());
      }
    }
    assertEquals(new TreeSet<>(OTHER_METHODS), methods, "methods without a test");
  }

  @Test
  void constantsTakeTheShortestMove() {
    record Move(long imm, int width, int bytes) {}
    List<Move> moves =
        List.of(
            new Move(0, 4, 5),
            new Move(1, 4, 5),
            new Move(Integer.MAX_VALUE, 4, 5),
            new Move(0x8000_0000L, 4, 5),
            new Move(0xFFFF_FFFFL, 4, 5),
            new Move(0x1_0000_0000L, 8, 10),
            new Move(-1, 8, 7),
            new Move(Integer.MIN_VALUE, 8, 7),
            new Move(Integer.MIN_VALUE - 1L, 8, 10),
            new Move(Long.MIN_VALUE, 8, 10),
            new Move(Long.MAX_VALUE, 8, 10));
    for (int reg = 0; reg < 16; reg++) {
      for (Move move : moves) {
        int dst = reg;
        int start = assembler.size();
        String mnemonic = move.bytes == 10 ? "movabs " : "mov ";
        String text = mnemonic + Reg.gpr(reg, move.width) + ", " + move.imm;
        add(text, a -> a.movImm(dst, move.imm));
        int rex = move.width == 4 && reg >= 8 ? 1 : 0;
        assertEquals(move.bytes + rex, assembler.size() - start, text);
        add("movabs " + Reg.gpr(reg, 8) + ", " + move.imm, a -> a.movImm64(dst, move.imm));
      }
      int dst = reg;
      String name = Reg.gpr(reg, 4);
      add("xor " + name + ", " + name, a -> a.zero(dst));
    }
    for (int imm : IMMS) {
      add("push " + imm, a -> a.pushImm(imm));
    }
    listing.verify(folder, EncoderTest::signedMove);
  }

  @Test
  void noOperationsFillAnyLength() {
    for (int bytes = 1; bytes < 40; bytes++) {
      int length = bytes;
      int start = assembler.size();
      assembler.nop(length);
      assertEquals(bytes, assembler.size() - start);
      List<String> lines = Listing.disassemble(folder, List.of(code(start)));
      assertEquals((bytes + 7) / 8, lines.size(), lines::toString);
      assertTrue(lines.stream().allMatch(line -> line.startsWith("nop")), lines::toString);
    }
  }

  // ---- Cases

  /** Adds cases for {@code method} on {@code row}, unless the row does not take its operands. */
  private boolean addForms(Method method, Row row) {
    String letters = method.getName();
    if (!accepts(method, row)) {
      return false;
    }
    for (int place = 0; place < letters.length(); place++) {
      switch (letters.charAt(place)) {
        case 'r' -> {
          for (int reg = 0; reg < 16; reg++) {
            addCase(method, row, place, reg);
          }
        }
        case 'm' -> {
          for (long mem : addresses()) {
            addCase(method, row, place, mem);
          }
        }
        default -> {
          for (int imm : immediates(row)) {
            addCase(method, row, place, imm);
            if (letters.equals("ri")) { // the accumulator has encodings of its own
              Object[] operands = {row.code, Reg.RAX, imm};
              add(text(row, letters, operands), a -> invoke(method, a, operands));
            }
          }
        }
      }
    }
    return true;
  }

  /** Adds a case with {@code value} at {@code place} and random operands elsewhere. */
  private void addCase(Method method, Row row, int place, long value) {
    String letters = method.getName();
    Object[] operands = new Object[letters.length() + 1];
    operands[0] = row.code;
    int[] imms = immediates(row);
    for (int i = 0; i < letters.length(); i++) {
      operands[i + 1] =
          switch (letters.charAt(i)) {
            case 'r' -> i == place ? (int) value : random.nextInt(16);
            case 'm' -> i == place ? value : Mem.at(random.nextInt(16), random.nextInt());
            default -> i == place ? (int) value : imms[random.nextInt(imms.length)];
          };
    }
    add(text(row, letters, operands), a -> invoke(method, a, operands));
  }

  private void addLoad(long mem) {
    add("mov r9, qword ptr " + address(mem), a -> a.rm(MOV64, Reg.R9, mem));
  }

  private void add(String expected, Consumer<Assembler> emit) {
    int start = assembler.size();
    emit.accept(assembler);
    listing.add(expected, code(start));
  }

  private byte[] code(int start) {
    return Arrays.copyOfRange(assembler.backingArray(), start, assembler.size());
  }

  /** One address of each kind, with every base and every index. */
  private List<Long> addresses() {
    List<Long> all = new ArrayList<>();
    for (int reg = 0; reg < 16; reg++) {
      all.add(Mem.at(reg, DISPS[random.nextInt(DISPS.length)]));
      if (reg != Reg.RSP) {
        int scale = 1 << random.nextInt(4);
        all.add(Mem.at(random.nextInt(16), reg, scale, DISPS[random.nextInt(DISPS.length)]));
      }
    }
    all.add(Mem.scaled(Reg.R13, 8, 127));
    all.add(Mem.absolute(0x1234_5678));
    all.add(Mem.absolute(-8));
    all.add(assembler.constant64(random.nextLong()));
    all.add(Mem.label(assembler.newLabel()));
    all.add(Mem.symbol(7));
    return all;
  }

  private static int[] immediates(Row row) {
    return switch (form(row.code)) {
      case ALU, MOV, TEST, IMUL -> IMMS;
      case RVMI -> IntStream.range(0, 32).toArray();
      default -> BYTE_IMMS;
    };
  }

  // ---- What it should read

  private static String text(Row row, String letters, Object[] operands) {
    int form = form(row.code);
    String places = places(form, letters);
    String mnemonic = row.mnemonic;
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < places.length(); i++) {
      Object operand = operands[i + 1];
      switch (places.charAt(i)) {
        case 'R' -> texts.add(register(row.code & XMM_REG, (int) operand, row.bytes));
        case 'V' -> texts.add(register(row.code & XMM_REG, (int) operand, row.bytes));
        case 'B' -> texts.add(register(row.code & XMM_RM, (int) operand, row.rmBytes));
        case 'M' -> texts.add(pointer(row) + address((long) operand));
        default -> {
          int imm = (int) operand;
          int predicates = row.mnemonic.matches("cmps[sd]") ? 8 : 32;
          if (row.mnemonic.matches("v?cmps[sd]") && imm < predicates) {
            mnemonic = mnemonic.replace("cmp", "cmp" + PREDICATES.get(imm));
          } else if (form != SHIFT || imm != 1) {
            texts.add(String.valueOf(masked(imm, immediateWidth(row))));
          }
        }
      }
    }
    if (row.name.equals("MOV64") && letters.equals("ri") && (int) operands[2] >= 0) {
      texts.set(0, Reg.gpr((int) operands[1], 4)); // the same value in fewer bytes
    }
    if (row.mnemonic.equals("xchg")) {
      texts.sort(null);
    }
    if (row.name.endsWith("_CL") || form == SHIFT && !letters.endsWith("i")) {
      texts.add("cl");
    }
    if (row.mnemonic.startsWith("blendv")) {
      texts.add("xmm0");
    }
    return mnemonic + " " + String.join(", ", texts);
  }

  /** Where each operand goes: R reg, V vvvv, B r/m as register, M r/m as memory, I immediate. */
  private static String places(int form, String letters) {
    String base =
        switch (letters) {
          case "r" -> "B";
          case "rr" -> form == MR || form == TEST ? "BR" : form == VM ? "VB" : "RB";
          case "rm" -> form == VM ? "Vr" : "Rr";
          case "mr" -> "rR";
          case "ri" -> "BI";
          case "rri" -> form == MRI ? "BRI" : "RBI";
          case "rrr" -> form == RMV ? "RBV" : "RVB";
          case "rmr" -> "RrV";
          case "rrrr" -> "RVBV";
          case "rrmr" -> "RVrV";
          case "rrri" -> "RVBI";
          default -> letters.replace('i', 'I').replaceFirst("^r", "R").replaceFirst("^Rr", "RV");
        };
    return base.replace('r', 'M').replace('m', 'M');
  }

  private static String register(int xmm, int reg, int bytes) {
    return xmm != 0 ? Reg.xmm(reg) : Reg.gpr(reg, bytes);
  }

  private static String pointer(Row row) {
    return row.mnemonic.equals("lea")
        ? ""
        : switch (row.code >>> SIZE_SHIFT & 7) {
          case 0 -> "byte ptr ";
          case 1 -> "word ptr ";
          case 2 -> "dword ptr ";
          case 3 -> "qword ptr ";
          default -> "xmmword ptr ";
        };
  }

  private static String address(long mem) {
    int disp = Mem.disp(mem);
    String base = Reg.gpr(Mem.base(mem), 8);
    String scaled = (1 << Mem.scaleLog2(mem)) + "*" + Reg.gpr(Mem.index(mem), 8);
    return switch (Mem.kind(mem)) {
      case Mem.BASE -> "[" + base + displacement(disp) + "]";
      case Mem.BASE_INDEX ->
          "[" + base + " + " + scaled.replaceFirst("^1\\*", "") + displacement(disp) + "]";
      case Mem.INDEX -> "[" + scaled + displacement(disp) + "]";
      case Mem.ABSOLUTE -> "[" + disp + "]";
      default -> "[rip]";
    };
  }

  private static String displacement(int disp) {
    return disp == 0 ? "" : disp < 0 ? " - " + -(long) disp : " + " + disp;
  }

  private static int immediateWidth(Row row) {
    return switch (form(row.code)) {
      case ALU, MOV, TEST, IMUL -> row.bytes;
      default -> 1;
    };
  }

  /** An immediate without its sign: how LLVM prints the sign depends on the encoding chosen. */
  private static long masked(long imm, int bytes) {
    return bytes == 8 ? imm : imm & (1L << bytes * 8) - 1;
  }

  // ---- What LLVM says, made comparable

  private void verify() {
    listing.verify(folder, EncoderTest::normal);
  }

  private static String normal(String text) {
    // A rip-relative operand that is still to be resolved holds minus the bytes that follow it.
    String line = text.replaceAll("\\[rip - [124]\\]", "[rip]");
    if (line.startsWith("xchg ")) {
      String[] operands = line.substring(5).split(", ");
      Arrays.sort(operands);
      return "xchg " + String.join(", ", operands);
    }
    int comma = line.lastIndexOf(", ");
    if (comma >= 0 && line.substring(comma + 2).matches("-\\d+")) {
      int bytes = widthOfOperandBefore(line.substring(0, comma));
      return line.substring(0, comma + 2)
          + masked(Long.parseLong(line.substring(comma + 2)), bytes);
    }
    return line;
  }

  /** The width of an instruction with an immediate, from its first operand. */
  private static int widthOfOperandBefore(String text) {
    String operand = text.substring(text.indexOf(' ') + 1);
    Map<String, Integer> pointers = Map.of("byte", 1, "word", 2, "dword", 4, "qword", 8);
    Integer pointer = pointers.get(operand.replaceFirst(" .*", ""));
    if (pointer != null) {
      return pointer;
    }
    String first = operand.replaceFirst(",.*", "");
    for (int reg = 0; reg < 16; reg++) {
      for (int bytes = 1; bytes <= 8; bytes *= 2) {
        if (first.equals(Reg.gpr(reg, bytes))) {
          return bytes;
        }
      }
    }
    throw new AssertionError("no width in " + text);
  }

  /** For moves of constants, whose 32-bit values are compared as zero-extended. */
  private static String signedMove(String text) {
    Matcher move = Pattern.compile("mov (e\\w+|r\\d+d), (-\\d+)").matcher(text);
    return move.matches()
        ? "mov " + move.group(1) + ", " + masked(Long.parseLong(move.group(2)), 4)
        : text;
  }

  // ---- Reflection

  private static List<Row> allRows() {
    List<Row> rows = new ArrayList<>();
    Insn.rows().forEach((name, code) -> rows.add(Row.of(name, code)));
    return rows;
  }

  private static List<Method> publicMethods() {
    return Arrays.stream(Encoder.class.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .toList();
  }

  private static List<Method> formMethods() {
    return publicMethods().stream()
        .filter(method -> FORM_METHOD.matcher(method.getName()).matches())
        .toList();
  }

  private static boolean accepts(Method method, Row row) {
    Assembler trial = new Assembler();
    trial.beginFunction();
    Object[] operands = new Object[method.getParameterCount()];
    operands[0] = row.code;
    for (int i = 1; i < operands.length; i++) {
      operands[i] = method.getName().charAt(i - 1) == 'm' ? (Object) Mem.at(1) : (Object) 1;
    }
    try {
      method.invoke(trial, operands);
      return true;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof AssertionError) {
        return false;
      }
      throw new AssertionError(e);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static void invoke(Method method, Assembler assembler, Object[] operands) {
    try {
      method.invoke(assembler, operands);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(method.getName() + Arrays.toString(operands), e);
    }
  }
}
