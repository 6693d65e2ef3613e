package paretojit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rewrite rules from the shell. */
class RulesCommandTest {
  private static final String RULES =
      """
      (rule right (iadd x 0) x)              ; x + 0 = x
      (rule wrong (icmp_eq.i64 x 77777777777) 0)  ; but for one value
      """;

  @TempDir private Path folder;

  @Test
  void rulesAreListed() {
    assertEquals(
        """
        mul-three  (imul x 3) => (iadd x (ishl x 1))
        mul-power  (imul x #c) => (ishl x (ctz #c)) :if (icmp_eq (popcnt #c) 1)
        """
            .lines()
            .sorted()
            .toList(),
        Cli.run("rules", "list", "mul-{three,power}")
            .isFine()
            .out()
            .lines()
            .filter(line -> line.startsWith("mul-"))
            .sorted()
            .toList());
    String json = Cli.run("rules", "list", "mul-three", "--json").isFine().out();
    assertTrue(json.contains("\"algebra\" : \"x * 3 = x + 2x\""), json);
    assertTrue(json.contains("\"types\" : [ \"i32\", \"i64\" ]"), json);
  }

  @Test
  void shippedRulesAreProved() {
    String out = Cli.run("rules", "verify", "add-*").isFine().out();
    assertTrue(out.matches("(?s)rule +seconds  status\n.*add-zero +[0-9.]+  proved\n.*"), out);
    assertTrue(out.matches("(?s).*\n\n[0-9]+ proved, 0 tested, 0 refuted\n"), out);
  }

  @Test
  void aWrongRuleIsRefutedWithTheValues() throws IOException {
    String file = Files.writeString(folder.resolve("my.rules"), RULES).toString();
    Cli.Ended ended = Cli.run("rules", "verify", "--file", file);
    assertEquals(1, ended.status());
    String out = ended.out().replaceAll("[0-9]+\\.[0-9]+  ", "S  ").replaceAll(" +", " ");
    assertEquals(
        """
        rule seconds status
        right S proved
        wrong S refuted
         at i64, x = 0x000000121beab471: left gives 1, right gives 0

        1 proved, 0 tested, 1 refuted
        """,
        out);
    Cli.Ended json = Cli.run("rules", "verify", "wrong", "--file", file, "--json");
    assertEquals(1, json.status());
    assertTrue(json.out().contains("\"status\" : \"refuted\""), json.out());
    assertTrue(json.out().contains("x = 0x000000121beab471"), json.out());
  }

  @Test
  void mistakesAreNamed() throws IOException {
    Cli.run("rules", "list", "nothing-*").isRefusedWith("nothing-*", "rules list");
    Cli.run("rules", "list", "{").isRefusedWith("'{' is no pattern");
    Cli.run("rules", "verify", "--timeout", "0").isRefusedWith("--timeout");
    String file = Files.writeString(folder.resolve("b.rules"), "(rule a (iadd x) x)").toString();
    Cli.run("rules", "verify", "--file", file).isRefusedWith("b.rules:1:9");
    assertTrue(Cli.run("rules").isFine().out().contains("verify"));
  }
}
