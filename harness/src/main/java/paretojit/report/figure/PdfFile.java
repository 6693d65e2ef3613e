package paretojit.report.figure;

import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2D;
import de.rototor.pdfbox.graphics2d.PdfBoxGraphics2DFontTextDrawer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.util.Matrix;
import paretojit.measure.AtomicFile;

/**
 * Drawings as PDF files of one page, in the size they have on paper. Text is text, in an embedded
 * subset of a font file; on a machine without one of the known font files it becomes outlines.
 */
final class PdfFile {
  /** A unit of drawings is half a point. */
  private static final float POINTS = 0.5f;

  /** Sans-serif families, regular and bold; the first that is there is taken. */
  private static final List<List<String>> FAMILIES =
      List.of(
          List.of("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
          List.of("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
          List.of("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"));

  private static final List<Path> FOLDERS =
      List.of(
          Path.of("/usr/share/fonts"),
          Path.of("/usr/local/share/fonts"),
          Path.of(System.getProperty("user.home"), ".local/share/fonts"),
          Path.of(System.getProperty("user.home"), ".fonts"));

  private PdfFile() {}

  static void write(Drawing drawing, String title, Path file) throws IOException {
    try (PDDocument document = new PDDocument();
        PdfBoxGraphics2DFontTextDrawer text = new PdfBoxGraphics2DFontTextDrawer()) {
      document.getDocumentInformation().setTitle(title);
      document.getDocumentInformation().setCreator("ParetoJIT");
      registerFonts(text);
      PDPage page =
          new PDPage(new PDRectangle(drawing.width() * POINTS, drawing.height() * POINTS));
      document.addPage(page);
      PdfBoxGraphics2D g = new PdfBoxGraphics2D(document, drawing.width(), drawing.height());
      g.setFontTextDrawer(text);
      drawing.paint(g);
      g.dispose();
      try (PDPageContentStream content = new PDPageContentStream(document, page)) {
        content.transform(Matrix.getScaleInstance(POINTS, POINTS));
        content.drawForm(g.getXFormObject());
      }
      AtomicFile.writeBytes(file, document::save);
    }
  }

  /** Whether text in PDF files is text. */
  static boolean hasFonts() throws IOException {
    return !fonts().isEmpty();
  }

  /** Font files, regular and bold; none if no family is there as a whole. */
  private static List<Path> fonts() throws IOException {
    for (List<String> family : FAMILIES) {
      Optional<Path> plain = find(family.getFirst());
      Optional<Path> bold = find(family.getLast());
      if (plain.isPresent() && bold.isPresent()) {
        return List.of(plain.get(), bold.get());
      }
    }
    return List.of();
  }

  private static void registerFonts(PdfBoxGraphics2DFontTextDrawer text) throws IOException {
    List<Path> fonts = fonts();
    if (!fonts.isEmpty()) {
      text.registerFont(Style.SMALL.getFontName(), fonts.getFirst().toFile());
      text.registerFont(Style.BOLD.getFontName(), fonts.getLast().toFile());
    }
  }

  private static Optional<Path> find(String fileName) throws IOException {
    for (Path folder : FOLDERS) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.find(folder, 6, (path, _) -> path.endsWith(fileName))) {
          Optional<Path> found = files.findFirst();
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return Optional.empty();
  }
}
