package paretojit.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import paretojit.engine.CompileStats;
import paretojit.engine.CompiledModule;
import paretojit.engine.Engine;
import paretojit.engine.Engines;
import paretojit.engine.IrEngine;
import paretojit.engine.Session;
import paretojit.engine.WasmEngine;
import paretojit.ir.TrapException;
import paretojit.measure.Experiment;
import paretojit.program.Program;
import paretojit.runtime.CodeCache;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;
import paretojit.wasi.Wasi;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pareto exec}: runs a function, or a whole program. */
@Command(
    name = "exec",
    header = "Run a function of a program, or a whole WASI program.",
    description = {
      "",
      "Prints each result on a line of its own, as type:value. A program that exports _start",
      "(WASI) just runs, with the arguments given, standard input and output, and its own exit",
      "status.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./pareto exec prog.wasm --invoke add 2 -3              prints i32:-1",
      "  ./pareto exec prog.wat --invoke f 0x10 2.5 +NaN:0x1    hexadecimal, floating point",
      "  ./pareto exec prog.c --level O0 --invoke run 100 --engine stencil@x64",
      "  ./pareto exec prog.clif --invoke f 7 --check           compare with the interpreter",
      "  ./pareto exec hello.wasm -- --its --own options        a WASI program",
      "",
      "Exit status: 0 fine, 1 bad input or usage, 2 trap, 3 mismatch found by --check."
    })
final class ExecCommand extends BaseCommand {
  @Mixin private FileOptions file = new FileOptions();

  @Option(
      names = "--invoke",
      paramLabel = "NAME",
      description = "The exported function to call (default: _start, or the only one there is).")
  private String invoke = "";

  @Option(
      names = "--engine",
      paramLabel = "ID",
      description = "What to run it on (default: the best there is; see ./pareto engines).")
  private String engineId = "";

  @Option(
      names = "--check",
      description = "Also run it on the interpreter, and compare results, traps and output.")
  private boolean check;

  @Option(names = "--json", description = "Print the results as a JSON array of type:value.")
  private boolean json;

  @Parameters(
      index = "1..*",
      paramLabel = "ARGS",
      description = "Arguments: numbers for a function, words for a WASI program.")
  private List<String> arguments = new ArrayList<>();

  ExecCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException {
    Engines engines = Engines.load();
    Engine engine = EngineChoice.find(engines, engineId, io);
    Program program = file.read();
    if (invoke.isEmpty() && program.isCommand()) {
      if (!(engine instanceof IrEngine ofIr)) {
        throw new UserError(
            "engine %s: runs functions of modules without imports, and no WASI programs"
                .formatted(engine.id()));
      }
      WasiRun run = new WasiRun(io, program, arguments);
      return check ? run.check(ofIr, oracle(engines)) : run.run(ofIr);
    }
    FunctionCall call = FunctionCall.of(program, invoke, arguments);
    Ending ending = run(call, engine);
    if (check) {
      Ending expected = run(call, oracle(engines));
      if (!ending.agreesWith(expected)) {
        io.err()
            .printf(
                "pareto: mismatch: %s gives %s, the interpreter %s%n",
                engine.id(), ending, expected);
        return ExitCode.MISMATCH;
      }
    }
    switch (ending) {
      case Ending.Returned(List<String> values) -> {
        if (json) {
          printJson(values);
        } else {
          values.forEach(io.out()::println);
        }
      }
      case Ending.Trapped(TrapException trap) -> throw trap;
    }
    return ExitCode.OK;
  }

  private static IrEngine oracle(Engines engines) {
    return engines.findIr(Experiment.ORACLE);
  }

  /** How a call ended. */
  private sealed interface Ending {
    record Returned(List<String> values) implements Ending {
      @Override
      public boolean agreesWith(Ending other) {
        return other instanceof Returned that && withoutPayload().equals(that.withoutPayload());
      }

      /** Which NaN an operation gives is not specified. */
      private List<String> withoutPayload() {
        return values.stream().map(v -> v.replaceAll(":[+-]s?NaN.*", ":NaN")).toList();
      }

      @Override
      public String toString() {
        return values.isEmpty() ? "nothing" : String.join(" ", values);
      }
    }

    record Trapped(TrapException trap) implements Ending {
      @Override
      public boolean agreesWith(Ending other) {
        return other instanceof Trapped that && trap.trapName().equals(that.trap.trapName());
      }

      @Override
      public String toString() {
        return "trap " + trap.trapName();
      }
    }

    boolean agreesWith(Ending other);
  }

  private Ending run(FunctionCall call, Engine engine) {
    try {
      long[] results =
          switch (engine) {
            case IrEngine ofIr -> callWithWasi(call, ofIr);
            case WasmEngine ofWasm -> callAlone(call, ofWasm);
          };
      return new Ending.Returned(call.format(results));
    } catch (TrapException e) {
      return new Ending.Trapped(e);
    }
  }

  private long[] callWithWasi(FunctionCall call, IrEngine engine) {
    CompiledModule compiled = engine.compile(call.module(), CompileStats.untimed());
    try (Store store = new Store()) {
      Wasi wasi = WasiRun.wasi(io, call.program(), List.of()).build();
      Instance instance = compiled.instantiate(store, wasi.imports());
      call.initialize(instance);
      return instance.invoke(call.name(), call.arguments());
    }
  }

  private static long[] callAlone(FunctionCall call, WasmEngine engine) {
    try (CodeCache cache = CodeCache.create();
        Session session = EngineChoice.open(engine, call.program(), cache);
        Session.Running instance = session.instantiate()) {
      return instance.call(call.name(), call.signature(), call.arguments()).results();
    }
  }
}
