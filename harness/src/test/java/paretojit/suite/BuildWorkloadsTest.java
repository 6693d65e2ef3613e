package paretojit.suite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.toolchain.ToolchainException;

class BuildWorkloadsTest {
  @TempDir Path folder = Path.of("");

  private Path sources = Path.of("");
  private Path output = Path.of("");

  @BeforeEach
  void writeTwoWorkloads() throws IOException {
    sources = folder.resolve("c");
    output = folder.resolve("target/classes/workloads");
    Files.createDirectories(sources.resolve("support"));
    Files.writeString(sources.resolve("support/one.h"), "#define ONE 1\n");
    Files.writeString(sources.resolve("up.c"), program("up", "n + ONE"));
    Files.writeString(sources.resolve("down.c"), program("down", "n - ONE"));
    writeManifest("up", "down");
  }

  @Test
  void compilesWhatHasChanged() throws Exception {
    assertEquals(4, build());
    assertEquals(
        Set.of("up.O0.wasm", "up.O2.wasm", "down.O0.wasm", "down.O2.wasm", Workloads.MANIFEST),
        outputs());
    assertEquals(0, build(), "nothing has changed");

    byte[] before = Files.readAllBytes(output.resolve("up.O2.wasm"));
    Files.writeString(sources.resolve("down.c"), program("down", "n - 2 * ONE"));
    assertEquals(2, build(), "one file has changed");
    assertArrayEquals(before, Files.readAllBytes(output.resolve("up.O2.wasm")));

    Files.writeString(sources.resolve("support/one.h"), "#define ONE 11\n");
    assertEquals(4, build(), "a header has changed");

    Files.delete(output.resolve("up.O0.wasm"));
    assertEquals(1, build(), "a module is gone");
  }

  @Test
  void deletesModulesThatNoWorkloadOwns() throws Exception {
    build();
    writeManifest("up");
    assertEquals(0, build());
    assertEquals(Set.of("up.O0.wasm", "up.O2.wasm", Workloads.MANIFEST), outputs());
  }

  @Test
  void showsWhatClangSaysAndCompilesTheRest() throws IOException {
    Files.writeString(sources.resolve("down.c"), program("down", "m"));
    String message =
        String.valueOf(assertThrows(ToolchainException.class, this::build).getMessage());
    assertTrue(message.startsWith("down.c at O0: "), message);
    assertTrue(message.contains("down.c at O2: "), message);
    assertTrue(message.contains("down.c:2:31: error: use of undeclared identifier 'm'"), message);
    assertEquals(Set.of("up.O0.wasm", "up.O2.wasm"), outputs());
  }

  @Test
  void failsOnWarnings() throws IOException {
    Files.writeString(sources.resolve("up.c"), program("up", "ONE"));
    String message =
        String.valueOf(assertThrows(ToolchainException.class, this::build).getMessage());
    assertTrue(message.contains("unused parameter 'n'"), message);
  }

  @Test
  void failsWithoutTheEntryPoint() throws IOException {
    Files.writeString(sources.resolve("up.c"), "int walk(int n) { return n; }\n");
    String message =
        String.valueOf(assertThrows(ToolchainException.class, this::build).getMessage());
    assertTrue(message.contains("run"), message);
  }

  @Test
  void namesAMissingFile() throws IOException {
    Files.delete(sources.resolve("down.c"));
    String message =
        String.valueOf(assertThrows(SuiteFileException.class, this::build).getMessage());
    assertTrue(message.contains("workloads.toml: down: no file "), message);
  }

  private int build() throws IOException, InterruptedException {
    return BuildWorkloads.build(sources, output);
  }

  private Set<String> outputs() throws IOException {
    try (Stream<Path> files = Files.list(output)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String program(String name, String result) {
    return "#include \"support/one.h\" // "
        + name
        + "\nint run(int n) { return ONE + "
        + result
        + "; }\n";
  }

  private void writeManifest(String... names) throws IOException {
    StringBuilder manifest = new StringBuilder();
    for (String name : names) {
      manifest.append(
          """
          [[workload]]
          name = "%1$s"
          file = "%1$s.c"
          family = "numeric"
          description = "counting"
          test = { n = 1, checksum = 0 }
          check = { n = 2, checksum = 0 }
          quick = { n = 3, checksum = 0 }
          paper = { n = 4, checksum = 0 }
          """
              .formatted(name));
    }
    Files.writeString(sources.resolve(Workloads.MANIFEST), manifest.toString());
  }
}
