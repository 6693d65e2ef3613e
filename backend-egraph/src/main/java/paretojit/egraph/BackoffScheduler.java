package paretojit.egraph;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds back rules that match too often. A rule with more matches than its limit has them dropped and
 * is banned for some iterations; each time, its limit and the length of the next ban double. So
 * explosive rules such as associativity get a bounded share while the others go on.
 */
public final class BackoffScheduler implements Scheduler {
  private static final int NEVER = Integer.MAX_VALUE;

  private final Map<String, Integer> limitByName = new HashMap<>();
  private final Map<String, Integer> banByName = new HashMap<>();
  private int defaultLimit = 1_000;
  private int defaultBan = 5;

  private int[] limit = Ints.NONE;
  private int[] ban = Ints.NONE;
  private int[] timesBanned = Ints.NONE;
  private int[] bannedUntil = Ints.NONE;

  /** Matches a rule may have before its first ban; 1,000 unless set. */
  public BackoffScheduler matchLimit(int matches) {
    defaultLimit = matches;
    return this;
  }

  /** The length of a rule's first ban, in iterations; 5 unless set. */
  public BackoffScheduler banLength(int iterations) {
    defaultBan = iterations;
    return this;
  }

  /** A match limit for one rule. */
  public BackoffScheduler matchLimit(String rule, int matches) {
    limitByName.put(rule, matches);
    return this;
  }

  /** A first ban length for one rule. */
  public BackoffScheduler banLength(String rule, int iterations) {
    banByName.put(rule, iterations);
    return this;
  }

  /** Never holds this rule back. */
  public BackoffScheduler neverBan(String rule) {
    return matchLimit(rule, NEVER);
  }

  @Override
  public void start(List<Rewrite> rules) {
    int n = rules.size();
    limit = new int[n];
    ban = new int[n];
    timesBanned = new int[n];
    bannedUntil = new int[n];
    for (int r = 0; r < n; r++) {
      limit[r] = limitByName.getOrDefault(rules.get(r).name(), defaultLimit);
      ban[r] = banByName.getOrDefault(rules.get(r).name(), defaultBan);
    }
  }

  private long threshold(int rule) {
    return limit[rule] == NEVER ? NEVER : Math.min((long) limit[rule] << timesBanned[rule], NEVER);
  }

  @Override
  public int searchLimit(int iteration, int rule) {
    if (iteration < bannedUntil[rule]) {
      return 0;
    }
    return (int) Math.min(threshold(rule) + 1, NEVER);
  }

  @Override
  public boolean accept(int iteration, int rule, int matches) {
    if (matches <= threshold(rule)) {
      return true;
    }
    bannedUntil[rule] = iteration + (ban[rule] << Math.min(timesBanned[rule], 20));
    timesBanned[rule]++;
    return false;
  }

  /** True if no rule is banned; else moves all bans forward so that the next one ends now. */
  @Override
  public boolean canStop(int iteration) {
    int earliest = Arrays.stream(bannedUntil).filter(b -> b > iteration).min().orElse(0);
    if (earliest == 0) {
      return true;
    }
    for (int r = 0; r < bannedUntil.length; r++) {
      if (bannedUntil[r] > iteration) {
        bannedUntil[r] -= earliest - iteration;
      }
    }
    return false;
  }
}
