package paretojit.peer.llvm;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import paretojit.engine.Unsupported;
import paretojit.runtime.RawMemory;

/** LLVM's optimizer and code generator for x86-64, set up for one level and one CPU. */
final class TargetMachine implements AutoCloseable {
  private static final MethodHandle INITIALIZE_X86_TARGET_INFO =
      Library.slow("LLVMInitializeX86TargetInfo", "V");
  private static final MethodHandle INITIALIZE_X86_TARGET =
      Library.slow("LLVMInitializeX86Target", "V");
  private static final MethodHandle INITIALIZE_X86_TARGET_MC =
      Library.slow("LLVMInitializeX86TargetMC", "V");
  private static final MethodHandle INITIALIZE_X86_ASM_PRINTER =
      Library.slow("LLVMInitializeX86AsmPrinter", "V");
  private static final MethodHandle GET_TARGET_FROM_TRIPLE =
      Library.slow("LLVMGetTargetFromTriple", "ILLL");
  private static final MethodHandle CREATE_TARGET_MACHINE =
      Library.slow("LLVMCreateTargetMachine", "LLLLLIII");
  private static final MethodHandle DISPOSE_TARGET_MACHINE =
      Library.slow("LLVMDisposeTargetMachine", "VL");
  private static final MethodHandle CREATE_TARGET_DATA_LAYOUT =
      Library.quick("LLVMCreateTargetDataLayout", "LL");
  private static final MethodHandle DISPOSE_TARGET_DATA =
      Library.quick("LLVMDisposeTargetData", "VL");
  private static final MethodHandle GET_HOST_CPU_NAME = Library.slow("LLVMGetHostCPUName", "L");
  private static final MethodHandle GET_HOST_CPU_FEATURES =
      Library.slow("LLVMGetHostCPUFeatures", "L");
  private static final MethodHandle DISPOSE_MESSAGE = Library.quick("LLVMDisposeMessage", "VL");
  private static final MethodHandle CREATE_PASS_BUILDER_OPTIONS =
      Library.quick("LLVMCreatePassBuilderOptions", "L");
  private static final MethodHandle DISPOSE_PASS_BUILDER_OPTIONS =
      Library.quick("LLVMDisposePassBuilderOptions", "VL");
  private static final MethodHandle PASS_BUILDER_OPTIONS_SET_LOOP_VECTORIZATION =
      Library.quick("LLVMPassBuilderOptionsSetLoopVectorization", "VLI");
  private static final MethodHandle PASS_BUILDER_OPTIONS_SET_SLP_VECTORIZATION =
      Library.quick("LLVMPassBuilderOptionsSetSLPVectorization", "VLI");
  private static final MethodHandle RUN_PASSES = Library.slow("LLVMRunPasses", "LLLLL");
  private static final MethodHandle GET_ERROR_MESSAGE = Library.quick("LLVMGetErrorMessage", "LL");
  private static final MethodHandle DISPOSE_ERROR_MESSAGE =
      Library.quick("LLVMDisposeErrorMessage", "VL");
  private static final MethodHandle TARGET_MACHINE_EMIT_TO_MEMORY_BUFFER =
      Library.slow("LLVMTargetMachineEmitToMemoryBuffer", "ILLILL");
  private static final MethodHandle GET_BUFFER_START = Library.quick("LLVMGetBufferStart", "LL");
  private static final MethodHandle GET_BUFFER_SIZE = Library.quick("LLVMGetBufferSize", "LL");
  private static final MethodHandle DISPOSE_MEMORY_BUFFER =
      Library.quick("LLVMDisposeMemoryBuffer", "VL");

  /** What code is made for. */
  private static final long TRIPLE = Library.constantText("x86_64-unknown-linux-gnu");

  private static final long TARGET = target();
  private static final int POSITION_INDEPENDENT = 2;
  private static final int SMALL_CODE_MODEL = 3;
  private static final int OBJECT_FILE = 1;

  private final Arena arena = Arena.ofConfined();
  private final long machine;
  private final long dataLayout;
  private final long passOptions;
  private final long passes;

  /**
   * @param level 0 to 3
   * @param host whether to use all instructions of this machine's CPU, or x86-64's first ones only
   * @param vectorize whether to vectorize loops and straight-line code
   */
  TargetMachine(int level, boolean host, boolean vectorize) {
    if (host) {
      long cpu = hostCpuName();
      long features = hostCpuFeatures();
      machine =
          create(TARGET, TRIPLE, cpu, features, level, POSITION_INDEPENDENT, SMALL_CODE_MODEL);
      disposeMessage(cpu);
      disposeMessage(features);
    } else {
      long cpu = arena.allocateFrom("x86-64").address();
      long features = arena.allocateFrom("").address();
      machine =
          create(TARGET, TRIPLE, cpu, features, level, POSITION_INDEPENDENT, SMALL_CODE_MODEL);
    }
    dataLayout = createDataLayout(machine);
    passOptions = createPassOptions();
    setLoopVectorization(passOptions, vectorize ? 1 : 0);
    setSlpVectorization(passOptions, vectorize ? 1 : 0);
    passes = arena.allocateFrom("default<O" + level + ">").address();
  }

  private static long target() {
    initializeInfo();
    initializeTarget();
    initializeMc();
    initializePrinter();
    try (Arena arena = Arena.ofConfined()) {
      long target = arena.allocate(16, 8).address();
      if (targetFromTriple(TRIPLE, target, target + 8) != 0) {
        throw new AssertionError(Library.text(RawMemory.getLong(target + 8)));
      }
      return RawMemory.getLong(target);
    }
  }

  /** Address of the target's name. */
  long triple() {
    return TRIPLE;
  }

  long dataLayout() {
    return dataLayout;
  }

  /** Runs the level's pass pipeline over a module. */
  void optimize(long module) {
    long error = runPasses(module, passes, machine, passOptions);
    if (error != 0) {
      long message = errorMessage(error);
      String text = Library.text(message);
      disposeErrorMessage(message);
      throw new AssertionError("LLVM's passes failed: " + text);
    }
  }

  /** The object file of a module, which is spent afterwards. */
  byte[] emit(long module) {
    try (Arena local = Arena.ofConfined()) {
      long message = local.allocate(16, 8).address();
      long bufferAt = message + 8;
      if (emit(machine, module, OBJECT_FILE, message, bufferAt) != 0) {
        String text = Library.text(RawMemory.getLong(message));
        disposeMessage(RawMemory.getLong(message));
        throw new Unsupported("LLVM's code generator: " + text);
      }
      long buffer = RawMemory.getLong(bufferAt);
      byte[] bytes = new byte[Math.toIntExact(bufferSize(buffer))];
      RawMemory.copyOut(bufferStart(buffer), bytes, 0, bytes.length);
      disposeBuffer(buffer);
      return bytes;
    }
  }

  @Override
  public void close() {
    disposePassOptions(passOptions);
    disposeDataLayout(dataLayout);
    dispose(machine);
    arena.close();
  }

  private static void initializeInfo() {
    try {
      INITIALIZE_X86_TARGET_INFO.invokeExact();
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void initializeTarget() {
    try {
      INITIALIZE_X86_TARGET.invokeExact();
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void initializeMc() {
    try {
      INITIALIZE_X86_TARGET_MC.invokeExact();
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void initializePrinter() {
    try {
      INITIALIZE_X86_ASM_PRINTER.invokeExact();
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static int targetFromTriple(long triple, long target, long message) {
    try {
      return (int) GET_TARGET_FROM_TRIPLE.invokeExact(triple, target, message);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long create(
      long target, long triple, long cpu, long features, int level, int reloc, int model) {
    try {
      return (long)
          CREATE_TARGET_MACHINE.invokeExact(target, triple, cpu, features, level, reloc, model);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void dispose(long machine) {
    try {
      DISPOSE_TARGET_MACHINE.invokeExact(machine);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long createDataLayout(long machine) {
    try {
      return (long) CREATE_TARGET_DATA_LAYOUT.invokeExact(machine);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void disposeDataLayout(long layout) {
    try {
      DISPOSE_TARGET_DATA.invokeExact(layout);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long hostCpuName() {
    try {
      return (long) GET_HOST_CPU_NAME.invokeExact();
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long hostCpuFeatures() {
    try {
      return (long) GET_HOST_CPU_FEATURES.invokeExact();
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void disposeMessage(long message) {
    try {
      DISPOSE_MESSAGE.invokeExact(message);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long createPassOptions() {
    try {
      return (long) CREATE_PASS_BUILDER_OPTIONS.invokeExact();
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void disposePassOptions(long options) {
    try {
      DISPOSE_PASS_BUILDER_OPTIONS.invokeExact(options);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void setLoopVectorization(long options, int on) {
    try {
      PASS_BUILDER_OPTIONS_SET_LOOP_VECTORIZATION.invokeExact(options, on);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void setSlpVectorization(long options, int on) {
    try {
      PASS_BUILDER_OPTIONS_SET_SLP_VECTORIZATION.invokeExact(options, on);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long runPasses(long module, long passes, long machine, long options) {
    try {
      return (long) RUN_PASSES.invokeExact(module, passes, machine, options);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long errorMessage(long error) {
    try {
      return (long) GET_ERROR_MESSAGE.invokeExact(error);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void disposeErrorMessage(long message) {
    try {
      DISPOSE_ERROR_MESSAGE.invokeExact(message);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static int emit(long machine, long module, int kind, long message, long buffer) {
    try {
      return (int)
          TARGET_MACHINE_EMIT_TO_MEMORY_BUFFER.invokeExact(machine, module, kind, message, buffer);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long bufferStart(long buffer) {
    try {
      return (long) GET_BUFFER_START.invokeExact(buffer);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long bufferSize(long buffer) {
    try {
      return (long) GET_BUFFER_SIZE.invokeExact(buffer);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void disposeBuffer(long buffer) {
    try {
      DISPOSE_MEMORY_BUFFER.invokeExact(buffer);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }
}
