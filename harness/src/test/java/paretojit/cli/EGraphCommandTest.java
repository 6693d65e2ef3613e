package paretojit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.egraph.EGraphJson;
import paretojit.egraph.Language;

/** The e-graph library from the shell. */
class EGraphCommandTest {
  private static final String RULES =
      """
      ; halving undoes doubling
      (rule reassociate (/ (* ?x ?y) ?z) => (* ?x (/ ?y ?z)))
      (rule cancel (/ 2 2) => 1)
      (rule one (* ?x 1) => ?x)
      """;

  @TempDir private Path folder;
  private Path rules = Path.of("");

  @BeforeEach
  void writeRules() throws IOException {
    rules = Files.writeString(folder.resolve("half.egg-rules"), RULES);
  }

  @Test
  void theSmallestTermIsFoundAndExplained() {
    String out =
        Cli.run(
                "egraph",
                "run",
                rules.toString(),
                "--term",
                "(/ (* a 2) 2)",
                "--explain",
                "--report")
            .isFine()
            .out();
    assertTrue(out.startsWith("saturated after 4 iterations: "), out);
    assertTrue(out.contains("\n(/ (* a 2) 2)\n  = a   cost 1\n"), out);
    assertTrue(
        out.contains(
            """
            (/ (* a 2) 2)
              => (* a (/ 2 2))   reassociate
              => (* a 1)   cancel
              => a   one
            """),
        out);
    assertTrue(out.lines().anyMatch(line -> line.matches("cancel +[0-9]+ +1 +0 .*")), out);
  }

  @Test
  void costsDecide() {
    String[] line = {"egraph", "run", rules.toString(), "--term", "(/ (* a 2) 2)", "--cost-of"};
    for (String cost : new String[] {"size", "dag", "exact"}) {
      String out = Cli.run(with(line, "a=9", "--cost", cost)).isFine().out();
      assertTrue(out.contains("  = a   cost 9"), out);
    }
    String depth = Cli.run(with(line, "a=9", "--cost", "depth")).isFine().out();
    assertTrue(depth.contains("  = a   cost 1"), depth);
  }

  private static String[] with(String[] line, String... more) {
    String[] all = java.util.Arrays.copyOf(line, line.length + more.length);
    System.arraycopy(more, 0, all, line.length, more.length);
    return all;
  }

  @Test
  void filesAreWritten() throws IOException {
    Path svg = folder.resolve("g.svg");
    Path dot = folder.resolve("g.dot");
    Path json = folder.resolve("g.json");
    Cli.run(
            "egraph",
            "run",
            rules.toString(),
            "--term",
            "(/ (* a 2) 2)",
            "--svg",
            svg.toString(),
            "--dot",
            dot.toString(),
            "--serialize",
            json.toString())
        .isFine();
    assertTrue(Files.readString(svg).contains("text-anchor=\"middle\">*</text>"));
    assertTrue(Files.readString(dot).startsWith("digraph egraph {"));
    EGraphJson.Loaded loaded = EGraphJson.read(Language.open(), "g.json", Files.readString(json));
    assertEquals(1, loaded.roots().length);
  }

  @Test
  void languagesBringRulesAndGoals() {
    Cli.run("egraph", "run", "--language", "math", "--term", "(d x (+ 1 (* 2 x)))", "--goal", "2")
        .isFine();
    Cli.Ended missed =
        Cli.run("egraph", "run", "--language", "math", "--term", "(+ x y)", "--goal", "7");
    assertEquals(1, missed.status());
    assertTrue(missed.err().contains("the goal was not reached: 7"), missed.err());
  }

  @Test
  void mistakesHavePlaces() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.egg-rules"), "(rule a (f ?x) => (g ?y))\n");
    Cli.run("egraph", "run", bad.toString(), "--term", "a")
        .isRefusedWith("bad.egg-rules:1:19", "?y is not bound");
    Cli.run("egraph", "run", rules.toString(), "--term", "(+ a")
        .isRefusedWith("--term:1:1", "never closed");
    Cli.run("egraph", "run", rules.toString()).isRefusedWith("--term");
    Cli.run("egraph", "run", "--term", "a").isRefusedWith("no rules");
    Cli.run("egraph", "run", "--language", "klingon", "--term", "a")
        .isRefusedWith("klingon", "math");
    Cli.run("egraph", "run", rules.toString(), "--term", "a", "--never-ban", "nobody")
        .isRefusedWith("nobody");
    String[] large = {
      "--language",
      "math",
      "--term",
      "(i (+ x (cos x)) x)",
      "--scheduler",
      "simple",
      "--nodes",
      "9999"
    };
    String[] line = {"egraph", "run", "--svg", folder.resolve("l.svg").toString()};
    Cli.Ended drawn = Cli.run(with(line, large));
    assertEquals(1, drawn.status());
    assertTrue(drawn.err().contains("too many to draw"), drawn.err());
    assertTrue(drawn.out().contains("  = "), drawn.out());
    Cli.run("egraph", "bench", "nothing").isRefusedWith("nothing", "ac-7");
  }

  @Test
  void benchChecksWhatItMeasures() {
    String out = Cli.run("egraph", "bench", "ac-7", "--repeat", "2").isFine().out();
    assertTrue(out.lines().anyMatch(l -> l.matches("ac-7 +8 +1,939 +127 .*")), out);
    assertTrue(Cli.run("egraph", "bench", "--list").isFine().out().contains("micro-11"));
  }
}
