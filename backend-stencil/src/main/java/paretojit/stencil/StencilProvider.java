package paretojit.stencil;

import java.util.List;
import paretojit.engine.CodeGenerator;
import paretojit.engine.EngineProvider;
import paretojit.stencil.direct.DirectMode;
import paretojit.stencil.x64.X64StencilGenerator;

/** Offers the stencil back end's code generators. */
public final class StencilProvider implements EngineProvider {
  @Override
  public List<CodeGenerator> codeGenerators() {
    return List.of(new X64StencilGenerator(new DirectMode()));
  }
}
