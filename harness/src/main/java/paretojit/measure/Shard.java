package paretojit.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import paretojit.suite.Suite;

/**
 * A part of a suite that one machine measures: some of the workloads, on all engines, because what is
 * compared has to be measured on one machine.
 *
 * <p>Workloads are dealt out like cards, in an order that follows from the suite's seed alone: shards
 * differ by at most one workload, and neighbours in the manifest, which resemble each other, spread.
 *
 * @param index from 1 to {@code count}
 */
public record Shard(int index, int count) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

  public Shard {
    if (index < 1 || index > count) {
      throw new IllegalArgumentException(
          "shard '%d/%d': wanted i/n with i from 1 to n, such as 1/4".formatted(index, count));
    }
  }

  /**
   * Reads {@code i/n}.
   *
   * @throws IllegalArgumentException with a message for a user
   */
  public static Shard parse(String text) {
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "shard '%s': wanted i/n with i from 1 to n, such as 1/4".formatted(text));
    }
    return new Shard(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
  }

  /**
   * The suite with this shard's workloads only, in the suite's order.
   *
   * @param suite whose workloads are names, not patterns; it may have fewer than there are shards, and
   *     then some shards have none
   */
  public Suite of(Suite suite) {
    List<String> dealt = new ArrayList<>(suite.workloads());
    Collections.shuffle(dealt, new Random(suite.seed()));
    Set<String> mine = new HashSet<>();
    for (int k = index - 1; k < dealt.size(); k += count) {
      mine.add(dealt.get(k));
    }
    return suite.withWorkloads(suite.workloads().stream().filter(mine::contains).toList());
  }

  /** As users write it: {@code 1/4}. */
  @Override
  public String toString() {
    return index + "/" + count;
  }

  /** As a part of file names: {@code 1of4}. */
  public String fileName() {
    return index + "of" + count;
  }
}
