package paretojit.isel.x64;

import static paretojit.emit.x64.Insn.*;

import paretojit.emit.x64.Cond;
import paretojit.emit.x64.Insn;
import paretojit.runtime.CpuFeature;

/** Lowering rules for counting and reversing bits. */
final class BitRules {
  private final Selector s;
  private final Machine m;

  BitRules(Selector selector) {
    this.s = selector;
    this.m = selector.m;
  }

  /** {@code clz(a)} -> lzcnt; or bsr with the answer for zero put in, counted from the top. */
  void countLeadingZeros(int i) {
    boolean wide = s.isWideInst(i);
    int a = s.useBits(s.f().arg(i, 0));
    if (s.cpu.has(CpuFeature.LZCNT)) {
      m.rr(wide ? LZCNT64 : LZCNT32, s.def(i), a);
      return;
    }
    int top = wide ? 63 : 31;
    int none = m.newInt();
    m.constant(none, 2 * top + 1);
    int highest = scan(wide ? BSR64 : BSR32, a, none);
    m.uri(XOR32, s.def(i), highest, top);
  }

  /** {@code ctz(a)} -> tzcnt; or bsf with the answer for zero put in. */
  void countTrailingZeros(int i) {
    boolean wide = s.isWideInst(i);
    int a = s.useBits(s.f().arg(i, 0));
    if (s.cpu.has(CpuFeature.BMI1)) {
      m.rr(wide ? TZCNT64 : TZCNT32, s.def(i), a);
      return;
    }
    int none = m.newInt();
    m.constant(none, wide ? 64 : 32);
    m.copy(s.def(i), scan(wide ? BSF64 : BSF32, a, none));
  }

  /** bsf or bsr, and {@code none} where they leave their destination undefined. */
  private int scan(int row, int a, int none) {
    int found = m.newInt();
    int result = m.newInt();
    m.rr(row, found, a);
    m.urr(Insn.on(CMOV32, Cond.E), result, found, none);
    return result;
  }

  /** {@code popcnt(a)} -> popcnt; or sums of ever more bits ("Hacker's Delight", 5-1). */
  void countOnes(int i) {
    boolean wide = s.isWideInst(i);
    int a = s.useBits(s.f().arg(i, 0));
    if (s.cpu.has(CpuFeature.POPCNT)) {
      m.rr(wide ? POPCNT64 : POPCNT32, s.def(i), a);
      return;
    }
    int odd = masked(wide, shifted(wide, false, a, 1), 0x5555_5555_5555_5555L);
    int pairs = m.newInt();
    m.urr(wide ? SUB64 : SUB32, pairs, a, odd);
    long twos = 0x3333_3333_3333_3333L;
    int low = masked(wide, pairs, twos);
    int nibbles = m.newInt();
    m.urr(wide ? ADD64 : ADD32, nibbles, low, masked(wide, shifted(wide, false, pairs, 2), twos));
    int sum = m.newInt();
    m.urr(wide ? ADD64 : ADD32, sum, nibbles, shifted(wide, false, nibbles, 4));
    int bytes = masked(wide, sum, 0x0f0f_0f0f_0f0f_0f0fL);
    int ones = constant(wide, 0x0101_0101_0101_0101L);
    int total = m.newInt();
    m.urr(wide ? IMUL64 : IMUL32, total, bytes, ones);
    m.uri(wide ? SHR64 : SHR32, s.def(i), total, wide ? 56 : 24);
  }

  /** {@code bitrev(a)} -> bswap, then neighbouring nibbles, pairs and bits exchanged. */
  void reverse(int i) {
    boolean wide = s.isWideInst(i);
    int x = m.newInt();
    m.ur(wide ? BSWAP64 : BSWAP32, x, s.useBits(s.f().arg(i, 0)));
    x = exchanged(wide, x, 4, 0x0f0f_0f0f_0f0f_0f0fL, m.newInt());
    x = exchanged(wide, x, 2, 0x3333_3333_3333_3333L, m.newInt());
    exchanged(wide, x, 1, 0x5555_5555_5555_5555L, s.def(i));
  }

  /** {@code (x >> by & mask) | (x & mask) << by}. */
  private int exchanged(boolean wide, int x, int by, long mask, int result) {
    int high = masked(wide, shifted(wide, false, x, by), mask);
    int low = shifted(wide, true, masked(wide, x, mask), by);
    m.urr(wide ? OR64 : OR32, result, high, low);
    return result;
  }

  private int shifted(boolean wide, boolean left, int x, int by) {
    int t = m.newInt();
    m.uri(left ? wide ? SHL64 : SHL32 : wide ? SHR64 : SHR32, t, x, by);
    return t;
  }

  private int masked(boolean wide, int x, long mask) {
    int t = m.newInt();
    if (wide) {
      m.urr(AND64, t, x, constant(true, mask));
    } else {
      m.uri(AND32, t, x, (int) mask);
    }
    return t;
  }

  private int constant(boolean wide, long value) {
    int t = m.newInt();
    m.constant(t, wide ? value : value & 0xffff_ffffL);
    return t;
  }
}
