package paretojit.peer.llvm;

import paretojit.engine.CompileStats;
import paretojit.engine.ModuleCompiler;
import paretojit.engine.NativeArtifact;
import paretojit.ir.Function;
import paretojit.ir.IrModule;

/** Compiles a module with LLVM: build LLVM IR, run the passes, generate code, link. */
final class LlvmCompiler implements ModuleCompiler {
  /**
   * How to compile.
   *
   * @param level 0 to 3
   * @param vectorize whether to vectorize
   * @param host whether to use all instructions of this machine
   * @param tailCalls whether calls in tail position may become jumps
   * @param check whether to verify the LLVM IR
   */
  record Settings(int level, boolean vectorize, boolean host, boolean tailCalls, boolean check) {}

  private final Settings settings;
  private final CompileStats stats;
  private final int build;
  private final int passes;
  private final int codegen;
  private final int link;
  private final IrModule module;
  private final TargetMachine machine;
  private final LlvmContext context;
  private final IrBuilder builder;
  private final Declarations declarations;
  private final FunctionLowering lowering;
  private boolean closed;

  LlvmCompiler(IrModule module, Settings settings, CompileStats stats) {
    this.module = module;
    this.settings = settings;
    this.stats = stats;
    build = stats.phase("llvm.build");
    passes = stats.phase("llvm.passes");
    codegen = stats.phase("llvm.codegen");
    link = stats.phase("link");
    int outer = stats.enter(stats.phase("llvm.setup"));
    machine = new TargetMachine(settings.level(), settings.host(), settings.vectorize());
    stats.exit(outer);
    outer = stats.enter(build);
    context = new LlvmContext(module.name(), machine.triple(), machine.dataLayout());
    builder = new IrBuilder(context);
    declarations = new Declarations(context, module, settings.level() > 0, settings.tailCalls());
    lowering = new FunctionLowering(declarations, builder);
    stats.exit(outer);
  }

  @Override
  public void compile(int index, Function function) {
    int outer = stats.enter(build);
    try {
      lowering.lower(index, function);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    } finally {
      stats.exit(outer);
    }
  }

  @Override
  public NativeArtifact finish() {
    int outer = stats.enter(build);
    try {
      declarations.defineGlue(builder);
      if (settings.check()) {
        context.check();
      }
      stats.enter(passes);
      machine.optimize(context.module());
      stats.enter(codegen);
      byte[] object = machine.emit(context.module());
      stats.enter(link);
      return new ObjectLinker(new ElfObject(object))
          .link(module.functionCount(), declarations.wrapperNumbers());
    } finally {
      close();
      stats.exit(outer);
    }
  }

  private void close() {
    if (!closed) {
      closed = true;
      builder.close();
      context.close();
      machine.close();
    }
  }
}
