package paretojit.interp;

import java.util.List;
import org.jspecify.annotations.Nullable;
import paretojit.engine.Artifact;
import paretojit.engine.CompileStats;
import paretojit.engine.CompiledModule;
import paretojit.engine.Engine;
import paretojit.engine.EngineFactory;
import paretojit.engine.EngineId;
import paretojit.engine.EngineOptions;
import paretojit.engine.EngineProvider;
import paretojit.engine.IrEngine;
import paretojit.ir.IrModule;
import paretojit.runtime.Code;
import paretojit.runtime.Store;

/** Offers the engine {@code interp}, the oracle. */
public final class InterpreterProvider implements EngineProvider {
  /** The oracle without the registry, for tests. */
  public static IrEngine oracle() {
    return new InterpreterEngine(new EngineId("interp", List.of(), null));
  }

  @Override
  public List<EngineFactory> engines() {
    return List.of(new Factory());
  }

  private static final class Factory implements EngineFactory {
    @Override
    public String name() {
      return "interp";
    }

    @Override
    public @Nullable String target() {
      return null;
    }

    @Override
    public String summary() {
      return "interpreter: the oracle";
    }

    @Override
    public Engine create(EngineId id, EngineOptions options) {
      return new InterpreterEngine(id);
    }
  }

  private record InterpreterEngine(EngineId id) implements IrEngine {
    @Override
    public String summary() {
      return "interpreter";
    }

    @Override
    public CompiledModule compile(IrModule module, CompileStats stats) {
      return new Interpreted(module);
    }
  }

  /** Nothing is compiled: functions are translated when first called. */
  private record Interpreted(IrModule module) implements CompiledModule {
    @Override
    public @Nullable Artifact artifact() {
      return null;
    }

    @Override
    public long codeBytes() {
      return 0;
    }

    @Override
    public Code install(Store store) {
      return new Interpreter(module);
    }
  }
}
