package paretojit.peer.llvm;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import paretojit.ir.Type;
import paretojit.runtime.RawMemory;

/**
 * An LLVM context with one module: makes its types, constants, metadata, attributes and functions.
 * Closing it frees all of them.
 */
final class LlvmContext implements AutoCloseable {
  private static final MethodHandle CONTEXT_CREATE = Library.quick("LLVMContextCreate", "L");
  private static final MethodHandle CONTEXT_DISPOSE = Library.slow("LLVMContextDispose", "VL");
  private static final MethodHandle MODULE_CREATE_WITH_NAME_IN_CONTEXT =
      Library.quick("LLVMModuleCreateWithNameInContext", "LLL");
  private static final MethodHandle DISPOSE_MODULE = Library.slow("LLVMDisposeModule", "VL");
  private static final MethodHandle SET_TARGET = Library.quick("LLVMSetTarget", "VLL");
  private static final MethodHandle SET_MODULE_DATA_LAYOUT =
      Library.quick("LLVMSetModuleDataLayout", "VLL");
  private static final MethodHandle VERIFY_MODULE = Library.slow("LLVMVerifyModule", "ILIL");
  private static final MethodHandle DISPOSE_MESSAGE = Library.quick("LLVMDisposeMessage", "VL");
  private static final MethodHandle INT_TYPE_IN_CONTEXT =
      Library.quick("LLVMIntTypeInContext", "LLI");
  private static final MethodHandle FLOAT_TYPE_IN_CONTEXT =
      Library.quick("LLVMFloatTypeInContext", "LL");
  private static final MethodHandle DOUBLE_TYPE_IN_CONTEXT =
      Library.quick("LLVMDoubleTypeInContext", "LL");
  private static final MethodHandle VOID_TYPE_IN_CONTEXT =
      Library.quick("LLVMVoidTypeInContext", "LL");
  private static final MethodHandle POINTER_TYPE_IN_CONTEXT =
      Library.quick("LLVMPointerTypeInContext", "LLI");
  private static final MethodHandle ARRAY_TYPE2 = Library.quick("LLVMArrayType2", "LLL");
  private static final MethodHandle STRUCT_TYPE_IN_CONTEXT =
      Library.quick("LLVMStructTypeInContext", "LLLII");
  private static final MethodHandle FUNCTION_TYPE = Library.quick("LLVMFunctionType", "LLLII");
  private static final MethodHandle ADD_FUNCTION = Library.quick("LLVMAddFunction", "LLLL");
  private static final MethodHandle SET_VISIBILITY = Library.quick("LLVMSetVisibility", "VLI");
  private static final MethodHandle SET_LINKAGE = Library.quick("LLVMSetLinkage", "VLI");
  private static final MethodHandle GET_ENUM_ATTRIBUTE_KIND_FOR_NAME =
      Library.quick("LLVMGetEnumAttributeKindForName", "ILL");
  private static final MethodHandle CREATE_ENUM_ATTRIBUTE =
      Library.quick("LLVMCreateEnumAttribute", "LLIL");
  private static final MethodHandle CREATE_STRING_ATTRIBUTE =
      Library.quick("LLVMCreateStringAttribute", "LLLILI");
  private static final MethodHandle ADD_ATTRIBUTE_AT_INDEX =
      Library.quick("LLVMAddAttributeAtIndex", "VLIL");
  private static final MethodHandle LOOKUP_INTRINSIC_ID =
      Library.quick("LLVMLookupIntrinsicID", "ILL");
  private static final MethodHandle GET_INTRINSIC_DECLARATION =
      Library.quick("LLVMGetIntrinsicDeclaration", "LLILL");
  private static final MethodHandle INTRINSIC_GET_TYPE =
      Library.quick("LLVMIntrinsicGetType", "LLILL");
  private static final MethodHandle MD_STRING_IN_CONTEXT2 =
      Library.quick("LLVMMDStringInContext2", "LLLL");
  private static final MethodHandle MD_NODE_IN_CONTEXT2 =
      Library.quick("LLVMMDNodeInContext2", "LLLL");
  private static final MethodHandle VALUE_AS_METADATA = Library.quick("LLVMValueAsMetadata", "LL");
  private static final MethodHandle METADATA_AS_VALUE = Library.quick("LLVMMetadataAsValue", "LLL");
  private static final MethodHandle GET_MD_KIND_ID_IN_CONTEXT =
      Library.quick("LLVMGetMDKindIDInContext", "ILLI");
  private static final MethodHandle CONST_INT = Library.quick("LLVMConstInt", "LLLI");
  private static final MethodHandle CONST_BIT_CAST = Library.quick("LLVMConstBitCast", "LLL");
  private static final MethodHandle GET_PARAM = Library.quick("LLVMGetParam", "LLI");

  /** The index of a function's own attributes. */
  static final int ON_FUNCTION = -1;

  private static final int HIDDEN = 1;
  private static final int INTERNAL = 8;
  private static final int RETURN_STATUS = 2;

  private final Arena arena = Arena.ofConfined();
  private final long context;
  private final long module;
  private long scratch;
  private int scratchSlots;

  final long i1;
  final long i8;
  final long i16;
  final long i32;
  final long i64;
  final long i128;
  final long f32;
  final long f64;
  final long voidType;
  final long pointer;
  private final long[] types;

  /**
   * @param name of the module
   * @param triple address of the target's name
   * @param dataLayout the target's
   */
  LlvmContext(String name, long triple, long dataLayout) {
    context = create();
    module = createModule(text(name), context);
    setTarget(module, triple);
    setDataLayout(module, dataLayout);
    i1 = integer(context, 1);
    i8 = integer(context, 8);
    i16 = integer(context, 16);
    i32 = integer(context, 32);
    i64 = integer(context, 64);
    i128 = integer(context, 128);
    f32 = floating(context);
    f64 = doubling(context);
    voidType = nothing(context);
    pointer = pointer(context, 0);
    types = new long[] {i32, i64, f32, f64};
  }

  /** Address of the LLVM context. */
  long address() {
    return context;
  }

  /** Address of the module. */
  long module() {
    return module;
  }

  long type(Type type) {
    return types[type.ordinal()];
  }

  long type(int ordinal) {
    return types[ordinal];
  }

  /** Room for that many handles to be passed as an array; valid until the next call. */
  long scratch(int slots) {
    if (slots > scratchSlots) {
      scratchSlots = Math.max(64, 2 * slots);
      scratch = arena.allocate(8L * scratchSlots, 8).address();
    }
    return scratch;
  }

  /** The handles as an array for LLVM; valid until the next call. */
  long array(long... handles) {
    long array = scratch(handles.length);
    for (int k = 0; k < handles.length; k++) {
      RawMemory.putLong(array + 8L * k, handles[k]);
    }
    return array;
  }

  private long text(String text) {
    return arena.allocateFrom(text).address();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  long functionType(long result, long... parameters) {
    return function(result, array(parameters), parameters.length, 0);
  }

  long structType(long... elements) {
    return struct(context, array(elements), elements.length, 0);
  }

  /** Declares a function that other objects do not see. */
  long hiddenFunction(String name, long type) {
    long function = addFunction(module, text(name), type);
    setVisibility(function, HIDDEN);
    return function;
  }

  /** Declares a function that only this module calls. */
  long internalFunction(String name, long type) {
    long function = addFunction(module, text(name), type);
    setLinkage(function, INTERNAL);
    return function;
  }

  long attribute(String name, long value) {
    int kind = attributeKind(text(name), bytes(name));
    if (kind == 0) {
      throw new AssertionError("LLVM has no attribute " + name);
    }
    return attribute(context, kind, value);
  }

  /** An attribute with a text as its value. */
  long attribute(String name, String value) {
    return textAttribute(context, text(name), bytes(name), text(value), bytes(value));
  }

  /** An intrinsic function, overloaded on some types. */
  Callee intrinsic(String name, long... overloads) {
    int id = intrinsicId(text(name), bytes(name));
    if (id == 0) {
      throw new AssertionError("LLVM has no intrinsic " + name);
    }
    long array = array(overloads);
    return new Callee(
        intrinsicType(context, id, array, overloads.length),
        intrinsicDeclaration(module, id, array, overloads.length));
  }

  /** The float constant with the given bits, NaNs included. */
  long constFloat(Type type, long bits) {
    return type == Type.F32
        ? constBitCast(constInt(i32, bits & 0xffff_ffffL), f32)
        : constBitCast(constInt(i64, bits), f64);
  }

  long metadataString(String text) {
    return mdString(context, text(text), bytes(text));
  }

  long metadataNode(long... items) {
    return mdNode(context, array(items), items.length);
  }

  /** A constant as an item of a metadata node. */
  long metadataConstant(long value) {
    return valueAsMetadata(value);
  }

  /** Metadata as instructions and calls take it. */
  long metadataValue(long metadata) {
    return metadataAsValue(context, metadata);
  }

  int metadataKind(String name) {
    return metadataKind(context, text(name), bytes(name));
  }

  /** Runs LLVM's own checks of the module. */
  void check() {
    long message = scratch(1);
    int broken = verify(module, RETURN_STATUS, message);
    long found = RawMemory.getLong(message);
    String text = Library.text(found);
    disposeMessage(found);
    if (broken != 0) {
      throw new AssertionError("the LLVM IR is not valid: " + text);
    }
  }

  @Override
  public void close() {
    disposeModule(module);
    disposeContext(context);
    arena.close();
  }

  private static long create() {
    try {
      return (long) CONTEXT_CREATE.invokeExact();
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void disposeContext(long context) {
    try {
      CONTEXT_DISPOSE.invokeExact(context);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long createModule(long name, long context) {
    try {
      return (long) MODULE_CREATE_WITH_NAME_IN_CONTEXT.invokeExact(name, context);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void disposeModule(long module) {
    try {
      DISPOSE_MODULE.invokeExact(module);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void setTarget(long module, long triple) {
    try {
      SET_TARGET.invokeExact(module, triple);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void setDataLayout(long module, long layout) {
    try {
      SET_MODULE_DATA_LAYOUT.invokeExact(module, layout);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static int verify(long module, int action, long message) {
    try {
      return (int) VERIFY_MODULE.invokeExact(module, action, message);
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

  /** An integer type of any width. */
  private static long integer(long context, int bits) {
    try {
      return (long) INT_TYPE_IN_CONTEXT.invokeExact(context, bits);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long floating(long context) {
    try {
      return (long) FLOAT_TYPE_IN_CONTEXT.invokeExact(context);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long doubling(long context) {
    try {
      return (long) DOUBLE_TYPE_IN_CONTEXT.invokeExact(context);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long nothing(long context) {
    try {
      return (long) VOID_TYPE_IN_CONTEXT.invokeExact(context);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long pointer(long context, int space) {
    try {
      return (long) POINTER_TYPE_IN_CONTEXT.invokeExact(context, space);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  long arrayType(long element, long count) {
    try {
      return (long) ARRAY_TYPE2.invokeExact(element, count);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long struct(long context, long elements, int count, int packed) {
    try {
      return (long) STRUCT_TYPE_IN_CONTEXT.invokeExact(context, elements, count, packed);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long function(long result, long parameters, int count, int variadic) {
    try {
      return (long) FUNCTION_TYPE.invokeExact(result, parameters, count, variadic);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long addFunction(long module, long name, long type) {
    try {
      return (long) ADD_FUNCTION.invokeExact(module, name, type);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  /** Makes a symbol invisible outside its object, and so never interposed. */
  private static void setVisibility(long function, int visibility) {
    try {
      SET_VISIBILITY.invokeExact(function, visibility);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static void setLinkage(long function, int linkage) {
    try {
      SET_LINKAGE.invokeExact(function, linkage);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static int attributeKind(long name, long length) {
    try {
      return (int) GET_ENUM_ATTRIBUTE_KIND_FOR_NAME.invokeExact(name, length);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long attribute(long context, int kind, long value) {
    try {
      return (long) CREATE_ENUM_ATTRIBUTE.invokeExact(context, kind, value);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long textAttribute(long context, long key, int keyBytes, long value, int bytes) {
    try {
      return (long) CREATE_STRING_ATTRIBUTE.invokeExact(context, key, keyBytes, value, bytes);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  /** Index 0 is the result, -1 the function, others the parameters from 1 on. */
  void addAttribute(long function, int index, long attribute) {
    try {
      ADD_ATTRIBUTE_AT_INDEX.invokeExact(function, index, attribute);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static int intrinsicId(long name, long length) {
    try {
      return (int) LOOKUP_INTRINSIC_ID.invokeExact(name, length);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long intrinsicDeclaration(long module, int id, long types, long count) {
    try {
      return (long) GET_INTRINSIC_DECLARATION.invokeExact(module, id, types, count);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long intrinsicType(long context, int id, long types, long count) {
    try {
      return (long) INTRINSIC_GET_TYPE.invokeExact(context, id, types, count);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long mdString(long context, long text, long length) {
    try {
      return (long) MD_STRING_IN_CONTEXT2.invokeExact(context, text, length);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long mdNode(long context, long items, long count) {
    try {
      return (long) MD_NODE_IN_CONTEXT2.invokeExact(context, items, count);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long valueAsMetadata(long value) {
    try {
      return (long) VALUE_AS_METADATA.invokeExact(value);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long metadataAsValue(long context, long metadata) {
    try {
      return (long) METADATA_AS_VALUE.invokeExact(context, metadata);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static int metadataKind(long context, long name, int length) {
    try {
      return (int) GET_MD_KIND_ID_IN_CONTEXT.invokeExact(context, name, length);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  /** The integer constant whose low bits are those of {@code value}. */
  long constInt(long type, long value) {
    try {
      return (long) CONST_INT.invokeExact(type, value, 0);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  private static long constBitCast(long value, long type) {
    try {
      return (long) CONST_BIT_CAST.invokeExact(value, type);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }

  long parameter(long function, int index) {
    try {
      return (long) GET_PARAM.invokeExact(function, index);
    } catch (Throwable t) {
      throw Library.crossed(t);
    }
  }
}
