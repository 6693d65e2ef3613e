package paretojit.report.html;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import paretojit.engine.Engines;
import paretojit.measure.CellSummary;
import paretojit.measure.Metric;
import paretojit.measure.Status;
import paretojit.report.Comparison;
import paretojit.report.Phases;
import paretojit.report.Text;
import paretojit.report.listing.Lister;
import paretojit.stats.Estimate;
import paretojit.suite.InputLevel;
import paretojit.suite.SuiteFileException;
import paretojit.suite.Workload;
import paretojit.suite.Workloads;

/**
 * A page for each workload and level: its engines, their phases, its IR and its machine code. A page
 * is a section of the one file, which the script shows when the address ends in its {@code
 * #w=NAME&level=LEVEL}.
 */
final class WorkloadPages {
  private final Comparison comparison;
  private final PhaseBars bars;
  private final List<Page> pages;

  /**
   * A workload at a level.
   *
   * @param workload as this version knows it, if it does
   * @param wasmBytes size of its module; 0 if there is none
   */
  private record Page(
      String name,
      InputLevel level,
      Optional<Workload> workload,
      int wasmBytes,
      Lister.Packed listing) {
    String address() {
      return address(name, level);
    }

    static String address(String name, InputLevel level) {
      return "#w=%s&amp;level=%s".formatted(URLEncoder.encode(name, StandardCharsets.UTF_8), level);
    }
  }

  private record Key(String workload, InputLevel level) {}

  private WorkloadPages(Comparison comparison, List<Page> pages) {
    this.comparison = comparison;
    this.pages = pages;
    this.bars = new PhaseBars(comparison);
  }

  /** Pages of a run's workloads, which are compiled for their listings. */
  static WorkloadPages of(Comparison comparison) throws IOException {
    Workloads shipped = Workloads.shipped();
    Map<Key, Lister.Program> programs = new LinkedHashMap<>();
    Map<Key, Lister.Packed> listings = new LinkedHashMap<>();
    for (String name : comparison.results().suite().workloads()) {
      for (InputLevel level : comparison.levels()) {
        Key key = new Key(name, level);
        Optional<Workload> workload = shipped.named(name);
        if (workload.isEmpty() || !workload.get().levels().contains(level)) {
          listings.put(
              key, Lister.Packed.absent("This version of ParetoJIT has no such workload."));
          continue;
        }
        try {
          byte[] wasm = Workloads.module(workload.get(), level);
          programs.put(key, new Lister.Program(wasm, dangerous(comparison, key)));
        } catch (SuiteFileException e) {
          listings.put(key, Lister.Packed.absent(e.getMessage() + "."));
        }
      }
    }
    listings.putAll(new Lister(Engines.load(), comparison.engines()).list(programs));
    List<Page> pages = new ArrayList<>();
    for (String name : comparison.results().suite().workloads()) {
      for (InputLevel level : comparison.levels()) {
        Key key = new Key(name, level);
        Lister.Program program = programs.get(key);
        int size = program == null ? 0 : program.wasm().length;
        pages.add(
            new Page(
                name,
                level,
                shipped.named(name),
                size,
                listings.getOrDefault(key, Lister.Packed.absent(""))));
      }
    }
    return new WorkloadPages(comparison, pages);
  }

  /** Engines that had better not compile a workload in this process, with the reason. */
  private static Map<String, String> dangerous(Comparison comparison, Key key) {
    Map<String, String> dangerous = new LinkedHashMap<>();
    for (String engine : comparison.engines()) {
      comparison
          .results()
          .cell(key.workload(), key.level(), engine)
          .map(CellSummary::status)
          .filter(status -> status.equals(Status.CRASH) || status.equals(Status.TIMEOUT))
          .ifPresent(
              status -> dangerous.put(engine, "not compiled again, because of its " + status));
    }
    return dangerous;
  }

  // ---- the way to them ----

  /** The table of workloads, whose links lead to their pages. */
  void index(Html html) {
    html.element("h2 id=workloads", "Workloads: IR and machine code");
    html.raw(
        "<label>Show rows with <input data-filter=index placeholder=\"linear-algebra\"></label>\n");
    html.beginTable(
        "tall",
        "class=sortable id=index",
        "Workloads",
        List.of("workload", "family", "what it does", "pages"),
        List.of("workload", "family", "what it does", "pages"));
    for (String name : comparison.results().suite().workloads()) {
      List<Page> own = pages.stream().filter(page -> page.name().equals(name)).toList();
      Optional<Workload> workload = own.getFirst().workload();
      html.raw("<tr>").head(name);
      html.word(workload.map(Workload::family).orElse("–"));
      html.element("td class=\"t long\"", workload.map(Workload::description).orElse("–"));
      html.raw("<td class=t>");
      for (Page page : own) {
        link(html, page, page.level().name(), name + " at input level " + page.level());
      }
      html.raw("</td></tr>\n");
    }
    html.endTable();
  }

  private static void link(Html html, Page page, String text, String label) {
    html.raw(
        "<a class=to href=\"%s\" aria-label=\"%s\">%s</a>%n"
            .formatted(page.address(), Html.escape(label), Html.escape(text)));
  }

  // ---- pages ----

  void write(Html html) {
    for (int k = 0; k < pages.size(); k++) {
      page(html, k);
    }
    html.raw(
        """
        <template id=browser>
        <p class=choose><label>Function <select class=function></select></label></p>
        <div class=panes>
        <div class=pane><label>Left <select></select></label> <span class=note></span><pre tabindex=0 role=region></pre></div>
        <div class=pane><label>Right <select></select></label> <span class=note></span><pre tabindex=0 role=region></pre></div>
        </div>
        </template>
        """);
  }

  private void page(Html html, int k) {
    Page page = pages.get(k);
    html.raw(
        "<section class=page data-w=\"%s\" data-level=%s aria-labelledby=t%d>%n"
            .formatted(Html.escape(page.name()), page.level(), k));
    html.raw("<nav class=contents aria-label=Pages><a href=\"#workloads\">All workloads</a>\n");
    for (Page other : pages) {
      if (other.name().equals(page.name()) && other.level() != page.level()) {
        link(html, other, "Level " + other.level(), page.name() + " at level " + other.level());
      }
    }
    neighbour(html, k, -1, "Previous");
    neighbour(html, k, 1, "Next");
    html.raw("</nav>\n");
    html.element(
        "h2 id=t%d tabindex=-1".formatted(k), page.name() + ", input level " + page.level());
    html.element("p class=sub", description(page));
    engines(html, page);
    phases(html, page);
    listing(html, page);
    html.raw("</section>\n");
  }

  /** The next page of the same level, if there is one. */
  private void neighbour(Html html, int k, int step, String word) {
    for (int n = k + step; n >= 0 && n < pages.size(); n += step) {
      Page other = pages.get(n);
      if (other.level() == pages.get(k).level()) {
        link(html, other, word + ": " + other.name(), word + ": " + other.name());
        return;
      }
    }
  }

  private String description(Page page) {
    List<String> parts = new ArrayList<>();
    page.workload()
        .ifPresent(
            w -> {
              parts.add(w.description() + " (" + w.family() + ")");
              parts.add(
                  switch (w.source()) {
                    case Workload.Source.OfC(String file) ->
                        "C, " + file + ", compiled to WebAssembly by clang -" + page.level();
                    case Workload.Source.Generated _ -> "generated WebAssembly";
                    case Workload.Source.OfUser(var file) -> "WebAssembly from " + file;
                  });
            });
    if (page.wasmBytes() > 0) {
      parts.add("a module of " + Text.count(page.wasmBytes(), "byte"));
    }
    for (Metric metric : List.of(Metric.WASM_INSTRUCTIONS, Metric.IR_INSTRUCTIONS)) {
      comparison.engines().stream()
          .flatMap(engine -> cell(page, engine).flatMap(c -> c.estimate(metric)).stream())
          .findFirst()
          .ifPresent(
              e ->
                  parts.add(
                      Text.count(Math.round(e.value()), "instruction")
                          + (metric == Metric.IR_INSTRUCTIONS ? " of IR" : " of WebAssembly")));
    }
    return String.join("; ", parts) + ".";
  }

  private Optional<CellSummary> cell(Page page, String engine) {
    return comparison.results().cell(page.name(), page.level(), engine);
  }

  private void engines(Html html, Page page) {
    html.element("h3", "Engines");
    html.element(
        "p class=note",
        "Medians; columns with × are ratios to %s, with the 95 %% interval of measuring again."
            .formatted(comparison.baseline()));
    List<Metric> cold = Metric.COLD_STARTS.stream().filter(comparison::hasMeasured).toList();
    List<String> columns = new ArrayList<>(List.of("engine", "compile", "× compile", "codegen"));
    columns.add("first call");
    cold.forEach(metric -> columns.add(Text.name(metric)));
    columns.addAll(List.of("run", "× run", "code bytes", "× bytes", "status"));
    html.beginTable(
        "",
        "class=sortable",
        "Engines on " + page.name() + ", input level " + page.level(),
        columns,
        List.of("engine", "status"));
    for (String engine : comparison.engines()) {
      Optional<CellSummary> cell = cell(page, engine);
      html.raw("<tr>").head(engine);
      metric(html, page, engine, Metric.COMPILE_NANOS);
      ratio(html, page, engine, Metric.COMPILE_NANOS);
      metric(html, page, engine, Metric.CODEGEN_NANOS);
      metric(html, page, engine, Metric.FIRST_CALL_NANOS);
      cold.forEach(each -> metric(html, page, engine, each));
      metric(html, page, engine, Metric.RUN_NANOS);
      ratio(html, page, engine, Metric.RUN_NANOS);
      metric(html, page, engine, Metric.CODE_BYTES);
      ratio(html, page, engine, Metric.CODE_BYTES);
      boolean isOk = cell.map(CellSummary::isOk).orElse(false);
      html.element(
          isOk ? "td class=t" : "td class=bad",
          cell.map(CellSummary::status).orElse("not measured"));
      html.raw("</tr>\n");
    }
    html.endTable();
  }

  private void metric(Html html, Page page, String engine, Metric metric) {
    html.metric(metric, cell(page, engine).flatMap(c -> c.estimate(metric)));
  }

  private void ratio(Html html, Page page, String engine, Metric metric) {
    Optional<Estimate> ratio =
        comparison
            .ratio(page.name(), page.level(), engine, metric)
            .map(r -> r.estimate(comparison.results().bootstrap()));
    if (ratio.isEmpty()) {
      html.none();
    } else if (engine.equals(comparison.baseline())) {
      html.number(1, "1");
    } else {
      Estimate e = ratio.get();
      html.number(e.value(), metric.isTimed() ? Text.withInterval(e) : Text.number(e.value()));
    }
  }

  private void phases(Html html, Page page) {
    html.element("h3", "Compile time by phase");
    Map<String, Map<String, Double>> byEngine = new LinkedHashMap<>();
    for (String engine : comparison.engines()) {
      cell(page, engine)
          .filter(cell -> !cell.phases().isEmpty())
          .ifPresent(
              cell -> {
                Map<String, Double> nanos = new TreeMap<>(Phases.BY_PIPELINE);
                cell.phases().forEach((phase, e) -> nanos.put(phase, e.value()));
                byEngine.put(engine, nanos);
              });
    }
    bars.write(html, byEngine);
  }

  private void listing(Html html, Page page) {
    html.element("h3", "IR and machine code");
    Lister.Packed listing = page.listing();
    if (listing.packed().isEmpty()) {
      html.element("p class=note", "There is no listing. " + listing.reason());
      return;
    }
    for (Map.Entry<String, Long> each : listing.codeBytes().entrySet()) {
      cell(page, each.getKey())
          .flatMap(cell -> cell.estimate(Metric.CODE_BYTES))
          .filter(measured -> Math.round(measured.value()) != each.getValue())
          .ifPresent(
              measured ->
                  html.element(
                      "p class=bad",
                      "%s: this is not the code that was measured; it has %d bytes, and that had %.0f."
                          .formatted(each.getKey(), each.getValue(), measured.value())));
    }
    html.raw("<div class=code><p class=note>Listings are unpacked by a script.</p></div>\n");
    html.raw("<script type=\"application/gzip\">" + listing.packed() + "</script>\n");
  }
}
