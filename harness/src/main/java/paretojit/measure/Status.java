package paretojit.measure;

/** How a visit ended, as files spell it. */
public final class Status {
  public static final String OK = "ok";
  public static final String TIMEOUT = "timeout";

  /** The worker died, or the engine broke one of its own invariants. */
  public static final String CRASH = "crash";

  /** Memory could not be had: the JVM's heap or metaspace, the system's, or what a killer of processes grants. */
  public static final String OUT_OF_MEMORY = "out-of-memory";

  public static final String WRONG_RESULT = "wrong-result";

  private Status() {}

  public static String skipped(String why) {
    return "skipped: " + oneLine(why);
  }

  public static String trap(String name) {
    return "trap: " + name;
  }

  public static String unsupported(String what) {
    return "unsupported: " + oneLine(what);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\n\\s*", "; ");
  }
}
