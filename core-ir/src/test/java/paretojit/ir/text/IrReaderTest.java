package paretojit.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paretojit.ir.Function;
import paretojit.ir.IrModule;

class IrReaderTest {
  /** The body of {@code %f(i32, i64, f32) -> i32}; its first line is line 3. */
  private static String error(String body) {
    String text =
        "function %f(i32, i64, f32) -> i32 {\nblock0(v0: i32, v1: i64, v2: f32):\n"
            + body
            + "\n}\n";
    String message =
        assertThrows(TextException.class, () -> IrReader.read("x.clif", text)).getMessage();
    return String.valueOf(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v3 = iadd v0, v1            | x.clif:3:15: v1 is i64, expected i32",
        "v3 = iadd v0                | x.clif:3:1: iadd takes 2 operands, found 1",
        "v3 = fadd v0, v0            | x.clif:3:1: fadd takes no i32",
        "v3 = iadd v0, v7            | x.clif:3:15: v7 is not defined, or used where it is not"
            + " available",
        "v3 = iadd v0+8, v0          | x.clif:3:11: expected a value and no more",
        "v3 = iconst 5               | x.clif:3:1: iconst needs a type, as in iconst.i32",
        "v3 = iconst.i8 300          | x.clif:3:16: 300 does not fit i8",
        "v3 = iconst.f32 1           | x.clif:3:1: iconst gives integers, not f32",
        "v3 = f32const zero          | x.clif:3:15: expected a number, found 'zero'",
        "v3 = icmp less v0, v0       | x.clif:3:1: expected 'icmp CONDITION v0, v1'",
        "v3 = uextend.i32 v0         | x.clif:3:1: uextend cannot turn i32 into i32",
        "v0 = iconst.i32 1           | x.clif:3:1: v0 is defined twice",
        "v3, v4 = iadd v0, v0        | x.clif:3:1: iadd gives 1 results, 2 are named",
        "v3 = load.i32 v2            | x.clif:3:15: v2 is f32, expected i64",
        "v3 = load.i32 fast v1       | x.clif:3:15: expected a memory flag, found 'fast'",
        "v3 = stack_addr.i64 ss0     | x.clif:3:21: expected a declared stack slot, found 'ss0'",
        "v3 = call fn0(v0)           | x.clif:3:11: fn0 is not declared",
        "v3 = frob v0                | x.clif:3:1: no instruction is called 'frob'",
        "v3 = iadd v0, v0 v0         | x.clif:3:15: expected a value and no more",
        "jump block9                 | x.clif:3:6: expected a block of this function, found"
            + " 'block9'",
        "brif v0, block0, block0     | x.clif:3:10: block0 takes 3 arguments, found 0",
        "return v1                   | x.clif:3:8: v1 is i64, expected i32",
        "return                      | x.clif:3:1: return takes 1 arguments, found 0",
        "trap oops                   | x.clif:3:6: expected a trap code such as user1 or heap_oob,"
            + " found 'oops'",
        "nop                         | x.clif:2:1: block0 does not end in a terminator",
        "v3 = iadd v0, §             | x.clif:3:15: expected an operand, found '§'",
      })
  void errorsAreLocated(String line, String expected) {
    assertEquals(expected, error(line));
  }

  @Test
  void theShapeOfAFileIsChecked() {
    assertMessage(
        "x.clif:1:1: expected 'function', a header line or a module's item, found 'x'", "x");
    assertMessage(
        "x.clif:1:12: expected '(' before the parameter types, found '{'", "function %f{}");
    assertMessage(
        "x.clif:1:13: expected a type (i8, i16, i32, i64, f32 or f64), found 'int'",
        "function %f(int) {}");
    assertMessage("x.clif:1:16: expected a block, found '}'", "function %f() {}");
    assertMessage(
        "x.clif:1:15: expected a calling convention, found 'java'", "function %f() java {}");
    assertMessage(
        "x.clif:2:1: the next of its kind is mem0, found mem1", "module \"m\"\nmem1 = memory 1");
    assertMessage("x.clif:2:12: there is no fn4", "module \"m\"\nexport \"a\" fn4");
    assertMessage(
        "x.clif:2:24: '1.5' is not an integer", "module \"m\"\nglobal0 = global i32 = 1.5");
  }

  private static void assertMessage(String expected, String text) {
    TextException e = assertThrows(TextException.class, () -> IrReader.read("x.clif", text));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith(expected), e.getMessage() + " for " + expected);
  }

  @Test
  void whatTheVerifierFindsHasALine() {
    String text =
        """
        function %f(i32) -> i32 {
        block0(v0: i32):
            brif v0, block1, block2
        block1:
            v1 = iadd v0, v0
            jump block2
        block2:
            return v1
        }
        """;
    assertMessage("x.clif:8:1: %f, block2", text);
  }

  @Test
  void modulesCannotLoseFunctions() {
    assertMessage(
        "x.clif:2:1: %f needs what the IR has not: type i128",
        "module \"m\"\nfunction %f(i128) {\nblock0(v0: i128):\n    return\n}\n");
  }

  /** Damaged text is refused with an exception of the reader's own, whatever the damage. */
  @Test
  void damagedTextNeverBreaksTheReader() {
    Random random = new Random(7);
    for (int k = 0; k < 8; k++) {
      String text = IrWriter.write(new RandomModules(k).next());
      for (int damage = 0; damage < 60; damage++) {
        int from = random.nextInt(text.length());
        int to = Math.min(text.length(), from + random.nextInt(4));
        String junk = List.of("", "v9", "(", "-", "i8", "\n", "}", "0x").get(random.nextInt(8));
        String damaged = text.substring(0, from) + junk + text.substring(to);
        try {
          IrReader.read("damaged.clif", damaged);
        } catch (TextException e) {
          assertTrue(e.line() > 0 && e.column() > 0);
        }
      }
    }
  }

  @Test
  void clifFunctionsAreExportedByName() {
    ClifFile file =
        IrReader.read(
            "dir/pair.clif",
            """
            test run
            function %a(i8, f64) -> i16 {
            block0(v0: i8, v1: f64):
                v2 = uextend.i16 v0
                return v2
            }
            """);
    assertEquals("pair", file.module().name());
    assertEquals("a", file.module().exports().getFirst().name());
    assertEquals(
        new ClifFile.TextSignature(List.of(TextType.I8, TextType.F64), List.of(TextType.I16), 2),
        file.functions().get("a"));
    assertEquals("(i32, f64) -> i32", file.module().functionSignature(0).toString());
  }

  @Test
  void blocksInAnyOrderAreSortedOnlyIfTheyMust() {
    String ordered =
        """
        function %f(i32) -> i32 {
        block0(v0: i32):
            jump block2

        block1:
            return v0

        block2:
            jump block1
        }
        """;
    assertEquals(List.of(0, 1, 2), layout(IrReader.read("f", ordered).module()));
    String backwards =
        ordered
            .replace("return v0", "return v9")
            .replace("    jump block1", "    v9 = iadd v0, v0\n    jump block1");
    assertEquals(List.of(0, 2, 1), layout(IrReader.read("f", backwards).module()));
  }

  private static List<Integer> layout(IrModule module) {
    Function f = module.function(0);
    return IntStream.of(f.layout()).boxed().toList();
  }

  @ParameterizedTest
  @CsvSource({
    "F32, +NaN, 0x7fc00000",
    "F32, -NaN:0x1, 0xffc00001",
    "F32, sNaN:0x3fffff, 0x7fbfffff",
    "F32, 0x1.8p1, 0x40400000",
    "F32, -0.0, 0x80000000",
    "F32, 0x1p-149, 1",
    "F32, 1e40, 0x7f800000",
    "F64, -Inf, 0xfff0000000000000",
    "F64, 1.5, 0x3ff8000000000000",
    "F64, 0x0.5, 0x3fd4000000000000",
    "I8, -1, 255",
    "I8, 0xff, 255",
    "I16, -32768, 32768",
    "I32, 0xffff_ffff, -1",
    "I64, -0x10, -16"
  })
  void literals(TextType type, String literal, String bits) {
    boolean hex = bits.startsWith("0x");
    long pattern = new BigInteger(hex ? bits.substring(2) : bits, hex ? 16 : 10).longValue();
    long expected = type == TextType.F32 ? (int) pattern : pattern;
    assertEquals(expected, Literals.parse(type, literal));
    assertEquals(expected, Literals.parse(type, Literals.format(type, expected)));
  }

  @ParameterizedTest
  @CsvSource({
    "I8, 256",
    "I8, -129",
    "I32, 1.5",
    "I64, zero",
    "F32, NaN:0x400000",
    "F64, sNaN:0x0",
    "F32, 0x",
    "F64, 1d",
    "F32, Infinity",
    "F32, +"
  })
  void badLiterals(TextType type, String literal) {
    assertThrows(NumberFormatException.class, () -> Literals.parse(type, literal));
  }
}
