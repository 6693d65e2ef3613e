package paretojit.peer;

import java.util.Optional;

/**
 * A library that a peer needs and that need not be there: it is an optional dependency of this module.
 *
 * @param name as Maven knows it
 * @param className a class of it
 */
public record OptionalLibrary(String name, String className) {
  /** What is missing, if it is. */
  public Optional<String> missing() {
    try {
      Class.forName(className, false, OptionalLibrary.class.getClassLoader());
      return Optional.empty();
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.of(name + " is not on the class path");
    }
  }
}
