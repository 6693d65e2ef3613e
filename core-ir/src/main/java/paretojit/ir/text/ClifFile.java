package paretojit.ir.text;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import paretojit.ir.IrModule;

/**
 * What a text file holds.
 *
 * @param module the functions that could be read, exported by name unless the file has exports of
 *     its own
 * @param functions signatures by function name, as the text spells them
 * @param skipped functions that need what the IR has not
 * @param comments all comments in order, for those who find meaning in them
 */
public record ClifFile(
    String file,
    IrModule module,
    Map<String, TextSignature> functions,
    List<Skipped> skipped,
    List<Comment> comments) {

  /** A function left out of the module. */
  public record Skipped(String function, int line, String reason) {}

  /** {@code text} begins with its semicolon. */
  public record Comment(int line, String text) {}

  /**
   * A signature with its narrow types.
   *
   * @param line where its function begins, 1-based
   */
  public record TextSignature(List<TextType> params, List<TextType> results, int line) {}

  /** Why the function of that name was left out, or null if it was not. */
  public @Nullable String skipReason(String function) {
    return skipped.stream()
        .filter(s -> s.function().equals(function))
        .map(Skipped::reason)
        .findFirst()
        .orElse(null);
  }
}
