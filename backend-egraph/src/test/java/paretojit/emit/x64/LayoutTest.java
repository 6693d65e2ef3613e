package paretojit.emit.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static paretojit.emit.x64.Insn.*;
import static paretojit.emit.x64.Reg.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random programs of branches, labels, alignment, constants, tables, marks and relocations: read
 * back, each must reach what it was meant to reach, however the code has been moved.
 *
 * <p>Every place that something may point to begins with {@code mov eax, identity}, so a target can
 * be recognized by its bytes.
 */
final class LayoutTest {
  private static final int MOV_EAX = 0xB8;

  private enum Kind {
    MOV,
    JMP,
    JCC,
    CALL,
    LOAD,
    TABLE,
    NOPS
  }

  /** One emitted instruction: its kind, and an identity, label, symbol, constant or byte count. */
  private record Item(Kind kind, int value) {}

  private final Random random = new Random(2);
  private final List<Item> items = new ArrayList<>();
  private final List<int[]> tableTargets = new ArrayList<>();
  private final List<Integer> alignedIdentities = new ArrayList<>();
  private int[] identityOfLabel = {};
  private int nextIdentity = 1;

  @Test
  void everythingReachesItsTarget() {
    long relaxed = 0;
    long plain = 0;
    for (int round = 0; round < 400; round++) {
      long seed = random.nextLong();
      relaxed += check(new Assembler(true), seed);
      plain += check(new Assembler(false), seed);
    }
    assertTrue(relaxed < plain, relaxed + " bytes relaxed, " + plain + " not");
  }

  @Test
  void functionsInOneBufferDoNotDisturbEachOther() {
    Assembler a = new Assembler();
    for (int round = 0; round < 50; round++) {
      check(a, round);
    }
  }

  /** Emits a random function and checks it; returns its size in bytes. */
  private int check(Assembler a, long seed) {
    int firstMark = a.marks().count();
    int firstRelocation = a.relocations().count();
    int start = a.beginFunction();
    assertEquals(0, start % Assembler.FUNCTION_ALIGNMENT);
    emit(a, new Random(seed));
    int end = a.endFunction();
    read(a, start, firstRelocation);
    for (int i = firstMark; i < a.marks().count(); i++) {
      assertEquals(a.marks().value(i), identityAt(a, a.marks().offset(i)));
    }
    return end - start;
  }

  private void emit(Assembler a, Random random) {
    items.clear();
    tableTargets.clear();
    alignedIdentities.clear();
    int labels = 1 + random.nextInt(20);
    identityOfLabel = new int[labels];
    int firstLabel = a.newLabels(labels);
    int length = labels * (1 + random.nextInt(20));
    int bound = 0;
    for (int i = 0; i < length || bound < labels; i++) {
      if (i * labels / length > bound || i >= length) {
        a.bind(firstLabel + bound);
        identityOfLabel[bound++] = nextIdentity;
        mov(a);
      }
      int label = random.nextInt(labels);
      switch (random.nextInt(9)) {
        case 0 -> {
          a.jmp(firstLabel + label);
          items.add(new Item(Kind.JMP, label));
        }
        case 1, 2, 3 -> {
          a.jcc(Cond.of(random.nextInt(16)), firstLabel + label);
          items.add(new Item(Kind.JCC, label));
        }
        case 4 -> {
          a.callSymbol(label);
          items.add(new Item(Kind.CALL, label));
        }
        case 5 -> {
          int constant = random.nextInt(5);
          a.rm(MOVSD, XMM0, a.constant64(constant));
          items.add(new Item(Kind.LOAD, constant));
        }
        case 6 -> {
          int log2 = random.nextInt(6);
          a.align(log2);
          items.add(new Item(Kind.NOPS, log2));
          alignedIdentities.add(nextIdentity);
          mov(a);
        }
        case 7 -> {
          a.mark(0, nextIdentity);
          mov(a);
        }
        default -> {
          int[] targets = random.ints(3, 0, labels).toArray();
          int[] targetLabels = {
            firstLabel + targets[0], firstLabel + targets[1], firstLabel + targets[2]
          };
          a.rm(LEA64, RAX, Mem.label(a.jumpTable(targetLabels, 0, 3)));
          items.add(new Item(Kind.TABLE, tableTargets.size()));
          tableTargets.add(targets);
        }
      }
    }
    a.op(RET);
  }

  private void mov(Assembler a) {
    items.add(new Item(Kind.MOV, nextIdentity));
    a.ri(MOV32, RAX, nextIdentity++);
  }

  /** Walks the code and checks each instruction against the item it came from. */
  private void read(Assembler a, int start, int firstRelocation) {
    int at = start;
    int relocation = firstRelocation;
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      int opcode = a.read8(at);
      switch (item.kind) {
        case MOV -> {
          assertEquals(item.value, identityAt(a, at));
          at += 5;
        }
        case JMP, JCC -> at = readBranch(a, at, item);
        case CALL -> {
          assertEquals(0xE8, opcode);
          assertEquals(at + 1, a.relocations().offset(relocation));
          assertEquals(item.value, a.relocations().value(relocation++));
          at += 5;
        }
        case LOAD -> {
          at += 8;
          int constant = at + a.read32(at - 4);
          assertEquals(0, constant % 8);
          assertEquals(item.value, AssemblerTest.read64(a, constant));
        }
        case TABLE -> {
          at += 7;
          int table = at + a.read32(at - 4);
          int[] targets = tableTargets.get(item.value);
          for (int k = 0; k < targets.length; k++) {
            int target = table + a.read32(table + 4 * k);
            assertEquals(identityOfLabel[targets[k]], identityAt(a, target));
          }
        }
        case NOPS -> {
          int aligned = at + (-at & (1 << item.value) - 1);
          while (at < aligned) {
            at += nopLength(a, at);
          }
          assertEquals(aligned, at, "padding is exact");
        }
      }
    }
    assertEquals(0xC3, a.read8(at));
  }

  /** Checks a branch in any encoding, or its absence; returns where the next instruction is. */
  private int readBranch(Assembler a, int at, Item item) {
    int opcode = a.read8(at);
    int expected = identityOfLabel[item.value];
    int bytes;
    if (opcode == MOV_EAX) {
      assertEquals(expected, identityAt(a, at), "only a branch to the next instruction is dropped");
      return at;
    } else if (item.kind == Kind.JMP) {
      bytes = opcode == 0xEB ? 2 : 5;
      assertTrue(opcode == 0xEB || opcode == 0xE9);
    } else {
      bytes = opcode == 0x0F ? 6 : 2;
      assertEquals(bytes == 2 ? 7 : 8, a.read8(at + (bytes == 2 ? 0 : 1)) >> 4);
    }
    int end = at + bytes;
    int distance = bytes == 2 ? (byte) a.read8(at + 1) : a.read32(end - 4);
    assertEquals(expected, identityAt(a, end + distance));
    return end;
  }

  private static int identityAt(Assembler a, int offset) {
    assertEquals(MOV_EAX, a.read8(offset), "mov eax at " + offset);
    return a.read32(offset + 1);
  }

  private static int nopLength(Assembler a, int at) {
    for (int length = 8; length > 0; length--) {
      long mask = length == 8 ? -1 : (1L << length * 8) - 1;
      if ((AssemblerTest.read64(a, at) & mask) == Nops.word(length)) {
        return length;
      }
    }
    return fail("no nop at " + at);
  }
}
