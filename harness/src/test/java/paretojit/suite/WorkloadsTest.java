package paretojit.suite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadsTest {
  private static final Path SOURCES = Path.of("src/main/c");
  private static final String ENTRY =
      """
      [[workload]]
      name = "sum-up"
      file = "sum-up.c"
      family = "numeric"
      description = "a sum"
      test = { n = 1, checksum = 1 }
      check = { n = 2, checksum = -3 }
      quick = { n = 3, checksum = 6 }
      paper = { n = 4, checksum = 0x0A }
      """;

  private static List<Workload> workloads() {
    return Workloads.shipped().all();
  }

  private static String file(Workload workload) {
    return assertInstanceOf(Workload.Source.OfC.class, workload.source()).file();
  }

  @Test
  void everyFileHasItsEntryAndEveryEntryItsFile() throws IOException {
    Set<String> files;
    try (Stream<Path> folder = Files.list(SOURCES)) {
      files =
          folder
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.endsWith(".c"))
              .collect(Collectors.toCollection(TreeSet::new));
    }
    Set<String> entries =
        workloads().stream()
            .map(WorkloadsTest::file)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(files, entries);
  }

  @Test
  void everySourceSaysWhatItIs() throws IOException {
    for (Workload workload : workloads()) {
      List<String> head =
          Files.readString(SOURCES.resolve(file(workload)))
              .lines()
              .takeWhile(line -> line.startsWith("//"))
              .toList();
      for (String label : List.of("// In the suite for: ", "// n: number of ", "// Checksum: ")) {
        assertTrue(
            head.stream().anyMatch(line -> line.startsWith(label)),
            file(workload) + " lacks '" + label + "' in its head");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void modulesExportTheEntryAndTheMemoryAndImportNothing(Workload workload) {
    for (InputLevel level : workload.levels()) {
      byte[] module = Workloads.module(workload, level);
      assertArrayEquals(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0}, Arrays.copyOf(module, 8));
      assertEquals(Set.of("memory", Workload.ENTRY), exports(module), workload.moduleName(level));
    }
  }

  @Test
  void findsWorkloadsByNameAndGlob() {
    Workloads shipped = Workloads.shipped();
    assertEquals("matmul", shipped.named("matmul").orElseThrow().name());
    assertTrue(shipped.named("matmu").isEmpty());
    assertEquals(
        List.of("query-aggregate", "query-hash-join"),
        shipped.matching("query-*").stream().map(Workload::name).toList());
    assertEquals(shipped.all(), shipped.matching("*"));
    assertEquals(List.of(), shipped.matching("nothing-*"));
  }

  @Test
  void readsAnEntry() {
    Workload workload = Workloads.parse("m.toml", ENTRY).all().getFirst();
    assertEquals("sum-up", workload.name());
    assertEquals("numeric", workload.family());
    assertEquals(new Workload.Call(2, -3), workload.call(WorkloadSize.CHECK));
    assertEquals(new Workload.Call(4, 10), workload.call(WorkloadSize.PAPER));
    assertEquals("sum-up.O2.wasm", workload.moduleName(InputLevel.O2));
  }

  @Test
  void saysWhereAManifestIsWrong() {
    assertWrong("m.toml:4: workload.familly: unknown key", ENTRY.replace("family", "familly"));
    assertWrong("m.toml:2: workload.name: 'Sum'", ENTRY.replace("\"sum-up\"", "\"Sum\""));
    assertWrong("m.toml:3: workload.file: 'sum-up.s' is", ENTRY.replace("up.c", "up.s"));
    assertWrong("m.toml:1: workload.description: wanted a text", without("description"));
    assertWrong("m.toml:5: workload.description: wanted a text", ENTRY.replace("a sum", ""));
    assertWrong("m.toml:1: workload.quick: wanted { n =", without("quick"));
    assertWrong("m.toml:7: workload.check: wanted { n =", ENTRY.replace("-3", "3000000000"));
    assertWrong("m.toml:7: workload.check: wanted { n =", ENTRY.replace("n = 2", "m = 2"));
    assertWrong("m.toml:8: workload.quick: n = 2 does not", ENTRY.replace("n = 3", "n = 2"));
    assertWrong("m.toml:11: a second workload named 'sum-up'", ENTRY + ENTRY);
    assertWrong("m.toml: unknown key 'works'", ENTRY.replace("[[workload]]", "[[works]]"));
    assertWrong("m.toml: no [[workload]]", "");
    assertWrong("m.toml:3: ", ENTRY.replace("\"sum-up.c\"", "sum-up.c"));
  }

  private static void assertWrong(String expected, String manifest) {
    SuiteFileException e =
        assertThrows(SuiteFileException.class, () -> Workloads.parse("m.toml", manifest));
    assertTrue(String.valueOf(e.getMessage()).startsWith(expected), e.getMessage());
  }

  private static String without(String key) {
    return ENTRY.lines().filter(line -> !line.startsWith(key)).collect(Collectors.joining("\n"));
  }

  /** The names in a module's export section, and those of its imports with a mark. */
  private static Set<String> exports(byte[] module) {
    Set<String> names = new TreeSet<>();
    ByteBuffer bytes = ByteBuffer.wrap(module).position(8);
    while (bytes.hasRemaining()) {
      int id = bytes.get();
      int size = unsigned(bytes);
      ByteBuffer section = bytes.slice(bytes.position(), size);
      bytes.position(bytes.position() + size);
      if (id == 2) {
        names.add("(imports)");
      }
      if (id == 7) {
        for (int left = unsigned(section); left > 0; left--) {
          byte[] name = new byte[unsigned(section)];
          section.get(name);
          names.add(new String(name, StandardCharsets.UTF_8));
          section.get(); // what kind of thing it is
          unsigned(section); // and its index
        }
      }
    }
    return names;
  }

  private static int unsigned(ByteBuffer bytes) {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes.get();
      value |= (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
