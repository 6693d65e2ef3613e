package paretojit.measure;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SteadinessTest {
  @Test
  void fewTimesAreNoEvidence() {
    assertTrue(Steadiness.isGettingFaster(new long[] {}));
    assertTrue(Steadiness.isGettingFaster(new long[] {100}));
  }

  @Test
  void theLastThirdDecides() {
    assertTrue(Steadiness.isGettingFaster(new long[] {100, 90, 80, 70, 60, 50}));
    assertFalse(Steadiness.isGettingFaster(new long[] {100, 50, 50, 51, 50, 49}));
    assertFalse(Steadiness.isGettingFaster(new long[] {50, 50, 50, 60, 70, 80}));
  }

  @Test
  void oneSlowTimeDoesNotCount() {
    assertFalse(Steadiness.isGettingFaster(new long[] {50, 50, 50, 50, 500, 50}));
    assertTrue(Steadiness.isGettingFaster(new long[] {50, 50, 50, 50, 500, 40}));
  }

  @Test
  void aWarmUpOfNoSecondsWantsNothing() {
    assertFalse(new Steadiness(0).wantsMore(new Samples()));
    assertTrue(new Steadiness(1000).wantsMore(new Samples()));
  }
}
