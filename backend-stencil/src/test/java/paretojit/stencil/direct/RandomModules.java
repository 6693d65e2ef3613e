package paretojit.stencil.direct;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random valid modules for compilers that read WebAssembly: expressions of all four types with locals
 * that change while they are on the stack, constructs with operands, calls, memory, globals. Function
 * {@code "f"}, the last one, is of type (i32, i64, f32, f64) -&gt; (i32, i64, f32, f64). All end.
 */
final class RandomModules {
  static final int I32 = 0x7f;
  private static final int I64 = 0x7e;
  private static final int F32 = 0x7d;
  private static final int F64 = 0x7c;
  private static final int[] TYPES = {I32, I64, F32, F64};
  private static final int EMPTY = 0x40;
  private static final int LOCALS = 12;

  /** Local that loops count down; it is read, but set by loops only. */
  private static final int FUEL = 4;

  /** Parameters of the type that does not fit registers; its results are f64, i32. */
  private static final int MANY = 9;

  private static final int FUNCTIONS = 4;
  private static final int TYPE_MANY = 5;

  private final Random random;
  private ByteArrayOutputStream code = new ByteArrayOutputStream();
  private int function;
  private int budget;

  /** Of the constructs around, innermost last: whether branches may lead to its label. */
  private final List<Boolean> labels = new ArrayList<>();

  RandomModules(long seed) {
    random = new Random(seed);
  }

  /** The module's bytes; its code section is the last one. */
  byte[] next() {
    List<byte[]> bodies = new ArrayList<>();
    for (function = 0; function < FUNCTIONS; function++) {
      bodies.add(body());
    }
    ByteArrayOutputStream module = new ByteArrayOutputStream();
    module.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    section(module, 1, types());
    section(module, 3, bytes(FUNCTIONS, 0, 1, TYPE_MANY, 4));
    section(module, 4, bytes(1, 0x70, 0, 4));
    section(module, 5, bytes(1, 0, 1));
    section(module, 6, globals());
    section(module, 7, export());
    section(module, 9, bytes(1, 0, 0x41, 0, 0x0b, 2, 0, 1));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(bodies.size());
    for (byte[] body : bodies) {
      u32(all, body.length);
      all.writeBytes(body);
    }
    section(module, 10, all.toByteArray());
    return module.toByteArray();
  }

  /** Types 0 to 3 give one value of each type, 4 all of them, 5 takes many and gives two. */
  private static byte[] types() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(8);
    for (int k = 0; k < 5; k++) {
      out.writeBytes(bytes(0x60, 4, I32, I64, F32, F64));
      out.writeBytes(k < 4 ? bytes(1, TYPES[k]) : bytes(4, I32, I64, F32, F64));
    }
    out.writeBytes(bytes(0x60, MANY, I32, I32, F64, I32, I32, I64, I32, I32, I32, 2, F64, I32));
    // Blocks: (i32) -> (i32, i64) and (i32) -> (i32).
    out.writeBytes(bytes(0x60, 1, I32, 2, I32, I64, 0x60, 1, I32, 1, I32));
    return out.toByteArray();
  }

  private static byte[] globals() {
    return bytes(3, I32, 1, 0x41, 5, 0x0b, I64, 1, 0x42, 7, 0x0b, I32, 0, 0x41, 9, 0x0b);
  }

  private static byte[] export() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes(1, 1));
    out.writeBytes("f".getBytes(StandardCharsets.UTF_8));
    out.writeBytes(bytes(0, FUNCTIONS - 1));
    return out.toByteArray();
  }

  // ---- functions ----

  private boolean takesMany() {
    return function == 2;
  }

  /** Locals have the same types in every function, from the parameters on. */
  private int localType(int local) {
    if (takesMany()) {
      return new int[] {I32, I32, F64, I32, I32, I64, I32, I32, I32, I64, F32, F64}[local];
    }
    return local < 4 ? TYPES[local] : local == FUEL ? I32 : TYPES[local % 4];
  }

  private byte[] body() {
    code = new ByteArrayOutputStream();
    int params = takesMany() ? MANY : 4;
    code.write(LOCALS - params);
    for (int local = params; local < LOCALS; local++) {
      code.writeBytes(bytes(1, localType(local)));
    }
    labels.clear();
    budget = 60;
    for (int k = 1 + random.nextInt(6); k > 0; k--) {
      statement(3);
    }
    switch (function) {
      case 0 -> expression(I32, 3);
      case 1 -> expression(I64, 3);
      case 2 -> {
        expression(F64, 3);
        expression(I32, 3);
      }
      default -> {
        for (int type : TYPES) {
          expression(type, 3);
        }
      }
    }
    code.write(0x0b);
    return code.toByteArray();
  }

  private void statement(int size) {
    budget--;
    if (size == 0 || budget < 0) {
      set();
      return;
    }
    switch (random.nextInt(11)) {
      case 0, 1, 2 -> set();
      case 3 -> store(size);
      case 4 -> {
        int global = random.nextInt(2);
        expression(global == 0 ? I32 : I64, size - 1);
        emit(0x24, global);
      }
      case 5 -> {
        expression(TYPES[random.nextInt(4)], size - 1);
        emit(0x1a);
      }
      case 6 -> choice(size);
      case 7 -> {
        open(0x02, EMPTY);
        statement(size - 1);
        expression(I32, size - 1);
        emit(0x0d, label());
        statement(size - 1);
        close();
      }
      case 8 -> loop(size);
      case 9 -> table(size);
      default -> {
        expression(I32, size - 1);
        open(0x04, EMPTY);
        statement(size - 1);
        emit(0x0c, label());
        close();
      }
    }
  }

  private void set() {
    int local;
    do {
      local = random.nextInt(LOCALS);
    } while (local == FUEL && !takesMany());
    expression(localType(local), 2);
    emit(0x21, local);
  }

  private void choice(int size) {
    expression(I32, size - 1);
    open(0x04, EMPTY);
    statement(size - 1);
    if (random.nextBoolean()) {
      emit(0x05);
      statement(size - 1);
    }
    close();
  }

  /** Goes round while there is fuel; a loop inside gives none back. */
  private void loop(int size) {
    if (takesMany()) {
      statement(size - 1);
      return;
    }
    emit(0x41, 1 + random.nextInt(5));
    emit(0x21, FUEL);
    open(0x03, EMPTY);
    set();
    emit(0x20, FUEL, 0x41, 1, 0x6b, 0x22, FUEL, 0x41, 0, 0x4a, 0x0d, 0);
    close();
  }

  private void table(int size) {
    open(0x02, EMPTY);
    open(0x02, EMPTY);
    expression(I32, size - 1);
    emit(0x0e, 2, 0, 1, random.nextInt(2));
    close();
    statement(size - 1);
    close();
  }

  private void store(int size) {
    int type = TYPES[random.nextInt(4)];
    address(type, size);
    expression(type, size - 1);
    switch (type) {
      case I32 -> access(0x36 + (random.nextBoolean() ? 0 : 4 + random.nextInt(2)));
      case I64 -> access(0x37 + (random.nextBoolean() ? 0 : 5 + random.nextInt(3)));
      case F32 -> access(0x38);
      default -> access(0x39);
    }
  }

  /** Each float type has a part of memory of its own, so that no integer sees a NaN's bits. */
  private void address(int type, int size) {
    if (type == I32 || type == I64) {
      if (random.nextInt(4) == 0) {
        emit(0x41, random.nextInt(64));
        return;
      }
      expression(I32, size - 1);
      if (random.nextInt(30) != 0) {
        emit(0x41, 0xff, 0x00, 0x71);
      }
      return;
    }
    expression(I32, size - 1);
    emit(0x41, 0xf8, 0x00, 0x71, 0x41);
    emit(type == F32 ? new int[] {0x80, 0xc0, 0x00} : new int[] {0x80, 0x80, 0x01});
    emit(0x6a);
  }

  private void access(int opcode) {
    emit(opcode, 0, opcode == 0x38 || opcode == 0x39 ? 0 : random.nextInt(3) * 40);
  }

  // ---- expressions ----

  private void expression(int type, int size) {
    budget--;
    if (size <= 0 || budget < 0) {
      leaf(type);
      return;
    }
    switch (random.nextInt(12)) {
      case 0 -> leaf(type);
      case 1, 2, 3 -> binary(type, size);
      case 4 -> unary(type, size);
      case 5 -> {
        expression(type, size - 1);
        int local = localOf(type);
        if (local >= 0) {
          emit(0x22, local);
        }
      }
      case 6 -> load(type, size);
      case 7 -> {
        expression(type, size - 1);
        expression(type, size - 1);
        expression(I32, size - 1);
        emit(0x1b);
      }
      case 8 -> {
        open(0x02, type);
        expression(type, size - 1);
        expression(I32, size - 1);
        emit(0x0d, 0, 0x1a);
        expression(type, size - 1);
        close();
      }
      case 9 -> {
        expression(I32, size - 1);
        open(0x04, type);
        expression(type, size - 1);
        emit(0x05);
        statement(size - 2);
        expression(type, size - 1);
        close();
      }
      case 10 -> call(type, size);
      default -> multi(type, size);
    }
  }

  private void leaf(int type) {
    int local = localOf(type);
    if (local >= 0 && random.nextInt(3) != 0) {
      emit(0x20, local);
      return;
    }
    if (random.nextInt(4) == 0 && (type == I32 || type == I64)) {
      emit(0x23, type == I32 ? random.nextInt(2) * 2 : 1);
      return;
    }
    switch (type) {
      case I32 -> {
        emit(0x41);
        signed(random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(40) - 20);
      }
      case I64 -> {
        emit(0x42);
        signed(random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(40) - 20);
      }
      case F32 -> {
        emit(0x43);
        fixed(Float.floatToRawIntBits(random.nextInt(9) - 4.5f), 4);
      }
      default -> {
        emit(0x44);
        fixed(Double.doubleToRawLongBits(random.nextInt(9) * 1e4 - 3.25), 8);
      }
    }
  }

  /** A local that may be set, or -1 if there is none. */
  private int localOf(int type) {
    int start = random.nextInt(LOCALS);
    for (int k = 0; k < LOCALS; k++) {
      int local = (start + k) % LOCALS;
      if (localType(local) == type && (takesMany() || local != FUEL)) {
        return local;
      }
    }
    return -1;
  }

  private void binary(int type, int size) {
    if (type == I32 && random.nextInt(3) == 0) {
      int of = TYPES[random.nextInt(4)];
      expression(of, size - 1);
      expression(of, size - 1);
      emit(
          switch (of) {
            case I32 -> 0x46 + random.nextInt(10);
            case I64 -> 0x51 + random.nextInt(10);
            case F32 -> 0x5b + random.nextInt(6);
            default -> 0x61 + random.nextInt(6);
          });
      if (random.nextInt(4) == 0) {
        emit(0x45);
      }
      return;
    }
    expression(type, size - 1);
    expression(type, size - 1);
    emit(
        switch (type) {
          case I32 -> 0x6a + random.nextInt(15);
          case I64 -> 0x7c + random.nextInt(15);
          case F32 -> 0x92 + random.nextInt(6);
          default -> 0xa0 + random.nextInt(6);
        });
  }

  private void unary(int type, int size) {
    int of = TYPES[random.nextInt(4)];
    expression(type == I32 || type == I64 ? of : type, size - 1);
    switch (type) {
      case I32 -> emitFirst(of, 0x67, 0xa7, 0x0fc00, 0x0fc02);
      case I64 -> emitFirst(of, 0xac, 0x79, 0x0fc04, 0x0fc06);
      case F32 -> emit(0x8b + random.nextInt(7));
      default -> emit(0x99 + random.nextInt(7));
    }
    if (type == I32 && of == I32 && random.nextBoolean()) {
      emit(0xb7, 0xaa);
    }
  }

  /** The opcode for an operand of the given type; two bytes where it has a prefix. */
  private void emitFirst(int type, int... opcodes) {
    int opcode = opcodes[type == I32 ? 0 : type == I64 ? 1 : type == F32 ? 2 : 3];
    if (opcode > 0xff) {
      emit(opcode >> 8, (opcode & 0xff) + random.nextInt(2));
    } else {
      emit(opcode);
    }
  }

  private void load(int type, int size) {
    address(type, size);
    switch (type) {
      case I32 -> access(random.nextBoolean() ? 0x28 : 0x2c + random.nextInt(4));
      case I64 -> access(random.nextBoolean() ? 0x29 : 0x30 + random.nextInt(6));
      case F32 -> emit(0x2a, 0, 0);
      default -> emit(0x2b, 0, 0);
    }
  }

  /** Calls a function in front of this one, directly or through the table. */
  private void call(int type, int size) {
    boolean many = function > 2 && (type == F64 || type == I32) && random.nextBoolean();
    if (many) {
      for (int param : new int[] {I32, I32, F64, I32, I32, I64, I32, I32, I32}) {
        expression(param, size - 2);
      }
      emit(0x10, 2);
      if (type == F64) {
        emit(0x1a);
      } else {
        int local = localOf(I32);
        emit(0x21, local, 0x1a, 0x20, local);
      }
      return;
    }
    int callee = type == I32 ? 0 : type == I64 ? 1 : -1;
    if (callee < 0 || callee >= function) {
      leaf(type);
      return;
    }
    for (int param : TYPES) {
      expression(param, size - 2);
    }
    if (random.nextInt(3) == 0) {
      emit(0x41, random.nextInt(12) == 0 ? 1 + callee : callee, 0x11, callee, 0);
    } else {
      emit(0x10, callee);
    }
  }

  /** Blocks with parameters and several results. */
  private void multi(int type, int size) {
    if (type == I32) {
      expression(I32, size - 1);
      open(random.nextBoolean() ? 0x02 : 0x03, 7);
      expression(I32, size - 2);
      emit(0x6a);
      close();
    } else if (type == I64) {
      int local = localOf(I32);
      expression(I32, size - 1);
      if (local < 0) {
        emit(0xac);
        return;
      }
      open(0x02, 6);
      expression(I64, size - 2);
      expression(I32, size - 2);
      emit(0x0d, 0);
      close();
      int keep = localOf(I64);
      emit(0x21, keep, 0x21, local, 0x20, keep);
    } else {
      leaf(type);
    }
  }

  // ---- bytes ----

  private void open(int opcode, int type) {
    emit(opcode, type);
    labels.add(type == EMPTY && opcode != 0x03);
  }

  private void close() {
    emit(0x0b);
    labels.removeLast();
  }

  /** A label without operands, of which there is at least the innermost one; no loop's. */
  private int label() {
    int label;
    do {
      label = random.nextInt(labels.size());
    } while (!labels.get(labels.size() - 1 - label));
    return label;
  }

  private void emit(int... bytes) {
    code.writeBytes(bytes(bytes));
  }

  private void signed(long value) {
    long rest = value;
    while (rest < -64 || rest > 63) {
      code.write((int) (rest & 0x7f | 0x80));
      rest >>= 7;
    }
    code.write((int) (rest & 0x7f));
  }

  private void fixed(long bits, int count) {
    for (int k = 0; k < count; k++) {
      code.write((int) (bits >> 8 * k));
    }
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int k = 0; k < bytes.length; k++) {
      bytes[k] = (byte) values[k];
    }
    return bytes;
  }

  private static void section(ByteArrayOutputStream out, int id, byte[] content) {
    out.write(id);
    u32(out, content.length);
    out.writeBytes(content);
  }

  private static void u32(ByteArrayOutputStream out, int number) {
    int rest = number;
    while (rest >= 0x80) {
      out.write(rest | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
