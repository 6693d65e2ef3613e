package paretojit.suite;

/** How far clang has optimized a C program before any engine of this project sees it. */
public enum InputLevel {
  /** As a naive front end emits: every C variable in linear memory, nothing folded. */
  O0,
  /** As an optimizing front end emits: promoted, inlined, unrolled, but without vectors. */
  O2
}
