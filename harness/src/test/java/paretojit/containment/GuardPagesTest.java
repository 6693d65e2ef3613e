package paretojit.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paretojit.engine.CompileStats;
import paretojit.engine.CompiledModule;
import paretojit.engine.Engines;
import paretojit.ir.IrModule;
import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;
import paretojit.wasm.WasmReader;
import paretojit.wasm.Wat;

/**
 * Faults of generated code in guard pages become traps, and those of HotSpot stay HotSpot's: its
 * null checks, stack overflows and collections go on working beside them.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class GuardPagesTest {
  private static final int PAGE = 65536;

  private static final String MODULE =
      """
      (module
        (memory 1 3)
        (func $other (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
        (func (export "load8") (param i32) (result i32) (i32.load8_u (local.get 0)))
        (func (export "load64") (param i32) (result i64) (i64.load offset=8 (local.get 0)))
        (func (export "store") (param i32) (i64.store (local.get 0) (i64.const -1)))
        (func (export "far") (param i32) (result i32) (i32.load offset=4294967295 (local.get 0)))
        (func (export "unused") (param i32) (drop (i32.load (local.get 0))))
        (func (export "float") (param i32) (result f64)
          (f64.add (f64.load (local.get 0)) (f64.load (i32.sub (local.get 0) (i32.const 8)))))
        (func (export "deep") (param i32 i32) (result i32)
          (if (result i32) (local.get 1)
            (then (call $deep (local.get 0) (i32.sub (local.get 1) (i32.const 1))))
            (else (call $other (i32.load (local.get 0))))))
        (func $deep (param i32 i32) (result i32)
          (if (result i32) (local.get 1)
            (then (call $deep (local.get 0) (i32.sub (local.get 1) (i32.const 1))))
            (else (call $other (i32.load (local.get 0))))))
        (func (export "order") (param i32 i32) (result i32)
          (i32.add (i32.load (local.get 0)) (i32.div_u (i32.const 1) (local.get 1))))
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
      """;

  private final IrModule module = WasmReader.read(Wat.toBinary(MODULE));

  private CompiledModule compile(String engine) {
    return Engines.load().findIr(engine).compile(module, CompileStats.untimed());
  }

  private static void traps(Instance instance, TrapCode code, String export, long... args) {
    TrapException trap = assertThrows(TrapException.class, () -> instance.invoke(export, args));
    assertEquals(code, trap.code(), export);
    int function =
        instance.module().export(export, IrModule.ExportKind.FUNCTION).orElseThrow().index();
    if (!export.equals("deep")) {
      assertEquals(function, trap.function(), export);
    }
    assertTrue(trap.source() >= 0, export);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stencil@x64",
        "stencil:regs=0@x64",
        "stencil:bounds=explicit@x64",
        "hybrid@x64",
        "isel@x64",
        "isel:bounds=explicit@x64",
        "egraph@x64"
      })
  void everyAccessBeyondTheEndTraps(String engine) {
    try (Store store = new Store()) {
      Instance instance = compile(engine).instantiate(store, new Imports());
      TrapCode oob = TrapCode.HEAP_OUT_OF_BOUNDS;
      assertEquals(0, instance.invoke("load8", PAGE - 1)[0]);
      traps(instance, oob, "load8", PAGE);
      traps(instance, oob, "load8", -1);
      traps(instance, oob, "load8", Integer.MIN_VALUE);
      assertEquals(0, instance.invoke("load64", PAGE - 16)[0]);
      for (int beyond : new int[] {PAGE - 15, PAGE - 9, PAGE - 8, PAGE, -8, -16, -1}) {
        traps(instance, oob, "load64", beyond);
      }
      traps(instance, oob, "store", PAGE - 7);
      assertEquals(0, instance.invoke("load8", PAGE - 1)[0], "a store that traps writes nothing");
      traps(instance, oob, "far", 0);
      traps(instance, oob, "far", -1);
      traps(instance, oob, "unused", PAGE);
      traps(instance, oob, "float", PAGE);
      traps(instance, oob, "float", 0);
      traps(instance, oob, "deep", PAGE, 100);
      traps(instance, oob, "order", PAGE, 0);
      traps(instance, TrapCode.INTEGER_DIVISION_BY_ZERO, "order", 0, 0);
      assertEquals(1, instance.invoke("grow", 1)[0]);
      assertEquals(0, instance.invoke("load8", PAGE)[0]);
      traps(instance, oob, "load8", 2 * PAGE);
    }
  }

  private static int depth(int n) {
    return n < 0 ? n : n + depth(n + 1) % 7;
  }

  /** Null checks and stack overflows in compiled code come as faults too. */
  private static void doWhatFaultsInHotSpot(List<String> strings) {
    int nulls = 0;
    for (int k = 0; k < strings.size(); k++) {
      try {
        nulls += strings.get(k).length() & 0;
      } catch (NullPointerException e) {
        nulls++;
      }
    }
    assertEquals(1, nulls);
    assertThrows(StackOverflowError.class, () -> depth(0));
  }

  @Test
  void hotSpotKeepsItsFaultsUnderLoad() throws Exception {
    List<String> strings = new ArrayList<>();
    for (int k = 0; k < 20_000; k++) {
      strings.add(k == 15_000 ? null : "s" + k);
    }
    AtomicBoolean stop = new AtomicBoolean();
    CompiledModule compiled = compile("stencil@x64");
    try (ExecutorService threads = Executors.newFixedThreadPool(5)) {
      List<Future<?>> trapping = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        trapping.add(
            threads.submit(
                () -> {
                  for (int k = 0; k < 40; k++) {
                    trapOften(compiled);
                  }
                }));
      }
      Future<?> faults =
          threads.submit(
              () -> {
                while (!stop.get()) {
                  doWhatFaultsInHotSpot(strings);
                }
              });
      Future<?> collections =
          threads.submit(
              () -> {
                while (!stop.get()) {
                  System.gc();
                }
              });
      try {
        for (Future<?> each : trapping) {
          each.get();
        }
      } finally {
        stop.set(true);
      }
      faults.get();
      collections.get();
    }
  }

  private static void trapOften(CompiledModule compiled) {
    try (Store store = new Store()) {
      Instance instance = compiled.instantiate(store, new Imports());
      for (int k = 0; k < 50; k++) {
        traps(instance, TrapCode.HEAP_OUT_OF_BOUNDS, "load64", PAGE + 8 * k);
        assertEquals(0, instance.invoke("load64", 8 * k)[0]);
      }
    }
  }
}
