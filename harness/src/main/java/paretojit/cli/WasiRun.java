package paretojit.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import paretojit.engine.CompileStats;
import paretojit.engine.IrEngine;
import paretojit.ir.TrapException;
import paretojit.program.Program;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;
import paretojit.wasi.Wasi;

/**
 * Runs a WASI program to its end; its exit status becomes the command's.
 *
 * @param arguments the program's own, without its name
 */
record WasiRun(Io io, Program program, List<String> arguments) {
  /** Random numbers of programs that are compared with themselves. */
  private static final long SEED = 1;

  /** What programs may import, with the process's own streams. */
  static Wasi.Builder wasi(Io io, Program program, List<String> arguments) {
    List<String> words = new ArrayList<>(List.of(program.name()));
    words.addAll(arguments);
    return Wasi.builder().args(words).stdin(io.in()).stdout(io.out()).stderr(io.err());
  }

  int run(IrEngine engine) {
    try {
      return run(engine, wasi(io, program, arguments).build());
    } finally {
      io.out().flush();
      io.err().flush();
    }
  }

  private int run(IrEngine engine, Wasi wasi) {
    try (Store store = new Store()) {
      Instance instance =
          engine
              .compile(program.module(), CompileStats.untimed())
              .instantiate(store, wasi.imports());
      return Wasi.run(instance);
    }
  }

  // ---- with the oracle ----

  /** How a run ended. */
  private record Ending(String end, byte[] output) {}

  /** Runs on both, with the same input, and shows the engine's output if they agree. */
  int check(IrEngine engine, IrEngine oracle) throws IOException {
    byte[] input = io.in().readAllBytes();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    Ending got = ending(engine, input, errors);
    Ending expected = ending(oracle, input, OutputStream.nullOutputStream());
    io.out().write(got.output);
    io.err().write(errors.toByteArray());
    if (!got.end.equals(expected.end) || !Arrays.equals(got.output, expected.output)) {
      io.err()
          .printf(
              "pareto: mismatch: %s ends with %s after %d bytes of output, the interpreter with %s"
                  + " after %d%s%n",
              engine.id(),
              got.end,
              got.output.length,
              expected.end,
              expected.output.length,
              got.end.equals(expected.end) ? " other bytes" : "");
      return ExitCode.MISMATCH;
    }
    return got.end.startsWith("trap") ? ExitCode.TRAP : Integer.parseInt(got.end.substring(7));
  }

  private Ending ending(IrEngine engine, byte[] input, OutputStream errors) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    InputStream in = new ByteArrayInputStream(input);
    Wasi wasi =
        wasi(io, program, arguments)
            .stdin(in)
            .stdout(output)
            .stderr(errors)
            .randomSeed(SEED)
            .build();
    String end;
    try {
      end = "status " + run(engine, wasi);
    } catch (TrapException e) {
      end = "trap " + e.trapName();
    }
    return new Ending(end, output.toByteArray());
  }
}
