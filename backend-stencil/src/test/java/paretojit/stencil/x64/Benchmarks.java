package paretojit.stencil.x64;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link PhaseBenchmarks} and prints what follows from them: nanoseconds an instruction by phase,
 * emission as what is left, and the fixed cost of a function as the slope between two modules.
 *
 * <p>Takes JMH's own options, such as {@code -p wasm=FILE}, {@code -f 3} or {@code placement}.
 */
public final class Benchmarks {
  private Benchmarks() {}

  public static void main(String[] args)
      throws CommandLineOptionException, RunnerException, IOException {
    CommandLineOptions given = new CommandLineOptions(args);
    OptionsBuilder options = new OptionsBuilder();
    options.parent(given);
    if (given.getIncludes().isEmpty()) {
      options.include(PhaseBenchmarks.class.getName());
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    System.out.println();
    System.out.print(summary(results));
  }

  /** What the results say together, line by line; what was not run is left out. */
  static String summary(Collection<RunResult> results) throws IOException {
    Map<String, Double> nanos = new TreeMap<>();
    StringBuilder text = new StringBuilder();
    PhaseBenchmarks.Program program = new PhaseBenchmarks.Program();
    for (RunResult result : results) {
      String name = result.getPrimaryResult().getLabel();
      String functions = result.getParams().getParam("functions");
      String wasm = result.getParams().getParam("wasm");
      if (functions != null) {
        name += " " + functions + "x" + result.getParams().getParam("instructions");
      } else if (wasm != null) {
        program.wasm = wasm;
      }
      nanos.put(name, result.getPrimaryResult().getScore());
    }
    Double placement = nanos.get("placement");
    Double compile = nanos.get("compile");
    if (placement != null && compile != null) {
      nanos.put("emission", compile - placement);
    }
    program.read();
    program.close();
    long instructions = program.instructions();
    for (String phase : new String[] {"placement", "emission", "compile", "install"}) {
      if (nanos.containsKey(phase)) {
        double whole = nanos.get(phase);
        text.append(
            "%-10s %12.0f ns  %6.2f ns an instruction (of %,d)%n"
                .formatted(phase, whole, whole / instructions, instructions));
      }
    }
    for (String name : new String[] {"functions", "functionsInstalled"}) {
      for (String body : new String[] {"0", "1"}) {
        Double some = nanos.get(name + " 2000x" + body);
        Double twice = nanos.get(name + " 4000x" + body);
        if (some != null && twice != null) {
          text.append(
              "%-18s %s instruction%s: %6.1f ns a function%n"
                  .formatted(name, body, body.equals("1") ? "" : "s", (twice - some) / 2000));
        }
      }
    }
    return text.toString();
  }
}
