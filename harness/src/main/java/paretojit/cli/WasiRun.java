package paretojit.cli;

import java.util.List;
import paretojit.engine.CompileStats;
import paretojit.engine.Engine;
import paretojit.program.Program;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.ProcExit;
import paretojit.runtime.Store;

/** Runs a WASI program to its end; its exit status becomes the command's. */
record WasiRun(Io io, Program program, String file, List<String> arguments) {

  /** What programs may import. */
  static Imports imports(Io io, Program program, String file) {
    return new Imports();
  }

  int run(Engine engine) {
    try (Store store = new Store()) {
      Instance instance =
          engine
              .compile(program.module(), CompileStats.untimed())
              .instantiate(store, imports(io, program, file));
      instance.invoke(Program.START);
      return ExitCode.OK;
    } catch (ProcExit exit) {
      return exit.status();
    } finally {
      io.out().flush();
    }
  }
}
