package paretojit.wasm.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import paretojit.filetest.TestOutcome;
import paretojit.interp.InterpreterProvider;

class ScriptTest {
  private static final Path FILE = Path.of("test.wast");

  private static List<TestOutcome> run(String text) {
    List<TestOutcome> outcomes = new ArrayList<>();
    ScriptRunner.run(ScriptReader.read(FILE, text), InterpreterProvider.oracle(), outcomes::add);
    return outcomes;
  }

  private static void allPass(String text) {
    for (TestOutcome outcome : run(text)) {
      assertEquals(TestOutcome.Status.PASSED, outcome.status(), outcome.toString());
    }
  }

  @Test
  void everyKindOfCommand() {
    allPass(
        """
        (module $M
          (global (export "g") i32 (i32.const 42))
          (memory 1)
          (table 2 funcref)
          (func (export "div") (param i32 i32) (result i32)
            (i32.div_s (local.get 0) (local.get 1)))
          (func (export "nan") (param f32) (result f32) (f32.sqrt (local.get 0)))
          (func (export "same") (param externref) (result externref) (local.get 0))
          (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
          (func (export "call") (param i32) (call_indirect (local.get 0)))
          (func $deep (export "deep") (call $deep)))
        (register "M" $M)
        (assert_return (get "g") (i32.const 0x2a))
        (assert_return (invoke "div" (i32.const -7) (i32.const 2)) (i32.const -3))
        (assert_return (invoke $M "nan" (f32.const -1)) (f32.const nan:canonical))
        (assert_return (invoke "nan" (f32.const 0x1p2)) (f32.const 2))
        (assert_return (invoke "same" (ref.extern 3)) (ref.extern 3))
        (assert_return (invoke "same" (ref.null extern)) (ref.null extern))
        (assert_trap (invoke "div" (i32.const 1) (i32.const 0)) "integer divide by zero")
        (assert_trap (invoke "load" (i32.const -1)) "out of bounds memory access")
        (assert_trap (invoke "call" (i32.const 0)) "uninitialized element")
        (assert_trap (invoke "call" (i32.const 2)) "undefined element")
        (assert_exhaustion (invoke "deep") "call stack exhausted")
        (invoke "same" (ref.null extern))
        (assert_invalid (module (func (result i32) (i64.const 1))) "type mismatch")
        (assert_malformed (module binary "\\00asm\\02\\00\\00\\00") "unknown binary version")
        (assert_unlinkable (module (import "M" "none" (func))) "unknown import")
        (assert_unlinkable (module (import "M" "g" (global i64))) "incompatible import type")
        (assert_trap (module (func unreachable) (start 0)) "unreachable")
        (module (import "M" "g" (global i32)) (import "spectest" "print_i32" (func $p (param i32)))
          (func (export "print") (call $p (global.get 0))))
        (assert_return (invoke "print"))
        (module definition $D (func (export "f") (result i32) (i32.const 9)))
        (module instance $I $D)
        (assert_return (invoke $I "f") (i32.const 9))
        """);
  }

  @Test
  void failuresSayWhatWasExpected() {
    List<TestOutcome> outcomes =
        run(
            """
            (module (func (export "f") (result i32) (i32.const 1)))

            (assert_return (invoke "f") (i32.const 2))
            (assert_trap (invoke "f") "unreachable")
            (assert_invalid (module) "type mismatch")
            (assert_return (invoke "g") (i32.const 2))
            """);
    assertEquals(
        "test.wast:3: [interp] assert_return (invoke \"f\"): expected [i32:2], got [i32:1]",
        outcomes.get(1).toString());
    assertEquals("expected trap: unreachable, got [i32:1]", outcomes.get(2).detail());
    assertEquals("expected invalid: type mismatch, got a module", outcomes.get(3).detail());
    assertEquals("expected [i32:2], got no such export: g", outcomes.get(4).detail());
  }

  @Test
  void whatIsNotSupportedIsSkippedWithItsReason() {
    List<TestOutcome> outcomes =
        run(
            """
            (module (func (export "f") (result i32) (i32.const 1)))
            (module binary "\\00asm\\01\\00\\00\\00\\05\\03\\01\\04\\01")
            (assert_return (invoke "f") (i32.const 1))
            (assert_malformed (module quote "(func") "unexpected token")
            (module (nonsense))
            (assert_return (invoke "f" (v128.const i32x4 0 0 0 0)))
            """);
    assertEquals(TestOutcome.Status.PASSED, outcomes.get(0).status());
    assertTrue(
        outcomes.subList(1, 6).stream().allMatch(o -> o.status() == TestOutcome.Status.SKIPPED),
        outcomes.toString());
    assertEquals("unsupported proposal memory64", outcomes.get(1).detail());
    assertEquals("its module was skipped", outcomes.get(2).detail());
  }

  @Test
  void literals() {
    Script script =
        ScriptReader.read(
            FILE,
            """
            (invoke "f" (i32.const 4_294_967_295) (i64.const -0x8000000000000000)
              (f32.const -nan:0x200000) (f64.const 0x1.8p1) (f32.const -inf) (f64.const 1e-3))
            """);
    Command.Perform perform = assertInstanceOf(Command.Perform.class, script.commands().get(0));
    Command.Invoke invoke = assertInstanceOf(Command.Invoke.class, perform.action());
    assertEquals(
        List.of(
            -1L,
            Long.MIN_VALUE,
            0xffff_ffff_ffa0_0000L,
            Double.doubleToRawLongBits(3.0),
            0xffff_ffff_ff80_0000L,
            Double.doubleToRawLongBits(1e-3)),
        invoke.arguments().stream().map(Command.Argument::bits).toList());
  }

  @Test
  void unreadableScriptsSayWhere() {
    assertEquals(2, assertThrows(ScriptException.class, () -> run("(module)\n(module")).line());
    assertEquals(1, assertThrows(ScriptException.class, () -> run("(module))")).line());
    assertEquals(1, assertThrows(ScriptException.class, () -> run("(invoke \"a)")).line());
  }
}
