package paretojit.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import paretojit.egraph.BackoffScheduler;
import paretojit.egraph.CostFunction;
import paretojit.egraph.DagExtractor;
import paretojit.egraph.Dot;
import paretojit.egraph.EGraph;
import paretojit.egraph.EGraphJson;
import paretojit.egraph.EGraphSvg;
import paretojit.egraph.ExactExtractor;
import paretojit.egraph.Extraction;
import paretojit.egraph.Extractor;
import paretojit.egraph.Pattern;
import paretojit.egraph.Rewrite;
import paretojit.egraph.RunReport;
import paretojit.egraph.Runner;
import paretojit.egraph.SExpr;
import paretojit.egraph.Scheduler;
import paretojit.egraph.StopReason;
import paretojit.egraph.SyntaxException;
import paretojit.egraph.Term;
import paretojit.egraph.samples.Sample;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pareto egraph run}: equality saturation from the shell. */
@Command(
    name = "run",
    header = "Saturate terms under rules; print, explain and draw what they are equal to.",
    description = {
      "",
      "A file of rules has one S-expression for each:",
      "  (rule name LEFT => RIGHT)             <=> makes two rules, name and name-rev",
      "  (rule name LEFT => RIGHT :subsume)    the matched node is given up",
      "  (rule name LEFT => RIGHT :if (differ ?x ?y))",
      "  (rule name ((= ?x LEFT) …) => ((= ?x RIGHT) …))",
      "Words with a question mark are variables. --language math has conditions (nonzero ?x),",
      "(constant ?x), (symbol ?x), (atom ?x) and folds constants.",
      ""
    },
    footer = {
      "",
      "Exit status 1 if a --goal was not reached.",
      "",
      "Examples:",
      "  ./pareto egraph run my.egg-rules --term '(/ (* a 2) 2)' --report",
      "  ./pareto egraph run --language math --term '(d x (+ 1 (* 2 x)))' --explain",
      "  ./pareto egraph run --language lambda --term '(app (lam x (+ (var x) 1)) 2)' --goal 3",
      "  ./pareto egraph run my.egg-rules --term '(+ a (+ b c))' --svg graph.svg --serialize g.json"
    })
final class EGraphRunCommand extends BaseCommand {
  private enum Cost {
    SIZE,
    DEPTH,
    DAG,
    EXACT
  }

  private enum Scheduling {
    BACKOFF,
    SIMPLE
  }

  private static final long EXACT_STEPS = 5_000_000;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RULES",
      description = "A file of rules (default: those that come with the language).")
  private @Nullable Path file;

  @Option(
      names = "--language",
      paramLabel = "NAME",
      description = "open, math or lambda (default: ${DEFAULT-VALUE}); open takes any word.")
  private String language = "open";

  @Option(
      names = "--term",
      paramLabel = "TERM",
      description = "A term to begin with; several are possible.")
  private List<String> terms = List.of();

  @Option(names = "--terms", paramLabel = "FILE", description = "A file of terms to begin with.")
  private @Nullable Path termFile;

  @Option(
      names = "--goal",
      paramLabel = "PATTERN",
      description = "Stop when the first term is equal to an instance of it.")
  private @Nullable String goal;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "At most so many iterations (default: ${DEFAULT-VALUE}).")
  private int iterations = 30;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Stop beyond so many nodes (default: ${DEFAULT-VALUE}).")
  private int nodes = 10_000;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Stop after so many seconds (default: ${DEFAULT-VALUE}).")
  private double seconds = 5;

  @Option(
      names = "--scheduler",
      paramLabel = "NAME",
      description =
          "Which rules run when: ${COMPLETION-CANDIDATES} (default: backoff, which holds back rules"
              + " that match too often).")
  private Scheduling scheduling = Scheduling.BACKOFF;

  @Option(
      names = "--match-limit",
      paramLabel = "N",
      description = "Backoff: matches before a rule's first ban (default: ${DEFAULT-VALUE}).")
  private int matchLimit = 1_000;

  @Option(
      names = "--ban-length",
      paramLabel = "N",
      description = "Backoff: iterations of the first ban (default: ${DEFAULT-VALUE}).")
  private int banLength = 5;

  @Option(
      names = "--never-ban",
      paramLabel = "RULE",
      description = "Backoff: never hold this rule back; several are possible.")
  private List<String> neverBan = List.of();

  @Option(
      names = "--cost",
      paramLabel = "NAME",
      description =
          "What is extracted: ${COMPLETION-CANDIDATES} (default: size). In dag and exact a shared"
              + " subterm is paid once.")
  private Cost cost = Cost.SIZE;

  @Option(
      names = "--cost-of",
      paramLabel = "OP=N",
      description = "The cost of an operator, 1 unless said; several are possible.")
  private Map<String, Long> costs = Map.of();

  @Option(
      names = "--explain",
      description = "Print step by step why each term equals what is extracted.")
  private boolean explain;

  @Option(names = "--report", description = "Print iterations and rules.")
  private boolean report;

  @Option(names = "--dot", paramLabel = "FILE", description = "Write the e-graph for Graphviz.")
  private @Nullable Path dot;

  @Option(names = "--svg", paramLabel = "FILE", description = "Draw the e-graph.")
  private @Nullable Path svg;

  @Option(
      names = "--serialize",
      paramLabel = "FILE",
      description = "Write the e-graph as JSON of egraph-serialize.")
  private @Nullable Path serialize;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** A term and what it is equal to. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Equality(
      String term, String best, long cost, @Nullable Boolean optimal, @Nullable String why) {}

  private record Result(
      String stop, int nodes, int classes, double millis, List<Equality> terms, RunReport report) {}

  EGraphRunCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException {
    try {
      return saturate();
    } catch (SyntaxException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }

  private int saturate() throws IOException {
    Sample sample = sample();
    List<Rewrite> rules =
        file == null
            ? sample.rules()
            : sample.reader().read(file.toString(), Files.readString(file));
    if (rules.isEmpty()) {
      throw new UserError(
          "no rules: name a file of them, or a --language that has some (math, lambda)");
    }
    List<Term> start = startTerms(sample);
    EGraph g = explain ? EGraph.explained(sample.language(), sample.analysis()) : sample.graph();
    int[] roots = start.stream().mapToInt(g::add).toArray();
    Pattern target = goal == null ? null : Pattern.of(sample.language(), one("--goal", goal));
    Runner runner = runner(g, rules);
    if (target != null) {
      runner.until(roots[0], target);
    }
    RunReport run = runner.run(rules);
    boolean reached = target == null || !target.searchClass(g, roots[0]).isEmpty();
    List<Equality> equalities = extract(g, start, roots);
    if (json) {
      printJson(
          new Result(
              why(run.stop()), run.nodes(), run.classes(), run.nanos() / 1e6, equalities, run));
    } else {
      print(run, equalities);
    }
    draw(g, roots);
    if (!reached) {
      io.err().println("pareto: the goal was not reached: " + goal);
      return ExitCode.BAD_INPUT;
    }
    return ExitCode.OK;
  }

  private Sample sample() {
    try {
      return Sample.named(language);
    } catch (IllegalArgumentException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }

  private List<Term> startTerms(Sample sample) throws IOException {
    var all = new ArrayList<Term>();
    for (String text : terms) {
      all.add(Term.of(sample.language(), one("--term", text)));
    }
    if (termFile != null) {
      for (SExpr each : SExpr.readAll(termFile.toString(), Files.readString(termFile))) {
        all.add(Term.of(sample.language(), each));
      }
    }
    if (all.isEmpty()) {
      throw new UserError("no terms to begin with: --term '(+ a b)' or --terms FILE");
    }
    return all;
  }

  private static SExpr one(String option, String text) {
    return SExpr.readOne(option, text);
  }

  private Runner runner(EGraph g, List<Rewrite> rules) {
    return new Runner(g)
        .iterations(iterations)
        .nodes(nodes)
        .time(Duration.ofMillis(Math.round(seconds * 1000)))
        .scheduler(scheduling == Scheduling.SIMPLE ? Scheduler.simple() : backoff(rules));
  }

  private Scheduler backoff(List<Rewrite> rules) {
    BackoffScheduler backoff = Scheduler.backoff().matchLimit(matchLimit).banLength(banLength);
    for (String name : neverBan) {
      if (rules.stream().noneMatch(rule -> rule.name().equals(name))) {
        throw new UserError("--never-ban: there is no rule " + name);
      }
      backoff.neverBan(name);
    }
    return backoff;
  }

  private void draw(EGraph g, int[] roots) throws IOException {
    try {
      if (dot != null) {
        Files.writeString(dot, Dot.of(g));
      }
      if (svg != null) {
        Files.writeString(svg, EGraphSvg.of(g, roots));
      }
      if (serialize != null) {
        Files.writeString(serialize, EGraphJson.write(g, own(), roots));
      }
    } catch (IllegalArgumentException e) {
      throw new UserError(e.getMessage() + "; --nodes or --iterations make it smaller", e);
    }
  }

  private CostFunction.OfNode own() {
    return (g, node) -> costs.getOrDefault(g.language().name(g.head(node)), 1L);
  }

  private List<Equality> extract(EGraph g, List<Term> start, int[] roots) {
    try {
      var all = new ArrayList<Equality>();
      if (cost == Cost.DAG || cost == Cost.EXACT) {
        Extraction choice =
            cost == Cost.DAG
                ? DagExtractor.extract(g, own(), roots)
                : ExactExtractor.extract(g, own(), EXACT_STEPS, roots);
        for (int i = 0; i < roots.length; i++) {
          all.add(
              equality(g, start.get(i), choice.term(roots[i]), choice.cost(), choice.isOptimal()));
        }
      } else {
        Extractor extractor = cost == Cost.SIZE ? Extractor.additive(g, own()) : Extractor.depth(g);
        // Explaining adds terms: everything is extracted before.
        List<Term> best = new ArrayList<>();
        for (int root : roots) {
          best.add(extractor.term(root));
        }
        for (int i = 0; i < roots.length; i++) {
          all.add(equality(g, start.get(i), best.get(i), extractor.cost(roots[i]), null));
        }
      }
      return all;
    } catch (NoSuchElementException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }

  private Equality equality(
      EGraph g, Term from, Term best, long value, @Nullable Boolean isOptimal) {
    String why = explain ? g.explain(from, best).toString() : null;
    return new Equality(from.toString(), best.toString(), value, isOptimal, why);
  }

  private static String why(StopReason stop) {
    return switch (stop) {
      case StopReason.Saturated _ -> "saturated";
      case StopReason.IterationLimit _ -> "iteration limit";
      case StopReason.NodeLimit _ -> "node limit";
      case StopReason.TimeLimit _ -> "time limit";
      case StopReason.Hook hook -> hook.reason();
    };
  }

  private void print(RunReport run, List<Equality> equalities) {
    io.println(
        "%s after %d iterations: %,d nodes in %,d classes, %.1f ms"
            .formatted(
                why(run.stop()),
                run.iterations().size(),
                run.nodes(),
                run.classes(),
                run.nanos() / 1e6));
    for (Equality each : equalities) {
      io.println(each.term);
      io.println("  = %s   cost %d%s".formatted(each.best, each.cost, optimality(each.optimal)));
      if (each.why != null) {
        io.println("");
        io.println(each.why);
      }
    }
    if (report) {
      printReport(run);
    }
  }

  private static String optimality(@Nullable Boolean isOptimal) {
    return isOptimal == null ? "" : isOptimal ? " over all terms, the least" : " over all terms";
  }

  private void printReport(RunReport run) {
    io.println("");
    io.println(
        "iteration     nodes   classes   matches    unions  search ms  apply ms  rebuild ms");
    int number = 0;
    for (RunReport.Iteration i : run.iterations()) {
      io.println(
          "%9d %,9d %,9d %,9d %,9d %10.2f %9.2f %11.2f"
              .formatted(
                  ++number,
                  i.nodes(),
                  i.classes(),
                  i.matches(),
                  i.unions(),
                  i.searchNanos() / 1e6,
                  i.applyNanos() / 1e6,
                  i.rebuildNanos() / 1e6));
    }
    int width = run.rules().stream().mapToInt(r -> r.name().length()).max().orElse(4);
    io.println("");
    io.println(
        ("%-" + width + "s   matches    unions  dropped  search ms  apply ms").formatted("rule"));
    run.rules().stream()
        .sorted(Comparator.comparingLong(r -> -r.searchNanos() - r.applyNanos()))
        .forEach(
            r ->
                io.println(
                    ("%-" + width + "s %,9d %,9d %8d %10.2f %9.2f")
                        .formatted(
                            r.name(),
                            r.matches(),
                            r.unions(),
                            r.timesDropped(),
                            r.searchNanos() / 1e6,
                            r.applyNanos() / 1e6)));
  }
}
