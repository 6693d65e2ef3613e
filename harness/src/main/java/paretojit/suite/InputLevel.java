package paretojit.suite;

import java.util.List;

/** How far a program has been optimized before any engine of this project sees it. */
public enum InputLevel {
  /** C, as a naive front end emits: every variable in linear memory, nothing folded. */
  O0,
  /** C, as an optimizing front end emits: promoted, inlined, unrolled, but without vectors. */
  O2,
  /** WebAssembly as it came: generated programs, and users' files. */
  GIVEN;

  /** The levels of programs in C. */
  public static final List<InputLevel> OF_C = List.of(O0, O2);
}
