package paretojit.engine;

import java.util.Locale;

/** How generated code keeps accesses inside of linear memory 0. */
public enum Bounds {
  /** Pages behind the memory that fault; the fault becomes the trap. */
  GUARD,
  /** A comparison with the memory's length before each access. */
  EXPLICIT;

  /** The option that says which, for code generators that can do both. */
  public static OptionSpec option() {
    return OptionSpec.choice(
        "bounds",
        GUARD.text(),
        "how accesses are kept inside of memory: by guard pages or by a comparison each",
        GUARD.text(),
        EXPLICIT.text());
  }

  /** What the option was set to. */
  public static Bounds of(EngineOptions options) {
    return valueOf(options.text("bounds").toUpperCase(Locale.ROOT));
  }

  private String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
