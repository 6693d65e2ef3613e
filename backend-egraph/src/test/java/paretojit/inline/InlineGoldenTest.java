package paretojit.inline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import paretojit.engine.CompileStats;
import paretojit.filetest.GoldenFile;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.text.IrReader;
import paretojit.ir.text.IrWriter;

/** What becomes of calls, as text; that it does the same is tested on all engines. */
class InlineGoldenTest {
  private static final Path FILE = Path.of("../core-ir/src/test/filetests/inline.clif");

  @Test
  void inlinesAs() {
    GoldenFile file = GoldenFile.read(FILE);
    IrModule module = IrReader.read("inline.clif", file.input()).module();
    Inliner inliner = new Inliner(module, Limits.STANDARD, new CompileStats());
    List<Function> bodies = new ArrayList<>();
    for (int f = 0; f < module.functionCount(); f++) {
      bodies.add(inliner.run(f, module.function(f)).copy());
    }
    file.check("inline", IrWriter.write(module.withFunctions(bodies)));
  }
}
