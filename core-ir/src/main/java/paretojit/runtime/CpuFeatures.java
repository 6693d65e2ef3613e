package paretojit.runtime;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Which optional x86-64 instructions may be used. */
public final class CpuFeatures {
  /** Plain x86-64: what every such processor has. */
  public static final CpuFeatures BASELINE = new CpuFeatures(Set.of());

  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  /** {@code int f(int x) { return lzcnt(x); }}; without the feature it returns {@code bsr(x)}. */
  private static final byte[] LEADING_ZEROS = {
    (byte) 0xf3, 0x0f, (byte) 0xbd, (byte) 0xc7, (byte) 0xc3
  };

  private final EnumSet<CpuFeature> present = EnumSet.noneOf(CpuFeature.class);

  private CpuFeatures(Collection<CpuFeature> present) {
    this.present.addAll(present);
  }

  public static CpuFeatures of(Collection<CpuFeature> present) {
    return new CpuFeatures(present);
  }

  /**
   * This machine's features. Linux publishes cpuid's flags in {@code /proc/cpuinfo}, less those that
   * the kernel does not support; elsewhere the answer is {@link #BASELINE}, which is slower and never
   * wrong.
   *
   * <p>Some hypervisors hide the flag of {@code lzcnt} on processors that have it. Every processor
   * with BMI1 knows the instruction or takes it for {@code bsr}, which is harmless, so there it is
   * tried.
   */
  public static CpuFeatures detect() {
    try {
      CpuFeatures published = fromCpuinfo(Files.readString(CPUINFO));
      if (published.has(CpuFeature.BMI1) && !published.has(CpuFeature.LZCNT) && countsZeros()) {
        published.present.add(CpuFeature.LZCNT);
      }
      return published;
    } catch (IOException e) {
      return BASELINE;
    }
  }

  public boolean has(CpuFeature feature) {
    return present.contains(feature);
  }

  /** These features without all others. */
  public CpuFeatures only(CpuFeature... kept) {
    CpuFeatures less = new CpuFeatures(present);
    less.present.retainAll(List.of(kept));
    return less;
  }

  /** Reads the text of {@code /proc/cpuinfo}; a feature counts when every processor has it. */
  static CpuFeatures fromCpuinfo(String text) {
    List<Set<String>> processors =
        text.lines()
            .filter(line -> line.startsWith("flags"))
            .distinct()
            .map(line -> Set.copyOf(Arrays.asList(line.split("\\s+"))))
            .toList();
    CpuFeatures everywhere = new CpuFeatures(Set.of());
    for (CpuFeature feature : CpuFeature.values()) {
      if (!processors.isEmpty()
          && processors.stream().allMatch(flags -> flags.contains(feature.flag()))) {
        everywhere.present.add(feature);
      }
    }
    return everywhere;
  }

  /** Whether the bytes of {@code lzcnt} count leading zeros here. */
  @SuppressWarnings("restricted")
  private static boolean countsZeros() {
    try (CodeCache cache = CodeCache.create(1 << 16);
        CodeCache.Region region = cache.install(LEADING_ZEROS, LEADING_ZEROS.length)) {
      MethodHandle lzcnt =
          Linker.nativeLinker()
              .downcallHandle(
                  MemorySegment.ofAddress(region.address()),
                  FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
      return (int) lzcnt.invokeExact(1) == 31;
    } catch (Throwable t) {
      throw new AssertionError("an exception crossed native code", t);
    }
  }

  /** Names, as in {@code sse41 popcnt}, or that there are none. */
  @Override
  public String toString() {
    return present.isEmpty()
        ? "no optional instructions"
        : present.stream()
            .map(feature -> feature.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" "));
  }
}
