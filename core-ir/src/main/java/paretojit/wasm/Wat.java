package paretojit.wasm;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Modules in the text format. */
public final class Wat {
  private static final String NAME = "module.wat";
  private static final Pattern ERROR =
      Pattern.compile(
          "^.*?" + Pattern.quote(NAME) + ":(\\d+):(\\d+): error: (.*)$", Pattern.MULTILINE);
  private static final List<String> OPTIONS = List.of("--debug-names", "--enable-multi-memory");

  private Wat() {}

  /**
   * The binary form of a module in text form, with the text's identifiers as names.
   *
   * @throws WatException if the text is not a valid module
   */
  public static byte[] toBinary(String text) {
    byte[] input = text.getBytes(StandardCharsets.UTF_8);
    Wabt.Output output = Wabt.WAT2WASM.run(NAME, input, "module.wasm", OPTIONS);
    byte[] binary = output.files().get("module.wasm");
    if (output.status() != 0 || binary == null) {
      throw error(output.errors());
    }
    return binary;
  }

  private static WatException error(String errors) {
    Matcher matcher = ERROR.matcher(errors);
    if (matcher.find()) {
      int line = Integer.parseInt(matcher.group(1));
      int column = Integer.parseInt(matcher.group(2));
      return new WatException(matcher.group(3), line, column);
    }
    return new WatException(errors.lines().findFirst().orElse("unreadable text"), 0, 0);
  }
}
