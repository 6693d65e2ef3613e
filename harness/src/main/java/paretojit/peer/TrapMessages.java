package paretojit.peer;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import paretojit.ir.TrapCode;

/**
 * What the messages of a peer's traps mean.
 *
 * @param byPart trap codes by a part of the message that only they have, in lower case
 */
public record TrapMessages(Map<String, TrapCode> byPart) {
  /** Parts are tried in alphabetical order. */
  public TrapMessages {
    byPart = new TreeMap<>(byPart);
  }

  /**
   * The trap that a message tells of.
   *
   * @throws AssertionError if it is of no known kind
   */
  public TrapCode code(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    return byPart.entrySet().stream()
        .filter(entry -> lower.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError("a trap of no known kind: " + message));
  }
}
