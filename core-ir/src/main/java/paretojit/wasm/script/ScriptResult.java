package paretojit.wasm.script;

import java.util.List;
import java.util.Map;

/**
 * What became of the commands of one script on one engine or several.
 *
 * @param skipped number of commands skipped, by reason
 */
public record ScriptResult(int passed, List<Failure> failures, Map<String, Integer> skipped) {
  /** A command whose outcome was not the expected one. */
  public record Failure(String file, int line, String engine, String expected, String got) {
    @Override
    public String toString() {
      return "%s:%d: %s: expected %s, got %s".formatted(file, line, engine, expected, got);
    }
  }

  public int failed() {
    return failures.size();
  }

  public int skippedCount() {
    return skipped.values().stream().mapToInt(Integer::intValue).sum();
  }
}
