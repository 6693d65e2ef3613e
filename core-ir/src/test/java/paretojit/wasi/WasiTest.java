package paretojit.wasi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paretojit.engine.CompileStats;
import paretojit.interp.InterpreterProvider;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.IrModule.ConstExpr;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.Type;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;

/** Calls WASI's functions from a module that only passes its parameters on. */
final class WasiTest {
  private static final String L = "l";

  /** Functions under test, with a letter for each parameter. */
  private static final Map<String, String> FUNCTIONS =
      new LinkedHashMap<>(
          Map.ofEntries(
              Map.entry("args_get", "ii"),
              Map.entry("args_sizes_get", "ii"),
              Map.entry("environ_get", "ii"),
              Map.entry("environ_sizes_get", "ii"),
              Map.entry("clock_time_get", "ili"),
              Map.entry("clock_res_get", "ii"),
              Map.entry("random_get", "ii"),
              Map.entry("fd_write", "iiii"),
              Map.entry("fd_read", "iiii"),
              Map.entry("fd_seek", "ilii"),
              Map.entry("fd_close", "i"),
              Map.entry("fd_fdstat_get", "ii"),
              Map.entry("fd_prestat_get", "ii"),
              Map.entry("path_open", "iiiiillii"),
              Map.entry("sched_yield", ""),
              Map.entry("poll_oneoff", "iiii")));

  private final Store store = new Store();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Instance instance = instantiate();

  private Instance instantiate() {
    IrModule.Builder module = new IrModule.Builder("m");
    List<String> names = new ArrayList<>(FUNCTIONS.keySet());
    for (String name : names) {
      IrModule.ImportName from = new IrModule.ImportName(Wasi.MODULE, name);
      int signature = module.signatureIndex(signature(name));
      module.addImport(new IrModule.FunctionImport(from, signature));
    }
    Signature exit = Signature.of(List.of(Type.I32), List.of());
    int procExit =
        module.addImport(
            new IrModule.FunctionImport(
                new IrModule.ImportName(Wasi.MODULE, "proc_exit"), module.signatureIndex(exit)));
    for (int k = 0; k < names.size(); k++) {
      Signature signature = signature(names.get(k));
      FunctionBuilder b = new FunctionBuilder(names.get(k), signature);
      int entry = b.createEntry();
      int[] args = new int[signature.params().size()];
      for (int p = 0; p < args.length; p++) {
        args[p] = b.param(entry, p);
      }
      b.ret(b.call(Op.CALL, signature, 0, k, args, args.length));
      export(module, names.get(k), module.addFunction(b.finish()));
    }
    FunctionBuilder start = new FunctionBuilder("_start", Signature.of(List.of(), List.of()));
    start.createEntry();
    int status = start.emit(Op.GLOBAL_GET, Type.I32.ordinal(), 0, 0);
    int leave = start.createBlock();
    int stay = start.createBlock();
    start.brif(status, leave, stay);
    start.switchTo(leave);
    start.call(Op.CALL, exit, 0, procExit, new int[] {status}, 1);
    start.ret();
    start.switchTo(stay);
    start.ret();
    export(module, "_start", module.addFunction(start.finish()));
    module.addMemory(new IrModule.Memory(1, 1, null));
    module.addGlobal(new IrModule.Global(Signature.Kind.I32, true, null, new ConstExpr.Bits(0)));
    Wasi wasi =
        Wasi.builder()
            .args(List.of("prog", "ä"))
            .environment(Map.of("HOME", "/"))
            .stdin(new ByteArrayInputStream("input".getBytes(StandardCharsets.UTF_8)))
            .stdout(out)
            .stderr(err)
            .randomSeed(42)
            .build();
    return InterpreterProvider.oracle()
        .compile(module.build(), new CompileStats())
        .instantiate(store, wasi.imports());
  }

  private static void export(IrModule.Builder module, String name, int function) {
    module.addExport(new IrModule.Export(name, IrModule.ExportKind.FUNCTION, function));
  }

  private static Signature signature(String name) {
    List<Type> params = new ArrayList<>();
    for (String letter : String.valueOf(FUNCTIONS.get(name)).split("")) {
      if (!letter.isEmpty()) {
        params.add(letter.equals(L) ? Type.I64 : Type.I32);
      }
    }
    return Signature.of(params, List.of(Type.I32));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private long call(String name, long... args) {
    return instance.invoke(name, args)[0];
  }

  private String text(long address, int length) {
    return new String(instance.memory(0).read(address, length), StandardCharsets.UTF_8);
  }

  private int word(long address) {
    return instance.memory(0).readInt(address);
  }

  @Test
  void argumentsAndEnvironment() {
    assertEquals(0, call("args_sizes_get", 0, 4));
    assertEquals(2, word(0));
    assertEquals(8, word(4));
    assertEquals(0, call("args_get", 16, 100));
    assertEquals(100, word(16));
    assertEquals(105, word(20));
    assertEquals("prog\0ä\0", text(100, 8));
    assertEquals(0, call("environ_sizes_get", 0, 4));
    assertEquals(1, word(0));
    assertEquals(0, call("environ_get", 16, 200));
    assertEquals("HOME=/\0", text(200, word(4)));
  }

  @Test
  void writesToTheStreams() {
    instance.memory(0).write(300, "Hello, world\n".getBytes(StandardCharsets.UTF_8));
    int[] vectors = {300, 7, 307, 6};
    for (int k = 0; k < 4; k++) {
      instance.memory(0).writeInt(16 + 4 * k, vectors[k]);
    }
    assertEquals(0, call("fd_write", 1, 16, 2, 64));
    assertEquals(13, word(64));
    assertEquals("Hello, world\n", out.toString(StandardCharsets.UTF_8));
    assertEquals(0, call("fd_write", 2, 16, 1, 64));
    assertEquals("Hello, ", err.toString(StandardCharsets.UTF_8));
    assertEquals(Errno.BADF, call("fd_write", 3, 16, 1, 64));
    assertEquals(Errno.BADF, call("fd_write", 0, 16, 1, 64));
    instance.memory(0).writeInt(20, -1);
    assertEquals(Errno.FAULT, call("fd_write", 1, 16, 1, 64));
    assertEquals(Errno.FAULT, call("fd_write", 1, -8, 1, 64));
    assertEquals(0, call("fd_close", 1));
    assertEquals(Errno.BADF, call("fd_write", 1, 16, 1, 64));
  }

  @Test
  void readsFromInput() {
    instance.memory(0).writeInt(16, 300);
    instance.memory(0).writeInt(20, 3);
    instance.memory(0).writeInt(24, 400);
    instance.memory(0).writeInt(28, 10);
    assertEquals(0, call("fd_read", 0, 16, 2, 64));
    assertEquals(5, word(64));
    assertEquals("inp", text(300, 3));
    assertEquals("ut", text(400, 2));
    assertEquals(0, call("fd_read", 0, 16, 2, 64));
    assertEquals(0, word(64), "the end");
    assertEquals(Errno.BADF, call("fd_read", 1, 16, 2, 64));
  }

  @Test
  void clocksAndRandomNumbers() {
    long before = System.currentTimeMillis();
    assertEquals(0, call("clock_time_get", 0, 1, 8));
    long millis = instance.memory(0).readLong(8) / 1_000_000;
    assertTrue(millis >= before - 1 && millis <= System.currentTimeMillis() + 1);
    assertEquals(0, call("clock_res_get", 1, 8));
    assertTrue(instance.memory(0).readLong(8) > 0);
    assertEquals(Errno.INVAL, call("clock_time_get", 9, 1, 8));
    assertEquals(0, call("random_get", 8, 16));
    byte[] expected = new byte[16];
    new SplittableRandom(42).nextBytes(expected);
    assertArrayEquals(expected, instance.memory(0).read(8, 16));
    assertEquals(Errno.FAULT, call("random_get", 65530, 16));
    assertEquals(Errno.FAULT, call("random_get", 8, -1));
    assertEquals(0, call("sched_yield"));
  }

  @Test
  void streamsAreTerminalsAndThereAreNoFiles() {
    assertEquals(0, call("fd_fdstat_get", 1, 8));
    assertEquals(2, instance.memory(0).read(8, 1)[0], "a character device");
    assertEquals(Errno.BADF, call("fd_fdstat_get", 5, 8));
    assertEquals(Errno.SPIPE, call("fd_seek", 1, 0, 0, 8));
    assertEquals(Errno.BADF, call("fd_prestat_get", 3, 8));
    assertEquals(Errno.NOSYS, call("path_open", 3, 0, 0, 0, 0, 0, 0, 0, 8));
  }

  @Test
  void sleeping() {
    instance.memory(0).writeLong(1000, 77);
    instance.memory(0).writeInt(1016, 1);
    instance.memory(0).writeLong(1024, 2_000_000);
    long before = System.nanoTime();
    assertEquals(0, call("poll_oneoff", 1000, 2000, 1, 64));
    assertTrue(System.nanoTime() - before >= 2_000_000);
    assertEquals(1, word(64));
    assertEquals(77, instance.memory(0).readLong(2000));
    assertEquals(Errno.INVAL, call("poll_oneoff", 1000, 2000, 0, 64));
  }

  @Test
  void exitStatus() {
    assertEquals(0, Wasi.run(instance));
    instance.global(0).set(3);
    assertEquals(3, Wasi.run(instance));
  }
}
