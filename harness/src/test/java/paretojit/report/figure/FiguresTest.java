package paretojit.report.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.GraphicsEnvironment;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.graphics.PDXObject;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import paretojit.report.Artifact;
import paretojit.report.Comparison;
import paretojit.report.SampleResults;

/** Figures of invented results, in both widths. */
class FiguresTest {
  private static final Comparison FULL = new Comparison(SampleResults.full());

  @TempDir static Path folder;
  private static final Map<Width, List<Artifact.Written>> WRITTEN = new EnumMap<>(Width.class);

  @BeforeAll
  static void drawOnce() throws IOException {
    boolean hasFonts;
    try {
      hasFonts =
          GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames().length
              > 0;
    } catch (RuntimeException | InternalError | LinkageError e) {
      hasFonts = false;
    }
    Assumptions.assumeTrue(hasFonts, "this machine has no fonts");
    for (Width width : Width.values()) {
      WRITTEN.put(
          width, Figures.write(folder, FULL, names(), EnumSet.allOf(Figures.Format.class), width));
    }
  }

  private static List<String> names() {
    return Figures.all().stream().map(Artifact::name).toList();
  }

  private static String svg(String name, Width width) throws IOException {
    return Files.readString(folder.resolve(name + width.suffix() + ".svg"));
  }

  @Test
  void everyFigureIsDrawnFromFullResults() {
    for (Width width : Width.values()) {
      List<Artifact.Written> all = WRITTEN.getOrDefault(width, List.of());
      assertEquals(names(), all.stream().map(Artifact.Written::name).toList());
      for (Artifact.Written written : all) {
        assertNull(written.skipped(), written.name());
        assertEquals(3, written.files().size(), written.name());
      }
    }
  }

  @Test
  void svgIsWellFormedAndOfThePromisedWidth() throws Exception {
    for (Width width : Width.values()) {
      for (String name : names()) {
        Document document =
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve(name + width.suffix() + ".svg").toFile());
        Element root = document.getDocumentElement();
        assertEquals("svg", root.getTagName());
        assertEquals(Integer.toString(width.units()), root.getAttribute("width"), name);
        int drawn = 0;
        for (String tag : List.of("path", "line", "rect", "circle", "polygon")) {
          drawn += root.getElementsByTagName(tag).getLength();
        }
        assertTrue(drawn > 20, name + " draws " + drawn + " shapes only");
      }
    }
  }

  /** Which engines each figure is about, on the sample. */
  @Test
  void everyEngineIsNamed() throws IOException {
    List<String> all = FULL.engines();
    List<String> compiling = all.stream().filter(e -> !e.endsWith("@jvm")).toList();
    List<String> dearer = compiling.stream().filter(e -> !e.equals(FULL.baseline())).toList();
    List<String> graphs = List.of("egraph@x64", "hybrid@x64");
    List<String> stencils = List.of("stencil@x64 O0", "stencil:regs=0@x64 O2", "hybrid@x64 O2");
    Map<String, List<String>> expected =
        Map.ofEntries(
            Map.entry("pareto", compiling),
            Map.entry("startup", all),
            Map.entry("cumulative", compiling),
            Map.entry("break-even", dearer),
            Map.entry("throughput", compiling),
            Map.entry("phases", compiling),
            Map.entry("code-size", compiling),
            Map.entry("heatmap", all),
            Map.entry("ablation", List.of("stencil:regs=0@x64", ": stencil@x64")),
            Map.entry("growth", graphs),
            Map.entry("stencils", stencils),
            Map.entry("warmup", all),
            Map.entry("noise", all));
    assertEquals(Set.copyOf(names()), expected.keySet());
    for (Width width : Width.values()) {
      for (Map.Entry<String, List<String>> each : expected.entrySet()) {
        String svg = svg(each.getKey(), width);
        for (String engine : each.getValue()) {
          assertTrue(svg.contains(">" + engine), each.getKey() + " does not name " + engine);
        }
      }
    }
  }

  @Test
  void everyFigureSaysWhatItsIntervalsAre() throws IOException {
    for (String name : names()) {
      String words = svg(name, Width.PAGE).replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
      assertTrue(words.contains("interval"), name + ": " + words);
    }
  }

  @Test
  void pngHasTwoPixelsForEachUnit() throws IOException {
    for (Width width : Width.values()) {
      File file = folder.resolve("pareto" + width.suffix() + ".png").toFile();
      assertEquals(2 * width.units(), ImageIO.read(file).getWidth());
    }
  }

  @Test
  void pdfHasItsSizeOnPaperAndEmbeddedFonts() throws IOException {
    for (Width width : Width.values()) {
      for (String name : names()) {
        Path file = folder.resolve(name + width.suffix() + ".pdf");
        try (PDDocument document = Loader.loadPDF(file.toFile())) {
          assertEquals(1, document.getNumberOfPages());
          assertEquals(
              width.units() / 2.0, document.getPage(0).getMediaBox().getWidth(), 0.1, name);
          List<PDFont> fonts = fonts(document.getPage(0).getResources());
          assertTrue(fonts.stream().allMatch(PDFont::isEmbedded), name + ": " + fonts);
        }
      }
    }
  }

  private static List<PDFont> fonts(PDResources resources) throws IOException {
    List<PDFont> fonts = new ArrayList<>();
    for (COSName name : resources.getFontNames()) {
      fonts.add(resources.getFont(name));
    }
    for (COSName name : resources.getXObjectNames()) {
      PDXObject object = resources.getXObject(name);
      if (object instanceof PDFormXObject form && form.getResources() != null) {
        fonts.addAll(fonts(form.getResources()));
      }
    }
    return fonts;
  }

  @Test
  void pdfTextIsTextWhereAKnownFontIsInstalled() throws IOException {
    Assumptions.assumeTrue(PdfFile.hasFonts(), "no known font files");
    try (PDDocument document = Loader.loadPDF(folder.resolve("pareto.pdf").toFile())) {
      assertFalse(fonts(document.getPage(0).getResources()).isEmpty());
    }
  }

  @Test
  void equalResultsGiveEqualFigures() throws IOException {
    Path again = Files.createDirectories(folder.resolve("again"));
    Comparison same = new Comparison(SampleResults.full());
    Figures.write(again, same, names(), EnumSet.of(Figures.Format.SVG), Width.PAGE);
    for (String name : names()) {
      assertEquals(svg(name, Width.PAGE), Files.readString(again.resolve(name + ".svg")), name);
    }
  }

  @Test
  void figuresWithoutDataAreSkippedWithAReason(@TempDir Path target) throws IOException {
    Comparison quick = new Comparison(SampleResults.quick());
    List<Artifact.Written> written =
        Figures.write(
            target,
            quick,
            List.of("ablation", "growth", "stencils", "warmup", "code-size"),
            EnumSet.of(Figures.Format.SVG),
            Width.PAGE);
    for (Artifact.Written each : written) {
      boolean isDrawn = each.name().equals("code-size");
      assertEquals(isDrawn, each.skipped() == null, each.name());
      assertEquals(isDrawn ? 1 : 0, each.files().size(), each.name());
    }
    assertEquals(5, written.size());
    try (Stream<Path> files = Files.list(target)) {
      assertEquals(1, files.count());
    }
  }

  // ---- parts ----

  @Test
  void enginesDifferByMoreThanColour() {
    List<String> engines = Stream.iterate(0, k -> k + 1).limit(35).map(k -> "e" + k).toList();
    Set<String> looks = new HashSet<>();
    for (EngineStyle style : EngineStyle.of(engines)) {
      looks.add(style.color() + " " + style.index() % 5);
    }
    assertEquals(35, looks.size());
    Set<Fill> fills = new HashSet<>();
    for (int k = 0; k < 28; k++) {
      fills.add(Fill.of(k));
      assertTrue(Fill.of(k).hatch() != Fill.of(k + 1).hatch(), "neighbours at " + k);
    }
    assertEquals(28, fills.size());
  }

  @Test
  void labelsAreSpreadWithoutLeavingTheirRoom() {
    double[] free = EndLabels.spread(List.of(10.0, 50.0, 90.0), 10, 0, 100);
    assertArrayEquals(new double[] {10, 50, 90}, free, 1e-9);
    double[] crowded = EndLabels.spread(List.of(2.0, 3.0, 4.0, 97.0, 98.0), 10, 0, 100);
    for (int k = 1; k < crowded.length; k++) {
      assertTrue(crowded[k] - crowded[k - 1] >= 10 - 1e-9, "" + crowded[k]);
    }
    assertTrue(crowded[0] >= 0 && crowded[4] <= 100);
  }

  @Test
  void ablationsArePairsThatDifferInOneOption() {
    assertEquals(
        List.of(
            new AblationFigure.Pair("llvm:O1@x64", "llvm:O0@x64"),
            new AblationFigure.Pair("llvm:O2@x64", "llvm:O0@x64"),
            new AblationFigure.Pair("llvm:O2:vectorize=off@x64", "llvm:O2@x64"),
            new AblationFigure.Pair("stencil:regs=0@x64", "stencil@x64")),
        AblationFigure.pairs(
            List.of(
                "llvm:O0@x64",
                "llvm:O1@x64",
                "llvm:O2@x64",
                "llvm:O2:vectorize=off@x64",
                "stencil:regs=0@x64",
                "stencil@x64",
                "stencil@jvm",
                "stencil:a:b@x64")));
  }

  /** As {@code warmup.csv} has it: the sample's calls on the JVM get faster, in all visits. */
  @Test
  void visitsAreJudgedAsInTheFile() throws IOException {
    String svg = svg("warmup", Width.PAGE);
    int visits = FULL.results().visits().size() / FULL.engines().size();
    assertTrue(svg.contains(">0 / %d / 0 / 0<".formatted(visits)), "no panel where all warm up");
  }

  @Test
  void aTrendIsThePowerLawThroughItsPoints() {
    List<double[]> points = new ArrayList<>();
    for (double x = 1; x < 100; x *= 2) {
      points.add(new double[] {x, 3 * Math.pow(x, 0.5)});
    }
    Trend trend = Trend.of(points);
    assertEquals(3, trend.factor(), 1e-9);
    assertEquals(0.5, trend.exponent(), 1e-9);
    assertEquals(30, trend.at(100), 1e-9);
  }
}
