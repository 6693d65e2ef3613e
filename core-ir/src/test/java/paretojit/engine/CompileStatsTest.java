package paretojit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class CompileStatsTest {
  private long now;

  @Test
  void phasesAreExclusive() {
    CompileStats stats = new CompileStats(true, () -> now);
    now = 100;
    int outside = stats.enter(CompileStats.OTHER);
    now = 110;
    int other = stats.enter(CompileStats.SELECT);
    now = 140;
    int rewrite = stats.phase("midend.rewrite");
    int select = stats.enter(rewrite);
    now = 141;
    stats.exit(select);
    now = 143;
    stats.exit(other);
    now = 150;
    stats.exit(outside);
    now = 1000;
    int again = stats.enter(CompileStats.EMIT);
    now = 1001;
    stats.exit(again);
    assertEquals(
        Map.of("other", 17L, "select", 32L, "midend.rewrite", 1L, "emit", 1L), stats.phaseNanos());
    assertEquals(51, stats.totalNanos());
    stats.reset();
    assertEquals(0, stats.totalNanos());
    assertEquals(rewrite, stats.phase("midend.rewrite"));
  }

  @Test
  void counters() {
    CompileStats stats = CompileStats.untimed();
    for (int k = 0; k < 100; k++) {
      assertEquals(k, stats.counter("c" + k));
      assertEquals(10 + k, stats.phase("p" + k));
    }
    stats.add(stats.counter("c99"), 5);
    stats.add(stats.counter("c99"), 6);
    assertEquals(Map.of("c99", 11L), stats.counters());
    assertEquals(0, stats.nanos(CompileStats.OTHER));
  }
}
