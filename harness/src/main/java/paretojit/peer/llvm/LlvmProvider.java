package paretojit.peer.llvm;

import java.util.List;
import paretojit.engine.CodeGenerator;
import paretojit.engine.EngineProvider;

/** Offers LLVM's code generator. */
public final class LlvmProvider implements EngineProvider {
  @Override
  public List<CodeGenerator> codeGenerators() {
    return List.of(new LlvmGenerator());
  }
}
