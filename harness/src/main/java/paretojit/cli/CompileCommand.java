package paretojit.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import paretojit.engine.CompileStats;
import paretojit.engine.Engine;
import paretojit.engine.Engines;
import paretojit.engine.IrEngine;
import paretojit.engine.NativeArtifact;
import paretojit.engine.Pipeline;
import paretojit.engine.Session;
import paretojit.engine.Unsupported;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.analysis.Pressure;
import paretojit.ir.text.IrWriter;
import paretojit.measure.Compilations;
import paretojit.measure.Samples;
import paretojit.program.Disassembler;
import paretojit.program.Program;
import paretojit.runtime.CodeCache;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pareto compile}: shows what an engine makes of a program, and what that costs. */
@Command(
    name = "compile",
    header = "Compile a program: show its IR or code, or time the compilation.",
    footer = {
      "",
      "Examples:",
      "  ./pareto compile prog.wasm --emit ir                     the SSA form",
      "  ./pareto compile prog.c --engine egraph@x64 --emit opt   what the mid-end makes of it",
      "  ./pareto compile prog.c --engine stencil@x64 --emit asm --function run",
      "  ./pareto compile big.wasm --engines stencil@x64,egraph@x64 --stats --repeat 50",
      "  ./pareto compile big.wasm --engine isel@x64 --stats --json",
    })
final class CompileCommand extends BaseCommand {
  /** The compilers are steady after some forty passes over a large program. */
  private static final int MOST_TURNS = 5;

  private static final long TURN_WARMUP_NANOS = 300_000_000;

  private static final int WARMUP_REPEATS = 40;

  private static final String ROW = "%-24s %12s %10s %10s %10s %10s";
  private static final double LEAST_WARMUP_SECONDS = 2;
  private static final double MOST_WARMUP_SECONDS = 20;

  enum Emit {
    IR,
    OPT,
    ASM,
    STENCILS,
    DOT;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Mixin private FileOptions file = new FileOptions();

  @Option(
      names = {"--engine", "--engines"},
      paramLabel = "ID,…",
      split = ",",
      hideParamSyntax = true,
      description = "What compiles it (default: the best there is; see ./pareto engines).")
  private List<String> engineIds = List.of();

  @Option(
      names = "--function",
      paramLabel = "F",
      description = "Show only this function: a name, or an index.")
  private String function = "";

  @Option(
      names = "--emit",
      paramLabel = "WHAT,…",
      split = ",",
      hideParamSyntax = true,
      description =
          "ir: before; opt: before and after the mid-end, and which rules fired; asm: machine code;"
              + " stencils: which were copied; dot: the e-graph.")
  private List<Emit> emit = List.of();

  @Option(names = "--stats", description = "Time the compilation, phase by phase.")
  private boolean stats;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "Timed repetitions, after warming up (default: ${DEFAULT-VALUE}).")
  private int repeat = 20;

  @Option(names = "--json", description = "Print the statistics as JSON.")
  private boolean json;

  /** Nanoseconds over the repetitions. */
  private record Times(long min, long median) {
    static Times of(Samples samples) {
      return new Times(samples.min(), samples.median());
    }
  }

  private record Stats(
      String engine,
      int functions,
      @JsonProperty("wasm_instructions") long wasmInstructions,
      @JsonProperty("wasm_code_bytes") int wasmCodeBytes,
      @JsonProperty("ir_instructions") long irInstructions,
      @JsonProperty("code_bytes") @Nullable Long codeBytes,
      int repetitions,
      @JsonProperty("total_nanos") @Nullable Times totalNanos,
      Map<String, Times> phases,
      Map<String, Long> counters) {}

  CompileCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException {
    if (repeat < 1) {
      throw new UserError("--repeat wants at least 1, not " + repeat);
    }
    Engines registry = Engines.load();
    List<Engine> engines = new ArrayList<>();
    engineIds.forEach(id -> engines.add(EngineChoice.find(registry, id, io)));
    if (engines.isEmpty()) {
      engines.add(EngineChoice.find(registry, "", io));
    }
    Program program = file.read();
    List<Integer> functions = functions(program.module());
    for (Emit what : emit) {
      for (Engine engine : what == Emit.IR ? engines.subList(0, 1) : engines) {
        io.println(emit(what, engine, program.module(), functions).stripTrailing());
      }
    }
    if (stats || emit.isEmpty()) {
      printStats(engines, program);
    }
    return ExitCode.OK;
  }

  // ---- showing ----

  /** Indices of the functions to show: the one asked for, or all defined ones. */
  private List<Integer> functions(IrModule module) {
    List<Integer> defined =
        IntStream.range(module.importedFunctions(), module.functionCount()).boxed().toList();
    if (function.isEmpty()) {
      return defined;
    }
    List<Integer> chosen =
        defined.stream()
            .filter(
                f ->
                    module.function(f).name().equals(function)
                        || Integer.toString(f).equals(function)
                        || module.exports().stream()
                            .anyMatch(
                                e ->
                                    e.kind() == IrModule.ExportKind.FUNCTION
                                        && e.index() == f
                                        && e.name().equals(function)))
            .toList();
    if (chosen.isEmpty()) {
      String some =
          String.join(
              ", ", defined.stream().limit(12).map(module::function).map(Function::name).toList());
      throw new UserError(
          "no function '%s'; there are %s%s"
              .formatted(function, some, defined.size() > 12 ? ", …" : ""));
    }
    return chosen;
  }

  private String emit(Emit what, Engine engine, IrModule module, List<Integer> functions)
      throws IOException {
    return switch (what) {
      case IR -> text(module, functions);
      case OPT -> optimized(pipeline(engine, what), module, functions);
      case ASM -> asm(engine, module, functions);
      case STENCILS -> stencils(engine, module, functions);
      case DOT -> dot(engine, module, functions);
    };
  }

  /** What the mid-end says it did, as comments, and what it made. */
  private String optimized(Pipeline pipeline, IrModule module, List<Integer> functions) {
    StringBuilder text = new StringBuilder();
    try {
      functions.forEach(f -> text.append(pipeline.explain(module, f)));
    } catch (Unsupported e) {
      // Then the result has to do.
    }
    return text + text(pipeline.optimize(module, new CompileStats()), functions);
  }

  private static Pipeline pipeline(Engine engine, Emit what) {
    if (engine instanceof Pipeline pipeline) {
      return pipeline;
    }
    throw new UserError(
        "--emit %s: %s has no mid-end and no code generator".formatted(what.key(), engine.id()));
  }

  private static String stencils(Engine engine, IrModule module, List<Integer> functions) {
    Pipeline pipeline = pipeline(engine, Emit.STENCILS);
    String view = Emit.STENCILS.key();
    if (!pipeline.generator().views().contains(view)) {
      throw new UserError("--emit stencils: %s copies no stencils".formatted(engine.id()));
    }
    IrModule better = pipeline.optimize(module, new CompileStats());
    return pipeline.generator().show(view, better, functions, pipeline.options());
  }

  private static String dot(Engine engine, IrModule module, List<Integer> functions) {
    Pipeline pipeline = pipeline(engine, Emit.DOT);
    StringBuilder text = new StringBuilder();
    functions.forEach(f -> text.append(pipeline.dot(module, f)));
    return text.toString();
  }

  private String text(IrModule module, List<Integer> functions) {
    if (function.isEmpty()) {
      return IrWriter.write(module);
    }
    StringBuilder text = new StringBuilder();
    functions.forEach(f -> text.append(IrWriter.write(module.function(f))));
    return text.toString();
  }

  private static String asm(Engine engine, IrModule module, List<Integer> functions)
      throws IOException {
    if (engine instanceof IrEngine compiler
        && compiler.compile(module, CompileStats.untimed()).artifact()
            instanceof NativeArtifact code) {
      return "; " + engine.id() + "\n" + Disassembler.disassemble(code, module, functions);
    }
    throw new UserError("--emit asm: " + engine.id() + " shows no machine code");
  }

  // ---- timing ----

  /** An engine with the program, and what was measured of it. */
  private record Bench(Engine engine, CodeCache cache, Session session, Compilations compilations)
      implements AutoCloseable {
    static Bench open(Engine engine, Program program) {
      CodeCache cache = CodeCache.create();
      try {
        Session session = EngineChoice.open(engine, program, cache);
        return new Bench(engine, cache, session, new Compilations(session));
      } catch (RuntimeException e) {
        cache.close();
        throw e;
      }
    }

    @Override
    public void close() {
      session.close();
      cache.close();
    }
  }

  /**
   * Warms all engines up, then times them in turns, so that what slows the machine down for a while
   * slows down all. After the others' turns an engine first compiles a little without being timed.
   */
  private List<Stats> measure(List<Engine> engines, Program program) {
    List<Bench> benches = new ArrayList<>();
    int turns = Math.min(repeat, MOST_TURNS);
    try (ProgressLines progress = ProgressLines.forPerson(io)) {
      progress.begin("compiling", (turns + 1) * engines.size());
      for (Engine engine : engines) {
        Bench bench = Bench.open(engine, program);
        benches.add(bench);
        if (repeat > 1) {
          warmUp(bench.compilations);
        }
        progress.step(engine.id().toString(), "");
      }
      for (int turn = 0; turn < turns; turn++) {
        for (Bench bench : benches) {
          if (repeat > 1) {
            bench.compilations.warmUp(TURN_WARMUP_NANOS, 1);
          }
          for (int k = repeat * turn / turns; k < repeat * (turn + 1) / turns; k++) {
            bench.compilations.sample(true);
          }
          progress.step(bench.engine.id().toString(), "");
        }
      }
      return benches.stream().map(bench -> stats(bench, program)).toList();
    } finally {
      benches.reversed().forEach(Bench::close);
    }
  }

  private Stats stats(Bench bench, Program program) {
    IrModule module = program.module();
    Compilations compilations = bench.compilations;
    Map<String, Times> phases = new LinkedHashMap<>();
    compilations.phases().forEach((name, samples) -> phases.put(name, Times.of(samples)));
    return new Stats(
        bench.engine.id().toString(),
        module.functions().size(),
        program.wasmInstructions(),
        program.codeBytes(),
        module.functions().stream().mapToLong(Function::instCount).sum(),
        compilations.codeBytes().isPresent() ? compilations.codeBytes().getAsLong() : null,
        repeat,
        compilations.total().isEmpty() ? null : Times.of(compilations.total()),
        phases,
        counters(bench, module));
  }

  /** The compilation's counters, and the register pressure before and after the mid-end. */
  private static Map<String, Long> counters(Bench bench, IrModule module) {
    Map<String, Long> counters = new LinkedHashMap<>(bench.compilations.counters());
    if (bench.engine instanceof Pipeline pipeline) {
      counters.put("max-live-before", maxLive(module));
      counters.put("max-live-after", maxLive(pipeline.optimize(module, CompileStats.untimed())));
    }
    return counters;
  }

  private static long maxLive(IrModule module) {
    return IntStream.range(module.importedFunctions(), module.functionCount())
        .mapToLong(f -> Pressure.maxLive(module.function(f)))
        .max()
        .orElse(0);
  }

  private static void warmUp(Compilations compilations) {
    long start = System.nanoTime();
    compilations.warmUp(0, 1);
    double seconds = WARMUP_REPEATS * (System.nanoTime() - start) / 1e9;
    double enough = Math.clamp(seconds, LEAST_WARMUP_SECONDS, MOST_WARMUP_SECONDS);
    compilations.warmUp((long) (enough * 1e9), 1);
  }

  private void printStats(List<Engine> engines, Program program) {
    List<Stats> all = measure(engines, program);
    if (json) {
      printJson(all.size() == 1 ? all.getFirst() : all);
      return;
    }
    io.println(ROW.formatted("engine", "compile µs", "ns/wasm", "ns/IR", "MB/s", "code bytes"));
    all.forEach(this::printRow);
    all.forEach(this::printPhases);
  }

  private void printRow(Stats s) {
    double nanos = s.totalNanos() == null ? 0 : s.totalNanos().median();
    io.println(
        ROW.formatted(
            s.engine(),
            ratio(nanos, 1000),
            ratio(nanos, s.wasmInstructions()),
            ratio(nanos, s.irInstructions()),
            ratio(s.wasmCodeBytes() * 1e3, (long) nanos),
            s.codeBytes() == null ? "-" : s.codeBytes()));
  }

  private void printPhases(Stats s) {
    io.println("");
    io.println(
        "%s: %d functions, %d IR instructions, medians of %d:"
            .formatted(s.engine(), s.functions(), s.irInstructions(), s.repetitions()));
    if (s.phases().isEmpty()) {
      io.println("  no phases are told");
    }
    s.phases()
        .forEach(
            (name, times) -> io.println("  %-24s %12.1f µs".formatted(name, times.median() / 1e3)));
    s.counters().forEach((name, count) -> io.println("  %-24s %12d".formatted(name, count)));
    Long classes = s.counters().get("e-classes");
    Long nodes = s.counters().get("e-nodes");
    if (classes != null && nodes != null && classes > 0) {
      io.println("  %-24s %14.2f".formatted("nodes-per-class", (double) nodes / classes));
    }
  }

  private static String ratio(double a, long b) {
    return b == 0 || a == 0 ? "-" : (a / b < 1 ? "%.2f" : "%.1f").formatted(a / b);
  }
}
