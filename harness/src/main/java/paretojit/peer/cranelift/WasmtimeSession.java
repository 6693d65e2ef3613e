package paretojit.peer.cranelift;

import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Instance;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.Val;
import io.github.kawamuray.wasmtime.WasmFunctionError;
import io.github.kawamuray.wasmtime.WasmtimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import paretojit.engine.Session;
import paretojit.engine.Unsupported;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.peer.TrapMessages;

/** A module on Wasmtime. */
final class WasmtimeSession implements Session {
  private static final TrapMessages TRAPS =
      new TrapMessages(
          Map.of(
              "integer_division_by_zero", TrapCode.INTEGER_DIVISION_BY_ZERO,
              "integer_overflow", TrapCode.INTEGER_OVERFLOW,
              "bad_conversion_to_integer", TrapCode.BAD_CONVERSION_TO_INTEGER,
              "memory_out_of_bounds", TrapCode.HEAP_OUT_OF_BOUNDS,
              "table_out_of_bounds", TrapCode.TABLE_OUT_OF_BOUNDS,
              "indirect_call_to_null", TrapCode.INDIRECT_CALL_TO_NULL,
              "bad_signature", TrapCode.BAD_SIGNATURE,
              "unreachable_code_reached", TrapCode.UNREACHABLE,
              "stack_overflow", TrapCode.STACK_OVERFLOW));

  private final Engine engine;
  private final byte[] wasm;
  private @Nullable OptionalLong codeBytes;

  WasmtimeSession(Engine engine, byte[] wasm) {
    this.engine = engine;
    this.wasm = wasm;
  }

  @Override
  public Compilation compile(boolean inPhases) {
    List<Long> before = codeBytes == null ? CodeImages.addresses() : List.of();
    long start = System.nanoTime();
    Module module = compile();
    long nanos = System.nanoTime() - start;
    if (codeBytes == null) {
      codeBytes = CodeImages.codeBytesSince(before);
    }
    module.close();
    return Compilation.whole(nanos, codeBytes);
  }

  @Override
  public Optional<CodeImage> image() {
    List<Long> before = CodeImages.addresses();
    try (Module _ = compile()) {
      return CodeImages.codeSince(before);
    }
  }

  private Module compile() {
    try {
      return new Module(engine, wasm);
    } catch (WasmtimeException e) {
      throw new Unsupported("Wasmtime: " + e.getMessage());
    }
  }

  @Override
  public Running instantiate() {
    Module module = compile();
    Store<Void> store = new Store<>(null, engine);
    try {
      if (module.imports().length > 0) {
        throw new Unsupported("imports on Wasmtime as a peer");
      }
      return new Compiled(module, store, new Instance(store, module, List.of()), new HashMap<>());
    } catch (RuntimeException e) {
      store.close();
      module.close();
      throw e instanceof WasmFunctionError.TrapError trap ? trap(trap) : e;
    }
  }

  private static TrapException trap(WasmFunctionError.TrapError e) {
    return new TrapException(TRAPS.code(e.trap().name()));
  }

  @Override
  public void close() {}

  private record Compiled(
      Module module, Store<Void> store, Instance instance, Map<String, Func> functions)
      implements Running {
    @Override
    public Call call(String export, Signature signature, long... arguments) {
      Func function =
          functions.computeIfAbsent(export, name -> instance.getFunc(store, name).orElseThrow());
      Val[] values = values(signature.params(), arguments);
      try {
        long start = System.nanoTime();
        Val[] results = function.call(store, values);
        long nanos = System.nanoTime() - start;
        return new Call(bits(signature.results(), results), nanos);
      } catch (WasmFunctionError.TrapError e) {
        throw trap(e);
      }
    }

    private static Val[] values(List<Type> types, long[] bits) {
      List<Val> values = new ArrayList<>();
      for (int k = 0; k < types.size(); k++) {
        values.add(
            switch (types.get(k)) {
              case I32 -> Val.fromI32((int) bits[k]);
              case I64 -> Val.fromI64(bits[k]);
              case F32 -> Val.fromF32(Float.intBitsToFloat((int) bits[k]));
              case F64 -> Val.fromF64(Double.longBitsToDouble(bits[k]));
            });
      }
      return values.toArray(Val[]::new);
    }

    private static long[] bits(List<Type> types, Val[] values) {
      long[] bits = new long[types.size()];
      for (int k = 0; k < bits.length; k++) {
        bits[k] =
            switch (types.get(k)) {
              case I32 -> values[k].i32();
              case I64 -> values[k].i64();
              case F32 -> Float.floatToRawIntBits(values[k].f32());
              case F64 -> Double.doubleToRawLongBits(values[k].f64());
            };
      }
      return bits;
    }

    @Override
    public void close() {
      functions.values().forEach(Func::close);
      instance.close();
      store.close();
      module.close();
    }
  }
}
