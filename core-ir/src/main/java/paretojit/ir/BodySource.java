package paretojit.ir;

/**
 * Where the bodies of a module's defined functions come from: they may be in memory, or be read
 * from the program each time they are asked for, so that a compiler has only one of them in its
 * caches at a time.
 */
public interface BodySource {
  /** Reads bodies, one after the other. Not thread-safe. */
  interface Reader {
    /**
     * The body of a defined function.
     *
     * @param defined which one, the first being 0
     * @return the body, which is good only until the next call: its arrays may be used again
     */
    Function read(int defined);
  }

  /** A new reader, whose last body stays good. */
  Reader reader();

  /**
   * An estimate of how many instructions one body has, without reading it.
   *
   * @param defined which one, the first being 0
   */
  int expectedInstructions(int defined);

  /** An estimate of how many instructions all bodies have. */
  long expectedInstructions();
}
