package paretojit.runtime;

/** An optional set of x86-64 instructions that our code generators use; SSE2 is always there. */
public enum CpuFeature {
  /** roundss, roundsd, blendv. */
  SSE41("sse4_1"),
  POPCNT("popcnt"),
  /** Elsewhere the bytes of {@code lzcnt} silently mean {@code bsr}, so this must not be guessed. */
  LZCNT("abm"), // "advanced bit manipulation": AMD's name for lzcnt and popcnt
  /** andn blsr blsi blsmsk bextr, and tzcnt as itself rather than as bsf. */
  BMI1("bmi1"),
  /** shlx shrx sarx rorx bzhi mulx pdep pext. */
  BMI2("bmi2"),
  MOVBE("movbe"),
  /** The three-operand VEX forms, with the operating system saving their registers. */
  AVX("avx"),
  AVX2("avx2"),
  /** Conversions of half-precision numbers. */
  F16C("f16c"),
  /** Fused multiply-add. */
  FMA("fma"),
  /** Fast {@code rep movsb} and {@code rep stosb}. */
  ERMS("erms");

  private final String flag;

  CpuFeature(String flag) {
    this.flag = flag;
  }

  /** As {@code /proc/cpuinfo} spells it. */
  String flag() {
    return flag;
  }
}
