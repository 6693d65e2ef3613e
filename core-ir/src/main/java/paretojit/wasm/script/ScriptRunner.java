package paretojit.wasm.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import paretojit.engine.CompileStats;
import paretojit.engine.IrEngine;
import paretojit.engine.Unsupported;
import paretojit.filetest.TestListener;
import paretojit.filetest.TestOutcome;
import paretojit.filetest.TestReport;
import paretojit.ir.IrModule;
import paretojit.ir.Signature;
import paretojit.ir.TrapException;
import paretojit.runtime.Func;
import paretojit.runtime.Global;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.LinkException;
import paretojit.runtime.Store;
import paretojit.wasm.WasmException;
import paretojit.wasm.WasmReader;
import paretojit.wasm.script.Command.Action;
import paretojit.wasm.script.Command.ModuleBytes;

/**
 * Runs a script on one engine: one store, in which all the script's modules are instantiated.
 *
 * <p>Without an engine only the checks of modules are made, and everything else is skipped.
 */
public final class ScriptRunner {
  private static final String NO_INSTANCE = "its module was skipped";

  private final Script script;
  private final @Nullable IrEngine engine;
  private final String engineId;
  private final Store store;
  private final TestListener listener;
  private final Imports registered = new Imports();
  private final Map<String, Instance> named = new HashMap<>();
  private final Map<String, IrModule> definitions = new HashMap<>();

  /** Names under which a skipped module should have been registered. */
  private final Set<String> missing = new HashSet<>();

  private @Nullable Instance current;
  private @Nullable IrModule lastDefinition;

  private TestReport report = TestReport.EMPTY;

  private ScriptRunner(
      Script script, @Nullable IrEngine engine, Store store, TestListener listener) {
    this.script = script;
    this.engine = engine;
    this.engineId = engine == null ? "" : engine.id().toString();
    this.store = store;
    this.listener = listener;
    registered.addAll(SpecTest.imports(store));
  }

  /**
   * Runs the script in a file on each engine; a script that cannot be taken apart is skipped.
   *
   * @throws IOException if the file cannot be read
   */
  public static TestReport run(Path file, List<IrEngine> engines, TestListener listener)
      throws IOException {
    Script script;
    try {
      script = ScriptReader.read(file, Files.readString(file));
    } catch (ScriptException e) {
      TestOutcome outcome =
          TestOutcome.skipped(file, e.line(), "", "script", String.valueOf(e.getMessage()));
      listener.outcome(outcome);
      return TestReport.EMPTY.plus(outcome);
    }
    TestReport report = TestReport.EMPTY;
    for (IrEngine engine : engines) {
      report = report.plus(run(script, engine, listener));
    }
    return report;
  }

  /** Runs a script on an engine, or only validates its modules if that is null. */
  public static TestReport run(Script script, @Nullable IrEngine engine, TestListener listener) {
    try (Store store = new Store()) {
      ScriptRunner runner = new ScriptRunner(script, engine, store, listener);
      for (Command command : script.commands()) {
        runner.run(command);
      }
      return runner.report;
    }
  }

  /** A command that cannot be judged, and why. */
  private static final class SkipException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SkipException(String reason) {
      super(reason, null, false, false);
    }
  }

  private void run(Command command) {
    try {
      String got = outcome(command);
      if (got == null) {
        report(TestOutcome.passed(script.file(), command.line(), engineId, command.text()));
      } else {
        fail(command, got);
      }
    } catch (SkipException | Unsupported e) {
      String reason = String.valueOf(e.getMessage());
      report(TestOutcome.skipped(script.file(), command.line(), engineId, command.text(), reason));
    } catch (WasmException | LinkException | TrapException | IllegalArgumentException e) {
      fail(command, String.valueOf(e.getMessage()));
    } catch (AssertionError | RuntimeException e) {
      StackTraceElement[] trace = e.getStackTrace();
      fail(command, e + (trace.length > 0 ? " at " + trace[0] : ""));
    }
  }

  private void fail(Command command, String got) {
    report(
        TestOutcome.failed(
            script.file(), command.line(), engineId, command.text(), expectation(command), got));
  }

  private void report(TestOutcome outcome) {
    report = report.plus(outcome);
    listener.outcome(outcome);
  }

  private static String expectation(Command command) {
    return switch (command) {
      case Command.AssertReturn c -> Values.text(c.expected());
      case Command.AssertTrap c -> "trap: " + c.message();
      case Command.AssertExhaustion c -> "trap: " + c.message();
      case Command.AssertModuleTrap c -> "trap: " + c.message();
      case Command.AssertInvalid c -> "invalid: " + c.message();
      case Command.AssertMalformed c -> "malformed: " + c.message();
      case Command.AssertUnlinkable c -> "unlinkable: " + c.message();
      case Command.Perform c -> "no trap";
      case Command.Instantiate c -> "an instance";
      case Command.InstantiateDefined c -> "an instance";
      case Command.Define c -> "a module";
      case Command.Register c -> "an instance";
      case Command.Skip c -> "nothing";
    };
  }

  /** Null if all is well, else what happened instead. */
  private @Nullable String outcome(Command command) {
    switch (command) {
      case Command.Instantiate c -> {
        // Should it fail, no later command may take the instance before for it.
        current = null;
        IrModule module = read(c.module());
        define(c.name(), module);
        if (engine != null) {
          name(c.name(), instantiate(module));
        }
        return null;
      }
      case Command.Define c -> {
        lastDefinition = null;
        define(c.name(), read(c.module()));
        return null;
      }
      case Command.InstantiateDefined c -> {
        current = null;
        IrModule module = c.definition() == null ? lastDefinition : definitions.get(c.definition());
        name(c.name(), instantiate(present(module)));
        return null;
      }
      case Command.Register c -> {
        missing.add(c.as());
        registered.addAll(c.as(), instance(c.name()));
        missing.remove(c.as());
        return null;
      }
      case Command.Perform c -> {
        perform(c.action());
        return null;
      }
      case Command.AssertReturn c -> {
        Results results = perform(c.action());
        return Values.matches(store, c.expected(), results)
            ? null
            : Values.text(results.kinds(), results.bits());
      }
      case Command.AssertTrap c -> {
        return trap(() -> perform(c.action()).describe(), c.message());
      }
      case Command.AssertExhaustion c -> {
        return trap(() -> perform(c.action()).describe(), c.message());
      }
      case Command.AssertModuleTrap c -> {
        IrModule module = read(c.module());
        return trap(() -> "an instance " + instantiate(module).id(), c.message());
      }
      case Command.AssertInvalid c -> {
        checkOld(c.message());
        return refusal(c.module());
      }
      case Command.AssertMalformed c -> {
        checkOld(c.message());
        return refusal(c.module());
      }
      case Command.AssertUnlinkable c -> {
        IrModule module = read(c.module());
        try {
          return "instance " + instantiate(module).id();
        } catch (LinkException expected) {
          return null;
        }
      }
      case Command.Skip c -> throw new SkipException(c.reason());
    }
  }

  // ---- modules ----

  /** A module whose bodies are valid, and will be read again by whoever compiles them. */
  private static IrModule read(ModuleBytes module) {
    try {
      WasmReader.read(bytes(module));
      return WasmReader.open(bytes(module));
    } catch (WasmException e) {
      if (e.kind() == WasmException.Kind.UNSUPPORTED) {
        throw new SkipException(proposal(e));
      }
      throw e;
    }
  }

  private static byte[] bytes(ModuleBytes module) {
    if (module.bytes() == null) {
      throw new SkipException("the module's text cannot be converted: " + module.problem());
    }
    return module.bytes();
  }

  private static String proposal(WasmException e) {
    return e.reason().replaceFirst(":.*", "");
  }

  /** Skips what version 2.0 forbids and multiple memories allow. */
  private static void checkOld(String message) {
    if (message.equals("multiple memories") || message.equals("zero byte expected")) {
      throw new SkipException("multiple memories are allowed");
    }
  }

  /** Null if the module is refused as it should be: by the reader, and by an engine that reads. */
  private @Nullable String refusal(ModuleBytes module) {
    try {
      WasmReader.read(bytes(module));
      return "a module";
    } catch (WasmException _) {
      // What follows has to throw it again.
    }
    try {
      IrModule opened = WasmReader.open(bytes(module));
      boolean isCompiled =
          engine != null && engine.compile(opened, CompileStats.untimed()).artifact() != null;
      if (isCompiled) {
        return "code on " + engine;
      }
      // An interpreter reads a body when it is called.
      WasmReader.read(bytes(module));
      return "a module";
    } catch (WasmException e) {
      if (e.kind() == WasmException.Kind.UNSUPPORTED) {
        throw new SkipException(proposal(e));
      }
      return null;
    }
  }

  private void define(@Nullable String name, IrModule module) {
    lastDefinition = module;
    if (name != null) {
      definitions.put(name, module);
    }
  }

  private Instance instantiate(IrModule module) {
    if (engine == null) {
      throw new SkipException("there is no engine");
    }
    for (IrModule.FunctionImport function : module.functionImports()) {
      checkPresent(function.from());
    }
    module.tables().forEach(table -> checkPresent(table.from()));
    module.memories().forEach(memory -> checkPresent(memory.from()));
    module.globals().forEach(global -> checkPresent(global.from()));
    return engine.compile(module, CompileStats.untimed()).instantiate(store, registered);
  }

  /** What a skipped module would have offered cannot be imported. */
  private void checkPresent(IrModule.@Nullable ImportName from) {
    if (from != null && missing.contains(from.module())) {
      throw new SkipException(NO_INSTANCE);
    }
  }

  private void name(@Nullable String name, Instance instance) {
    current = instance;
    if (name != null) {
      named.put(name, instance);
    }
  }

  private Instance instance(@Nullable String name) {
    return present(name == null ? current : named.get(name));
  }

  private <T> T present(@Nullable T thing) {
    if (thing == null) {
      throw new SkipException(engine == null ? "there is no engine" : NO_INSTANCE);
    }
    return thing;
  }

  // ---- actions ----

  /** Results of an action with their kinds. */
  record Results(List<Signature.Kind> kinds, long[] bits) {
    String describe() {
      return Values.text(kinds, bits);
    }
  }

  private Results perform(Action action) {
    Instance instance = instance(action.instance());
    return switch (action) {
      case Command.Get get ->
          instance.export(get.export()).orElse(null) instanceof Global global
              ? new Results(List.of(global.kind()), new long[] {global.get()})
              : missing(get.export());
      case Command.Invoke invoke ->
          instance.export(invoke.export()).orElse(null) instanceof Func func
              ? invoke(instance, invoke, func.signature())
              : missing(invoke.export());
    };
  }

  private static Results missing(String export) {
    throw new IllegalArgumentException("no such export: " + export);
  }

  private Results invoke(Instance instance, Command.Invoke invoke, Signature signature) {
    long[] args = new long[invoke.arguments().size()];
    for (int k = 0; k < args.length; k++) {
      args[k] = Values.bits(store, invoke.arguments().get(k));
    }
    return new Results(signature.resultKinds(), instance.invoke(invoke.export(), args));
  }

  /** Something that is expected to trap; gives what it did instead. */
  private interface Trapping {
    String run();
  }

  /** Null if it traps for the expected reason. */
  private static @Nullable String trap(Trapping action, String expected) {
    try {
      return action.run();
    } catch (TrapException e) {
      String got = e.code().message();
      boolean matches =
          expected.startsWith(got)
              || got.startsWith(expected)
              // One code for both: how a table is overrun does not matter.
              || (got.equals("undefined element") && expected.contains("table access"));
      return matches ? null : "trap: " + got;
    }
  }
}
