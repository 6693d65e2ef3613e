package paretojit.report.figure;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import paretojit.measure.AtomicFile;

/**
 * Drawings as SVG text and PNG files. Needs a font on the machine, as all drawing of text does.
 *
 * @see PdfFile
 */
final class Pictures {
  /** Pixels of a PNG for each unit of the figure. */
  static final int SCALE = 2;

  private Pictures() {}

  /**
   * The drawing as an SVG document, without an XML declaration so that HTML can hold it.
   *
   * @param name makes identifiers inside differ from those of other drawings of the same HTML file
   */
  static String svg(Drawing drawing, String name) throws IOException {
    Document document = newDocument();
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setPrecision(2);
    context.setIDGenerator(
        new SVGIDGenerator() {
          @Override
          public String generateID(String prefix) {
            return name + "-" + super.generateID(prefix);
          }
        });
    SVGGraphics2D g = new SVGGraphics2D(context, false);
    drawing.paint(g);
    Element root = g.getRoot();
    root.setAttribute("viewBox", "0 0 " + drawing.width() + " " + drawing.height());
    root.setAttribute("width", Integer.toString(drawing.width()));
    root.setAttribute("height", Integer.toString(drawing.height()));
    StringWriter text = new StringWriter();
    g.stream(root, text, false, false);
    int start = text.toString().indexOf("<svg");
    return text.toString()
        .substring(start)
        .replace("\"genericDefs\"", "\"" + name + "-genericDefs\"");
  }

  private static Document newDocument() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new AssertionError("the JDK's XML parser", e);
    }
  }

  static void writeSvg(Drawing drawing, String name, Path file) throws IOException {
    String svg = svg(drawing, name);
    AtomicFile.write(
        file, writer -> writer.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + svg));
  }

  static void writePng(Drawing drawing, Path file) throws IOException {
    BufferedImage image =
        new BufferedImage(
            drawing.width() * SCALE, drawing.height() * SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.scale(SCALE, SCALE);
    drawing.paint(g);
    g.dispose();
    AtomicFile.writeBytes(file, out -> ImageIO.write(image, "png", out));
  }
}
