package paretojit.report;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import paretojit.measure.AtomicFile;

/** Charts as SVG text and PNG files. Needs a font on the machine, as all drawing of text does. */
final class Pictures {
  /** Pixels of a PNG for each unit of the figure. */
  private static final int SCALE = 2;

  private Pictures() {}

  /** The chart as an SVG document, without an XML declaration so that HTML can hold it. */
  static String svg(JFreeChart chart, int width, int height) throws IOException {
    Document document = newDocument();
    SVGGraphics2D g = new SVGGraphics2D(document);
    chart.draw(g, new Rectangle2D.Double(0, 0, width, height));
    Element root = g.getRoot();
    root.setAttribute("viewBox", "0 0 " + width + " " + height);
    root.setAttribute("width", Integer.toString(width));
    root.setAttribute("height", Integer.toString(height));
    StringWriter text = new StringWriter();
    g.stream(root, text, false, false);
    int start = text.toString().indexOf("<svg");
    return text.toString().substring(start);
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

  /** Writes the chart as a PNG file. */
  static void writePng(JFreeChart chart, int width, int height, Path file) throws IOException {
    BufferedImage image =
        new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.scale(SCALE, SCALE);
    chart.draw(g, new Rectangle2D.Double(0, 0, width, height));
    g.dispose();
    AtomicFile.writeBytes(file, out -> ImageIO.write(image, "png", out));
  }
}
