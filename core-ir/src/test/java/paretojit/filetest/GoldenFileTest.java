package paretojit.filetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenFileTest {
  @TempDir Path folder = Path.of("");

  private final boolean blessing = GoldenFile.isBlessing();

  private static void bless(boolean yes) {
    System.setProperty("pareto.bless", Boolean.toString(yes));
  }

  @AfterEach
  void restore() {
    bless(blessing);
  }

  @Test
  void blessingWritesWhatComparingAccepts() throws IOException {
    Path path = Files.writeString(folder.resolve("g.clif"), "; head\ninput\n");
    bless(true);
    GoldenFile.read(path).check("a", "one\n\n  two  \n");
    GoldenFile.read(path).check("b", "three");
    assertEquals(
        "; head\ninput\n\n;; expect a\n; one\n;\n;   two\n\n;; expect b\n; three\n",
        Files.readString(path));
    bless(false);
    GoldenFile file = GoldenFile.read(path);
    assertEquals("; head\ninput\n", file.input());
    file.check("a", "one\n\n  two\n");
    file.check("b", "three\n");
    AssertionError error = assertThrows(AssertionError.class, () -> file.check("a", "one\nzwei"));
    assertTrue(String.valueOf(error.getMessage()).contains("differs in line 2"));
    assertThrows(AssertionError.class, () -> file.check("c", "new"));
  }

  @Test
  void wholeFilesToo() throws IOException {
    Path path = folder.resolve("table.md");
    bless(false);
    assertThrows(AssertionError.class, () -> GoldenFile.checkFile(path, "x\n"));
    bless(true);
    GoldenFile.checkFile(path, "x\n");
    bless(false);
    GoldenFile.checkFile(path, "x\n");
    assertEquals("x\n", Files.readString(path));
  }
}
