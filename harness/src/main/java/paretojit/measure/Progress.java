package paretojit.measure;

/** Watches a run. Called by one thread. */
public interface Progress {
  /** A stage begins, of so many steps. */
  void begin(String stage, int steps);

  /**
   * A step of the stage is done.
   *
   * @param label what was done
   * @param status how it ended
   */
  void step(String label, String status);

  /** Something that a user should read now. */
  void note(String message);

  /** The last stage is over. */
  void end();
}
