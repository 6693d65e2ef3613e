package paretojit.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paretojit.engine.CompileStats;
import paretojit.interp.InterpreterProvider;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.IrModule.ConstExpr;
import paretojit.ir.IrModule.ExportKind;
import paretojit.ir.IrModule.ImportName;
import paretojit.ir.IrModule.SegmentMode;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.Signature.Kind;
import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;
import paretojit.ir.Type;

/** Instantiation: matching imports, sharing entities, segments and start functions. */
final class InstanceTest {
  private static final Signature I32_TO_I32 = Signature.of(List.of(Type.I32), List.of(Type.I32));
  private static final Signature NULLARY = Signature.of(List.of(), List.of());

  private final Store store = new Store();

  @AfterEach
  void close() {
    store.close();
  }

  private Instance instantiate(IrModule.Builder module, Imports imports) {
    return InterpreterProvider.oracle()
        .compile(module.build(), new CompileStats())
        .instantiate(store, imports);
  }

  private static int define(
      IrModule.Builder module, Signature signature, Consumer<FunctionBuilder> body) {
    FunctionBuilder b = new FunctionBuilder("f", signature);
    b.createEntry();
    body.accept(b);
    return module.addFunction(b.finish());
  }

  private static void export(IrModule.Builder module, String name, ExportKind kind, int index) {
    module.addExport(new IrModule.Export(name, kind, index));
  }

  /** Exports a memory, a table, a mutable and a constant global, and a function. */
  private Instance exporter() {
    IrModule.Builder m = new IrModule.Builder("exporter");
    export(m, "memory", ExportKind.MEMORY, m.addMemory(new IrModule.Memory(1, 4, null)));
    export(m, "table", ExportKind.TABLE, m.addTable(new IrModule.Table(Kind.FUNCREF, 5, 9, null)));
    export(
        m,
        "counter",
        ExportKind.GLOBAL,
        m.addGlobal(new IrModule.Global(Kind.I32, true, null, new ConstExpr.Bits(10))));
    export(
        m,
        "base",
        ExportKind.GLOBAL,
        m.addGlobal(new IrModule.Global(Kind.I32, false, null, new ConstExpr.Bits(2))));
    int count =
        define(
            m,
            I32_TO_I32,
            b -> {
              int old = b.emit(Op.GLOBAL_GET, Type.I32.ordinal(), 0, 0);
              int sum = b.binary(Op.IADD, old, b.param(0, 0));
              b.emit(Op.GLOBAL_SET, Type.I32.ordinal(), 0, 0, sum);
              b.ret(old);
            });
    export(m, "count", ExportKind.FUNCTION, count);
    return instantiate(m, new Imports());
  }

  @Test
  void entitiesAreShared() {
    Instance first = exporter();
    IrModule.Builder m = new IrModule.Builder("importer");
    ImportName from = new ImportName("a", "count");
    int count = m.addImport(new IrModule.FunctionImport(from, m.signatureIndex(I32_TO_I32)));
    m.addMemory(new IrModule.Memory(1, 4, new ImportName("a", "memory")));
    m.addTable(new IrModule.Table(Kind.FUNCREF, 1, -1, new ImportName("a", "table")));
    m.addGlobal(new IrModule.Global(Kind.I32, true, new ImportName("a", "counter"), null));
    m.addGlobal(new IrModule.Global(Kind.I32, false, new ImportName("a", "base"), null));
    m.addGlobal(new IrModule.Global(Kind.I32, false, null, new ConstExpr.GlobalGet(1)));
    int own = define(m, I32_TO_I32, b -> b.ret(b.binary(Op.IMUL, b.param(0, 0), b.param(0, 0))));
    m.addElements(
        new IrModule.ElementSegment(
            SegmentMode.ACTIVE,
            0,
            new ConstExpr.GlobalGet(1),
            Kind.FUNCREF,
            List.of(
                new ConstExpr.RefFunc(own),
                new ConstExpr.RefFunc(count),
                new ConstExpr.RefNull())));
    int signature = m.signatureIndex(I32_TO_I32);
    int through =
        define(
            m,
            Signature.of(List.of(Type.I32, Type.I32), List.of(Type.I32)),
            b -> {
              int[] args = {b.param(0, 0), b.param(0, 1)};
              b.ret(b.call(Op.CALL_INDIRECT, I32_TO_I32, 0, signature, args, 2));
            });
    int grow =
        define(
            m,
            I32_TO_I32,
            b -> b.ret(b.emit(Op.MEMORY_GROW, Type.I32.ordinal(), 0, 0, b.param(0, 0))));
    int get =
        define(
            m,
            Signature.of(List.of(), List.of(Type.I32)),
            b -> b.ret(b.emit(Op.GLOBAL_GET, Type.I32.ordinal(), 0, 0)));
    export(m, "through", ExportKind.FUNCTION, through);
    export(m, "grow", ExportKind.FUNCTION, grow);
    export(m, "get", ExportKind.FUNCTION, get);
    export(m, "count", ExportKind.FUNCTION, count);
    Instance second = instantiate(m, new Imports().addAll("a", first));

    assertSame(first.memory(0), second.memory(0));
    assertArrayEquals(new long[] {49}, second.invoke("through", 2, 7));
    assertArrayEquals(new long[] {10}, second.invoke("through", 3, 5), "the exporter's function");
    assertArrayEquals(new long[] {15}, second.invoke("get"), "sees the exporter's global");
    assertArrayEquals(new long[] {15}, first.invoke("count", 1));
    assertEquals(16, second.global(0).get());
    assertEquals(2, second.global(2).get());
    assertArrayEquals(new long[] {1}, second.invoke("grow", 2));
    assertEquals(3 * 65536, lengthSeenBy(first));
    assertEquals(3 * 65536, lengthSeenBy(second));
    assertEquals(new Func.OfInstance(first, 0), second.func(count));
    assertEquals(new Func.OfInstance(first, 0), store.func(second.funcRef(count)));
    assertEquals(new Func.OfInstance(second, own), store.func(first.table(0).get(2)));
  }

  private static long lengthSeenBy(Instance instance) {
    return RawMemory.getLong(instance.context() + VmContext.MEMORY0_LENGTH);
  }

  private LinkException linkError(Consumer<IrModule.Builder> body) {
    IrModule.Builder m = new IrModule.Builder("importer");
    body.accept(m);
    Imports imports =
        new Imports()
            .addAll("a", exporter())
            .add("h", "f", I32_TO_I32, (caller, args, results) -> {});
    return assertThrows(LinkException.class, () -> instantiate(m, imports));
  }

  private static void importFunction(IrModule.Builder m, String module, String name, Signature s) {
    m.addImport(new IrModule.FunctionImport(new ImportName(module, name), m.signatureIndex(s)));
  }

  @Test
  void linkErrorsNameTheImport() {
    assertMessage(
        "unknown import: a.nothing", linkError(m -> importFunction(m, "a", "nothing", NULLARY)));
    assertMessage(
        "incompatible import type: a.count should be a function () and is a function (i32) -> i32",
        linkError(m -> importFunction(m, "a", "count", NULLARY)));
    assertMessage(
        "incompatible import type: h.f should be a function ()",
        linkError(m -> importFunction(m, "h", "f", NULLARY)));
    assertMessage(
        "incompatible import type: a.memory should be a function and is a memory",
        linkError(m -> importFunction(m, "a", "memory", NULLARY)));
    ImportName memory = new ImportName("a", "memory");
    assertMessage(
        "incompatible import type: a.memory should be size 2 or more and is size 1 to 4",
        linkError(m -> m.addMemory(new IrModule.Memory(2, -1, memory))));
    assertMessage(
        "incompatible import type: a.memory should be size 0 to 3 and is size 1 to 4",
        linkError(m -> m.addMemory(new IrModule.Memory(0, 3, memory))));
    ImportName table = new ImportName("a", "table");
    assertMessage(
        "incompatible import type: a.table",
        linkError(m -> m.addTable(new IrModule.Table(Kind.EXTERNREF, 1, -1, table))));
    ImportName counter = new ImportName("a", "counter");
    assertMessage(
        "incompatible import type: a.counter should be a constant global I32",
        linkError(m -> m.addGlobal(new IrModule.Global(Kind.I32, false, counter, null))));
    assertMessage(
        "incompatible import type: a.counter",
        linkError(m -> m.addGlobal(new IrModule.Global(Kind.I64, true, counter, null))));
  }

  private static void assertMessage(String prefix, LinkException error) {
    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith(prefix), message);
  }

  @Test
  void segmentsThatDoNotFitTrap() {
    IrModule.Builder m = new IrModule.Builder("m");
    m.addMemory(new IrModule.Memory(1, 1, null));
    byte[] bytes = {1, 2};
    for (long at : new long[] {0, 65535}) {
      m.addData(new IrModule.DataSegment(SegmentMode.ACTIVE, 0, new ConstExpr.Bits(at), bytes));
    }
    TrapException trap = assertThrows(TrapException.class, () -> instantiate(m, new Imports()));
    assertEquals(TrapCode.HEAP_OUT_OF_BOUNDS, trap.code());

    IrModule.Builder t = new IrModule.Builder("t");
    t.addTable(new IrModule.Table(Kind.FUNCREF, 1, -1, null));
    t.addElements(
        new IrModule.ElementSegment(
            SegmentMode.ACTIVE,
            0,
            new ConstExpr.Bits(1),
            Kind.FUNCREF,
            List.of(new ConstExpr.RefNull())));
    trap = assertThrows(TrapException.class, () -> instantiate(t, new Imports()));
    assertEquals(TrapCode.TABLE_OUT_OF_BOUNDS, trap.code());
  }

  @Test
  void startRunsLast() {
    IrModule.Builder m = new IrModule.Builder("m");
    m.addMemory(new IrModule.Memory(1, 1, null));
    m.addData(
        new IrModule.DataSegment(
            SegmentMode.ACTIVE, 0, new ConstExpr.Bits(4), new byte[] {5, 0, 0, 0}));
    m.addGlobal(new IrModule.Global(Kind.I32, true, null, new ConstExpr.Bits(0)));
    m.setStart(
        define(
            m,
            NULLARY,
            b -> {
              int value = b.load(Op.LOAD, Type.I32, 0, b.iconst(Type.I32, 4), 0);
              b.emit(Op.GLOBAL_SET, Type.I32.ordinal(), 0, 0, value);
              b.ret();
            }));
    assertEquals(5, instantiate(m, new Imports()).global(0).get());
  }

  @Test
  void tables() {
    IrModule.Builder m = new IrModule.Builder("m");
    m.addTable(new IrModule.Table(Kind.EXTERNREF, 2, 6, null));
    Signature i64ToI32 = Signature.of(List.of(Type.I64, Type.I32), List.of(Type.I32));
    int grow =
        define(
            m,
            i64ToI32,
            b ->
                b.ret(
                    b.emit(Op.TABLE_GROW, Type.I32.ordinal(), 0, 0, b.param(0, 0), b.param(0, 1))));
    Signature fillSignature = Signature.of(List.of(Type.I32, Type.I64, Type.I32), List.of());
    int fill =
        define(
            m,
            fillSignature,
            b -> {
              int[] p = {b.param(0, 0), b.param(0, 1), b.param(0, 2)};
              b.emit(Op.TABLE_FILL, Function.NO_TYPE, 0, 0, p, 3);
              b.ret();
            });
    export(m, "grow", ExportKind.FUNCTION, grow);
    export(m, "fill", ExportKind.FUNCTION, fill);
    Instance instance = instantiate(m, new Imports());
    long handle = store.handle("an object");
    assertEquals(handle, store.handle("an object"));
    assertArrayEquals(new long[] {2}, instance.invoke("grow", handle, 3));
    assertArrayEquals(new long[] {-1}, instance.invoke("grow", handle, 2));
    assertEquals("an object", store.object(instance.table(0).get(4)));
    assertEquals(0, instance.table(0).get(1));
    instance.invoke("fill", 3, 0, 2);
    assertEquals(0, instance.table(0).get(4));
    TrapException trap = assertThrows(TrapException.class, () -> instance.invoke("fill", 4, 0, 2));
    assertEquals(TrapCode.TABLE_OUT_OF_BOUNDS, trap.code());
  }

  @Test
  void wrongCallsSayWhatIsThere() {
    Instance instance = exporter();
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> instance.invoke("cuont", 1));
    assertEquals("no function is exported as 'cuont'; exported are [count]", error.getMessage());
    error = assertThrows(IllegalArgumentException.class, () -> instance.invoke("count"));
    assertEquals("function 'count' takes 1 arguments (i32) -> i32, not 0", error.getMessage());
  }

  @Test
  void headerNamesEveryConstant() {
    String header = AbiHeader.text();
    assertTrue(header.contains("#define VM_STORE 0\n"), header);
    assertTrue(header.contains("#define VM_RUNTIME_CALL 40\n"), header);
    assertTrue(header.contains("#define VM_FUNC_REF_SIGNATURE 16\n"), header);
    assertTrue(header.contains("#define VM_TRAP_RECORDED -1\n"), header);
  }
}
