package paretojit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class CpuFeaturesTest {
  @Test
  void flagsAreReadAsWholeWords() {
    CpuFeatures features =
        CpuFeatures.fromCpuinfo(
            """
            processor\t: 0
            model name\t: some processor with avx in its name
            flags\t\t: fpu sse2 sse4_1 popcnt bmi1 avx2 fma erms abm

            """);
    assertEquals("sse41 popcnt lzcnt bmi1 avx2 fma erms", features.toString());
  }

  @Test
  void onlyWhatEveryProcessorHasCounts() {
    CpuFeatures features =
        CpuFeatures.fromCpuinfo(
            """
            flags\t\t: popcnt bmi1 bmi2
            flags\t\t: popcnt bmi2 avx
            """);
    assertEquals("popcnt bmi2", features.toString());
  }

  @Test
  void textWithoutFlagsMeansTheBaseline() {
    String nothing = CpuFeatures.BASELINE.toString();
    assertEquals(nothing, CpuFeatures.fromCpuinfo("Features : fp asimd\n").toString());
    assertEquals(nothing, CpuFeatures.fromCpuinfo("").toString());
  }

  @Test
  void onlyKeepsWhatIsThere() {
    CpuFeatures features = CpuFeatures.fromCpuinfo("flags : bmi1 fma\n");
    assertEquals("fma", features.only(CpuFeature.FMA, CpuFeature.AVX).toString());
    assertEquals("bmi1 fma", features.toString());
  }

  @Test
  void detectionFindsWhatIsPublished() throws IOException {
    CpuFeatures published = CpuFeatures.fromCpuinfo(Files.readString(Path.of("/proc/cpuinfo")));
    CpuFeatures detected = CpuFeatures.detect();
    for (CpuFeature feature : CpuFeature.values()) {
      assertTrue(detected.has(feature) || !published.has(feature), feature.name());
    }
  }
}
