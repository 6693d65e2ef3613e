package paretojit.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paretojit.suite.Suite;
import paretojit.suite.Suites;

/** A suite divided. */
class ShardTest {
  private static Suite suite(long seed, int workloads) {
    return Suites.find("smoke")
        .withWorkloads(IntStream.range(0, workloads).mapToObj(k -> "w" + k).toList())
        .withEngines(List.of("interp", "double"))
        .withSeed(seed);
  }

  private static List<String> workloads(Suite suite, int index, int count) {
    return new Shard(index, count).of(suite).workloads();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 43, 50})
  void shardsAreABalancedPartition(int count) {
    Suite suite = suite(7, 43);
    List<String> all = new ArrayList<>();
    for (int index = 1; index <= count; index++) {
      List<String> part = workloads(suite, index, count);
      assertTrue(part.size() == 43 / count || part.size() == 43 / count + 1, "" + part);
      all.addAll(part);
    }
    assertEquals(suite.workloads().stream().sorted().toList(), all.stream().sorted().toList());
  }

  @Test
  void enginesAreNeverDividedAndNothingElseChanges() {
    Suite suite = suite(7, 9);
    Suite part = new Shard(2, 3).of(suite);
    assertEquals(suite, part.withWorkloads(suite.workloads()));
  }

  /** Machines have to agree on it without talking to each other, today and after an update. */
  @Test
  void shardsFollowFromTheSeed() {
    assertEquals(List.of("w1", "w4"), workloads(suite(1, 6), 1, 3));
    assertEquals(List.of("w2", "w5"), workloads(suite(1, 6), 2, 3));
    assertEquals(List.of("w0", "w3"), workloads(suite(1, 6), 3, 3));
    assertNotEquals(workloads(suite(1, 43), 1, 3), workloads(suite(2, 43), 1, 3));
  }

  @Test
  void neighboursAreSpread() {
    List<String> part = workloads(suite(1, 40), 1, 4);
    assertNotEquals(IntStream.range(0, 10).mapToObj(k -> "w" + k).toList(), part);
  }

  @Test
  void textIsReadAndWritten() {
    assertEquals(new Shard(2, 5), Shard.parse("2/5"));
    assertEquals("2/5", Shard.parse("2/5").toString());
    assertEquals("2of5", Shard.parse("2/5").fileName());
    for (String wrong : List.of("0/2", "3/2", "1", "a/b", "1/0", "-1/2", "1/2/3", "")) {
      assertThrows(IllegalArgumentException.class, () -> Shard.parse(wrong), wrong);
    }
  }
}
