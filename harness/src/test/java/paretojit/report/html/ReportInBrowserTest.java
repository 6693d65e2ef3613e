package paretojit.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.measure.Provenance;
import paretojit.measure.RunResults;
import paretojit.report.Reports;
import paretojit.report.SampleResults;
import paretojit.report.figure.Figures;
import tools.jackson.databind.json.JsonMapper;

/** The report in a browser, where there is one: no errors, keyboard, narrow screens, pages. */
class ReportInBrowserTest {
  private static final String PAGE = "#w=crc32&level=O2";
  private static final int NARROW = 380;

  @TempDir static Path folder;

  private static @Nullable Browser started;

  private Browser browser;
  private URI report;

  @BeforeAll
  static void startOnce() throws IOException {
    Optional<Path> program = Browser.program();
    Assumptions.assumeTrue(program.isPresent(), "no Chromium on the PATH");
    RunResults results = SampleResults.of(List.of("crc32", "quicksort", "shapes"));
    Provenance provenance = Provenance.collect(results.suite(), List.of());
    provenance.finish("complete");
    provenance.write(folder);
    Reports.write(folder, results, Figures::illustrate, HtmlReport::write);
    started =
        Browser.start(program.orElseThrow(), Files.createDirectory(folder.resolve("profile")));
  }

  @AfterAll
  static void stop() {
    if (started != null) {
      started.close();
    }
  }

  /** Takes pictures of a report to look at: {@code ReportInBrowserTest report.html FOLDER WORKLOAD}. */
  public static void main(String[] args) throws IOException {
    URI report = Path.of(args[0]).toUri();
    Path target = Files.createDirectories(Path.of(args[1]));
    String page = "#w=" + args[2] + "&level=O2";
    Path profile = Files.createTempDirectory("browser");
    try (Browser browser = Browser.start(Browser.program().orElseThrow(), profile)) {
      for (int width : new int[] {1300, NARROW}) {
        browser.resize(width, 2400);
        browser.open(report);
        browser.screenshot(target.resolve("overview-" + width + ".png"));
        browser.value("document.getElementById('means').scrollIntoView()");
        browser.screenshot(target.resolve("tables-" + width + ".png"));
        browser.value("document.getElementById('provenance').scrollIntoView()");
        browser.screenshot(target.resolve("provenance-" + width + ".png"));
        browser.value("location.hash = '" + page + "'");
        browser.waitFor("document.querySelector('.page.shown pre')");
        browser.screenshot(target.resolve("page-" + width + ".png"));
      }
      browser.setFeature("prefers-color-scheme", "dark");
      browser.resize(1300, 2000);
      browser.screenshot(target.resolve("page-dark.png"));
    }
  }

  @BeforeEach
  void open() {
    browser = Objects.requireNonNull(started);
    report = folder.resolve("report.html").toUri();
    browser.errors().clear();
    browser.requests().clear();
    browser.resize(1300, 900);
    browser.open(report);
  }

  @AfterEach
  void nothingWasSaidAndNothingFetched() {
    assertEquals(List.of(), browser.errors());
    List<String> outside = new ArrayList<>(browser.requests());
    outside.removeIf(url -> url.startsWith("data:") || url.equals("about:blank"));
    outside.removeIf(url -> url.replaceAll("#.*", "").equals(report.toString()));
    assertEquals(List.of(), outside);
  }

  @Test
  void theFirstStopOfTheKeyboardSkipsToTheContent() {
    press("Tab");
    assertEquals("skip", text("document.activeElement.className"));
    press("Enter");
    assertEquals("main", text("document.activeElement.id"));
  }

  @Test
  void tablesAreSortedByKeyboard() {
    String table = "document.getElementById('means-O2')";
    String rows = "[...%s.tBodies[0].rows]".formatted(table);
    List<String> before = texts(rows + ".map(row => row.cells[0].textContent)");
    browser.value(table + ".tHead.rows[0].cells[5].querySelector('button').focus()");
    press("Enter");
    List<Double> runTimes = numbers(rows + ".map(row => +row.cells[5].dataset.v)");
    assertEquals(runTimes.stream().sorted().toList(), runTimes);
    assertEquals("ascending", text(table + ".tHead.rows[0].cells[5].ariaSort"));
    assertTrue(!before.equals(texts(rows + ".map(row => row.cells[0].textContent)")), "" + before);
    press("Enter");
    List<Double> reversed = numbers(rows + ".map(row => +row.cells[5].dataset.v)");
    assertEquals(runTimes.stream().sorted(Comparator.reverseOrder()).toList(), reversed);
    assertEquals("descending", text(table + ".tHead.rows[0].cells[5].ariaSort"));
  }

  @Test
  void aPageIsReachedByItsAddressAndShowsIrBesideMachineCode() {
    browser.open(URI.create(report + PAGE));
    browser.waitFor("document.querySelector('.page.shown pre')");
    assertEquals("none", text("getComputedStyle(document.getElementById('overview')).display"));
    assertEquals(
        "crc32, input level O2", text("document.querySelector('.page.shown h2').textContent"));
    assertTrue(pane(0).startsWith("function %run(i32) -> i32 {"), pane(0));
    assertTrue(pane(1).contains("ret"), pane(1));
    browser.value("document.querySelectorAll('.page.shown .pane select')[1].focus()");
    String before = pane(1);
    press("ArrowDown");
    browser.waitFor(
        "document.querySelectorAll('.page.shown pre')[1].textContent !== " + quoted(before));
    List<String> views =
        texts(
            "[...document.querySelectorAll('.page.shown .pane select')[1].options].map(o =>"
                + " o.text)");
    assertTrue(views.contains("machine code of egraph@x64"), "" + views);
    // The next page shows the same view.
    String chosen =
        "document.querySelectorAll('.page.shown .pane select')[1].selectedOptions[0].text";
    String view = text(chosen);
    browser.value("[...document.querySelectorAll('.page.shown .contents a')].at(-1).focus()");
    press("Enter");
    browser.waitFor("document.querySelector('.page.shown h2').textContent.startsWith('quicksort')");
    browser.waitFor("document.querySelector('.page.shown pre')");
    assertEquals(view, text(chosen));
    assertEquals("H2", text("document.activeElement.tagName"));
    browser.value("location.hash = '#workloads'");
    browser.waitFor("getComputedStyle(document.getElementById('overview')).display === 'block'");
    assertEquals(0, browser.value("document.querySelectorAll('.page.shown').length").asInt());
  }

  @Test
  void nothingIsWiderThanANarrowScreen() {
    browser.resize(NARROW, 800);
    assertEquals(NARROW, browser.value("document.documentElement.scrollWidth").asInt());
    browser.value("location.hash = " + quoted(PAGE));
    browser.waitFor("document.querySelector('.page.shown pre')");
    browser.value("document.querySelector('.page.shown details').open = true");
    assertEquals(NARROW, browser.value("document.documentElement.scrollWidth").asInt());
  }

  @Test
  void whatScrollsByItselfIsReachedByKeyboardAndHasAName() {
    browser.resize(NARROW, 800);
    List<String> unreachable =
        texts(
            """
            [...document.querySelectorAll("main *")]
              .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === "auto")
              .filter(e => e.tabIndex < 0 || !e.ariaLabel)
              .map(e => e.outerHTML.slice(0, 80))
            """);
    assertEquals(List.of(), unreachable);
  }

  @Test
  void headingsGoDownOneLevelAtATime() {
    List<Double> levels =
        numbers("[...document.querySelectorAll('h1, h2, h3, h4')].map(h => +h.tagName[1])");
    assertEquals(1.0, levels.getFirst());
    for (int k = 1; k < levels.size(); k++) {
      assertTrue(levels.get(k) <= levels.get(k - 1) + 1, k + ": " + levels);
    }
  }

  // ---- shorthands ----

  private void press(String key) {
    switch (key) {
      case "Tab" -> browser.press(key, 9, "");
      case "Enter" -> browser.press(key, 13, "\r");
      case "ArrowDown" -> browser.press(key, 40, "");
      default -> throw new AssertionError(key);
    }
  }

  private String pane(int side) {
    return text("document.querySelectorAll('.page.shown pre')[" + side + "].textContent");
  }

  private String text(String script) {
    return browser.value(script).stringValue();
  }

  private List<String> texts(String script) {
    List<String> texts = new ArrayList<>();
    browser.value(script).forEach(each -> texts.add(each.stringValue()));
    return texts;
  }

  private List<Double> numbers(String script) {
    List<Double> numbers = new ArrayList<>();
    browser.value(script).forEach(each -> numbers.add(each.asDouble()));
    return numbers;
  }

  private static String quoted(String text) {
    return JsonMapper.shared().writeValueAsString(text);
  }
}
