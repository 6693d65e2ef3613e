package paretojit.emit.x64;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which optional x86-64 instructions may be used; SSE2 is always there.
 *
 * @param sse41 SSE4.1: roundss/sd, blendv
 * @param popcnt popcnt
 * @param lzcnt lzcnt (elsewhere its bytes silently mean bsr, so this one must not be guessed)
 * @param bmi1 andn blsr blsi blsmsk bextr, and tzcnt as itself rather than as bsf
 * @param bmi2 shlx shrx sarx rorx bzhi mulx pdep pext
 * @param avx the three-operand VEX forms, with the operating system saving their registers
 * @param fma fused multiply-add
 * @param erms fast {@code rep movsb} and {@code rep stosb}
 */
public record CpuFeatures(
    boolean sse41,
    boolean popcnt,
    boolean lzcnt,
    boolean bmi1,
    boolean bmi2,
    boolean avx,
    boolean fma,
    boolean erms) {

  /** Plain x86-64: what every such processor has. */
  public static final CpuFeatures BASELINE =
      new CpuFeatures(false, false, false, false, false, false, false, false);

  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  /**
   * This machine's features. Linux publishes cpuid's flags in {@code /proc/cpuinfo}, less those that
   * the kernel does not support, so no native code is needed; elsewhere the answer is {@link
   * #BASELINE}, which is slower and never wrong.
   */
  public static CpuFeatures detect() {
    try {
      return fromCpuinfo(Files.readString(CPUINFO));
    } catch (IOException e) {
      return BASELINE;
    }
  }

  /** Reads the text of {@code /proc/cpuinfo}; a feature counts when every processor has it. */
  static CpuFeatures fromCpuinfo(String text) {
    List<Set<String>> processors =
        text.lines()
            .filter(line -> line.startsWith("flags"))
            .distinct()
            .map(line -> Set.copyOf(Arrays.asList(line.split("\\s+"))))
            .toList();
    Predicate<String> everywhere =
        flag ->
            !processors.isEmpty() && processors.stream().allMatch(flags -> flags.contains(flag));
    return new CpuFeatures(
        everywhere.test("sse4_1"),
        everywhere.test("popcnt"),
        everywhere.test("abm"), // "advanced bit manipulation": AMD's name for lzcnt and popcnt
        everywhere.test("bmi1"),
        everywhere.test("bmi2"),
        everywhere.test("avx"),
        everywhere.test("fma"),
        everywhere.test("erms"));
  }
}
