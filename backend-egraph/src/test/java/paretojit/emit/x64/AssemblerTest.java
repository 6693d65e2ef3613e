package paretojit.emit.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static paretojit.emit.x64.Insn.*;
import static paretojit.emit.x64.Reg.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.emit.SiteTable;

/** Labels, branches, data and relocations, one at a time; {@link LayoutTest} mixes them. */
final class AssemblerTest {
  @TempDir Path folder = Path.of("");

  @Test
  void forwardBranchesAreShortExactlyWhenTheirDistanceFitsAByte() {
    for (int gap = 1; gap < 140; gap++) {
      int bytes = gap;
      assertEquals(gap <= 127 ? 2 : 5, forward(bytes, Assembler::jmp), "jmp over " + gap);
      assertEquals(
          gap <= 127 ? 2 : 6, forward(bytes, (a, l) -> a.jcc(Cond.L, l)), "jcc over " + gap);
    }
    assertEquals(0, forward(0, Assembler::jmp));
    assertEquals(0, forward(0, (a, l) -> a.jcc(Cond.L, l)));
  }

  private interface Branch {
    void emit(Assembler a, int label);
  }

  /** The bytes that a branch over {@code gap} bytes takes; its target is checked too. */
  private static int forward(int gap, Branch branch) {
    Assembler a = new Assembler();
    a.beginFunction();
    int over = a.newLabel();
    branch.emit(a, over);
    int mark = a.mark(0, 0);
    a.nop(gap);
    a.bind(over);
    a.op(RET);
    a.endFunction();
    int end = a.marks().offset(mark);
    assertEquals(end + gap, a.offset(over));
    if (end > 0) {
      int distance = end == 2 ? a.toByteArray()[1] : a.read32(end - 4);
      assertEquals(gap, distance);
    }
    return end;
  }

  @Test
  void backwardBranchesAreShortExactlyWhenTheirDistanceFitsAByte() {
    for (int gap = 0; gap < 140; gap++) {
      Assembler a = new Assembler();
      a.beginFunction();
      int loop = a.newLabel();
      a.bind(loop);
      a.nop(gap);
      a.jcc(Cond.NE, loop);
      int end = a.endFunction();
      assertEquals(gap + (gap + 2 <= 128 ? 2 : 6), end, "over " + gap);
      int distance = end == gap + 2 ? a.toByteArray()[end - 1] : a.read32(end - 4);
      assertEquals(-end, distance);
    }
  }

  @Test
  void withoutRelaxationBranchesStayLongAndReachTheirLabels() {
    Assembler a = new Assembler(false);
    a.beginFunction();
    int over = a.newLabel();
    a.jcc(Cond.E, over);
    a.jmp(over);
    a.align(4);
    a.bind(over);
    a.op(RET);
    a.endFunction();
    assertEquals(16, a.offset(over));
    assertEquals(16 - 6, a.read32(2));
    assertEquals(16 - 11, a.read32(7));
  }

  @Test
  void unboundAndTwiceBoundLabelsAreFound() {
    for (boolean relax : new boolean[] {true, false}) {
      Assembler a = new Assembler(relax);
      a.beginFunction();
      a.jmp(a.newLabel());
      assertThrows(AssertionError.class, a::endFunction);
    }
    Assembler a = new Assembler();
    a.beginFunction();
    int label = a.newLabel();
    a.bind(label);
    assertThrows(AssertionError.class, () -> a.bind(label));
  }

  @Test
  void constantsAreKeptOnceAndAligned() {
    Assembler a = new Assembler();
    a.beginFunction();
    long one = a.constant64(Double.doubleToRawLongBits(1));
    assertEquals(one, a.constant64(Double.doubleToRawLongBits(1)));
    assertNotEquals(a.constant64(0x3F80_0000), a.constant32(0x3F80_0000));
    assertNotEquals(a.constant64(0), a.constant64(Double.doubleToRawLongBits(-0.0)));
    assertNotEquals(a.constant128(1, 2), a.constant128(1, 3));
    int load = a.size();
    a.rm(MOVSS, XMM3, a.constant32(0x3F80_0000));
    a.rm(ANDPS, XMM3, a.constant128(1, 3));
    a.rm(MOVSD, XMM3, one);
    a.op(RET);
    int codeEnd = a.size();
    int end = a.endFunction();
    assertEquals(48 + 32 + 4 * 8 + 4, 48 + end - (codeEnd + 15 & -16));
    int f32 = load + 8 + a.read32(load + 4);
    int f128 = load + 15 + a.read32(load + 11);
    int f64 = load + 23 + a.read32(load + 19);
    assertEquals(0x3F80_0000, a.read32(f32));
    assertEquals(1, read64(a, f128));
    assertEquals(3, read64(a, f128 + 8));
    assertEquals(1.0, Double.longBitsToDouble(read64(a, f64)));
    assertEquals(0, f32 % 4 + f64 % 8 + f128 % 16);
  }

  @Test
  void ripRelativeOperandsReachThroughTrailingImmediates() {
    long[] bits = {0x0123_4567_89AB_CDEFL};
    List<Consumer<Assembler>> users =
        List.of(
            a -> a.rm(CMP64, RAX, a.constant64(bits[0])),
            a -> a.mi(CMP32, a.constant64(bits[0]), 5),
            a -> a.mi(CMP32, a.constant64(bits[0]), 500),
            a -> a.mi(CMP16, a.constant64(bits[0]), 500),
            a -> a.mi(TEST8, a.constant64(bits[0]), 5),
            a -> a.rmi(ROUNDSD, XMM1, a.constant64(bits[0]), 3),
            a -> a.rmi(IMUL64, R9, a.constant64(bits[0]), 1000),
            a -> a.rrmi(VROUNDSD, XMM1, XMM9, a.constant64(bits[0]), 3),
            a -> a.rrmr(VBLENDVPD, XMM1, XMM9, a.constant64(bits[0]), XMM4));
    Pattern distance = Pattern.compile("\\[rip( [+-] \\d+)?]");
    for (Consumer<Assembler> user : users) {
      Assembler a = new Assembler();
      a.beginFunction();
      user.accept(a);
      int end = a.size();
      a.endFunction();
      byte[] code = Arrays.copyOf(a.toByteArray(), end);
      String text = String.join("; ", Listing.disassemble(folder, List.of(code)));
      Matcher operand = distance.matcher(text);
      assertTrue(operand.find(), text);
      String by = operand.group(1) == null ? "0" : operand.group(1).replace(" ", "");
      assertEquals(bits[0], read64(a, end + Integer.parseInt(by)), text);
    }
  }

  @Test
  void jumpTablesHoldDistancesFromTheirStart() {
    Assembler a = new Assembler();
    a.beginFunction();
    int first = a.newLabels(3);
    int table = a.jumpTable(new int[] {99, first + 2, first, first + 1, first, 99}, 1, 5);
    a.rm(LEA64, RAX, Mem.label(table));
    a.jmp(first);
    for (int i = 0; i < 3; i++) {
      a.bind(first + i);
      a.ri(MOV32, RAX, i);
    }
    a.op(RET);
    a.endFunction();
    int start = a.offset(table);
    assertEquals(0, start % 4);
    assertEquals(start, 7 + a.read32(3), "the address that lea makes");
    int[] targets = {2, 0, 1, 0};
    for (int i = 0; i < targets.length; i++) {
      int target = start + a.read32(start + 4 * i);
      assertEquals(a.offset(first + targets[i]), target);
      assertEquals(targets[i], a.read32(target + 1));
    }
  }

  @Test
  void relocationsNameTheirBytesAndResolveWithinTheBuffer() {
    Assembler a = new Assembler();
    int[] offsets = {-1, -1, -1};
    offsets[0] = a.beginFunction();
    int skipped = a.newLabel();
    a.jmp(skipped); // shrinks, so that what follows moves
    a.op(UD2);
    a.bind(skipped);
    a.callSymbol(1);
    a.callSymbol(2);
    a.rm(LEA64, R10, Mem.symbol(2));
    a.mi(CMP8, Mem.symbol(0), 7);
    a.jmpSymbol(1);
    a.endFunction();
    offsets[1] = a.beginFunction();
    a.callSymbol(0);
    a.op(RET);
    a.endFunction();
    assertEquals(0, offsets[1] % Assembler.FUNCTION_ALIGNMENT);
    assertEquals(6, a.relocations().count());
    int call = 4;
    assertEquals(0xE8, a.read8(call));
    assertEquals(call + 1, a.relocations().offset(0));

    a.resolveWithin(offsets);

    SiteTable left = a.relocations();
    assertEquals(2, left.count());
    assertEquals(Assembler.REL32, left.kind(0));
    assertEquals(2, left.value(0));
    assertEquals(2, left.value(1));
    assertEquals(0, a.read32(left.offset(1)));
    assertEquals(0x8D, a.read8(left.offset(1) - 2), "lea");
    assertEquals(offsets[1], call + 5 + a.read32(call + 1));
    int cmp = left.offset(1) + 4;
    assertEquals(0, cmp + 7 + a.read32(cmp + 2), "the operand of cmp, whose immediate follows");
    assertEquals(offsets[1], cmp + 12 + a.read32(cmp + 8), "jmp");
    assertEquals(0, offsets[1] + 5 + a.read32(offsets[1] + 1), "call back");
  }

  @Test
  void callsOfLabelsReachThem() {
    Assembler a = new Assembler();
    a.beginFunction();
    int helper = a.newLabel();
    a.call(helper);
    a.op(RET);
    a.bind(helper);
    a.call(helper);
    a.endFunction();
    assertEquals(1, a.read32(1));
    assertEquals(-5, a.read32(7));
  }

  @Test
  void resetForgetsEverything() {
    Assembler a = new Assembler();
    for (int round = 0; round < 2; round++) {
      assertEquals(0, a.beginFunction());
      a.callSymbol(3);
      a.mark(1, 2);
      a.rm(MOVSD, XMM0, a.constant64(round));
      assertEquals(24, a.endFunction());
      assertEquals(round, read64(a, 16));
      assertEquals(1, a.relocations().count());
      assertEquals(1, a.marks().count());
      a.reset();
      assertEquals(0, a.size() + a.relocations().count() + a.marks().count());
    }
  }

  static long read64(Assembler a, int offset) {
    return ByteBuffer.wrap(a.backingArray()).order(ByteOrder.LITTLE_ENDIAN).getLong(offset);
  }
}
