package paretojit.report;

import java.util.Comparator;
import java.util.List;

/** The order in which a program passes through phases; finer ones of a phase follow it. */
public final class Phases {
  private static final List<String> PIPELINE =
      List.of("read", "verify", "midend", "select", "allocate", "emit", "install", "other");

  public static final Comparator<String> BY_PIPELINE =
      Comparator.comparingInt(Phases::rank).thenComparing(Comparator.naturalOrder());

  private Phases() {}

  /** Phases that only one engine has, such as {@code llvm.passes}, come last. */
  private static int rank(String phase) {
    int rank = PIPELINE.indexOf(phase.replaceAll("\\..*", ""));
    return rank < 0 ? PIPELINE.size() : rank;
  }
}
