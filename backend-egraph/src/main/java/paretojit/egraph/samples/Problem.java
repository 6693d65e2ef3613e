package paretojit.egraph.samples;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import paretojit.egraph.EGraph;
import paretojit.egraph.Pattern;
import paretojit.egraph.Rewrite;
import paretojit.egraph.RunReport;
import paretojit.egraph.Runner;
import paretojit.egraph.Scheduler;

/**
 * A run whose outcome is known: it depends on the rules, not on the order in which they are applied,
 * and egg's is the same.
 *
 * @param name how the benchmarks' literature calls it
 * @param what it is, in a line
 * @param iterations how many iterations search rules until it ends
 * @param nodes members of classes at the end
 * @param classes classes at the end
 * @param starter makes a fresh attempt
 */
public record Problem(
    String name, String what, int iterations, int nodes, int classes, Supplier<Attempt> starter) {

  /** All problems, the small of a kind before the large. */
  public static final List<Problem> ALL =
      List.of(
          sums(7, 8),
          sums(10, 10),
          sums(11, 10),
          growth(9, 28_303, 12_445),
          growth(10, 136_446, 58_464),
          growth(11, 1_047_896, 443_832),
          calculus(6, 10_397, 3_939),
          calculus(7, 52_432, 20_449),
          lambda(
              "fib-4",
              "the fourth Fibonacci number, by a fixed point",
              """
              (let fib (fix fib (lam n (if (= (var n) 0) 0 (if (= (var n) 1) 1
                  (+ (app (var fib) (+ (var n) -1)) (app (var fib) (+ (var n) -2)))))))
                (app (var fib) 4))
              """,
              "3",
              56,
              14_582,
              4_996),
          lambda(
              "repeat-2",
              "a function composed with itself, by a fixed point",
              """
              (let compose (lam f (lam g (lam x (app (var f) (app (var g) (var x))))))
                (let repeat (fix repeat (lam fun (lam n (if (= (var n) 0) (lam i (var i))
                      (app (app (var compose) (var fun))
                           (app (app (var repeat) (var fun)) (+ (var n) -1)))))))
                  (let add1 (lam y (+ (var y) 1)) (app (app (var repeat) (var add1)) 2))))
              """,
              "(lam ?x (+ (var ?x) 2))",
              58,
              32_636,
              6_825));

  /**
   * A run that has not begun.
   *
   * @param graph holds the start terms
   * @param runner has the limits, the scheduler and the goal
   */
  public record Attempt(EGraph graph, Runner runner, List<Rewrite> rules) {
    /** Runs it to its end; only once. */
    public RunReport run() {
      return runner.run(rules);
    }
  }

  /** A fresh attempt, with a language of its own. */
  public Attempt start() {
    return starter.get();
  }

  /** The problem of a name. */
  public static Optional<Problem> named(String name) {
    return ALL.stream().filter(p -> p.name.equals(name)).findFirst();
  }

  /**
   * {@code (+ x1 (+ x2 …))} in all orders and groupings: a class for each non-empty set of summands, a
   * node for each way to split one in two.
   */
  private static Problem sums(int n, int iterations) {
    int classes = (1 << n) - 1;
    int nodes = (int) Math.round(Math.pow(3, n)) - (1 << (n + 1)) + 1 + n;
    return new Problem(
        "ac-" + n,
        "a sum of " + n + " in all orders and groupings, to saturation",
        iterations,
        nodes,
        classes,
        () -> sums(n));
  }

  /** The attempt of {@code ac-n}. */
  public static Attempt sums(int n) {
    var open = new OpenSample();
    EGraph g = open.graph();
    var text = new StringBuilder();
    for (int i = 1; i < n; i++) {
      text.append("(+ x").append(i).append(' ');
    }
    g.add(open.term(text + "x" + n + ")".repeat(n - 1)));
    return new Attempt(g, unlimited(g), Sample.read(open.reader(), "sums.rules"));
  }

  private static Problem growth(int iterations, int nodes, int classes) {
    return new Problem(
        "micro-" + iterations,
        "identities without conditions, " + iterations + " iterations",
        iterations,
        nodes,
        classes,
        () -> {
          var math = new MathSample();
          EGraph g = new EGraph(math.language());
          MathSample.startTerms().forEach(t -> g.add(math.term(t)));
          return new Attempt(g, unlimited(g).iterations(iterations), math.growthRules());
        });
  }

  private static Problem calculus(int iterations, int nodes, int classes) {
    return new Problem(
        "math-" + iterations,
        "calculus with folding of constants, " + iterations + " iterations",
        iterations,
        nodes,
        classes,
        () -> {
          var math = new MathSample();
          EGraph g = math.graph();
          MathSample.startTerms().forEach(t -> g.add(math.term(t)));
          return new Attempt(g, unlimited(g).iterations(iterations), math.rules());
        });
  }

  private static Problem lambda(
      String name, String what, String term, String goal, int iterations, int nodes, int classes) {
    return new Problem(
        name,
        what,
        iterations,
        nodes,
        classes,
        () -> {
          var lambda = new LambdaSample();
          EGraph g = lambda.graph();
          int root = g.add(lambda.term(term));
          Runner runner =
              new Runner(g)
                  .iterations(60)
                  .nodes(500_000)
                  .time(Duration.ofHours(1))
                  .until(root, Pattern.parse(lambda.language(), goal));
          return new Attempt(g, runner, lambda.rules());
        });
  }

  private static Runner unlimited(EGraph g) {
    return new Runner(g)
        .scheduler(Scheduler.simple())
        .nodes(Integer.MAX_VALUE)
        .time(Duration.ofHours(1))
        .iterations(1_000);
  }

  @Override
  public String toString() {
    return name;
  }
}
