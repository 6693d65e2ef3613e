package paretojit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables in the documentation are what commands print of the runs in results/, never typed: each
 * stands between
 * {@code <!-- ./pareto … -->} and {@code <!-- end -->}. {@code mvn test -Dpareto.bless=true} splices them anew.
 */
class SplicedTablesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern BLOCK =
      Pattern.compile("<!-- (\\./pareto [^\\n]*) -->\\n(.*?)<!-- end -->", Pattern.DOTALL);

  @ParameterizedTest
  @ValueSource(strings = {"README.md"})
  void tablesAreWhatTheCommandsPrint(String document) throws IOException {
    Path file = ROOT.resolve(document);
    String text = Files.readString(file);
    Matcher blocks = BLOCK.matcher(text);
    StringBuilder spliced = new StringBuilder();
    int count = 0;
    for (; blocks.find(); count++) {
      String block =
          "<!-- %s -->%n%s<!-- end -->".formatted(blocks.group(1), printed(blocks.group(1)));
      blocks.appendReplacement(spliced, Matcher.quoteReplacement(block));
    }
    blocks.appendTail(spliced);
    assertTrue(count > 0, document + " shows no table of a run");
    if (Boolean.getBoolean("pareto.bless")) {
      Files.writeString(file, spliced);
    }
    assertEquals(spliced.toString(), Files.readString(file));
  }

  private static String printed(String command) {
    String[] words = command.split(" ");
    String[] arguments =
        Arrays.stream(words)
            .skip(1)
            .map(word -> word.startsWith("results/") ? ROOT.resolve(word).toString() : word)
            .toArray(String[]::new);
    return Cli.run(arguments).isFine().out();
  }
}
