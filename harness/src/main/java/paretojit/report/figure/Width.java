package paretojit.report.figure;

/** The widths that figures are made for. A unit of drawing is half a point of paper. */
public enum Width {
  /** Both columns of a paper, 178 mm. */
  PAGE(1008),
  /** One column, 85 mm: panels stand above each other, and type is twice as large in relation. */
  COLUMN(482);

  private final int units;

  Width(int units) {
    this.units = units;
  }

  int units() {
    return units;
  }

  /** How many of {@code panels} stand side by side. */
  int columns(int panels) {
    return this == PAGE ? panels : 1;
  }

  /** What file names end with: those for a page have nothing. */
  String suffix() {
    return this == PAGE ? "" : "-column";
  }
}
