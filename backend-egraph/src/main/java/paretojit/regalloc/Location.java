package paretojit.regalloc;

/**
 * Where a value is at some point of the program, as an int.
 *
 * <pre>
 *   0..15  general register    16..31  vector register    32.. spill slot
 *   HOME.. read-only home in memory (the target knows where)     negative: ~constant
 * </pre>
 */
public final class Location {
  public static final int FIRST_FLOAT = 16;
  public static final int FIRST_SLOT = 32;

  /** Locations from here on are homes. */
  public static final int HOME = 1 << 24;

  /** No location: the value is not live, or not placed yet. */
  public static final int NONE = 1 << 30;

  private Location() {}

  public static boolean isRegister(int location) {
    return location >= 0 && location < FIRST_SLOT;
  }

  /** A spill slot, not a home. */
  public static boolean isSlot(int location) {
    return location >= FIRST_SLOT && location < HOME;
  }

  /** A spill slot or a home. */
  public static boolean isMemory(int location) {
    return location >= FIRST_SLOT && location < NONE;
  }

  public static boolean isHome(int location) {
    return location >= HOME && location < NONE;
  }

  public static boolean isConstant(int location) {
    return location < 0;
  }

  /** For messages: {@code r3}, {@code x2}, {@code slot7}. */
  public static String toString(int location) {
    if (isConstant(location)) {
      return "const" + ~location;
    } else if (location < FIRST_FLOAT) {
      return "r" + location;
    } else if (location < FIRST_SLOT) {
      return "x" + (location - FIRST_FLOAT);
    } else if (isSlot(location)) {
      return "slot" + (location - FIRST_SLOT);
    } else if (isHome(location)) {
      return "home" + (location - HOME);
    }
    return "none";
  }
}
