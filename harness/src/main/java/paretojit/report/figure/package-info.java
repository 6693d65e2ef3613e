/**
 * Figures of a run, each drawn from its results alone, for a page or for a column of a paper.
 *
 * <pre>
 *   Comparison --XxxFigure--> Rendering --+--> Drawing --Pictures--> SVG, PNG
 *                                         |            --PdfFile---> PDF with embedded fonts
 *                                         +--> Skipped: which data are missing
 *
 *   Sheet (keys, panels in a grid, note)  <--  Panel (axes of JFreeChart, layers)  <--  Pen
 * </pre>
 *
 * <p>Invariants: an engine looks the same in every figure of a run, and differs from others by more
 * than colour; every figure says in its note what its intervals are, or that it has none; equal
 * results give equal files; type has the same size on paper in both widths.
 *
 * <p>To add a figure, write a class that renders it and name it in {@link
 * paretojit.report.figure.Figures}.
 */
@NullMarked
package paretojit.report.figure;

import org.jspecify.annotations.NullMarked;
