package paretojit.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paretojit.engine.Engines;
import paretojit.engine.Session;
import paretojit.engine.Unsupported;
import paretojit.engine.WasmEngine;
import paretojit.ir.Signature;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.suite.InputLevel;
import paretojit.suite.Workload;
import paretojit.suite.WorkloadSize;
import paretojit.suite.Workloads;
import paretojit.wasm.Wat;

/** Peers that take WebAssembly: what goes in and out, what traps, and all workloads. */
class PeersTest {
  private static final Engines ENGINES = Engines.load();
  private static final Workloads WORKLOADS = Workloads.shipped();

  /** The first call of a module takes GraalWasm's interpreter so long that a few must do. */
  private static final List<String> FEW = List.of("collatz", "crc32");

  private static final byte[] MODULE =
      Wat.toBinary(
          """
          (module
            (memory 1)
            (table 4 funcref)
            (elem (i32.const 0) $one $deep)
            (func $one (result i32) i32.const 1)
            (func $deep (export "deep") (param i32) (result i32)
              local.get 0 call $deep i32.const 1 i32.add)
            (func (export "divide") (param i32 i32) (result i32)
              local.get 0 local.get 1 i32.div_s)
            (func (export "remainder") (param i64 i64) (result i64)
              local.get 0 local.get 1 i64.rem_u)
            (func (export "truncate") (param f64) (result i32) local.get 0 i32.trunc_f64_s)
            (func (export "load") (param i32) (result i32) local.get 0 i32.load)
            (func (export "indirect") (param i32) (result i32)
              (call_indirect (result i32) (local.get 0)))
            (func (export "unreachable") unreachable)
            (func (export "many") (param f32 f64 i64 i32) (result i32 f64 f32 i64)
              local.get 3 local.get 1 local.get 0 local.get 2)
            (func (export "float") (param f32) (result f32) local.get 0)
            (func (export "double") (param f64) (result f64) local.get 0))
          """);

  private static final Signature I32_TO_I32 = Signature.of(List.of(Type.I32), List.of(Type.I32));
  private static final Signature PAIR_TO_I32 =
      Signature.of(List.of(Type.I32, Type.I32), List.of(Type.I32));

  private static WasmEngine peer(String id) {
    WasmEngine engine = assertInstanceOf(WasmEngine.class, ENGINES.find(id));
    assumeTrue(engine.missing().isEmpty(), () -> id + ": " + engine.missing());
    return engine;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v8-liftoff@x64",
        "v8-turbofan@x64",
        "cranelift:none@x64",
        "cranelift@x64",
        "chicory@jvm",
        "chicory:memory=buffer@jvm",
        "graalwasm@jvm"
      })
  void valuesAndTraps(String id) {
    try (WasmEngine engine = peer(id);
        Session session = engine.open(MODULE);
        Session.Running instance = session.instantiate()) {
      assertEquals(-4, (int) instance.call("divide", PAIR_TO_I32, 12, -3).results()[0]);
      valuesPassUnchanged(instance);
      assertEquals("int_divz", trap(instance, "divide", PAIR_TO_I32, 1, 0));
      assertEquals("int_ovf", trap(instance, "divide", PAIR_TO_I32, Integer.MIN_VALUE, -1));
      Signature longs = Signature.of(List.of(Type.I64, Type.I64), List.of(Type.I64));
      assertEquals("int_divz", trap(instance, "remainder", longs, 1, 0));
      Signature truncate = Signature.of(List.of(Type.F64), List.of(Type.I32));
      long nan = Double.doubleToRawLongBits(Double.NaN);
      assertEquals("bad_toint", trap(instance, "truncate", truncate, nan));
      assertEquals("heap_oob", trap(instance, "load", I32_TO_I32, -1));
      assertEquals("bad_sig", trap(instance, "indirect", I32_TO_I32, 1));
      assertEquals("table_oob", trap(instance, "indirect", I32_TO_I32, 9));
      Signature nothing = Signature.of(List.of(), List.of());
      assertEquals("unreachable", trap(instance, "unreachable", nothing));
      assertEquals("stk_ovf", trap(instance, "deep", I32_TO_I32, 1));
      assertEquals(1, (int) instance.call("indirect", I32_TO_I32, 0).results()[0]);
    }
  }

  private static void valuesPassUnchanged(Session.Running instance) {
    long f32 = Float.floatToRawIntBits(1.5f);
    long f64 = Double.doubleToRawLongBits(-2.5);
    Signature many =
        Signature.of(
            List.of(Type.F32, Type.F64, Type.I64, Type.I32),
            List.of(Type.I32, Type.F64, Type.F32, Type.I64));
    long[] results = instance.call("many", many, f32, f64, Long.MIN_VALUE, -7).results();
    assertEquals(-7, (int) results[0]);
    assertEquals(List.of(f64, f32, Long.MIN_VALUE), List.of(results[1], results[2], results[3]));
    Signature floats = Signature.of(List.of(Type.F32), List.of(Type.F32));
    for (int bits : new int[] {0x7fc00001, 0xffe12345, 0x80000000, 1}) {
      assertEquals(bits, (int) instance.call("float", floats, bits).results()[0]);
    }
    Signature doubles = Signature.of(List.of(Type.F64), List.of(Type.F64));
    for (long bits : new long[] {0x7ff8000000000001L, 1L << 63, 1}) {
      assertEquals(bits, instance.call("double", doubles, bits).results()[0]);
    }
  }

  private static String trap(
      Session.Running instance, String export, Signature signature, long... arguments) {
    return assertThrows(
            TrapException.class, () -> instance.call(export, signature, arguments), export)
        .trapName();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v8-liftoff@x64",
        "v8-turbofan@x64",
        "cranelift:none@x64",
        "cranelift@x64",
        "chicory@jvm",
        "graalwasm@jvm"
      })
  void everyWorkload(String id) {
    List<String> wrong = new ArrayList<>();
    try (WasmEngine engine = peer(id)) {
      for (Workload workload : WORKLOADS.all()) {
        if (id.startsWith("graalwasm") && !FEW.contains(workload.name())) {
          continue;
        }
        for (InputLevel level : InputLevel.OF_C) {
          if (!returnsItsChecksum(engine, workload, level)) {
            wrong.add(workload.name() + " " + level);
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  private static boolean returnsItsChecksum(
      WasmEngine engine, Workload workload, InputLevel level) {
    Workload.Call call = workload.call(WorkloadSize.TEST);
    try (Session session = engine.open(Workloads.module(workload, level))) {
      Session.Compilation compilation = session.compile(true);
      boolean hasTimes = compilation.nanos().isPresent() || !compilation.phaseNanos().isEmpty();
      assertTrue(hasTimes, engine.id() + " tells no times");
      try (Session.Running instance = session.instantiate()) {
        long[] results = instance.call(Workload.ENTRY, Workload.SIGNATURE, call.n()).results();
        return (int) results[0] == call.checksum();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"v8-liftoff@x64", "cranelift@x64", "chicory@jvm"})
  void modulesWithImportsAreCompiledButNotRun(String id) {
    byte[] wasm =
        Wat.toBinary("(module (import \"a\" \"f\" (func $f)) (func (export \"g\") call $f))");
    try (WasmEngine engine = peer(id);
        Session session = engine.open(wasm)) {
      assertTrue(session.compile(false).nanos().getAsLong() > 0);
      Unsupported refusal = assertThrows(Unsupported.class, session::instantiate);
      assertTrue(String.valueOf(refusal.getMessage()).contains("imports"), refusal.getMessage());
    }
  }

  /** A function beyond the size of a JVM method is interpreted, counted, and right. */
  @Test
  void chicoryCountsWhatItInterprets() {
    Workload large = WORKLOADS.named("synthetic/straight-100000").orElseThrow();
    try (WasmEngine engine = peer("chicory@jvm");
        Session session = engine.open(Workloads.module(large, InputLevel.GIVEN))) {
      assertEquals(1, session.compile(true).counters().get("interpreted-functions"));
    }
    try (WasmEngine engine = peer("chicory@jvm")) {
      assertTrue(returnsItsChecksum(engine, large, InputLevel.GIVEN));
    }
  }

  /** The size of a module's code does not depend on what else is alive in the process. */
  @ParameterizedTest
  @ValueSource(strings = {"cranelift@x64", "chicory@jvm"})
  void codeSizesAreDeterministic(String id) {
    byte[] crc = Workloads.module(WORKLOADS.named("crc32").orElseThrow(), InputLevel.O2);
    byte[] json = Workloads.module(WORKLOADS.named("json").orElseThrow(), InputLevel.O2);
    try (WasmEngine engine = peer(id)) {
      long small = codeBytes(engine, crc);
      try (Session other = engine.open(json);
          Session.Running _ = other.instantiate()) {
        assertEquals(small, codeBytes(engine, crc));
        assertTrue(codeBytes(engine, json) > small);
      }
    }
  }

  private static long codeBytes(WasmEngine engine, byte[] wasm) {
    try (Session session = engine.open(wasm)) {
      return session.compile(true).codeBytes().getAsLong();
    }
  }
}
