package paretojit.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import paretojit.rewrite.Rule;
import paretojit.rewrite.prove.CounterExample;
import paretojit.rewrite.prove.Limits;
import paretojit.rewrite.prove.RuleVerifier;
import paretojit.rewrite.prove.Status;
import paretojit.rewrite.prove.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pareto rules verify}: tries and proves rules. */
@Command(
    name = "verify",
    header = "Prove rewrite rules with Z3, or find values at which they are wrong.",
    description = {
      "",
      "proved    for all values, at every type the rule can have",
      "tested    edge and random values do not contradict it; at some type no proof came in time",
      "refuted   wrong, at the values printed below",
      "Floats are IEEE's; any quiet NaN counts as equal to any other.",
      ""
    },
    footer = {
      "",
      "Exit status 1 if a rule is refuted.",
      "",
      "Examples:",
      "  ./pareto rules verify                    all, in a minute or two",
      "  ./pareto rules verify 'fdiv-*' --timeout 600",
      "  ./pareto rules verify --file mine.rules --json"
    })
final class RulesVerifyCommand extends BaseCommand {
  @Mixin private RuleChoice choice = new RuleChoice();

  @Option(
      names = "--timeout",
      paramLabel = "S",
      defaultValue = "20",
      description = "Seconds for one rule, all its types together (default: ${DEFAULT-VALUE}).")
  private int timeout = 20;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private record Row(
      String rule,
      Status status,
      Map<String, Status> types,
      double seconds,
      @JsonProperty("counter_example") @Nullable String counterExample) {}

  RulesVerifyCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException {
    if (timeout < 1) {
      throw new UserError("--timeout must be at least 1 second, not " + timeout);
    }
    List<Rule> rules = choice.rules();
    List<Verdict> verdicts = verify(rules);
    if (json) {
      printJson(verdicts.stream().map(RulesVerifyCommand::row).toList());
    } else {
      printCounts(verdicts);
    }
    boolean isWrong = verdicts.stream().anyMatch(v -> v.status() == Status.REFUTED);
    return isWrong ? ExitCode.BAD_INPUT : ExitCode.OK;
  }

  /** On all processors; prints each verdict when it and those before are there. */
  private List<Verdict> verify(List<Rule> rules) {
    Limits limits = Limits.ofTime(Duration.ofSeconds(timeout));
    String line = "%-" + rules.stream().mapToInt(r -> r.name().length()).max().orElse(4) + "s  ";
    List<Verdict> verdicts = new ArrayList<>();
    if (!json) {
      io.println(line.formatted("rule") + "seconds  status");
    }
    try (ExecutorService pool =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Future<Verdict>> pending =
          rules.stream().map(rule -> pool.submit(() -> RuleVerifier.verify(rule, limits))).toList();
      try {
        for (Future<Verdict> each : pending) {
          Verdict verdict = each.get();
          verdicts.add(verdict);
          if (!json) {
            print(line, verdict);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UserError("interrupted", e);
      } catch (ExecutionException e) {
        throw failure(e);
      } finally {
        pool.shutdownNow();
      }
    }
    return verdicts;
  }

  private static RuntimeException failure(ExecutionException e) {
    return switch (e.getCause()) {
      case LinkageError missing ->
          new UserError("Z3 has no library for this machine: " + missing, missing);
      case RuntimeException cause -> cause;
      case Error cause -> throw cause;
      case null, default -> throw new AssertionError(e);
    };
  }

  private void print(String line, Verdict verdict) {
    io.println(
        line.formatted(verdict.rule().name())
            + "%7.2f  %s".formatted(verdict.seconds(), verdict.text()));
    CounterExample example = verdict.counterExample();
    if (example != null) {
      io.println("    " + example);
    }
  }

  private void printCounts(List<Verdict> verdicts) {
    Map<Status, Integer> counts = new EnumMap<>(Status.class);
    verdicts.forEach(verdict -> counts.merge(verdict.status(), 1, Integer::sum));
    io.println("");
    io.println(
        "%d proved, %d tested, %d refuted"
            .formatted(
                counts.getOrDefault(Status.PROVED, 0),
                counts.getOrDefault(Status.TESTED, 0),
                counts.getOrDefault(Status.REFUTED, 0)));
  }

  private static Row row(Verdict verdict) {
    Map<String, Status> types = new LinkedHashMap<>();
    verdict.types().forEach(t -> types.put(t.types(), t.status()));
    CounterExample example = verdict.counterExample();
    return new Row(
        verdict.rule().name(),
        verdict.status(),
        types,
        verdict.seconds(),
        example == null ? null : example.toString());
  }
}
