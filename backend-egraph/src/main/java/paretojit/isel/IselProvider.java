package paretojit.isel;

import java.util.List;
import paretojit.engine.CodeGenerator;
import paretojit.engine.EngineProvider;

/** Offers the code generators of this package. */
public final class IselProvider implements EngineProvider {
  @Override
  public List<CodeGenerator> codeGenerators() {
    return List.of(new IselGenerator());
  }
}
