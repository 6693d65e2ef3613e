package paretojit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paretojit.suite.InputLevel;
import paretojit.suite.Workloads;

/** {@code pareto exec}: results, exit statuses and what it says about bad input. */
class ExecTest {
  private static final String MODULE =
      """
      (module
        (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
        (func (export "div") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
        (func (export "half") (param f64) (result f64) (f64.div (local.get 0) (f64.const 2)))
        (func (export "same") (param f32) (result f32) (local.get 0))
        (func (export "two") (param i64) (result i64 f32) (local.get 0) (f32.const 0.5)))
      """;

  /** Prints its input's first bytes, then ends with status 7. */
  private static final String WASI =
      """
      (module
        (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1)
        (func (export "_start")
          (i32.store (i32.const 0) (i32.const 64))
          (i32.store (i32.const 4) (i32.const 16))
          (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
          (i32.store (i32.const 4) (i32.load (i32.const 8)))
          (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
          (call $exit (i32.const 7))))
      """;

  @TempDir Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String wat() throws IOException {
    return file("m.wat", MODULE);
  }

  private Cli.Ended invoke(String name, String... args) throws IOException {
    String[] all = new String[] {"exec", wat(), "--engine", "interp", "--invoke", name};
    String[] line = Arrays.copyOf(all, all.length + args.length);
    System.arraycopy(args, 0, line, all.length, args.length);
    return Cli.run(line);
  }

  @ParameterizedTest
  @CsvSource({
    "add, 2 -3, i32:-1",
    "add, 0xffffffff 1, i32:0",
    "half, 5, f64:2.5",
    "half, -inf, f64:-Inf",
    "same, -nan:0x5, f32:-NaN:0x5",
    "two, -9, 'i64:-9\nf32:0.5'",
  })
  void printsTypeAndValueOfEachResult(String name, String args, String expected)
      throws IOException {
    assertEquals(expected + "\n", invoke(name, args.split(" ")).isFine().out());
  }

  @Test
  void resultsComeAsJsonToo() throws IOException {
    assertEquals("[ \"i64:3\", \"f32:0.5\" ]\n", invoke("two", "3", "--json").isFine().out());
  }

  @Test
  void trapsHaveAStatusAndANameOfTheirOwn() throws IOException {
    Cli.Ended ended = invoke("div", "1", "0");
    assertEquals(2, ended.status());
    assertEquals("", ended.out());
    assertTrue(ended.err().startsWith("pareto: trap: int_divz"), ended.err());
  }

  @Test
  void checkComparesWithTheOracle() throws IOException {
    String[] line = {"exec", wat(), "--check", "--invoke", "add", "2", "3", "--engine", "double"};
    assertEquals("i32:5\n", Cli.run(line).isFine().out());
    line[line.length - 1] = "double:wrong";
    Cli.Ended ended = Cli.run(line);
    assertEquals(3, ended.status());
    assertEquals(
        "pareto: mismatch: double:wrong gives i32:6, the interpreter i32:5\n", ended.err());
    line[line.length - 1] = "double:trap";
    assertEquals(3, Cli.run(line).status());
  }

  @Test
  void peersRunFunctionsOfModulesWithoutImports() throws IOException {
    String[] line = {"exec", wat(), "--check", "--invoke", "add", "2", "3", "--engine", "peer@jvm"};
    assertEquals("i32:5\n", Cli.run(line).isFine().out());
    line[line.length - 1] = "peer:wrong@jvm";
    assertEquals(3, Cli.run(line).status());
    line[line.length - 1] = "peer:killed@jvm";
    Cli.run(line).isRefusedWith("peer failed: the test peer was ended by signal 9");
    line[line.length - 1] = "peer:missing@jvm";
    Cli.run(line).isRefusedWith("engine peer:missing@jvm: nothing but a test; see ./pareto doctor");
    Cli.run("exec", file("p.wat", WASI), "--engine", "peer@jvm").isRefusedWith("no WASI programs");
    String clif = file("p.clif", "function %f(i64) -> i64 {\nblock0(v0: i64):\n  return v0\n}\n");
    Cli.run("exec", clif, "--engine", "peer@jvm", "5")
        .isRefusedWith("takes WebAssembly, and p.clif is none");
  }

  @Test
  void wasiProgramsRunWithTheirOwnStatus() throws IOException {
    String program = file("p.wat", WASI);
    for (String check : new String[] {"--check", "--level=O2"}) {
      Cli.Ended ended =
          Cli.runWithInput("hello\nworld", "exec", program, "--engine", "interp", check);
      assertEquals("hello\nworld", ended.out());
      assertEquals("", ended.err());
      assertEquals(7, ended.status());
    }
  }

  @Test
  void everyKindOfFileIsRead() throws IOException {
    String c = file("p.c", "int triple(int x) { return 3 * x; }");
    assertEquals("i32:21\n", Cli.run("exec", c, "--engine", "interp", "7").isFine().out());
    assertEquals(
        "i32:21\n", Cli.run("exec", c, "--engine", "interp", "--level", "O0", "7").isFine().out());
    String clif = file("p.clif", "function %f(i64) -> i64 {\nblock0(v0: i64):\n  return v0\n}\n");
    assertEquals(
        "i64:5\n",
        Cli.run("exec", clif, "--engine", "interp", "--invoke", "f", "5").isFine().out());
  }

  // ---- bad input ----

  @Test
  void callsThatDoNotFitSayWhatWould() throws IOException {
    invoke("nope", "1").isRefusedWith("no function 'nope'", "add(i32 i32)");
    invoke("add", "1").isRefusedWith("add takes 2 arguments (i32 i32), not 1");
    invoke("add", "1", "2.5").isRefusedWith("argument 2 of add", "'2.5' is not an i32");
    invoke("half", "x").isRefusedWith("'x' is not an f64");
    invoke("add", "--typo", "2").isRefusedWith("unknown option '--typo'");
    Cli.run("exec", wat()).isRefusedWith("which function? --invoke one of");
  }

  @Test
  void unknownEnginesAndOptionsListWhatThereIs() throws IOException {
    Cli.run("exec", wat(), "--engine", "nope@x64").isRefusedWith("nope@x64", "interp");
    Cli.run("exec", wat(), "--engine", "double:fault=odd").isRefusedWith("fault", "odd", "crash");
    Cli.run("exec", wat(), "--engine", "a b").isRefusedWith("not an engine id");
  }

  @Test
  void unreadableFilesAreNamed() throws IOException {
    Path missing = folder.resolve("missing.wasm");
    Cli.run("exec", missing.toString()).isRefusedWith(missing + ": no such file");
    Path directory = Files.createDirectory(folder.resolve("d.wasm"));
    Cli.run("exec", directory.toString()).isRefusedWith(directory + ": is a folder");
    Cli.run("exec", file("x.txt", "hello")).isRefusedWith(".wasm, .wat, .clif, .c");
  }

  @Test
  void truncatedModulesAreRefusedAtEveryLength() throws IOException {
    byte[] whole =
        Workloads.module(Workloads.shipped().named("crc32").orElseThrow(), InputLevel.O2);
    for (int length = 0; length < whole.length; length += 1 + whole.length / 97) {
      Path file = Files.write(folder.resolve("t.wasm"), Arrays.copyOf(whole, length));
      Cli.Ended ended = Cli.run("exec", file.toString(), "--engine", "interp");
      if (length == 8) { // a module of nothing is one
        ended.isRefusedWith("exports no function");
      } else {
        ended.isRefusedWith(file + ": ", "at byte");
      }
    }
  }

  @Test
  void randomBytesAreRefused() throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    for (int k = 0; k < 100; k++) {
      byte[] bytes = new byte[random.nextInt(400)];
      random.nextBytes(bytes);
      byte[] header = {0, 'a', 's', 'm', 1, 0, 0, 0};
      if (k % 2 == 0 && bytes.length >= 8) {
        System.arraycopy(header, 0, bytes, 0, 8);
      }
      Path file = Files.write(folder.resolve("r.wasm"), bytes);
      Cli.run("exec", file.toString(), "--engine", "interp").isRefusedWith("r.wasm");
    }
  }

  @Test
  void mistakesInTextAreLocated() throws IOException {
    Cli.run("exec", file("bad.wat", "(module\n  (func (export \"f\") (result i32) i64.const 1))"))
        .isRefusedWith("bad.wat: line 2, column ");
    Cli.run("exec", file("bad.c", "int f(int x) {\n  return y;\n}\n"))
        .isRefusedWith("bad.c:2:10: ", "undeclared identifier 'y'");
    Cli.run("exec", file("io.c", "#include <stdio.h>\n"))
        .isRefusedWith("io.c:1:10", "<stdio.h>", "C library");
    Cli.run("exec", file("link.c", "int puts(const char *);\nint f(void) { return puts(\"\"); }\n"))
        .isRefusedWith("link.c", "puts is not defined");
    Cli.run(
            "exec",
            file("bad.clif", "function %f(i32) -> i32 {\nblock0(v0: i32):\n  return v9\n}\n"))
        .isRefusedWith("bad.clif:3:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exec", "compile", "test", "run"})
  void commandsWithoutTheirInputSaySo(String command) {
    Cli.run(command).isRefusedWith("Missing required parameter", "--help");
  }
}
