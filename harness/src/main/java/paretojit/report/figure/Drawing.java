package paretojit.report.figure;

import java.awt.Graphics2D;

/** Something to be drawn as SVG, PNG or PDF. */
interface Drawing {
  /** In units of half a point, as all measures here. */
  int width();

  int height();

  void paint(Graphics2D g);
}
