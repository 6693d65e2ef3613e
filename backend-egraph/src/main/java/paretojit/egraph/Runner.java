package paretojit.egraph;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Applies rules to an e-graph until nothing new follows or a limit is reached.
 *
 * <p>An iteration searches all rules in the same clean e-graph, then applies all matches in the order
 * of the rules, then rebuilds. The limits on nodes and time are also checked in the middle of a rule,
 * and whatever ends the run, the e-graph is clean afterwards and holds only consequences of the rules.
 *
 * <pre>{@code
 * RunReport report = new Runner(g).iterations(60).nodes(100_000).run(rules);
 * }</pre>
 */
public final class Runner {
  /** Called before each iteration. */
  @FunctionalInterface
  public interface Hook {
    /** A reason to stop, or null to go on. May change the e-graph if it rebuilds it. */
    @Nullable String beforeIteration(EGraph g, int iteration);
  }

  private static final int APPLICATIONS_BETWEEN_CHECKS = 256;

  private final EGraph g;
  private final List<Hook> hooks = new ArrayList<>();
  private int maxIterations = 30;
  private int maxNodes = 10_000;
  private long maxNanos = Duration.ofSeconds(5).toNanos();
  private Scheduler scheduler = Scheduler.backoff();

  /** A runner with limits of 30 iterations, 10,000 nodes and 5 seconds, and a backoff scheduler. */
  public Runner(EGraph g) {
    this.g = g;
  }

  /** Sets how many iterations are made at most. */
  public Runner iterations(int limit) {
    maxIterations = limit;
    return this;
  }

  /** Sets the number of nodes beyond which no rule is applied. */
  public Runner nodes(int limit) {
    maxNodes = limit;
    return this;
  }

  /** Sets the time after which no rule is applied. */
  public Runner time(Duration limit) {
    maxNanos = limit.toNanos();
    return this;
  }

  /** Sets who decides which rules run when. */
  public Runner scheduler(Scheduler newScheduler) {
    scheduler = newScheduler;
    return this;
  }

  /** Adds something to do before each iteration. */
  public Runner hook(Hook hook) {
    hooks.add(hook);
    return this;
  }

  /** Stops as soon as the class of {@code id} holds an instance of each of the patterns. */
  public Runner until(int id, Pattern... goals) {
    return hook(
        (graph, iteration) -> {
          for (Pattern goal : goals) {
            if (goal.searchClass(graph, id).isEmpty()) {
              return null;
            }
          }
          return "goal reached";
        });
  }

  /** Runs the rules; their names must differ. */
  public RunReport run(List<Rewrite> rules) {
    var names = new HashSet<String>();
    for (Rewrite rule : rules) {
      if (!names.add(rule.name())) {
        throw new IllegalArgumentException("two rules are named " + rule.name());
      }
    }
    g.rebuild();
    return new Run(List.copyOf(rules)).toTheEnd();
  }

  /** The state of one run. */
  private final class Run {
    private final List<Rewrite> rules;
    private final Matches[] matches;
    private final boolean[] accepted;
    private final int[] doneUpTo; // generation of the match index whose matches are all applied
    private final long[] matched;
    private final long[] united;
    private final int[] dropped;
    private final long[] searchNanos;
    private final long[] applyNanos;
    private final List<RunReport.Iteration> iterations = new ArrayList<>();
    private final long started = System.nanoTime();
    private @Nullable StopReason stop;

    Run(List<Rewrite> rules) {
      this.rules = rules;
      int n = rules.size();
      matches = new Matches[n];
      accepted = new boolean[n];
      doneUpTo = new int[n];
      Arrays.fill(doneUpTo, -1);
      matched = new long[n];
      united = new long[n];
      dropped = new int[n];
      searchNanos = new long[n];
      applyNanos = new long[n];
      for (int r = 0; r < n; r++) {
        matches[r] = new Matches(rules.get(r).left());
      }
      scheduler.start(rules);
    }

    RunReport toTheEnd() {
      StopReason reason;
      do {
        reason = iterate(iterations.size());
      } while (reason == null);
      var perRule = new ArrayList<RunReport.Rule>();
      for (int r = 0; r < rules.size(); r++) {
        perRule.add(
            new RunReport.Rule(
                rules.get(r).name(),
                matched[r],
                united[r],
                dropped[r],
                searchNanos[r],
                applyNanos[r]));
      }
      long nanos = System.nanoTime() - started;
      return new RunReport(
          reason, List.copyOf(iterations), perRule, g.nodeCount(), g.classCount(), nanos);
    }

    private @Nullable StopReason iterate(int iteration) {
      if (iteration >= maxIterations) {
        return new StopReason.IterationLimit(iteration);
      }
      if (overLimit()) {
        return stop;
      }
      long before = g.version();
      for (Hook hook : hooks) {
        String reason = hook.beforeIteration(g, iteration);
        if (reason != null) {
          return new StopReason.Hook(reason);
        }
      }
      boolean quiet = g.version() == before;
      int nodes = g.nodeCount();
      int classes = g.classCount();
      long t0 = System.nanoTime();
      int generation = g.matchIndex().generation();
      boolean complete = search(iteration);
      long t1 = System.nanoTime();
      long used = 0;
      int unions = 0;
      for (int r = 0; r < rules.size() && complete; r++) {
        if (accepted[r]) {
          used += matches[r].size();
          unions += apply(r, generation);
          complete = stop == null;
        }
      }
      long t2 = System.nanoTime();
      g.rebuild();
      long t3 = System.nanoTime();
      iterations.add(
          new RunReport.Iteration(
              g.nodeCount(), g.classCount(), used, unions, t1 - t0, t2 - t1, t3 - t2));
      if (stop != null) {
        return stop;
      }
      if (unions > 0 || !scheduler.canStop(iteration)) {
        return null; // canStop may let rules go: asked once, and only if no rule achieved anything
      }
      boolean same = quiet && nodes == g.nodeCount() && classes == g.classCount();
      return same ? new StopReason.Saturated() : null;
    }

    /** Searches all rules; false if a limit was reached on the way. */
    private boolean search(int iteration) {
      for (int r = 0; r < rules.size(); r++) {
        matches[r].clear();
        accepted[r] = false;
        int limit = scheduler.searchLimit(iteration, r);
        if (limit == 0) {
          doneUpTo[r] = -1;
        } else {
          long t0 = System.nanoTime();
          int after = scheduler.needsAllMatches() ? -1 : doneUpTo[r];
          rules.get(r).left().search(g, matches[r], limit, after);
          searchNanos[r] += System.nanoTime() - t0;
          accepted[r] = scheduler.accept(iteration, r, matches[r].size());
          if (!accepted[r]) {
            dropped[r]++;
            doneUpTo[r] = -1;
          }
        }
        if (overLimit()) {
          return false;
        }
      }
      return true;
    }

    /** Applies one rule to its matches until a limit is reached; returns the number of unions. */
    private int apply(int r, int generation) {
      long t0 = System.nanoTime();
      int count = matches[r].size();
      Rewrite.Batch batch = rules.get(r).batch(g, matches[r]);
      int unions = 0;
      for (int from = 0; from < count && stop == null; from += APPLICATIONS_BETWEEN_CHECKS) {
        unions += batch.apply(from, Math.min(count, from + APPLICATIONS_BETWEEN_CHECKS));
        overLimit();
      }
      doneUpTo[r] = batch.isDoneForGood() && stop == null ? generation : -1;
      matched[r] += count;
      united[r] += unions;
      applyNanos[r] += System.nanoTime() - t0;
      return unions;
    }

    private boolean overLimit() {
      if (stop == null && g.nodeCount() > maxNodes) {
        stop = new StopReason.NodeLimit(g.nodeCount());
      }
      long nanos = System.nanoTime() - started;
      if (stop == null && nanos > maxNanos) {
        stop = new StopReason.TimeLimit(nanos);
      }
      return stop != null;
    }
  }
}
