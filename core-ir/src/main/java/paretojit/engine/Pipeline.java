package paretojit.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import paretojit.ir.BodySource;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.runtime.Code;
import paretojit.runtime.Store;

/** An engine composed of a mid-end and a code generator, which know nothing of each other. */
public final class Pipeline implements IrEngine {
  private final EngineId id;
  private final MidEnd midEnd;
  private final CodeGenerator generator;
  private final EngineOptions options;

  Pipeline(EngineId id, MidEnd midEnd, CodeGenerator generator, EngineOptions options) {
    this.id = id;
    this.midEnd = midEnd;
    this.generator = generator;
    this.options = options;
  }

  @Override
  public EngineId id() {
    return id;
  }

  public MidEnd midEnd() {
    return midEnd;
  }

  public CodeGenerator generator() {
    return generator;
  }

  public EngineOptions options() {
    return options;
  }

  @Override
  public String summary() {
    return "%s × %s".formatted(midEnd.name(), generator.name());
  }

  @Override
  public Optional<String> missing() {
    return generator.missing(options);
  }

  @Override
  public void prepare(Consumer<String> progress) {
    generator.prepare(options, progress);
  }

  @Override
  public String version() {
    return generator.version(options);
  }

  @Override
  public CompiledModule compile(IrModule module, CompileStats stats) {
    int outer = stats.enter(CompileStats.OTHER);
    try {
      if (generator.takesWholeModules(options)) {
        return new Compiled(module, generator.compile(module, options, stats), stats);
      }
      MidEndPass pass = begin(module, stats);
      ModuleCompiler compiler = generator.begin(module, options, stats);
      BodySource.Reader bodies = module.bodies().reader();
      int first = module.importedFunctions();
      for (int index = first; index < module.functionCount(); index++) {
        int before = stats.enter(CompileStats.READ);
        Function body = bodies.read(index - first);
        stats.exit(before);
        compiler.compile(index, run(pass, index, body, stats));
      }
      return new Compiled(module, compiler.finish(), stats);
    } finally {
      stats.exit(outer);
    }
  }

  /** The module as the code generator gets to see it. */
  public IrModule optimize(IrModule module, CompileStats stats) {
    if (generator.takesWholeModules(options)) {
      return module;
    }
    MidEndPass pass = begin(module, stats);
    List<Function> bodies = new ArrayList<>();
    for (int index = module.importedFunctions(); index < module.functionCount(); index++) {
      bodies.add(run(pass, index, module.function(index), stats));
    }
    return module.withFunctions(bodies);
  }

  /**
   * The mid-end's picture of one function; see {@link MidEnd#dot}.
   *
   * @throws Unsupported if it has none
   */
  public String dot(IrModule module, int index) {
    return midEnd.dot(module, index, options, this::costs);
  }

  /**
   * What the mid-end does to one function; see {@link MidEnd#explain}.
   *
   * @throws Unsupported if it keeps no record
   */
  public String explain(IrModule module, int index) {
    return midEnd.explain(module, index, options, this::costs);
  }

  private MidEndPass begin(IrModule module, CompileStats stats) {
    return midEnd.begin(module, options, this::costs, stats);
  }

  private OpCosts costs() {
    return generator.costs(options);
  }

  private static Function run(MidEndPass pass, int index, Function function, CompileStats stats) {
    int outer = stats.enter(CompileStats.MIDEND);
    Function better = pass.run(index, function);
    stats.exit(outer);
    return better;
  }

  private record Compiled(IrModule module, Artifact artifact, CompileStats stats)
      implements CompiledModule {
    @Override
    public long codeBytes() {
      return artifact.codeBytes();
    }

    @Override
    public Code install(Store store) {
      int outer = stats.enter(CompileStats.INSTALL);
      try {
        return switch (artifact) {
          case NativeArtifact code -> InstalledCode.install(store, module, code);
        };
      } finally {
        stats.exit(outer);
      }
    }
  }
}
