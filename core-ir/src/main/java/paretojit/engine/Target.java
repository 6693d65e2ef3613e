package paretojit.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a code generator produces code for; the part of an engine id after the {@code @}. */
public enum Target {
  /** x86-64 machine code, run in this process. */
  X64,
  /** JVM bytecode, run as a hidden class. */
  JVM;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Target> parse(String text) {
    return Arrays.stream(values()).filter(target -> target.text().equals(text)).findFirst();
  }
}
