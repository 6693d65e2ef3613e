package paretojit.emit.x64;

import static paretojit.emit.x64.Insn.*;

import paretojit.emit.CodeBuffer;

/**
 * Turns rows of {@link Insn} with operands into bytes. Methods are named by their operands,
 * destination first: {@code r} register number, {@code m} memory operand (a {@link Mem} long),
 * {@code i} immediate. {@code rm(ADDSD, XMM0, mem)} is {@code addsd xmm0, [mem]}.
 *
 * <p>The shortest encoding of the given row and operands is chosen: 8-bit displacements and
 * immediates, the accumulator's short forms, two-byte VEX. Rows are never exchanged for others that
 * differ in an effect: {@code ri(MOV64, r, 0)} keeps the flags.
 *
 * <p>Encodings are Intel SDM vol. 2, chapter 2. Every instruction is composed in a long and stored
 * at once, so encoding is a few shifts and two or three stores. Passing operands to a method that a
 * row's form does not take is a broken invariant, found when assertions are on.
 */
public abstract class Encoder extends CodeBuffer {
  /** Legacy prefix bytes by the row's 2-bit field. */
  private static final int PREFIX_BYTES = 0xF2F3_6600;

  /** Number of bits of prefix by the same field. */
  private static final int PREFIX_BITS = 0x0808_0800;

  /** Escape bytes before the opcode by the row's map, low byte first; see {@link #ESCAPE_BITS}. */
  private static final long ESCAPES = 0x3A0F_380F_000F_0000L;

  /** Number of bits of escape by the row's map: 0, 8, 16, 16. */
  private static final int ESCAPE_BITS = 0x1010_0800;

  /** The part of a packed instruction head that holds its number of bits. */
  private static final int COUNT_SHIFT = 56;

  /** An encoder whose buffer holds {@code capacityBytes} before it first grows. */
  protected Encoder(int capacityBytes) {
    super(capacityBytes);
  }

  /**
   * Called for each rip-relative operand: the four bytes at {@code site} hold minus the number of
   * bytes that follow them in the instruction, to which the distance from {@code site + 4} is to be
   * added.
   */
  abstract void ripReference(long mem, int site);

  // ---- No operands; one operand

  /** An instruction without operands: {@code op(CQO)}. */
  public final void op(int insn) {
    assert form(insn) == PLAIN : name(insn);
    reserve();
    putHead(head(insn, 0, 0, 0, 0, false));
  }

  /** One register. Shifts are by cl. */
  public final void r(int insn, int reg) {
    reserve();
    switch (form(insn)) {
      case UNARY -> direct(insn, digit(insn), 0, reg);
      case SHIFT -> direct(insn + 0x12, digit(insn), 0, reg);
      case IN_OPCODE -> {
        // push and pop are 64 bits wide without REX.W, which their rows therefore do not set.
        putHead(head(insn | reg & 7, 0, 0, 0, reg, false));
      }
      default -> throw wrongForm(insn);
    }
  }

  /** One memory operand. Shifts are by cl. */
  public final void m(int insn, long mem) {
    reserve();
    switch (form(insn)) {
      case UNARY, UNARY_MEMORY -> indirect(insn, digit(insn), 0, mem, 0);
      case SHIFT -> indirect(insn + 0x12, digit(insn), 0, mem, 0);
      default -> throw wrongForm(insn);
    }
  }

  // ---- Two operands

  /** Register and register. */
  public final void rr(int insn, int dst, int src) {
    reserve();
    switch (form(insn)) {
      case ALU, MOV, RM, IMUL, REGISTER -> direct(insn, dst, 0, src);
      case MR, TEST -> direct(insn, src, 0, dst);
      case VM -> direct(insn, digit(insn), dst, src);
      default -> throw wrongForm(insn);
    }
  }

  /** Register from memory. */
  public final void rm(int insn, int dst, long src) {
    reserve();
    switch (form(insn)) {
      case ALU, MOV, RM, IMUL, MEMORY -> indirect(insn, dst, 0, src, 0);
      case VM -> indirect(insn, digit(insn), dst, src, 0);
      default -> throw wrongForm(insn);
    }
  }

  /** Memory with register: a store, or arithmetic in memory. */
  public final void mr(int insn, long dst, int src) {
    reserve();
    switch (form(insn)) {
      case ALU, MOV -> indirect(insn ^ 2, src, 0, dst, 0);
      case MR, TEST -> indirect(insn, src, 0, dst, 0);
      case RM, MEMORY -> {
        assert (insn & STORE) != 0 : name(insn);
        indirect(insn ^ 1, src, 0, dst, 0);
      }
      default -> throw wrongForm(insn);
    }
  }

  /** Register with immediate, which is sign-extended from 32 bits, or taken modulo the width. */
  public final void ri(int insn, int dst, int imm) {
    reserve();
    switch (form(insn)) {
      case ALU -> {
        if (dst == Reg.RAX && (!fits8(imm) || (insn & REG8) != 0)) {
          putHead(head(insn & ~7 | 4 | insn & 1, 0, 0, 0, 0, false));
        } else {
          direct(group1(insn, imm), insn >>> 3 & 7, 0, dst);
        }
        putImmediate(imm, immediateBytesShort(insn, imm));
      }
      case MOV -> movRegisterImmediate(insn, dst, imm);
      case TEST -> {
        direct(insn & ~0xFF | 0xF6 | insn & 1, 0, 0, dst);
        putImmediate(imm, immediateBytes(insn));
      }
      case SHIFT -> {
        boolean one = imm == 1;
        direct(one ? insn + 0x10 : insn, digit(insn), 0, dst);
        putImmediate(imm, one ? 0 : 1);
      }
      default -> throw wrongForm(insn);
    }
  }

  /** Memory with immediate, which is sign-extended from 32 bits, or taken modulo the width. */
  public final void mi(int insn, long dst, int imm) {
    reserve();
    switch (form(insn)) {
      case ALU -> {
        int bytes = immediateBytesShort(insn, imm);
        indirect(group1(insn, imm), insn >>> 3 & 7, 0, dst, bytes);
        putImmediate(imm, bytes);
      }
      case MOV, TEST -> {
        int opcode = form(insn) == MOV ? 0xC6 : 0xF6;
        indirect(insn & ~0xFF | opcode | insn & 1, 0, 0, dst, immediateBytes(insn));
        putImmediate(imm, immediateBytes(insn));
      }
      case SHIFT -> {
        int bytes = imm == 1 ? 0 : 1;
        indirect(imm == 1 ? insn + 0x10 : insn, digit(insn), 0, dst, bytes);
        putImmediate(imm, bytes);
      }
      default -> throw wrongForm(insn);
    }
  }

  // ---- Three and four operands

  /** Three registers. */
  public final void rrr(int insn, int dst, int a, int b) {
    reserve();
    switch (form(insn)) {
      case RVM -> direct(insn, dst, a, b);
      case RMV -> direct(insn, dst, b, a);
      default -> throw wrongForm(insn);
    }
  }

  /** Two registers and memory, as the last source. */
  public final void rrm(int insn, int dst, int a, long b) {
    assert form(insn) == RVM : name(insn);
    reserve();
    indirect(insn, dst, a, b, 0);
  }

  /** Register from memory and register: {@code rmr(SHLX64, dst, mem, count)}. */
  public final void rmr(int insn, int dst, long a, int b) {
    assert form(insn) == RMV : name(insn);
    reserve();
    indirect(insn, dst, b, a, 0);
  }

  /** Register, register and immediate. */
  public final void rri(int insn, int dst, int src, int imm) {
    reserve();
    switch (form(insn)) {
      case RMI -> direct(insn, dst, 0, src);
      case MRI -> direct(insn, src, 0, dst);
      case IMUL -> direct(imulImmediate(insn, imm), dst, 0, src);
      default -> throw wrongForm(insn);
    }
    putImmediate(imm, form(insn) == IMUL && !fits8(imm) ? 4 : 1);
  }

  /** Register from memory and immediate. */
  public final void rmi(int insn, int dst, long src, int imm) {
    reserve();
    int bytes = form(insn) == IMUL && !fits8(imm) ? 4 : 1;
    switch (form(insn)) {
      case RMI -> indirect(insn, dst, 0, src, bytes);
      case IMUL -> indirect(imulImmediate(insn, imm), dst, 0, src, bytes);
      default -> throw wrongForm(insn);
    }
    putImmediate(imm, bytes);
  }

  /** Three registers and an 8-bit immediate. */
  public final void rrri(int insn, int dst, int a, int b, int imm) {
    assert form(insn) == RVMI : name(insn);
    reserve();
    direct(insn, dst, a, b);
    putImmediate(imm, 1);
  }

  /** Two registers, memory and an 8-bit immediate. */
  public final void rrmi(int insn, int dst, int a, long b, int imm) {
    assert form(insn) == RVMI : name(insn);
    reserve();
    indirect(insn, dst, a, b, 1);
    putImmediate(imm, 1);
  }

  /** Four registers, the last a mask. */
  public final void rrrr(int insn, int dst, int a, int b, int mask) {
    assert form(insn) == RVMR : name(insn);
    reserve();
    direct(insn, dst, a, b);
    putImmediate(mask << 4, 1);
  }

  /** Two registers, memory, and a mask register. */
  public final void rrmr(int insn, int dst, int a, long b, int mask) {
    assert form(insn) == RVMR : name(insn);
    reserve();
    indirect(insn, dst, a, b, 1);
    putImmediate(mask << 4, 1);
  }

  // ---- Constants into registers, and other spellings of common needs

  /** Any 64-bit constant into a general register, in 5, 6, 7 or 10 bytes; flags are kept. */
  public final void movImm(int dst, long imm) {
    if (imm == (int) imm || imm >>> 32 == 0) {
      ri(imm >>> 32 == 0 ? MOV32 : MOV64, dst, (int) imm);
    } else {
      movImm64(dst, imm);
    }
  }

  /** A 64-bit constant into a general register, always in 10 bytes, the last 8 of them the value. */
  public final void movImm64(int dst, long imm) {
    reserve();
    putHead(head(MOV64 & ~0xFF | 0xB8 | dst & 7, 0, 0, 0, dst, false));
    put(imm, 8);
  }

  /** Zero into a general register, in 2 or 3 bytes; the flags are lost. */
  public final void zero(int dst) {
    rr(XOR32, dst, dst);
  }

  /** Pushes a sign-extended immediate. */
  public final void pushImm(int imm) {
    reserve();
    boolean small = fits8(imm);
    put(small ? 0x6A : 0x68, 1);
    putImmediate(imm, small ? 1 : 4);
  }

  /** {@code bytes} bytes of no operation, in as few instructions as possible. */
  public final void nop(int bytes) {
    reserve(bytes);
    for (int left = bytes; left > 0; left -= 8) {
      int length = Math.min(left, 8);
      put(Nops.word(length), length);
    }
  }

  /** Overwrites {@code bytes} bytes at {@code offset} with no operation, and nothing after them. */
  final void patchNops(int offset, int bytes) {
    for (int done = 0; done < bytes; done += 8) {
      int length = Math.min(bytes - done, 8);
      for (int i = 0; i < length; i++) {
        patch8(offset + done + i, (int) (Nops.word(length) >>> i * 8));
      }
    }
  }

  // ---- Choosing among encodings

  /** {@code mov r, imm}: by opcode where that is shorter than by r/m. */
  private void movRegisterImmediate(int insn, int dst, int imm) {
    if ((insn & W) != 0 && imm < 0) {
      direct(insn & ~0xFF | 0xC7, 0, 0, dst);
      putImmediate(imm, 4);
      return;
    }
    // A 32-bit write clears the upper half, so a non-negative 64-bit constant needs no W.
    int opcode = (insn & REG8) != 0 ? 0xB0 : 0xB8;
    boolean rex = (insn & REG8) != 0 && dst >= 4;
    putHead(head(insn & ~W & ~0xFF | opcode | dst & 7, 0, 0, 0, dst, rex));
    putImmediate(imm, immediateBytes(insn));
  }

  /** Arithmetic with an immediate: group 80 (bytes), 83 (sign-extended byte) or 81. */
  private static int group1(int insn, int imm) {
    int opcode = (insn & REG8) != 0 ? 0x80 : fits8(imm) ? 0x83 : 0x81;
    return insn & ~(0xFF | REG8) | opcode; // the digit is no byte register, it needs no REX
  }

  private static int imulImmediate(int insn, int imm) {
    return insn & ~0xFF & ~M_0F | (fits8(imm) ? 0x6B : 0x69);
  }

  private static boolean fits8(int imm) {
    return imm == (byte) imm;
  }

  /** The width in bytes of a full immediate. */
  private static int immediateBytes(int insn) {
    return (insn & REG8) != 0 ? 1 : (insn & SIZE_MASK) == SIZE16 ? 2 : 4;
  }

  /** The width in bytes of an immediate that may be sign-extended from 8 bits. */
  private static int immediateBytesShort(int insn, int imm) {
    return fits8(imm) ? 1 : immediateBytes(insn);
  }

  private static int digit(int insn) {
    return insn >>> DIGIT_SHIFT & 7;
  }

  private static AssertionError wrongForm(int insn) {
    return new AssertionError(name(insn) + " does not take these operands");
  }

  // ---- Bytes

  /** An instruction whose r/m operand is a register; {@code v} is VEX.vvvv. */
  private void direct(int insn, int reg, int v, int rm) {
    boolean rex = (insn & REG8) != 0 && reg >= 4 || (insn & RM8) != 0 && rm >= 4;
    long head = head(insn, reg, v, 0, rm, rex);
    int bits = (int) (head >>> COUNT_SHIFT);
    long modrm = 0xC0 | (reg & 7) << 3 | rm & 7;
    put(head | modrm << bits, (bits >>> 3) + 1);
  }

  /** An instruction whose r/m operand is memory; {@code trailing} bytes of immediate will follow. */
  private void indirect(int insn, int reg, int v, long mem, int trailing) {
    boolean rex = (insn & REG8) != 0 && reg >= 4;
    int base = Mem.base(mem);
    int index = Mem.index(mem);
    putHead(head(insn, reg, v, index, base, rex));
    int modrm = (reg & 7) << 3;
    int disp = Mem.disp(mem);
    int kind = Mem.kind(mem);
    switch (kind) {
      case Mem.BASE -> {
        if ((base & 7) == Reg.RSP) { // rsp and r12 would mean "SIB follows"
          putDisplaced(modrm | 4 | 0x24 << 8, 2, base, disp);
        } else {
          putDisplaced(modrm | base & 7, 1, base, disp);
        }
      }
      case Mem.BASE_INDEX -> putDisplaced(modrm | 4 | sib(mem, index, base) << 8, 2, base, disp);
      case Mem.INDEX -> put(modrm | 4 | sib(mem, index, 5) << 8 | (long) disp << 16, 6);
      case Mem.ABSOLUTE -> put(modrm | 4 | 0x25 << 8 | (long) disp << 16, 6);
      default -> {
        put(modrm | 5 | (long) -trailing << 8, 5);
        ripReference(mem, size() - 4);
      }
    }
  }

  private static int sib(long mem, int index, int base) {
    return Mem.scaleLog2(mem) << 6 | (index & 7) << 3 | base & 7;
  }

  /** {@code count} bytes of ModRM and SIB with mod still 0, then the displacement they call for. */
  private void putDisplaced(int address, int count, int base, int disp) {
    // The whole displacement is always stored; how much of it counts is chosen without branches.
    int whenSmall = disp == 0 && (base & 7) != Reg.RBP ? 0 : 1; // rbp and r13 need one
    int bytes = fits8(disp) ? whenSmall : 4;
    int mod = fits8(disp) ? whenSmall << 6 : 0x80;
    put(address | mod | (long) disp << 8 * count, count + bytes);
  }

  private void putHead(long head) {
    put(head, (int) (head >>> COUNT_SHIFT + 3));
  }

  private void putImmediate(int imm, int bytes) {
    put(imm, bytes);
  }

  /**
   * Everything up to and including the opcode byte, with its number of bits from {@link
   * #COUNT_SHIFT} up. {@code reg}, {@code index} and {@code base} give their top bits.
   */
  private static long head(int insn, int reg, int v, int index, int base, boolean forceRex) {
    return (insn & VEX) != 0
        ? vexHead(insn, reg, v, index, base)
        : legacyHead(insn, reg, index, base, forceRex);
  }

  /** {@code [66|F3|F2] [REX] [0F [38|3A]] opcode}. */
  private static long legacyHead(int insn, int reg, int index, int base, boolean forceRex) {
    // Arithmetic instead of branches: whether there is a prefix or REX is as good as random.
    int prefix = (insn >>> 10 & 3) * 8;
    int prefixBits = PREFIX_BITS >>> prefix & 0xFF;
    int wrxb = insn >>> 9 & 8 | reg >>> 1 & 4 | index >>> 2 & 2 | base >>> 3;
    int hasRex = forceRex ? -1 : -wrxb >> 31; // all ones or all zeroes
    int rexBits = hasRex & 8;
    int map = insn >>> 8 & 3;
    int escapeBits = ESCAPE_BITS >>> map * 8 & 0xFF;
    long opcode = ESCAPES >>> map * 16 & 0xFFFF | (insn & 0xFFL) << escapeBits;
    long rexAndOpcode = hasRex & (0x40 | wrxb) | opcode << rexBits;
    return PREFIX_BYTES >>> prefix & 0xFF
        | rexAndOpcode << prefixBits
        | (long) (prefixBits + rexBits + escapeBits + 8) << COUNT_SHIFT;
  }

  /** {@code C5 [R vvvv L pp] opcode}, or {@code C4 [RXB map] [W vvvv L pp] opcode}. */
  private static long vexHead(int insn, int reg, int v, int index, int base) {
    // R, X, B and vvvv are stored inverted; the scalar forms leave L zero.
    int map = insn >>> 8 & 3;
    int last = (~v & 15) << 3 | insn >>> 10 & 3;
    int r = ~reg << 4 & 0x80;
    long opcode = insn & 0xFF;
    if (map == 1 && (insn & W) == 0 && index < 8 && base < 8) {
      return 0xC5 | (long) (r | last) << 8 | opcode << 16 | 24L << COUNT_SHIFT;
    }
    int second = r | ~index << 3 & 0x40 | ~base << 2 & 0x20 | map;
    int third = insn >>> 5 & 0x80 | last;
    return 0xC4 | second << 8 | third << 16 | opcode << 24 | 32L << COUNT_SHIFT;
  }
}
