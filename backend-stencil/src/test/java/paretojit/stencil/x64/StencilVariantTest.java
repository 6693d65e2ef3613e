package paretojit.stencil.x64;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import paretojit.stencil.library.StencilLibrary;

/** Every stencil of the library built with the project does what the opcode table says. */
class StencilVariantTest {
  @Test
  void everyVariantComputesWhatTheOpcodeTableSays() {
    VariantRunner runner = new VariantRunner(StencilLibrary.load(), id -> true);
    int variants = runner.checkAll();
    assertTrue(variants > 50_000, "only " + variants + " variants were checked");
    assertTrue(runner.checks() > 400_000, "only " + runner.checks() + " results were compared");
  }
}
