package paretojit.stencil.library;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which ahead-of-time compiler made a library, and how hard it tried.
 *
 * <p>The same C sources and the same gate serve all of them, so what differs between two libraries is
 * what their compilers make of them. {@link #STANDARD} is built with the project.
 */
public record LibraryVariant(Compiler compiler, Level level) {
  /** The one that is copied unless an option says otherwise. */
  public static final LibraryVariant STANDARD = new LibraryVariant(Compiler.CLANG, Level.O2);

  /** Whose compiler. */
  public enum Compiler {
    CLANG,
    GCC;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The optimization level, spelled as behind the dash of its flag. */
  public enum Level {
    O0,
    O1,
    O2,
    O3,
    OS;

    public String text() {
      return this == OS ? "Os" : name();
    }
  }

  /** From the options' values: {@code of("clang", "O2")}. */
  public static LibraryVariant of(String compiler, String level) {
    return new LibraryVariant(
        Arrays.stream(Compiler.values())
            .filter(c -> c.text().equals(compiler))
            .findFirst()
            .orElseThrow(),
        Arrays.stream(Level.values())
            .filter(l -> l.text().equals(level))
            .findFirst()
            .orElseThrow());
  }

  public static List<String> compilers() {
    return Arrays.stream(Compiler.values()).map(Compiler::text).toList();
  }

  public static List<String> levels() {
    return Arrays.stream(Level.values()).map(Level::text).toList();
  }

  public boolean isStandard() {
    return equals(STANDARD);
  }

  /** As on a command line: {@code gcc -O2}. */
  @Override
  public String toString() {
    return compiler.text() + " -" + level.text();
  }
}
