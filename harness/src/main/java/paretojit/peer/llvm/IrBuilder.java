package paretojit.peer.llvm;

import java.lang.invoke.MethodHandle;

/**
 * Appends instructions to a block of LLVM IR. Nothing it makes carries flags: integer operations
 * wrap, float operations are IEEE-754's. Operands and results are handles.
 */
final class IrBuilder implements AutoCloseable {
  private static final MethodHandle CREATE_BUILDER_IN_CONTEXT =
      Library.quick("LLVMCreateBuilderInContext", "LL");
  private static final MethodHandle DISPOSE_BUILDER = Library.quick("LLVMDisposeBuilder", "VL");
  private static final MethodHandle APPEND_BASIC_BLOCK_IN_CONTEXT =
      Library.quick("LLVMAppendBasicBlockInContext", "LLLL");
  private static final MethodHandle POSITION_BUILDER_AT_END =
      Library.quick("LLVMPositionBuilderAtEnd", "VLL");
  private static final MethodHandle BUILD_BIN_OP = Library.quick("LLVMBuildBinOp", "LLILLL");
  private static final MethodHandle BUILD_CAST = Library.quick("LLVMBuildCast", "LLILLL");
  private static final MethodHandle BUILD_ICMP = Library.quick("LLVMBuildICmp", "LLILLL");
  private static final MethodHandle BUILD_FCMP = Library.quick("LLVMBuildFCmp", "LLILLL");
  private static final MethodHandle BUILD_SELECT = Library.quick("LLVMBuildSelect", "LLLLLL");
  private static final MethodHandle BUILD_FNEG = Library.quick("LLVMBuildFNeg", "LLLL");
  private static final MethodHandle BUILD_LOAD2 = Library.quick("LLVMBuildLoad2", "LLLLL");
  private static final MethodHandle BUILD_STORE = Library.quick("LLVMBuildStore", "LLLL");
  private static final MethodHandle BUILD_GEP2 = Library.quick("LLVMBuildGEP2", "LLLLLIL");
  private static final MethodHandle BUILD_ALLOCA = Library.quick("LLVMBuildAlloca", "LLLL");
  private static final MethodHandle BUILD_MEM_SET = Library.quick("LLVMBuildMemSet", "LLLLLI");
  private static final MethodHandle SET_ALIGNMENT = Library.quick("LLVMSetAlignment", "VLI");
  private static final MethodHandle SET_METADATA = Library.quick("LLVMSetMetadata", "VLIL");
  private static final MethodHandle BUILD_CALL2 = Library.quick("LLVMBuildCall2", "LLLLLIL");
  private static final MethodHandle ADD_CALL_SITE_ATTRIBUTE =
      Library.quick("LLVMAddCallSiteAttribute", "VLIL");
  private static final MethodHandle BUILD_PHI = Library.quick("LLVMBuildPhi", "LLLL");
  private static final MethodHandle ADD_INCOMING = Library.quick("LLVMAddIncoming", "VLLLI");
  private static final MethodHandle BUILD_BR = Library.quick("LLVMBuildBr", "LLL");
  private static final MethodHandle BUILD_COND_BR = Library.quick("LLVMBuildCondBr", "LLLLL");
  private static final MethodHandle BUILD_SWITCH = Library.quick("LLVMBuildSwitch", "LLLLI");
  private static final MethodHandle ADD_CASE = Library.quick("LLVMAddCase", "VLLL");
  private static final MethodHandle BUILD_RET = Library.quick("LLVMBuildRet", "LLL");
  private static final MethodHandle BUILD_RET_VOID = Library.quick("LLVMBuildRetVoid", "LL");
  private static final MethodHandle BUILD_AGGREGATE_RET =
      Library.quick("LLVMBuildAggregateRet", "LLLI");
  private static final MethodHandle BUILD_EXTRACT_VALUE =
      Library.quick("LLVMBuildExtractValue", "LLLIL");
  private static final MethodHandle BUILD_UNREACHABLE = Library.quick("LLVMBuildUnreachable", "LL");

  private static final long NO_NAME = Library.constantText("");

  private final LlvmContext context;
  private final long builder;
  private long function;
  private long block;

  IrBuilder(LlvmContext context) {
    this.context = context;
    this.builder = create(context.address());
  }

  @Override
  public void close() {
    dispose(builder);
  }

  /** Goes to a new function; its first block comes next. */
  void startFunction(long newFunction) {
    function = newFunction;
    startBlock(newBlock());
  }

  /** A new block at the function's end. */
  long newBlock() {
    return appendBlock(context.address(), function, NO_NAME);
  }

  /** Appends to {@code next} from now on. */
  void startBlock(long next) {
    block = next;
    position(builder, next);
  }

  /** The block that is appended to. */
  long block() {
    return block;
  }

  /** {@code pointer} plus some bytes. */
  long offset(long pointer, long bytes) {
    return gep(builder, context.i8, pointer, context.array(bytes), 1, NO_NAME);
  }

  /** {@code pointer} plus a constant number of bytes. */
  long offsetBy(long pointer, long bytes) {
    return bytes == 0 ? pointer : offset(pointer, context.constInt(context.i64, bytes));
  }

  /** Room in the function's frame; to be made in its first block. */
  long alloca(long type) {
    return alloca(builder, type, NO_NAME);
  }

  void clear(long pointer, int bytes, int align) {
    long zero = context.constInt(context.i8, 0);
    memset(builder, pointer, zero, context.constInt(context.i64, bytes), align);
  }

  long call(Callee callee, long... args) {
    return call(callee, context.array(args), args.length);
  }

  /** Calls with the first {@code count} handles at {@code args}. */
  long call(Callee callee, long args, int count) {
    return call(builder, callee.type(), callee.function(), args, count, NO_NAME);
  }

  /** What a phi is when control comes from {@code from}. */
  void addIncoming(long phi, long value, long from) {
    long two = context.array(value, from);
    addIncoming(phi, two, two + 8, 1);
  }

  /** {@code value != 0}. */
  long isTrue(long value, long type) {
    return icmp(Opcodes.NE, value, context.constInt(type, 0));
  }

  private static long create(long context) {
    try {
      return (long) CREATE_BUILDER_IN_CONTEXT.invokeExact(context);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void dispose(long builder) {
    try {
      DISPOSE_BUILDER.invokeExact(builder);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long appendBlock(long context, long function, long name) {
    try {
      return (long) APPEND_BASIC_BLOCK_IN_CONTEXT.invokeExact(context, function, name);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void position(long builder, long block) {
    try {
      POSITION_BUILDER_AT_END.invokeExact(builder, block);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  /** {@code opcode} is one of {@link Opcodes}. */
  long binary(int opcode, long a, long b) {
    try {
      return (long) BUILD_BIN_OP.invokeExact(builder, opcode, a, b, NO_NAME);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  /** {@code opcode} is a conversion of {@link Opcodes}. */
  long cast(int opcode, long value, long type) {
    try {
      return (long) BUILD_CAST.invokeExact(builder, opcode, value, type, NO_NAME);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  long icmp(int predicate, long a, long b) {
    try {
      return (long) BUILD_ICMP.invokeExact(builder, predicate, a, b, NO_NAME);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  long fcmp(int predicate, long a, long b) {
    try {
      return (long) BUILD_FCMP.invokeExact(builder, predicate, a, b, NO_NAME);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  /** {@code condition} is an i1. */
  long select(long condition, long a, long b) {
    try {
      return (long) BUILD_SELECT.invokeExact(builder, condition, a, b, NO_NAME);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  long fneg(long value) {
    try {
      return (long) BUILD_FNEG.invokeExact(builder, value, NO_NAME);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  long load(long type, long pointer) {
    try {
      return (long) BUILD_LOAD2.invokeExact(builder, type, pointer, NO_NAME);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  long store(long value, long pointer) {
    try {
      return (long) BUILD_STORE.invokeExact(builder, value, pointer);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long gep(
      long builder, long type, long pointer, long indices, int count, long name) {
    try {
      return (long) BUILD_GEP2.invokeExact(builder, type, pointer, indices, count, name);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long alloca(long builder, long type, long name) {
    try {
      return (long) BUILD_ALLOCA.invokeExact(builder, type, name);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long memset(long builder, long pointer, long value, long length, int align) {
    try {
      return (long) BUILD_MEM_SET.invokeExact(builder, pointer, value, length, align);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  /** Says how a load, store or stack slot is aligned. */
  void setAlignment(long instruction, int bytes) {
    try {
      SET_ALIGNMENT.invokeExact(instruction, bytes);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  void setMetadata(long instruction, int kind, long node) {
    try {
      SET_METADATA.invokeExact(instruction, kind, node);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long call(
      long builder, long type, long function, long args, int count, long name) {
    try {
      return (long) BUILD_CALL2.invokeExact(builder, type, function, args, count, name);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  void addCallAttribute(long call, int index, long attribute) {
    try {
      ADD_CALL_SITE_ATTRIBUTE.invokeExact(call, index, attribute);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  long phi(long type) {
    try {
      return (long) BUILD_PHI.invokeExact(builder, type, NO_NAME);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void addIncoming(long phi, long values, long blocks, int count) {
    try {
      ADD_INCOMING.invokeExact(phi, values, blocks, count);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  long br(long block) {
    try {
      return (long) BUILD_BR.invokeExact(builder, block);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  long condBr(long condition, long then, long otherwise) {
    try {
      return (long) BUILD_COND_BR.invokeExact(builder, condition, then, otherwise);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  long switchOf(long value, long otherwise, int cases) {
    try {
      return (long) BUILD_SWITCH.invokeExact(builder, value, otherwise, cases);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  void addCase(long switchInst, long value, long block) {
    try {
      ADD_CASE.invokeExact(switchInst, value, block);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  long ret(long value) {
    try {
      return (long) BUILD_RET.invokeExact(builder, value);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  long retVoid() {
    try {
      return (long) BUILD_RET_VOID.invokeExact(builder);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  /** Returns a structure of the first {@code count} handles in {@code values}. */
  long retMany(long values, int count) {
    try {
      return (long) BUILD_AGGREGATE_RET.invokeExact(builder, values, count);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  long extract(long aggregate, int index) {
    try {
      return (long) BUILD_EXTRACT_VALUE.invokeExact(builder, aggregate, index, NO_NAME);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  long unreachable() {
    try {
      return (long) BUILD_UNREACHABLE.invokeExact(builder);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }
}
