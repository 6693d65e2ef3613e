package paretojit.stencil.direct;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import paretojit.engine.Bounds;
import paretojit.engine.CompileStats;
import paretojit.engine.EngineOptions;
import paretojit.engine.NativeArtifact;
import paretojit.engine.Unsupported;
import paretojit.ir.IrModule;
import paretojit.stencil.x64.Selector;
import paretojit.stencil.x64.StencilTrace;
import paretojit.stencil.x64.WholeModules;
import paretojit.wasm.WasmBodies;

/** {@code stencil:direct@x64}: from WebAssembly's bytes to stencils in one pass, without the IR. */
public final class DirectMode implements WholeModules {
  /** Tables made of a library once; they are never written afterwards. */
  private record Tables(OpTable guarded, OpTable checked, Output.Records records) {}

  private final Map<Selector, Tables> tables = new ConcurrentHashMap<>();

  @Override
  public NativeArtifact compile(
      IrModule module,
      Selector selector,
      EngineOptions options,
      CompileStats stats,
      @Nullable StencilTrace trace) {
    if (!(module.bodies() instanceof WasmBodies bodies)) {
      throw new Unsupported("direct mode takes WebAssembly, and this module is given as IR");
    }
    Tables shared = tables.computeIfAbsent(selector, DirectMode::tables);
    Bounds bounds = Bounds.of(options);
    OpTable table = bounds == Bounds.GUARD ? shared.guarded : shared.checked;
    int outer = stats.enter(CompileStats.EMIT);
    try {
      ModuleCompiler compiler =
          new ModuleCompiler(bodies.module(), table, shared.records, options, trace);
      NativeArtifact artifact = compiler.compile();
      stats.add(stats.counter("stencils"), compiler.stencils());
      return artifact;
    } finally {
      stats.exit(outer);
    }
  }

  private static Tables tables(Selector selector) {
    Output.Records records = Output.Records.of(selector.library);
    return new Tables(
        new OpTable(selector, records, Bounds.GUARD),
        new OpTable(selector, records, Bounds.EXPLICIT),
        records);
  }
}
