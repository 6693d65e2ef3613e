package paretojit.report;

import java.util.ArrayList;
import java.util.List;

/** A table of text: some columns of words at the left, then numbers, each as wide as it needs. */
final class AlignedText {
  private final int words;
  private final List<List<String>> rows = new ArrayList<>();

  /** A table whose first {@code words} columns are aligned left. */
  AlignedText(int words) {
    this.words = words;
  }

  AlignedText row(List<String> cells) {
    rows.add(List.copyOf(cells));
    return this;
  }

  @Override
  public String toString() {
    int columns = rows.getFirst().size();
    int[] width = new int[columns];
    for (List<String> row : rows) {
      for (int k = 0; k < columns; k++) {
        width[k] = Math.max(width[k], row.get(k).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int k = 0; k < columns; k++) {
        String padding = " ".repeat(width[k] - row.get(k).length());
        line.append(k == 0 ? "" : "  ");
        line.append(k < words ? row.get(k) + padding : padding + row.get(k));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
