package paretojit.toolchain;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputStampTest {
  @TempDir Path folder = Path.of("");

  @BeforeEach
  void writeInputs() throws IOException {
    Files.createDirectories(folder.resolve("in/deep"));
    Files.writeString(folder.resolve("in/a.c"), "a");
    Files.writeString(folder.resolve("in/deep/b.c"), "b");
    stamp("1").write();
  }

  @Test
  void isCurrentUntilSomethingChanges() throws IOException {
    assertTrue(stamp("1").isCurrent());
    assertFalse(stamp("2").isCurrent(), "settings");
    Files.writeString(folder.resolve("in/deep/b.c"), "c");
    assertFalse(stamp("1").isCurrent(), "contents");
    Files.writeString(folder.resolve("in/deep/b.c"), "b");
    assertTrue(stamp("1").isCurrent());
  }

  @Test
  void noticesAddedRemovedAndRenamedFiles() throws IOException {
    Path added = Files.createFile(folder.resolve("in/c.c"));
    assertFalse(stamp("1").isCurrent(), "added");
    Files.delete(added);
    assertTrue(stamp("1").isCurrent());
    Files.move(folder.resolve("in/a.c"), folder.resolve("in/d.c"));
    assertFalse(stamp("1").isCurrent(), "renamed");
    Files.delete(folder.resolve("in/d.c"));
    assertFalse(stamp("1").isCurrent(), "removed");
  }

  private InputStamp stamp(String settings) throws IOException {
    return InputStamp.of(
        folder.resolve("out/step.stamp"),
        List.of(folder.resolve("in"), folder.resolve("absent")),
        settings);
  }
}
