package paretojit.egraph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Pictures: every class and edge is there, nothing lies on top of something else. */
class EGraphSvgTest {
  private static Document draw(EGraph g, int... roots) throws Exception {
    String svg = EGraphSvg.of(g, roots);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static List<Element> elements(Document svg, String tag, String cls) {
    var out = new ArrayList<Element>();
    NodeList all = svg.getElementsByTagName(tag);
    for (int i = 0; i < all.getLength(); i++) {
      Element e = (Element) all.item(i);
      if (e.getAttribute("class").startsWith(cls)) {
        out.add(e);
      }
    }
    return out;
  }

  private static double number(Element e, String attribute) {
    return Double.parseDouble(e.getAttribute(attribute));
  }

  @Test
  void classesStandApart() throws Exception {
    Language open = Language.open();
    EGraph g = new EGraph(open);
    int root = g.add(Term.parse(open, "(+ (* a <b>) (+ (f c) (f d)))"));
    new Runner(g)
        .iterations(4)
        .run(Rewrite.both(open, "comm", "(+ ?a ?b)", "(+ ?b ?a)").subList(0, 1));
    Document svg = draw(g, root);
    var boxes = elements(svg, "rect", "class");
    assertEquals(g.classCount(), boxes.size());
    assertEquals(g.nodeCount(), elements(svg, "rect", "node").size());
    for (int i = 0; i < boxes.size(); i++) {
      for (int j = 0; j < i; j++) {
        Element a = boxes.get(i);
        Element b = boxes.get(j);
        boolean apart =
            number(a, "y") != number(b, "y")
                || number(a, "x") + number(a, "width") < number(b, "x")
                || number(b, "x") + number(b, "width") < number(a, "x");
        assertTrue(apart, "two boxes overlap");
      }
    }
    Element picture = svg.getDocumentElement();
    for (Element box : boxes) {
      assertTrue(number(box, "x") >= 0 && number(box, "y") >= 0);
      assertTrue(number(box, "x") + number(box, "width") <= number(picture, "width"));
      assertTrue(number(box, "y") + number(box, "height") <= number(picture, "height"));
    }
    assertTrue(svg.getDocumentElement().getTextContent().contains("<b>"));
  }

  @Test
  void cyclesLeadBack() throws Exception {
    Language open = Language.open();
    EGraph g = new EGraph(open);
    int a = g.add(Term.parse(open, "a"));
    g.union(a, g.add(Term.parse(open, "(f (g a))")));
    g.rebuild();
    Document svg = draw(g);
    assertEquals(2, elements(svg, "path", "edge").size());
    assertEquals(1, elements(svg, "path", "edge back").size());
  }

  @Test
  void whatNobodyCanLookAtIsRefused() {
    Language open = Language.open();
    EGraph g = new EGraph(open);
    for (int i = 0; i <= EGraphSvg.MOST_CLASSES; i++) {
      g.add(Term.parse(open, "x" + i));
    }
    var e = assertThrows(IllegalArgumentException.class, () -> EGraphSvg.of(g));
    assertEquals("1,001 classes are too many to draw; at most 1,000", e.getMessage());
  }
}
