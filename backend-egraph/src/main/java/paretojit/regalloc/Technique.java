package paretojit.regalloc;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What makes allocation good rather than right: each can be left out, to see what it brings. */
public enum Technique {
  /** Block parameters, their arguments, two-address results and fixed operands get one register. */
  COALESCE,
  /** What is used inside a loop is kept, and splits and stores move out of loops. */
  LOOPS,
  /** A spilled value with one use nearby is read where it is. */
  IN_PLACE,
  /** A loop's spilled parameter and its next value share a slot. */
  SLOTS,
  /** Moves on the way back of a loop are done before its branch. */
  EARLY;

  /** Selections that {@link #of} understands: {@code all}, {@code all-loops-slots}, {@code none}. */
  public static final Pattern SELECTION =
      Pattern.compile(
          "none|all(-("
              + Arrays.stream(values()).map(Technique::text).collect(Collectors.joining("|"))
              + "))*");

  /** The techniques of a selection. */
  public static Set<Technique> of(String selection) {
    Set<Technique> chosen = EnumSet.noneOf(Technique.class);
    Set<String> left = Set.copyOf(Arrays.asList(selection.split("-", -1)));
    for (Technique technique : values()) {
      if (!selection.equals("none") && !left.contains(technique.text())) {
        chosen.add(technique);
      }
    }
    return chosen;
  }

  /** As selections spell it: no dash, which separates them. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace("_", "");
  }
}
