package paretojit.wasm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Random valid modules of one function "f" (i32, i64, f64) -&gt; (i32, i64, f64): nested constructs that
 * assign, merge and branch with locals of four types. Every one ends, for loops use up fuel.
 */
final class RandomWasm {
  private static final int[] TYPES = {Bin.I32, Bin.I64, Bin.F32, Bin.F64};
  private static final int FUEL = 3;
  private static final int MAX_STATEMENTS = 60;

  /** Type 0 is the function's; 1 takes an i32 and gives (i32, i64); 2 gives (f64, i32). */
  private static final String SIGNATURES =
      "03 60 03 7f 7e 7c 03 7f 7e 7c 60 01 7f 02 7f 7e 60 00 02 7c 7f";

  private final Random random;
  private final List<Integer> locals = new ArrayList<>();
  private final List<int[]> labels = new ArrayList<>();
  private Bin code = new Bin();
  private int statements;

  RandomWasm(long seed) {
    random = new Random(seed);
  }

  byte[] next() {
    locals.clear();
    locals.addAll(List.of(Bin.I32, Bin.I64, Bin.F64, Bin.I32));
    Bin declared = new Bin();
    int more = 1 + random.nextInt(8);
    declared.u(more + 1).hex("01 7f");
    for (int k = 0; k < more; k++) {
      int type = TYPES[random.nextInt(TYPES.length)];
      declared.u(1).b(type);
      locals.add(type);
    }
    code = new Bin().add(declared.bytes()).b(0x41).s(40).b(0x21).u(FUEL);
    labels.clear();
    labels.add(new int[] {Bin.I32, Bin.I64, Bin.F64});
    statements = 0;
    statements(4);
    values(labels.get(0), 2);
    code.b(0x0b);
    return Bin.module()
        .section(1, new Bin().hex(SIGNATURES))
        .section(3, new Bin().hex("01 00"))
        .section(7, new Bin().u(1).name("f").hex("00 00"))
        .section(10, new Bin().u(1).sized(code))
        .bytes();
  }

  private void statements(int depth) {
    for (int k = random.nextInt(5); k >= 0 && statements < MAX_STATEMENTS; k--) {
      statements++;
      statement(depth);
    }
  }

  private void statement(int depth) {
    switch (depth == 0 ? random.nextInt(6) : random.nextInt(12)) {
      case 0, 1, 2 -> assign();
      case 3 -> branchIf();
      case 4 -> {
        value(pick(), 2);
        code.b(0x1a);
      }
      case 5 -> {
        if (random.nextInt(3) == 0) {
          jump();
        } else {
          assign();
        }
      }
      case 6, 7 -> loop(depth);
      case 8 -> construct(0x02, depth, false);
      case 9, 10 -> construct(0x04, depth, random.nextInt(3) > 0);
      default -> pairBlock(depth);
    }
  }

  private void assign() {
    int local = random.nextInt(locals.size());
    if (local != FUEL) {
      value(locals.get(local), 3);
      code.b(0x21).u(local);
    }
  }

  /** A branch taken or not; its values are dropped where it is not. */
  private void branchIf() {
    int label = random.nextInt(labels.size());
    int[] types = labels.get(labels.size() - 1 - label);
    values(types, 1);
    value(Bin.I32, 2);
    code.b(0x0d).u(label);
    for (int k = 0; k < types.length; k++) {
      code.b(0x1a);
    }
  }

  /** An unconditional branch, after which more (unreachable) statements may follow. */
  private void jump() {
    int label = random.nextInt(labels.size());
    int[] types = labels.get(labels.size() - 1 - label);
    switch (random.nextInt(3)) {
      case 0 -> {
        values(types, 1);
        code.b(0x0c).u(label);
      }
      case 1 -> {
        values(labels.get(0), 1);
        code.b(0x0f);
      }
      default -> {
        values(types, 1);
        value(Bin.I32, 1);
        List<Integer> same = new ArrayList<>();
        for (int k = 0; k < labels.size(); k++) {
          if (Arrays.equals(labels.get(labels.size() - 1 - k), types)) {
            same.add(k);
          }
        }
        int count = random.nextInt(4);
        code.b(0x0e).u(count);
        for (int k = 0; k <= count; k++) {
          code.u(same.get(random.nextInt(same.size())));
        }
      }
    }
  }

  /** A block around a loop, whose head leaves the block when the fuel is used up. */
  private void loop(int depth) {
    code.b(0x02, Bin.EMPTY, 0x03, Bin.EMPTY);
    labels.add(new int[0]);
    labels.add(new int[0]);
    code.b(0x20).u(FUEL).hex("45 0d 01");
    code.b(0x20).u(FUEL).hex("41 01 6b 21").u(FUEL);
    statements(depth - 1);
    value(Bin.I32, 1);
    code.hex("0d 00");
    labels.removeLast();
    labels.removeLast();
    code.hex("0b 0b");
  }

  private void construct(int opcode, int depth, boolean withElse) {
    if (opcode == 0x04) {
      value(Bin.I32, 2);
    }
    boolean gives = random.nextBoolean() && (opcode == 0x02 || withElse);
    int type = pick();
    code.b(opcode, gives ? type : Bin.EMPTY);
    labels.add(gives ? new int[] {type} : new int[0]);
    statements(depth - 1);
    if (gives) {
      value(type, 1);
    }
    if (withElse) {
      code.b(0x05);
      statements(depth - 1);
      if (gives) {
        value(type, 1);
      }
    }
    labels.removeLast();
    code.b(0x0b);
    if (gives) {
      store(type);
    }
  }

  /** A block of type 1 or 2, with two results. */
  private void pairBlock(int depth) {
    boolean takes = random.nextBoolean();
    if (takes) {
      value(Bin.I32, 1);
    }
    code.b(0x02).s(takes ? 1 : 2);
    int[] types = takes ? new int[] {Bin.I32, Bin.I64} : new int[] {Bin.F64, Bin.I32};
    labels.add(types);
    if (takes) {
      store(Bin.I32);
    }
    statements(depth - 1);
    values(types, 1);
    labels.removeLast();
    code.b(0x0b);
    store(types[1]);
    store(types[0]);
  }

  /** Puts the topmost operand into a local of its type, or drops it. */
  private void store(int type) {
    for (int k = 0; k < 3; k++) {
      int local = random.nextInt(locals.size());
      if (local != FUEL && locals.get(local) == type) {
        code.b(0x21).u(local);
        return;
      }
    }
    code.b(0x1a);
  }

  private int pick() {
    return TYPES[random.nextInt(TYPES.length)];
  }

  private void values(int[] types, int depth) {
    for (int type : types) {
      value(type, depth);
    }
  }

  private void value(int type, int depth) {
    int choice = depth == 0 ? random.nextInt(4) : random.nextInt(8);
    if (choice < 3 && local(type)) {
      return;
    }
    if (depth == 0 || choice == 3) {
      constant(type);
      return;
    }
    switch (choice) {
      case 4 -> {
        value(type, depth - 1);
        value(type, depth - 1);
        value(Bin.I32, depth - 1);
        code.b(0x1b);
      }
      case 5 -> convert(type, depth);
      default -> binary(type, depth);
    }
  }

  private boolean local(int type) {
    int start = random.nextInt(locals.size());
    for (int k = 0; k < locals.size(); k++) {
      int local = (start + k) % locals.size();
      if (locals.get(local) == type) {
        code.b(0x20).u(local);
        return true;
      }
    }
    return false;
  }

  private void constant(int type) {
    switch (type) {
      case Bin.I32 -> code.b(0x41).s(random.nextInt(9) - 4);
      case Bin.I64 -> code.b(0x42).s(random.nextLong() >> random.nextInt(64));
      case Bin.F32 -> code.hex("43 0000c03f");
      default -> code.hex("44 0000000000000440");
    }
  }

  private void binary(int type, int depth) {
    value(type, depth - 1);
    value(type, depth - 1);
    int[] ops = {0, 1, 2, 7, 8, 9, 10, 11};
    switch (type) {
      case Bin.I32 -> code.b(0x6a + ops[random.nextInt(ops.length)]);
      case Bin.I64 -> code.b(0x7c + ops[random.nextInt(ops.length)]);
      case Bin.F32 -> code.b(0x92 + random.nextInt(3));
      default -> code.b(0xa0 + random.nextInt(3));
    }
  }

  private void convert(int type, int depth) {
    switch (type) {
      case Bin.I32 -> {
        int from = pick();
        value(from, depth - 1);
        value(from, depth - 1);
        code.b(
            switch (from) {
              case Bin.I32 -> 0x46 + random.nextInt(10);
              case Bin.I64 -> 0x51 + random.nextInt(10);
              case Bin.F32 -> 0x5b + random.nextInt(6);
              default -> 0x61 + random.nextInt(6);
            });
      }
      case Bin.I64 -> {
        value(Bin.I32, depth - 1);
        code.b(0xac + random.nextInt(2));
      }
      case Bin.F32 -> {
        value(Bin.I32, depth - 1);
        code.b(0xb2);
      }
      default -> {
        value(Bin.I64, depth - 1);
        code.b(0xb9);
      }
    }
  }
}
