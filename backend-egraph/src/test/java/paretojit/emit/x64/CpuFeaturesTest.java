package paretojit.emit.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

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
    assertEquals(new CpuFeatures(true, true, true, true, false, false, true, true), features);
  }

  @Test
  void onlyWhatEveryProcessorHasCounts() {
    CpuFeatures features =
        CpuFeatures.fromCpuinfo(
            """
            flags\t\t: popcnt bmi1 bmi2
            flags\t\t: popcnt bmi2 avx
            """);
    assertEquals(new CpuFeatures(false, true, false, false, true, false, false, false), features);
  }

  @Test
  void textWithoutFlagsMeansTheBaseline() {
    assertEquals(CpuFeatures.BASELINE, CpuFeatures.fromCpuinfo("Features : fp asimd\n"));
    assertEquals(CpuFeatures.BASELINE, CpuFeatures.fromCpuinfo(""));
  }

  @Test
  void detectionNeverFails() {
    assertNotNull(CpuFeatures.detect());
  }
}
