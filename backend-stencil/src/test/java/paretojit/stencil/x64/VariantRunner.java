package paretojit.stencil.x64;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import paretojit.engine.InstalledCode;
import paretojit.engine.NativeArtifact;
import paretojit.engine.Target;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;
import paretojit.stencil.library.Family;
import paretojit.stencil.library.Family.Operand;
import paretojit.stencil.library.OperandKind;
import paretojit.stencil.library.StencilLibrary;

/**
 * Runs variants of stencils on edge values and compares results, registers and memory with what is
 * meant. Every pinned register that is no operand, and the memory's base, must keep what they held.
 *
 * <p>Numbers that a stencil has besides its operands are the case's immediate. Before stencils that
 * use flags two numbers are compared; behind those that set them a condition becomes the result.
 */
final class VariantRunner {
  /** The buffer: operands and result first, then what registers held before and hold after. */
  private static final int SLOTS = 64;

  private static final int BEFORE = 8;
  private static final int AFTER = 24;
  private static final int KEPT_TEMPS = 40;
  private static final int BASE_BEFORE = 41;
  private static final int BASE_AFTER = 42;
  private static final int SAMPLES = 8;

  // mov rdx, [rax + disp32] and mov [rax + disp32], rdx: no stencil reads or writes the base
  // itself.
  private static final byte[] LOAD_BASE = {0x48, (byte) 0x8b, (byte) 0x90};
  private static final byte[] STORE_BASE = {0x48, (byte) 0x89, (byte) 0x90};

  private static final int BUFFER_SLOT = 0;
  private static final int RESULT_SLOT = 8;
  private static final int OPERAND_SLOTS = 16;
  private static final int FUNCTION_SLOT = 72;
  private static final int FRAME_BYTES = 88;

  private final StencilLibrary library;
  private final IntPredicate chosen;
  final Selector selector;
  private final Random random = new Random(20);
  private long checks;

  /** Where accesses to memory are, besides their address. */
  static final int ACCESS_OFFSET = 40;

  /** Bytes of memory that accesses reach. */
  static final int MEMORY_BYTES = 1024;

  /** Compared before stencils that use the flags; the case's immediate says which pair. */
  static final long[][] COMPARED = {
    {0, 0}, {1, 2}, {2, 1}, {-1, 1}, {1, -1}, {-5, -4}, {-4, -5}, {Long.MIN_VALUE, 1}
  };

  /** What the memory holds before each run. */
  final byte[] memory = new byte[MEMORY_BYTES];

  /** What a family computes: inputs in the order of its function's parameters. */
  interface Meaning {
    long apply(Case variant, long[] inputs);
  }

  /** One compiled variant with the constants it was given, and the condition that flags are read by. */
  record Case(Family family, int key, long immediate, Op condition) {}

  /**
   * A runner of one library's stencils.
   *
   * @param chosen which stencils to check, by their id
   */
  VariantRunner(StencilLibrary library, IntPredicate chosen) {
    this.library = library;
    this.chosen = chosen;
    this.selector = new Selector(library);
    random.nextBytes(memory);
  }

  /** The operands that are inputs, in the order of the function's parameters. */
  private static List<Integer> inputs(Family family) {
    List<Integer> inputs = new ArrayList<>();
    for (int k = 0; k < family.operands().size(); k++) {
      if (!family.operands().get(k).isResult()) {
        inputs.add(k);
      }
    }
    if (family.has(Family.REUSES_RESULT_FIRST)) {
      inputs.addFirst(0);
    } else if (family.has(Family.REUSES_RESULT_LAST)) {
      inputs.addLast(0);
    }
    return inputs;
  }

  /** Checks all operations whose meaning is known; returns how many variants that were. */
  int checkAll() {
    int variants = 0;
    for (Family family : library.catalog().families()) {
      Meaning meaning = VariantMeanings.of(family, memory);
      if (meaning != null) {
        variants += check(family, meaning);
      }
    }
    return variants;
  }

  /** How many results were compared. */
  long checks() {
    return checks;
  }

  private int check(Family family, Meaning meaning) {
    List<Case> cases = new ArrayList<>();
    for (int key = 0; key < family.keySpan(); key++) {
      int id = library.find(family, key);
      if (id >= 0) {
        assertTrue(family.allows(key));
        if (!chosen.test(id) || sharesRegisterAcrossTypes(family, key)) {
          continue;
        }
        if (hasConstant(family, key) || takesNumber(family)) {
          Type type = family.operands().isEmpty() ? Type.I32 : family.operands().getLast().type();
          boolean isNarrow = kindOfLast(family, key) != OperandKind.WIDE;
          // All constants for one variant, a few for the others.
          for (long value : EdgeValues.of(type)) {
            boolean isChosen = cases.size() < 40 || random.nextInt(8) == 0;
            if (isChosen && (!isNarrow || value == (int) value)) {
              cases.add(new Case(family, key, value, condition()));
            }
          }
        } else {
          cases.add(new Case(family, key, random.nextInt(COMPARED.length), condition()));
        }
      } else {
        assertTrue(!family.allows(key), () -> "missing variant of " + family.name());
      }
    }
    try (Store store = new Store()) {
      Instance instance = install(store, cases);
      for (int k = 0; k < cases.size(); k++) {
        Case variant = cases.get(k);
        for (long[] input : samples(variant, k == 0)) {
          run(instance, k, variant, input, meaning);
        }
      }
    }
    return (int) cases.stream().map(Case::key).distinct().count();
  }

  /** Two inputs in one register that cannot be one value: no program has that. */
  private static boolean sharesRegisterAcrossTypes(Family family, int key) {
    List<Integer> inputs = inputs(family);
    for (int a : inputs) {
      for (int b : inputs) {
        Type typeA = family.operands().get(a).type();
        Type typeB = family.operands().get(b).type();
        boolean differ = typeA != typeB || a != b && a == address(family);
        if (differ
            && typeA.isInt() == typeB.isInt()
            && family.kind(key, a) == family.kind(key, b)
            && family.kind(key, a) != OperandKind.SLOT) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a stencil has a number besides its operands. */
  private static boolean takesNumber(Family family) {
    return family.name().startsWith("rotate_")
        || family.name().startsWith("shl")
        || family.name().startsWith("sum_imm_")
        || family.name().equals("flags_uload8_i32");
  }

  private static boolean usesFlags(Family family) {
    return family.name().startsWith("set_")
        || family.name().startsWith("choose_")
        || family.name().startsWith("br_flags_");
  }

  private Op condition() {
    int first = Op.ICMP_EQ.ordinal();
    return Op.of(first + random.nextInt(Op.ICMP_ULE.ordinal() - first + 1));
  }

  /** The operand that is an address, or -1. */
  private static int address(Family family) {
    if (!family.has(Family.TAKES_BASE)) {
      return -1;
    }
    return family.has(Family.SETS_FLAGS) ? 0 : family.operands().size() - 1;
  }

  private long[] values(Case variant, int operand) {
    if (operand != address(variant.family)) {
      return EdgeValues.of(variant.family.operands().get(operand).type());
    }
    long[] addresses = new long[12];
    for (int k = 0; k < addresses.length; k++) {
      addresses[k] = random.nextInt(MEMORY_BYTES - ACCESS_OFFSET - 8);
    }
    return addresses;
  }

  private static boolean hasConstant(Family family, int key) {
    for (int k = 0; k < family.operands().size(); k++) {
      int kind = family.kind(key, k);
      if (kind == OperandKind.IMM || kind == OperandKind.WIDE) {
        return true;
      }
    }
    return false;
  }

  private static int kindOfLast(Family family, int key) {
    int count = family.operands().size();
    return count == 0 ? OperandKind.SLOT : family.kind(key, count - 1);
  }

  /** The whole cross product for one variant, a sample for the others. */
  private List<long[]> samples(Case variant, boolean isFirst) {
    List<Integer> inputs = inputs(variant.family);
    List<long[]> samples = new ArrayList<>();
    samples.add(new long[0]);
    for (int operand : inputs) {
      long[] values = values(variant, operand);
      List<long[]> longer = new ArrayList<>();
      for (long[] sample : samples) {
        for (long value : values) {
          long[] next = Arrays.copyOf(sample, sample.length + 1);
          next[sample.length] = value;
          longer.add(next);
        }
      }
      samples = longer;
      if (!isFirst || samples.size() > 4000) {
        Collections.shuffle(samples, random);
        samples = samples.subList(0, Math.min(samples.size(), isFirst ? 4000 : 4 * SAMPLES));
      }
    }
    return isFirst ? samples : samples.subList(0, Math.min(samples.size(), SAMPLES));
  }

  private void run(Instance instance, int function, Case variant, long[] input, Meaning meaning) {
    Family family = variant.family;
    List<Integer> inputs = inputs(family);
    long[] args = new long[SLOTS];
    for (int k = 0; k < 8; k++) {
      args[BEFORE + k] = random.nextLong();
      args[BEFORE + 8 + k] = random.nextLong();
    }
    boolean usesMemory = family.has(Family.TAKES_BASE);
    args[BASE_BEFORE] = usesMemory ? instance.memory(0).base() : random.nextLong();
    byte[] expectedMemory = memory.clone();
    instance.memory(0).write(0, memory);
    // What each place holds in the end decides, should two operands share it.
    long[] general = new long[16];
    long[] vector = new long[16];
    boolean[] generalLoaded = new boolean[16];
    boolean[] vectorLoaded = new boolean[16];
    for (int k = 0; k < inputs.size(); k++) {
      Operand operand = family.operands().get(inputs.get(k));
      int kind = family.kind(variant.key, inputs.get(k));
      args[k] = input[k];
      boolean isInt = operand.type().isInt();
      (isInt ? general : vector)[kind] = input[k];
      (isInt ? generalLoaded : vectorLoaded)[kind] = true;
    }
    long[] values = new long[inputs.size()];
    for (int k = 0; k < values.length; k++) {
      Operand operand = family.operands().get(inputs.get(k));
      int kind = family.kind(variant.key, inputs.get(k));
      values[k] = (operand.type().isInt() ? general : vector)[kind];
      if (kind == OperandKind.SLOT) {
        values[k] = input[k];
      } else if (kind == OperandKind.IMM || kind == OperandKind.WIDE) {
        values[k] = variant.immediate;
      }
    }
    Object expected;
    try {
      expected = meaning.apply(variant, values);
    } catch (TrapException e) {
      expected = e.code();
    }
    long[] results = new long[SLOTS];
    Object actual;
    try {
      instance.invoke(function, args, results);
      actual = results[0];
    } catch (TrapException e) {
      actual = e.code();
    }
    compare(variant, values, expected, actual);
    if (family.shape() == Family.Shape.EFFECT && !family.has(Family.SETS_FLAGS)) {
      // What was stored is the expected outcome: as many bytes as the operation has.
      int at = (int) values[1] + ACCESS_OFFSET;
      for (int k = 0; k < storedBytes(family); k++) {
        expectedMemory[at + k] = (byte) ((long) expected >>> 8 * k);
      }
    }
    assertArrayEquals(
        expectedMemory,
        instance.memory(0).read(0, MEMORY_BYTES),
        () -> family.text(variant.key) + " changes memory");
    if (expected instanceof Long) {
      checkRegisters(variant, args, results, generalLoaded, vectorLoaded);
    }
    checks++;
  }

  private static int storedBytes(Family family) {
    return family.name().contains("istore8")
        ? 1
        : family.name().contains("istore16") ? 2 : family.operands().getFirst().type().bytes();
  }

  private void compare(Case variant, long[] values, Object expected, Object actual) {
    if (variant.family.shape() == Family.Shape.EFFECT && !variant.family.has(Family.SETS_FLAGS)) {
      return;
    }
    Operand result = variant.family.result();
    Type type = result == null ? Type.I32 : result.type();
    boolean same =
        expected instanceof Long e && actual instanceof Long a
            ? EdgeValues.same(type, e, a) && (type != Type.I32 || a >>> 32 == 0)
            : expected.equals(actual);
    if (!same) {
      fail(
          "%s (%s): expected %s, got %s"
              .formatted(
                  variant.family.text(variant.key),
                  Arrays.stream(values).mapToObj(Long::toHexString).toList(),
                  hex(expected),
                  hex(actual)));
    }
  }

  private static String hex(Object value) {
    return value instanceof Long bits ? Long.toHexString(bits) : value.toString();
  }

  /** Registers that are no operands keep what they held. */
  private static void checkRegisters(
      Case variant, long[] args, long[] results, boolean[] generalLoaded, boolean[] vectorLoaded) {
    Family family = variant.family;
    Operand result = family.result();
    for (int r = 0; r < OperandKind.GENERAL_REGISTERS; r++) {
      boolean isResult =
          result != null && result.type().isInt() && family.kind(variant.key, 0) == r;
      if (!isResult && !generalLoaded[r]) {
        assertEquals(
            args[BEFORE + r],
            results[AFTER + r],
            () -> family.text(variant.key) + " changes a general register");
      }
    }
    for (int x = 0; x < OperandKind.VECTOR_REGISTERS; x++) {
      boolean isResult =
          result != null && result.type().isFloat() && family.kind(variant.key, 0) == x;
      if (!isResult && !vectorLoaded[x]) {
        assertEquals(
            args[BEFORE + 8 + x],
            results[AFTER + 8 + x],
            () -> family.text(variant.key) + " changes a vector register");
      }
    }
    assertEquals(
        args[BASE_BEFORE],
        results[BASE_AFTER],
        () -> family.text(variant.key) + " changes the memory's base");
    boolean usesTemp = generalLoaded[OperandKind.TEMP];
    for (int k = 0; k < family.operands().size(); k++) {
      usesTemp |= family.kind(variant.key, k) == OperandKind.TEMP;
    }
    if (family.has(Family.KEEPS_TEMPS) && !usesTemp) {
      assertEquals(
          7, results[KEPT_TEMPS], () -> family.text(variant.key) + " changes the temporary");
    }
  }

  // ---- code around a variant ----

  private Instance install(Store store, List<Case> cases) {
    CodeBuffer code = new CodeBuffer(library, CodeBuffer.Records.of(library), 1 << 16);
    int[] offsets = new int[cases.size()];
    for (int k = 0; k < cases.size(); k++) {
      offsets[k] = code.position;
      emit(code, cases.get(k));
    }
    List<Type> slots = Collections.nCopies(SLOTS, Type.I64);
    FunctionBuilder builder = new FunctionBuilder("variant", Signature.of(slots, slots));
    builder.createEntry();
    builder.trap(TrapCode.UNREACHABLE, 0);
    Function body = builder.finish();
    IrModule.Builder module = new IrModule.Builder("variants");
    module.addMemory(new IrModule.Memory(1, 1, null));
    cases.forEach(_ -> module.addFunction(body));
    IrModule built = module.build();
    NativeArtifact artifact =
        new NativeArtifact(
            Target.X64, "test", code.code, code.position, offsets, new int[cases.size()], offsets);
    return Instance.create(store, InstalledCode.install(store, built, artifact), new Imports());
  }

  private void emit(CodeBuffer code, Case variant) {
    Family family = variant.family;
    int key = variant.key;
    code.begin(2);
    code.values[Operands.OFFSET] = FRAME_BYTES;
    code.values[Operands.SLOT_A] = BUFFER_SLOT;
    code.values[Operands.SLOT_B] = FUNCTION_SLOT;
    code.emit(selector.enter);
    for (int r = 0; r < OperandKind.GENERAL_REGISTERS; r++) {
      load(code, Type.I64, r, BEFORE + r);
    }
    for (int x = 0; x < OperandKind.VECTOR_REGISTERS; x++) {
      load(code, Type.F64, x, BEFORE + 8 + x);
    }
    base(code, LOAD_BASE, BASE_BEFORE);
    if (usesFlags(family)) {
      long[] pair = COMPARED[(int) variant.immediate];
      code.values[Operands.SLOT_D] = OPERAND_SLOTS + 40;
      code.imm64 = pair[0];
      code.emit(
          selector
              .ids[selector.move[Type.I64.ordinal()] + (OperandKind.SLOT << 4 | OperandKind.WIDE)]);
      spareTemp(code, true);
      code.values[Operands.SLOT_A] = OPERAND_SLOTS + 40;
      code.values[Operands.IMM32] = (int) pair[1];
      code.emit(
          selector
              .ids[
              selector.flagsCompare[Type.I64.ordinal()]
                  + (OperandKind.SLOT << 4 | OperandKind.IMM)]);
      spareTemp(code, false);
    }
    loadOperands(code, variant);
    code.values[Operands.OFFSET] = ACCESS_OFFSET;
    code.values[Operands.SLOT_D] = slotOf(family, 0);
    int firstInput = family.result() == null ? 0 : 1;
    code.values[Operands.SLOT_A] = slotOf(family, firstInput);
    code.values[Operands.SLOT_B] = slotOf(family, firstInput + 1);
    code.values[Operands.IMM32] = (int) variant.immediate;
    code.imm8 = (int) variant.immediate;
    code.imm64 = variant.immediate;
    code.taken = 0;
    code.emit(library.find(family, key));
    if (family.has(Family.SETS_FLAGS)) {
      code.values[Operands.SLOT_D] = RESULT_SLOT;
      code.emit(selector.ids[selector.set[variant.condition.ordinal()] + OperandKind.SLOT]);
      store(code, Type.I32, Loc.slot(RESULT_SLOT), 0);
    } else if (family.shape() == Family.Shape.EFFECT) {
      constant(code, 0);
      store(code, Type.I32, Loc.slot(RESULT_SLOT), 0);
    } else if (family.shape() == Family.Shape.BRANCH) {
      Operand result = new Operand(Type.I32, OperandKind.S, true);
      constant(code, 0);
      code.taken = 1;
      code.emit(selector.jump);
      code.bind(0);
      constant(code, 1);
      code.bind(1);
      store(code, result.type(), Loc.slot(RESULT_SLOT), 0);
    } else {
      store(
          code,
          family.operands().getFirst().type(),
          family.kind(key, 0) == OperandKind.SLOT
              ? Loc.slot(slotOf(family, 0))
              : family.kind(key, 0),
          0);
    }
    for (int r = 0; r < OperandKind.GENERAL_REGISTERS; r++) {
      storeRegister(code, Type.I64, r, AFTER + r);
    }
    for (int x = 0; x < OperandKind.VECTOR_REGISTERS; x++) {
      storeRegister(code, Type.F64, x, AFTER + 8 + x);
    }
    base(code, STORE_BASE, BASE_AFTER);
    code.values[Operands.OFFSET] = FRAME_BYTES;
    code.emit(selector.ret);
    for (int trap = 0; trap < code.traps(); trap++) {
      code.bindTrap(trap);
      code.values[Operands.IMM32] =
          code.trapKind(trap)
              - paretojit.stencil.library.HoleKind.TRAP_INTEGER_DIVISION_BY_ZERO.ordinal();
      code.emit(selector.trap);
    }
    code.resolveLabels();
  }

  /** Moves the buffer's address out of the temporary, or back. */
  private void spareTemp(CodeBuffer code, boolean away) {
    int slot = away ? OperandKind.SLOT : OperandKind.TEMP;
    int from = away ? OperandKind.TEMP : OperandKind.SLOT;
    code.values[Operands.SLOT_D] = BUFFER_SLOT;
    code.values[Operands.SLOT_A] = BUFFER_SLOT;
    code.emit(selector.ids[selector.move[Type.I64.ordinal()] + (slot << 4 | from)]);
  }

  /** An instruction of our own between the memory's base and a place in the buffer. */
  private static void base(CodeBuffer code, byte[] opcode, int index) {
    int at = code.position;
    code.emitInt(0);
    code.emitInt(0);
    System.arraycopy(opcode, 0, code.code, at, opcode.length);
    code.position = at + opcode.length;
    code.emitInt(8 * index);
  }

  private static int slotOf(Family family, int operand) {
    return family.result() != null && operand == 0 ? RESULT_SLOT : OPERAND_SLOTS + 8 * operand;
  }

  private void loadOperands(CodeBuffer code, Case variant) {
    Family family = variant.family;
    List<Integer> inputs = inputs(family);
    boolean keepsTemps = family.has(Family.KEEPS_TEMPS);
    int general = -1;
    for (int k = 0; k < inputs.size(); k++) {
      int kind = family.kind(variant.key, inputs.get(k));
      Type type = family.operands().get(inputs.get(k)).type();
      if (kind == OperandKind.TEMP && type.isInt()) {
        // It holds the buffer's address until all else is loaded.
        general = k;
      } else if (kind != OperandKind.IMM && kind != OperandKind.WIDE) {
        code.values[Operands.SLOT_D] = slotOf(family, inputs.get(k));
        load(code, type, kind, k);
      }
    }
    if (general >= 0) {
      load(code, family.operands().get(inputs.get(general)).type(), OperandKind.TEMP, general);
    } else if (keepsTemps) {
      code.values[Operands.IMM32] = 7;
      code.emit(selector.ids[selector.constI32 + (OperandKind.TEMP << 4 | OperandKind.IMM)]);
    }
  }

  private void load(CodeBuffer code, Type type, int kind, int index) {
    code.values[Operands.OFFSET] = 8 * index;
    int base = selector.nativeMemory(Op.LOAD.ordinal(), type.ordinal());
    code.emit(selector.ids[base + (kind << 4 | OperandKind.TEMP)]);
  }

  private void constant(CodeBuffer code, int value) {
    code.values[Operands.SLOT_D] = RESULT_SLOT;
    code.values[Operands.IMM32] = value;
    code.emit(selector.ids[selector.constI32 + (OperandKind.SLOT << 4 | OperandKind.IMM)]);
  }

  /** Stores a result, all 64 bits of integers, and restores the buffer's address. */
  private void store(CodeBuffer code, Type type, int place, int index) {
    Type stored = type == Type.I32 ? Type.I64 : type;
    int from = Loc.kind(place);
    // First to a slot of its own: the temporary may hold the result, or 7 to check that it lives.
    code.values[Operands.SLOT_A] = Loc.isSlot(place) ? Loc.offset(place) : 0;
    code.values[Operands.SLOT_D] = OPERAND_SLOTS + 32;
    code.emit(selector.ids[selector.move[stored.ordinal()] + (OperandKind.SLOT << 4 | from)]);
    code.values[Operands.SLOT_D] = OPERAND_SLOTS + 40;
    code.emit(
        selector
            .ids[selector.move[Type.I64.ordinal()] + (OperandKind.SLOT << 4 | OperandKind.TEMP)]);
    code.values[Operands.SLOT_A] = BUFFER_SLOT;
    code.emit(
        selector
            .ids[selector.move[Type.I64.ordinal()] + (OperandKind.TEMP << 4 | OperandKind.SLOT)]);
    storeSlot(code, stored, OPERAND_SLOTS + 32, index);
    storeSlot(code, Type.I64, OPERAND_SLOTS + 40, KEPT_TEMPS);
  }

  private void storeSlot(CodeBuffer code, Type type, int slot, int index) {
    code.values[Operands.SLOT_A] = slot;
    storeRegister(code, type, OperandKind.SLOT, index);
  }

  private void storeRegister(CodeBuffer code, Type type, int kind, int index) {
    code.values[Operands.OFFSET] = 8 * index;
    int base = selector.nativeMemory(Op.STORE.ordinal(), type.ordinal());
    code.emit(selector.ids[base + (kind << 4 | OperandKind.TEMP)]);
  }
}
