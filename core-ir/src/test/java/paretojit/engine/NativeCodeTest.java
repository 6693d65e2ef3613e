package paretojit.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.runtime.AbiHeader;
import paretojit.runtime.CodeCache;
import paretojit.runtime.HostFunction;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.ProcExit;
import paretojit.runtime.RuntimeCalls;
import paretojit.runtime.Store;
import paretojit.toolchain.LlvmToolchain;

/** The ABI of generated code, exercised by a module written in assembly. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NativeCodeTest {
  private static final Signature I64_TO_I64 = Signature.of(List.of(Type.I64), List.of(Type.I64));
  private static final int HOST = 0;
  private static final int CALL_HOST = 1;
  private static final int TRAP = 2;
  private static final int RECURSE = 3;
  private static final int GROW = 4;
  private static final int CLOBBER = 5;
  private static final int COUNT = 6;

  /** Functions and wrappers are the same here: context in rdi, the slots in rsi. */
  private static final String SOURCE =
      """
      #include "vm_context.h"
              .intel_syntax noprefix
      start:
              .long host - start, call_host - start, trap - start, recurse - start
              .long grow - start, clobber - start
      host:
              movabs  r8, PACKED_HOST
              jmp     runtime_call
      call_host:
              push    rsi
              push    rbx
              push    rdi
              call    host
              pop     rdi
              pop     rbx
              pop     rsi
              inc     qword ptr [rsi]
              ret
      trap:
              mov     esi, TRAP_USER
              movabs  rdx, 0x0000000200000021
              mov     ecx, 7
              jmp     [rdi + VM_TRAP_EXIT]
      recurse:
              cmp     rsp, [rdi + VM_STACK_LIMIT]
              jb      overflow
              sub     rsp, 1000
              inc     qword ptr [rsi]
              call    recurse
              add     rsp, 1000
              ret
      overflow:
              mov     esi, TRAP_STACK
              movabs  rdx, 0x0000000300000000
              jmp     [rdi + VM_TRAP_EXIT]
      grow:
              push    rdi
              movabs  r8, PACKED_GROW
              call    runtime_call
              pop     rdi
              mov     rax, [rdi + VM_MEMORY0_LENGTH]
              mov     [rsi], rax
              ret
      clobber:
              mov     rbx, -1
              mov     rbp, -1
              mov     r12, -1
              mov     r13, -1
              mov     r14, -1
              mov     r15, -1
              ret
      runtime_call:
              push    rdi
              push    rsi
              push    rsi
              mov     rdx, rsi
              mov     rsi, r8
              mov     r9, rsp
              and     rsp, -16
              push    r9
              push    r9
              call    [rdi + VM_RUNTIME_CALL]
              pop     rsp
              pop     rsi
              pop     rsi
              pop     rdi
              test    eax, eax
              jnz     recorded
              ret
      recorded:
              mov     esi, VM_TRAP_RECORDED
              jmp     [rdi + VM_TRAP_EXIT]
      """;

  private final NativeArtifact artifact;
  private final IrModule module;
  private final CodeCache cache;

  NativeCodeTest(@TempDir Path folder) throws IOException {
    byte[] code = assemble(folder);
    ByteBuffer header = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
    int[] offsets = new int[COUNT];
    Arrays.setAll(offsets, k -> header.getInt(4 * k));
    artifact =
        new NativeArtifact(Target.X64, "test", code, code.length, offsets, new int[COUNT], offsets);
    IrModule.Builder b = new IrModule.Builder("m");
    int signature = b.signatureIndex(I64_TO_I64);
    b.addImport(new IrModule.FunctionImport(new IrModule.ImportName("env", "host"), signature));
    b.addMemory(new IrModule.Memory(1, 5, null));
    for (int k = CALL_HOST; k < COUNT; k++) {
      FunctionBuilder f = new FunctionBuilder("f" + k, I64_TO_I64);
      f.createEntry();
      f.ret(f.param(0, 0));
      b.addFunction(f.finish());
    }
    module = b.build();
    cache = CodeCache.create(1 << 20);
  }

  private static byte[] assemble(Path folder) throws IOException {
    Files.writeString(folder.resolve("vm_context.h"), AbiHeader.text());
    Path source = Files.writeString(folder.resolve("test.S"), SOURCE);
    Path object = folder.resolve("test.o");
    Path flat = folder.resolve("test.bin");
    LlvmToolchain llvm = LlvmToolchain.find();
    List<String> command = new ArrayList<>(List.of("clang"));
    command.addAll(LlvmToolchain.FREESTANDING);
    command.addAll(
        List.of(
            "--target=x86_64-unknown-linux-gnu",
            "-I" + folder,
            "-DPACKED_HOST=" + RuntimeCalls.pack(Op.CALL, HOST, 0),
            "-DPACKED_GROW=" + RuntimeCalls.pack(Op.MEMORY_GROW, 0, 0),
            "-DTRAP_USER=" + TrapCode.USER.ordinal(),
            "-DTRAP_STACK=" + TrapCode.STACK_OVERFLOW.ordinal(),
            "-c",
            source.toString(),
            "-o",
            object.toString()));
    llvm.run(command);
    llvm.run(
        List.of("llvm-objcopy", "-O", "binary", "-j", ".text", object.toString(), flat.toString()));
    return Files.readAllBytes(flat);
  }

  @AfterAll
  void close() {
    cache.close();
  }

  private Instance instantiate(Store store, HostFunction host) {
    Imports imports = new Imports().add("env", "host", I64_TO_I64, host);
    return Instance.create(store, InstalledCode.install(store, module, artifact), imports);
  }

  private static long call(Instance instance, int function, long arg) {
    long[] results = new long[1];
    instance.invoke(function, new long[] {arg}, results);
    return results[0];
  }

  @Test
  void callsHosts() {
    try (Store store = new Store(cache)) {
      Instance instance = instantiate(store, (caller, args, results) -> results[0] = 3 * args[0]);
      assertEquals(22, call(instance, CALL_HOST, 7));
      for (int k = 0; k < 20_000; k++) {
        assertEquals(3L * k + 1, call(instance, CALL_HOST, k));
      }
    }
  }

  @Test
  void entriesNest() {
    try (Store store = new Store(cache)) {
      // Each level goes native -> Java -> native and adds one.
      Instance instance =
          instantiate(
              store,
              (caller, args, results) ->
                  results[0] = args[0] == 0 ? 0 : call(caller.instance(), CALL_HOST, args[0] - 1));
      assertEquals(51, call(instance, CALL_HOST, 50));
    }
  }

  @Test
  void trapsUnwind() {
    try (Store store = new Store(cache)) {
      Instance instance = instantiate(store, (caller, args, results) -> {});
      for (int k = 0; k < 1000; k++) {
        TrapException trap = assertThrows(TrapException.class, () -> call(instance, TRAP, 0));
        assertEquals("user7", trap.trapName());
        assertEquals(2, trap.function());
        assertEquals(0x21, trap.source());
      }
    }
  }

  @Test
  void trapsUnwindThroughNesting() {
    try (Store store = new Store(cache)) {
      List<Long> seen = new ArrayList<>();
      Instance instance =
          instantiate(
              store,
              (caller, args, results) -> {
                try {
                  call(caller.instance(), args[0] == 0 ? TRAP : CALL_HOST, args[0] - 1);
                } catch (TrapException e) {
                  seen.add(args[0]);
                  if (args[0] == 3) {
                    results[0] = 100;
                    return;
                  }
                  throw e;
                }
              });
      assertEquals(101, call(instance, CALL_HOST, 3), "the host at level 3 caught the trap");
      assertEquals(List.of(0L, 1L, 2L, 3L), seen);
      TrapException trap = assertThrows(TrapException.class, () -> call(instance, CALL_HOST, 2));
      assertEquals("user7", trap.trapName());
      assertEquals(101, call(instance, CALL_HOST, 3), "usable after traps");
    }
  }

  @Test
  void hostExceptionsComeOut() {
    try (Store store = new Store(cache)) {
      AtomicReference<Throwable> toThrow = new AtomicReference<>();
      Instance instance =
          instantiate(
              store,
              (caller, args, results) -> {
                if (toThrow.get() instanceof Error error) {
                  throw error;
                }
                throw (Exception) toThrow.get();
              });
      Exception failure = new IOException("disk");
      toThrow.set(failure);
      TrapException trap = assertThrows(TrapException.class, () -> call(instance, CALL_HOST, 0));
      assertEquals(TrapCode.HOST, trap.code());
      assertSame(failure, trap.getCause());
      toThrow.set(new ProcExit(3));
      ProcExit exit = assertThrows(ProcExit.class, () -> call(instance, CALL_HOST, 0));
      assertEquals(3, exit.status());
      toThrow.set(new AssertionError("bug"));
      assertThrows(AssertionError.class, () -> call(instance, CALL_HOST, 0));
    }
  }

  @Test
  void stackIsLimited() throws InterruptedException {
    try (Store store = new Store(cache)) {
      Instance instance = instantiate(store, (caller, args, results) -> {});
      for (int k = 0; k < 10; k++) {
        TrapException trap = assertThrows(TrapException.class, () -> call(instance, RECURSE, 0));
        assertEquals(TrapCode.STACK_OVERFLOW, trap.code());
      }
      // On a thread with little stack the thread's own end is the limit.
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread small =
          new Thread(
              null,
              () -> {
                try {
                  call(instance, RECURSE, 0);
                } catch (TrapException e) {
                  thrown.set(e);
                }
              },
              "small",
              400 << 10);
      small.start();
      small.join();
      assertTrue(thrown.get() instanceof TrapException);
      assertThrows(TrapException.class, () -> call(instance, RECURSE, 0));
    }
  }

  @Test
  void endlessNestingIsAStackOverflow() {
    try (Store store = new Store(cache)) {
      Instance instance =
          instantiate(
              store,
              (caller, args, results) ->
                  results[0] = call(caller.instance(), CALL_HOST, args[0] + 1));
      for (int k = 0; k < 3; k++) {
        TrapException trap = assertThrows(TrapException.class, () -> call(instance, CALL_HOST, 0));
        assertEquals(TrapCode.STACK_OVERFLOW, trap.code());
      }
    }
  }

  @Test
  void runtimeCallsUpdateTheContext() {
    try (Store store = new Store(cache)) {
      Instance instance = instantiate(store, (caller, args, results) -> {});
      assertEquals(3 * 65536, call(instance, GROW, 2));
      assertEquals(3 * 65536, call(instance, GROW, 100), "over the maximum: as it was");
      assertEquals(3, instance.memory(0).pages());
      instance.memory(0).write(3 * 65536 - 2, new byte[] {1, 2});
      assertArrayEquals(new byte[] {1, 2}, instance.memory(0).read(3 * 65536 - 2, 2));
    }
  }

  @Test
  void calleeSavedRegistersAreKept() {
    try (Store store = new Store(cache)) {
      Instance instance = instantiate(store, (caller, args, results) -> {});
      for (int k = 0; k < 20_000; k++) {
        assertEquals(k, call(instance, CLOBBER, k));
      }
    }
  }

  @Test
  void closingStoresGivesCodeBack() {
    long before = cache.usedBytes();
    for (int k = 0; k < 20; k++) {
      try (Store store = new Store(cache)) {
        instantiate(store, (caller, args, results) -> {});
        assertTrue(cache.usedBytes() > before);
      }
    }
    assertEquals(before, cache.usedBytes());
  }

  @Test
  void conventionsDoNotMix() {
    NativeArtifact other =
        new NativeArtifact(
            Target.X64,
            "other",
            artifact.code(),
            artifact.length(),
            artifact.functionOffset(),
            artifact.functionLength(),
            artifact.wrapperOffset());
    try (Store store = new Store(cache)) {
      instantiate(store, (caller, args, results) -> {});
      Imports imports = new Imports().add("env", "host", I64_TO_I64, (caller, args, results) -> {});
      InstalledCode code = InstalledCode.install(store, module, other);
      assertThrows(IllegalArgumentException.class, () -> Instance.create(store, code, imports));
    }
  }
}
