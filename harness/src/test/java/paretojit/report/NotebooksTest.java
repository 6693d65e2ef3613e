package paretojit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.measure.Provenance;
import paretojit.measure.RunResults;
import paretojit.measure.Visit;
import paretojit.suite.Suite;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The notebooks, on invented results: they compute every number again and fail where the folder has
 * another one. Skipped, with the packages to install, where there is no Jupyter.
 */
class NotebooksTest {
  private static final Path NOTEBOOKS = Path.of("..", "notebooks");

  /** Programs among which SampleResults has cells that failed. */
  private static final List<String> WORKLOADS =
      List.of("matmul", "sieve", "fft", "json", "lz", "crc32", "tak", "query-aggregate");

  @TempDir Path folder;

  /** How a process ended, and what it printed. */
  private record Ended(int status, String output) {}

  @Test
  void notebooksAreCommittedWithoutOutputs() throws IOException {
    List<Path> notebooks = notebooks();
    assertEquals(4, notebooks.size());
    for (Path notebook : notebooks) {
      JsonNode cells = new JsonMapper().readTree(Files.readString(notebook)).path("cells");
      assertFalse(cells.isEmpty(), notebook + " has no cells");
      for (JsonNode cell : cells) {
        assertTrue(cell.path("outputs").isEmpty(), notebook + " has outputs: clear them");
        assertTrue(cell.path("execution_count").isNull() || !cell.has("execution_count"));
      }
    }
  }

  @Test
  void theHelperPassesItsTests() throws Exception {
    assumePackages();
    Ended ended =
        run(List.of("sh", "-c", "PYTHONDONTWRITEBYTECODE=1 \"$(./run --check)\" test_results.py"));
    assertEquals(0, ended.status, ended.output);
  }

  @Test
  void notebooksAgreeWithTheReportsNumbers() throws Exception {
    assumePackages();
    Path results = writeResults();
    List<String> before = tree(NOTEBOOKS);
    Path out = folder.resolve("out");
    Ended ended = run(List.of("./run", results.toString(), out.toString()));
    assertEquals(0, ended.status, ended.output);
    assertEquals(before, tree(NOTEBOOKS), "files were left beside the notebooks");
    List<String> pages = tree(out);
    assertEquals(
        notebooks().stream()
            .map(notebook -> notebook.getFileName().toString().replace(".ipynb", ".html"))
            .toList(),
        pages);
    for (String page : pages) {
      String html = Files.readString(out.resolve(page));
      assertTrue(html.contains("<img src=\"data:image/png;base64,"), page + " has no figure");
      assertTrue(html.contains(" agree"), page + " compared nothing");
      assertFalse(html.contains("<script src"), page + " needs files from elsewhere");
    }
  }

  @Test
  void aNumberThatIsNotOfTheSamplesIsFound() throws Exception {
    assumePackages();
    Path results = writeResults();
    Path file = results.resolve("geomeans.csv");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    int row = lines.size() - 1;
    String[] fields = lines.get(row).split(",", -1);
    int ratio = List.of(lines.getFirst().split(",", -1)).indexOf("ratio");
    fields[ratio] = Double.toString(Double.parseDouble(fields[ratio]) + 0.0002);
    lines.set(row, String.join(",", fields));
    Files.write(file, lines);
    Ended ended =
        run(List.of("./run", results.toString(), folder.resolve("out").toString(), "01-pareto"));
    assertEquals(1, ended.status, ended.output);
    assertTrue(ended.output.contains("geomeans.csv, point values: 1 of "), ended.output);
  }

  private static void assumePackages() throws Exception {
    Ended ended = run(List.of("./run", "--check"));
    Assumptions.assumeTrue(ended.status != 2, ended.output);
    assertEquals(0, ended.status, ended.output);
  }

  /** A results folder with few programs, among them some with failed cells. */
  private Path writeResults() throws IOException {
    RunResults all = SampleResults.quick();
    Suite suite = all.suite().withWorkloads(WORKLOADS);
    RunResults results =
        new RunResults(
            suite,
            all.visits().stream()
                .filter(visit -> WORKLOADS.contains(visit.cell().workload()))
                .toList());
    Path target = Files.createDirectories(folder.resolve("results"));
    Provenance provenance =
        Provenance.collect(suite, results.visits().stream().map(Visit::task).toList());
    provenance.finish("complete");
    provenance.write(target);
    Reports.write(target, results, (_, _) -> List.of(), (_, _, _, _, _) -> {});
    return target;
  }

  private static Ended run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(NOTEBOOKS.toFile()).redirectErrorStream(true);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  private static List<Path> notebooks() throws IOException {
    try (Stream<Path> files = Files.list(NOTEBOOKS)) {
      return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
    }
  }

  /** Names of all files below a folder. */
  private static List<String> tree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
