package paretojit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The other commands. */
class CommandsTest {
  private static final String PROGRAM =
      "int f(int x) { return x * x + 1; }\nint g(int x) { return f(x) / 3; }\n";

  @TempDir Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static JsonNode json(Cli.Ended ended) {
    return new JsonMapper().readTree(ended.isFine().out());
  }

  @Test
  void helpNamesEveryCommand() {
    String help = Cli.run("--help").isFine().out();
    for (String command :
        List.of(
            "run",
            "cmp",
            "rank",
            "diff",
            "resume",
            "merge",
            "slurm",
            "report",
            "export",
            "reproduce",
            "figure",
            "table",
            "exec",
            "compile",
            "test",
            "stencils",
            "egraph",
            "rules",
            "engines",
            "workloads",
            "suites",
            "doctor")) {
      assertTrue(help.contains("\n  " + command + " "), command);
      String own = Cli.run(command, "--help").isFine().out();
      assertTrue(own.contains("Usage: pareto " + command), own);
      assertTrue(own.contains("./pareto "), command + " has no example");
      assertTrue(own.lines().allMatch(line -> line.length() <= 100), own);
    }
    Cli.run("exce").isRefusedWith("exce", "did you mean exec");
    Cli.run("run", "quick", "--engin", "x").isRefusedWith("--engin");
  }

  @Test
  void compileShowsTheFunctionAskedFor() throws IOException {
    String c = file("p.c", PROGRAM);
    String ir =
        Cli.run("compile", c, "--engine", "interp", "--emit", "ir", "--function", "g")
            .isFine()
            .out();
    assertTrue(ir.contains("function %g(i32) -> i32"), ir);
    assertFalse(ir.contains("function %f("), ir);
    Cli.run("compile", c, "--emit", "ir", "--function", "h").isRefusedWith("no function 'h'", "f");
    Cli.run("compile", c, "--emit", "asm", "--engine", "interp").isRefusedWith("no machine code");
    Cli.run("compile", c, "--emit", "opt", "--engine", "interp").isRefusedWith("no mid-end");
    Cli.run("compile", c, "--emit", "stencils", "--engine", "isel@x64")
        .isRefusedWith("no stencils");
    Cli.run("compile", c, "--emit", "dot", "--engine", "isel@x64").isRefusedWith("no graph");
    Cli.run("compile", c, "--emit", "asm", "--engine", "peer@jvm").isRefusedWith("no machine code");
    Cli.run("compile", c, "--emit", "nonsense").isRefusedWith("nonsense");
    Cli.run("compile", c, "--stats", "--repeat", "0").isRefusedWith("--repeat");
  }

  @Test
  void stencilsAreListedAndCounted() throws IOException {
    String all = Cli.run("stencils").isFine().out();
    assertTrue(all.contains("families") && all.contains(" by clang "), all);
    assertTrue(all.contains("\niadd_i32 "), all);
    String c = file("p.c", PROGRAM);
    JsonNode used = json(Cli.run("stencils", c, "--json"));
    assertTrue(used.path("origin").path("build_seconds").doubleValue() > 0, "" + used);
    long copies = 0;
    for (JsonNode row : used.path("rows")) {
      assertTrue(row.path("copies").longValue() >= row.path("variants_used").longValue());
      assertTrue(row.path("variants").intValue() >= row.path("variants_used").intValue());
      copies += row.path("copies").longValue();
    }
    JsonNode stats =
        json(
            Cli.run("compile", c, "--engine", "stencil@x64", "--stats", "--json", "--repeat", "1"));
    // The listing counts wrappers and thunks too.
    assertTrue(copies > stats.path("counters").path("stencils").longValue());
    String returns = Cli.run("stencils", c, "--family", "glue_return").isFine().out();
    assertTrue(returns.contains("glue_return: ") && returns.contains("\n    ret"), returns);
    Cli.run("stencils", "--compiler", "gcc", "--aot", "O0").isRefusedWith("gcc -O0");
    Cli.run("stencils", "--aot", "O9").isRefusedWith("O9", "O0|O1|O2|O3|Os");
    Cli.run("stencils", "--family", "nope").isRefusedWith("no family 'nope'", "./pareto stencils");
  }

  @Test
  void pairsOfOperationsAreCounted() throws IOException {
    String clif =
        file(
            "p.clif",
            """
            module "m"
            mem0 = memory 1 1

            function %f(i32, i32) -> i32 {
            block0(v0: i32, v1: i32):
                v2 = iconst.i32 2
                v3 = ishl v1, v2
                v4 = iadd v0, v3
                v5 = load.i32 mem0 v4
                v6 = bnot v5
                return v6
            }
            """);
    JsonNode rows = json(Cli.run("stencils", "--pairs", clif, "--json"));
    List<String> done = new ArrayList<>();
    List<String> notDone = new ArrayList<>();
    for (JsonNode row : rows) {
      if (row.path("isPair").booleanValue()) {
        assertEquals(1, row.path("count").longValue());
        (row.path("done").longValue() == 1 ? done : notDone).add(row.path("shape").asString());
      }
    }
    assertEquals(List.of("iadd.i32(_, ishl.i32(_, 1..3))"), done);
    Collections.sort(notDone);
    assertEquals(
        List.of("bnot.i32(load.i32(_))", "load.i32(iadd.i32(_, _))", "return(bnot.i32(_))"),
        notDone);
    String text = Cli.run("stencils", "--pairs", clif).isFine().out();
    assertTrue(text.contains("       yes  iadd.i32(_, ishl.i32(_, 1..3))"), text);
    Cli.run("stencils", clif, clif).isRefusedWith("--pairs");
  }

  @Test
  void compileStatsHaveTheAgreedKeys() throws IOException {
    String c = file("p.c", PROGRAM);
    JsonNode stats =
        json(Cli.run("compile", c, "--engine", "interp", "--stats", "--json", "--repeat", "1"));
    assertEquals("interp", stats.path("engine").stringValue());
    assertEquals(2, stats.path("functions").intValue());
    assertTrue(stats.path("wasm_instructions").intValue() >= 8);
    assertTrue(stats.path("ir_instructions").intValue() >= 5);
    assertTrue(stats.path("code_bytes").isNumber());
    for (String bound : List.of("min", "median")) {
      assertTrue(stats.path("total_nanos").path(bound).longValue() > 0);
      assertTrue(stats.path("phases").path("read").path(bound).longValue() > 0);
    }
    JsonNode two =
        json(
            Cli.run(
                "compile", c, "--engines", "interp,double", "--stats", "--json", "--repeat", "1"));
    assertEquals(2, two.size());
    JsonNode peer =
        json(Cli.run("compile", c, "--engine", "peer@jvm", "--stats", "--json", "--repeat", "1"));
    assertTrue(peer.path("total_nanos").path("median").longValue() > 0);
    assertTrue(peer.path("code_bytes").isNull());
  }

  @Test
  void testCountsAndNamesFailures() throws IOException {
    String clif =
        file(
            "t.clif",
            """
            function %f(i32) -> i32 {
            block0(v0: i32):
              v1 = iadd v0, v0
              return v1
            }
            ; run: %f(2) == 4
            ; run: %f(3) == 7
            """);
    Cli.Ended ended = Cli.run("test", clif, "--engines", "interp,double");
    assertEquals(1, ended.status());
    assertTrue(ended.out().endsWith("2 passed, 2 failed, 0 skipped\n"), ended.out());
    assertTrue(
        ended.out().contains("t.clif:7: [double] run: %f(3) == 7: expected 7, got 6"), ended.out());
    file(
        "t.wast",
        """
        (module (func (export "f") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))))
        (assert_return (invoke "f" (i32.const 1)) (i32.const 2))
        """);
    Cli.Ended all = Cli.run("test", folder.toString(), "--engines", "interp");
    assertTrue(all.out().endsWith(", 1 failed, 0 skipped\n"), all.out());
    Cli.run("test", folder.resolve("nope").toString()).isRefusedWith("no such file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"engines", "workloads", "suites"})
  void listsAreReadableAsJson(String command) {
    assertTrue(json(Cli.run(command, "--json")).size() >= 2);
    assertTrue(Cli.run(command).isFine().out().lines().count() >= 3);
  }

  @Test
  void doctorTriesEveryEngine() {
    Cli.Ended ended = Cli.run("doctor", "--json");
    JsonNode checks = new JsonMapper().readTree(ended.out()).path("checks");
    assertTrue(
        Stream.of("interp", "clang", "memory", "llvm@x64", "cranelift@x64", "v8-liftoff@x64")
            .allMatch(name -> checks.toString().contains("\"name\":\"" + name + "\"")),
        ended.out());
  }

  // ---- run ----

  @Test
  void runMeasuresChecksAndReports() throws IOException {
    Path results = folder.resolve("results");
    String[] line = {
      "run",
      "smoke",
      "--workloads",
      "crc32",
      "--engines",
      "interp,double:wrong",
      "--levels",
      "O2",
      "--out",
      results.toString()
    };
    Cli.Ended ended = Cli.run(line);
    assertEquals(0, ended.status(), ended.err());
    assertTrue(ended.out().contains("1 × double:wrong: wrong-result"), ended.out());
    assertTrue(ended.out().contains("Report: " + results), ended.out());
    for (String file :
        List.of(
            "samples.csv",
            "phases.csv",
            "code.csv",
            "summary.csv",
            "geomeans.csv",
            "break_even.csv",
            "frontier.csv",
            "warmup.csv",
            "provenance.json",
            "report.html",
            "journal.jsonl")) {
      assertTrue(Files.size(results.resolve(file)) > 0, file);
    }
    List<String> summary = Files.readAllLines(results.resolve("summary.csv"));
    assertEquals("workload,level,engine,metric,unit,n,median,low,high,status", summary.getFirst());
    assertEquals(7, summary.stream().filter(row -> row.endsWith(",ok")).count(), "" + summary);
    assertEquals(7, summary.stream().filter(row -> row.endsWith(",wrong-result")).count());
    JsonNode provenance =
        new JsonMapper().readTree(Files.readString(results.resolve("provenance.json")));
    assertEquals("complete", provenance.path("state").stringValue());
    assertEquals(2, provenance.path("order").size());

    Cli.run(line).isRefusedWith("holds results already", "--resume");
    String[] again = Stream.concat(Stream.of(line), Stream.of("--resume")).toArray(String[]::new);
    assertEquals(0, Cli.run(again).status());
    String[] asJson = Stream.concat(Stream.of(again), Stream.of("--json")).toArray(String[]::new);
    JsonNode printed = new JsonMapper().readTree(Cli.run(asJson).out());
    assertEquals(results.toString(), printed.path("folder").stringValue());
    assertEquals("wrong-result", printed.path("failures").path(0).path("status").stringValue());
    again[3] = "sieve";
    Cli.run(again).isRefusedWith("another suite");
  }

  @Test
  void runListsWhatItWouldMeasure() {
    String out = "--out=" + folder.resolve("listed");
    String listed =
        Cli.run("run", "quick", "--list", out, "-e", "^(stencil|llvm)", "-w", "sha256|crc")
            .isFine()
            .out();
    assertEquals(
        """
        crc32 O0 stencil@x64
        crc32 O0 llvm:O0@x64
        crc32 O2 stencil@x64
        crc32 O2 llvm:O0@x64
        sha256 O0 stencil@x64
        sha256 O0 llvm:O0@x64
        sha256 O2 stencil@x64
        sha256 O2 llvm:O0@x64
        """,
        sorted(listed));
    assertFalse(Files.exists(folder.resolve("listed")));
    Cli.run("run", "quick", "--list", "-e", "nope").isRefusedWith("nope", "stencil@x64");
    Cli.run("run", "quick", "--list", "-w", "nope")
        .isRefusedWith("--only-workloads nope: found in none of matmul, ");
    Cli.run("run", "quick", "--list", "-w", "(").isRefusedWith("--only-workloads");
    Cli.run("run", "throughput", "--list").isRefusedWith("yours.wasm: no such file", "a.wasm");
    Cli.run("run", "quick", "--list", "--levels", "given").isRefusedWith("no input level GIVEN");
  }

  private static String sorted(String lines) {
    return lines
        .lines()
        .sorted(Comparator.comparing(l -> l.split(" ")[0]))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  @Test
  void runRefusesWhatItCannotDoBeforeItBegins() throws IOException {
    Path results = folder.resolve("r");
    String out = "--out=" + results;
    Cli.run("run", "nope", out).isRefusedWith("no suite 'nope'", "quick");
    Cli.run("run", "smoke", out, "--engines", "nope").isRefusedWith("nope", "interp");
    Cli.run("run", "smoke", out, "--workloads", "zzz*").isRefusedWith("zzz*", "crc32");
    Cli.run("run", "smoke", out, "--levels", "O9").isRefusedWith("O9");
    Cli.run("run", "smoke", out, "--resume").isRefusedWith("no run to go on with");
    Cli.run("run", file("s.toml", "engines = [\"interp\"]\nrouns = 1\n"), out)
        .isRefusedWith("s.toml:2: unknown key 'rouns'; did you mean 'rounds'?");
    assertFalse(Files.exists(results));
    String occupied = file("occupied", "");
    Cli.run("run", "smoke", "--out", occupied + "/r").isRefusedWith("results folder");
    Cli.run("run", "smoke", "--out", occupied).isRefusedWith("results folder");
    Cli.run("run", "smoke", "--out", "/proc/nope").isRefusedWith("results folder");
  }
}
