package paretojit.toolchain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlvmToolchainTest {
  private static final String SQUARE = "int square(int n) { return n * n; }\n";

  @TempDir Path folder = Path.of("");

  @Test
  void compilesToWasm() throws IOException {
    Path source = Files.writeString(folder.resolve("square.c"), SQUARE);
    Path module = folder.resolve("square.wasm");
    clang(
        "--target=wasm32",
        "-O2",
        "-nostdlib",
        "-Wl,--no-entry,--export=square",
        "-o",
        module.toString(),
        source.toString());
    byte[] bytes = Files.readAllBytes(module);
    assertArrayEquals(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0}, Arrays.copyOf(bytes, 8));
    // local.get 0; local.get 0; i32.mul; end
    assertTrue(contains(bytes, 0x20, 0, 0x20, 0, 0x6c, 0x0b), "no i32.mul of the parameter");
  }

  @Test
  void compilesToAnElfObjectAndDisassemblesIt() throws IOException {
    Path source = Files.writeString(folder.resolve("square.c"), SQUARE);
    Path object = folder.resolve("square.o");
    clang("--target=x86_64-linux-gnu", "-O2", "-c", "-o", object.toString(), source.toString());
    byte[] head = Arrays.copyOf(Files.readAllBytes(object), 4);
    assertArrayEquals(new byte[] {0x7f, 'E', 'L', 'F'}, head);
    String text =
        LlvmToolchain.find()
            .run(List.of("llvm-objdump", "-d", "--no-addresses", object.toString()));
    assertTrue(text.contains("imull") && text.contains("retq"), text);
  }

  @Test
  void reportsTheCommandAndItsErrors() throws IOException {
    Path source = Files.writeString(folder.resolve("wrong.c"), "int f(void) { return y; }\n");
    ToolchainException e =
        assertThrows(
            ToolchainException.class, () -> clang("-c", "-o", "wrong.o", source.toString()));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("clang --no-default-config"), message);
    assertTrue(message.contains("use of undeclared identifier 'y'"), message);
  }

  @Test
  void namesTheToolsThereAre() {
    ToolchainException e =
        assertThrows(ToolchainException.class, () -> LlvmToolchain.find().tool("gcc"));
    assertTrue(String.valueOf(e.getMessage()).contains("llvm-objdump"), e.getMessage());
  }

  @Test
  void namesTheServedPlatforms() {
    assertEquals("linux-x86_64", LlvmToolchain.platform("Linux", "amd64"));
    assertEquals("macosx-arm64", LlvmToolchain.platform("Mac OS X", "aarch64"));
    assertEquals("windows-x86_64", LlvmToolchain.platform("Windows 11", "amd64"));
    ToolchainException e =
        assertThrows(ToolchainException.class, () -> LlvmToolchain.find("plan9-mips", folder));
    assertEquals(
        "no LLVM tools exist for plan9-mips; platforms served: "
            + "linux-x86_64, linux-arm64, macosx-x86_64, macosx-arm64, windows-x86_64",
        e.getMessage());
  }

  @Test
  void takesTheCacheFolderFromTheEnvironment() {
    Path home = Path.of("home").toAbsolutePath();
    Map<String, String> all =
        Map.of("PARETO_CACHE", "own", "XDG_CACHE_HOME", "xdg", "HOME", home.toString());
    assertEquals(Path.of("own").toAbsolutePath(), LlvmToolchain.cacheFolder(all::get));
    Map<String, String> two = Map.of("XDG_CACHE_HOME", "xdg", "HOME", home.toString());
    assertEquals(Path.of("xdg", "paretojit").toAbsolutePath(), LlvmToolchain.cacheFolder(two::get));
    Map<String, String> one = Map.of("HOME", home.toString());
    assertEquals(home.resolve(".cache/paretojit"), LlvmToolchain.cacheFolder(one::get));
  }

  @Test
  void unpacksOnceForManyAtATime() throws Exception {
    String platform =
        LlvmToolchain.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    List<Callable<Path>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      calls.add(() -> LlvmToolchain.find(platform, folder).tool("clang"));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
      for (var result : threads.invokeAll(calls)) {
        assertTrue(Files.isExecutable(result.get()));
      }
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(2, left.count(), "one folder of tools and the lock");
    }
  }

  @Test
  void saysWhatToDoAboutACacheItCannotWrite() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    String platform =
        LlvmToolchain.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    ToolchainException e =
        assertThrows(
            ToolchainException.class, () -> LlvmToolchain.find(platform, file.resolve("cache")));
    assertTrue(String.valueOf(e.getMessage()).contains("PARETO_CACHE"), e.getMessage());
  }

  private static void clang(String... arguments) {
    List<String> command = new ArrayList<>(List.of("clang"));
    command.addAll(LlvmToolchain.FREESTANDING);
    command.addAll(List.of(arguments));
    LlvmToolchain.find().run(command);
  }

  private static boolean contains(byte[] bytes, int... wanted) {
    for (int i = 0; i + wanted.length <= bytes.length; i++) {
      int j = 0;
      while (j < wanted.length && bytes[i + j] == (byte) wanted[j]) {
        j++;
      }
      if (j == wanted.length) {
        return true;
      }
    }
    return false;
  }
}
