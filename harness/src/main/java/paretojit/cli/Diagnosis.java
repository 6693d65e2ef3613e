package paretojit.cli;

/**
 * What {@code doctor} found out about one thing.
 *
 * @param verdict {@link #FINE}, {@link #WARNING} or {@link #MISSING}
 * @param detail what there is
 * @param advice what to do about it, or empty
 */
record Diagnosis(String verdict, String name, String detail, String advice) {
  static final String FINE = "ok";

  /** Everything works, but times may be unsound. */
  static final String WARNING = "warn";

  static final String MISSING = "miss";

  static Diagnosis fine(String name, String detail) {
    return new Diagnosis(FINE, name, detail, "");
  }

  static Diagnosis warning(String name, String detail, String advice) {
    return new Diagnosis(WARNING, name, detail, advice);
  }

  static Diagnosis missing(String name, String detail, String advice) {
    return new Diagnosis(MISSING, name, detail, advice);
  }
}
