package paretojit.measure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
import paretojit.engine.OptionSpec;
import paretojit.engine.Unsupported;
import paretojit.interp.InterpreterProvider;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;
import paretojit.runtime.Code;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;

/** An engine {@code double} that misbehaves in the way its option says, and else interprets. */
public final class TestDoubles implements EngineProvider {
  @Override
  public List<EngineFactory> engines() {
    return List.of(new Factory(), new TestPeer.Factory());
  }

  private enum Fault {
    NONE,
    CRASH,
    HANG,
    WRONG,
    LATELY_WRONG,
    SECOND_MODULE_WRONG,
    TRAP,
    UNSUPPORTED,
    BUG,
    /** Takes all memory there is, when compiling. */
    GREEDY,
    /** The same after a few calls. */
    LATELY_GREEDY,
    /** The same, and lets the JVM end. */
    EXIT_3
  }

  private static final class Factory implements EngineFactory {
    @Override
    public String name() {
      return "double";
    }

    @Override
    public @Nullable String target() {
      return null;
    }

    @Override
    public String summary() {
      return "test double";
    }

    @Override
    public List<OptionSpec> options() {
      return List.of(
          OptionSpec.bareChoice(
              "fault",
              "none",
              "what goes wrong",
              "none",
              "crash",
              "hang",
              "wrong",
              "lately_wrong",
              "second_module_wrong",
              "trap",
              "unsupported",
              "bug",
              "greedy",
              "lately_greedy",
              "exit_3",
              "cold_wrong",
              "cold_crash"));
    }

    @Override
    public Engine create(EngineId id, EngineOptions options) {
      Fault fault = inThisProcess(options.text("fault").toUpperCase(Locale.ROOT));
      return new Double(id, fault, new HashSet<>());
    }

    /** Behind {@code cold_} is what goes wrong in a {@link ColdStart}, and nowhere else. */
    private static Fault inThisProcess(String name) {
      if (!name.startsWith("COLD_")) {
        return Fault.valueOf(name);
      }
      boolean isCold =
          System.getProperty("sun.java.command", "").startsWith(ColdStart.class.getName() + " ");
      return isCold ? Fault.valueOf(name.substring("COLD_".length())) : Fault.NONE;
    }
  }

  /**
   * The engine.
   *
   * @param sizes of the modules that it has compiled, which tell them apart
   */
  private record Double(EngineId id, Fault fault, Set<Integer> sizes) implements IrEngine {
    @Override
    public String summary() {
      return "test double";
    }

    @Override
    public CompiledModule compile(IrModule module, CompileStats stats) {
      if (fault == Fault.UNSUPPORTED) {
        throw new Unsupported("anything at all");
      }
      if (fault == Fault.GREEDY) {
        takeAllMemory();
      }
      if (fault == Fault.EXIT_3) {
        Runtime.getRuntime().halt(3);
      }
      if (fault == Fault.BUG) {
        throw new AssertionError("a broken invariant");
      }
      sizes.add(module.functions().stream().mapToInt(Function::instCount).sum());
      boolean isWrong = fault == Fault.SECOND_MODULE_WRONG && sizes.size() > 1;
      return new Compiled(
          InterpreterProvider.oracle().compile(module, stats), isWrong ? Fault.WRONG : fault);
    }
  }

  private static void takeAllMemory() {
    List<byte[]> taken = new ArrayList<>();
    while (taken.size() < Integer.MAX_VALUE) {
      taken.add(new byte[1 << 26]);
    }
  }

  private record Compiled(CompiledModule inner, Fault fault) implements CompiledModule {
    @Override
    public IrModule module() {
      return inner.module();
    }

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
      return new Faulty(inner.install(store), fault, new int[1]);
    }
  }

  /** Passes calls on, and counts them. */
  private record Faulty(Code inner, Fault fault, int[] calls) implements Code {
    @Override
    public IrModule module() {
      return inner.module();
    }

    @Override
    public String convention() {
      return inner.convention();
    }

    @Override
    public long functionAddress(int function) {
      return inner.functionAddress(function);
    }

    @Override
    public void invoke(Instance instance, int function, long[] args, long[] results) {
      calls[0]++;
      switch (fault) {
        case CRASH -> Runtime.getRuntime().halt(139);
        case HANG -> sleepForever();
        case TRAP -> throw new TrapException(TrapCode.UNREACHABLE);
        default -> inner.invoke(instance, function, args, results);
      }
      if (fault == Fault.LATELY_GREEDY && calls[0] > 4) {
        takeAllMemory();
      }
      if (fault == Fault.WRONG || fault == Fault.LATELY_WRONG && calls[0] > 4) {
        results[0]++;
      }
    }

    private static void sleepForever() {
      while (true) {
        try {
          Thread.sleep(1_000_000);
        } catch (InterruptedException e) {
          // A hang does not listen.
        }
      }
    }
  }
}
