package paretojit.ir.text;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import paretojit.filetest.GoldenFile;

/** What the reader makes of a file, as the writer shows it. */
class TextGoldenTest {
  private static final Path FILES = Path.of("src/test/filetests/text");

  @TestFactory
  Stream<DynamicTest> readsAs() {
    return GoldenFile.list(FILES, ".clif").stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  private static void check(Path path) {
    GoldenFile file = GoldenFile.read(path);
    String name = path.getFileName().toString();
    file.check("ir", IrWriter.write(IrReader.read(name, file.input()).module()));
  }
}
