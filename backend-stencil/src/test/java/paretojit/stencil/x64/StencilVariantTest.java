package paretojit.stencil.x64;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import paretojit.stencil.library.StencilLibrary;

/** Every stencil of the library built with the project does what the opcode table says. */
class StencilVariantTest {
  @Test
  void everyVariantComputesWhatTheOpcodeTableSays() {
    VariantChecker checker = new VariantChecker(StencilLibrary.load(), id -> true);
    int variants = checker.checkAll();
    assertTrue(variants > 40_000, "only " + variants + " variants were checked");
    assertTrue(checker.checks() > 400_000, "only " + checker.checks() + " results were compared");
  }
}
