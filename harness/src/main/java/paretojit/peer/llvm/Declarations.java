package paretojit.peer.llvm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.Type;
import paretojit.runtime.RuntimeCalls;
import paretojit.runtime.VmContext;

/**
 * What the functions of an LLVM module share: types of calls, declarations of all functions,
 * intrinsics, attributes, alias information; and the code that is not any function's own.
 *
 * <pre>
 *   f12(context, parameters…)          a defined function, or the thunk of an imported one
 *   s3(context, buffer, code)          calls code of the 3rd distinct signature, buffer slots to
 *                                      convention and back
 *   trap(context, code, place, user)   leaves through the trap exit
 * </pre>
 */
final class Declarations {
  static final String FUNCTION_PREFIX = "f";
  static final String SIGNATURE_PREFIX = "s";
  static final String RUNTIME_TRAP = "trap";

  /** Kinds of memory that never overlap, for LLVM's type-based alias analysis. */
  enum Region {
    /** Bytes of linear memories. */
    HEAP,
    /** Lengths of memories and tables. */
    LENGTH,
    /** What never changes once an instance exists. */
    CONSTANT,
    GLOBAL,
    TABLE
  }

  final LlvmContext c;
  final IrModule module;
  private final Callee[] functions;
  private final List<Signature> signatures = new ArrayList<>();
  private final Map<Signature, Integer> signatureNumber = new HashMap<>();
  private final List<Long> signatureType = new ArrayList<>();
  private final Callee[][] intrinsics;
  private final long[] regionTag;
  private final int tbaaKind;
  private final int invariantKind;
  private final long emptyNode;
  private final long nounwind;
  private final long keepCalls;
  private final long noundef;
  private final long nonnull;
  private final long dereferenceable;
  private final Callee trap;
  private final Callee runtimeCall;

  /** Signatures of functions come first, those of indirect calls alone need no wrapper. */
  private final int wrappers;

  private @Nullable Callee readRegister;
  private long stackPointerName;

  /**
   * @param aliasInfo whether loads and stores are to say what they cannot overlap; of no use to
   *     code that is not optimized
   * @param tailCalls whether calls in tail position may become jumps; endless recursion is then an
   *     endless loop instead of a trap
   */
  Declarations(LlvmContext context, IrModule module, boolean aliasInfo, boolean tailCalls) {
    this.c = context;
    this.module = module;
    nounwind = c.attribute("nounwind", 0);
    keepCalls = tailCalls ? 0 : c.attribute("disable-tail-calls", "true");
    noundef = c.attribute("noundef", 0);
    nonnull = c.attribute("nonnull", 0);
    long contextBytes = VmContext.contextBytes(module.globals().size());
    dereferenceable = c.attribute("dereferenceable", contextBytes);
    intrinsics = new Callee[Intrinsic.values().length][];
    tbaaKind = c.metadataKind("tbaa");
    invariantKind = c.metadataKind("invariant.load");
    emptyNode = c.metadataValue(c.metadataNode());
    regionTag = aliasInfo ? regionTags() : new long[0];
    runtimeCall = new Callee(c.functionType(c.i64, c.pointer, c.i64, c.pointer), 0);
    trap = declareTrap();
    functions = new Callee[module.functionCount()];
    for (int f = 0; f < functions.length; f++) {
      long type = functionType(module.functionSignature(f));
      functions[f] = new Callee(type, c.hiddenFunction(FUNCTION_PREFIX + f, type));
      addAttributes(functions[f].function());
    }
    wrappers = signatures.size();
  }

  private long[] regionTags() {
    long root = c.metadataNode(c.metadataString("ParetoJIT"));
    long zero = c.metadataConstant(c.constInt(c.i64, 0));
    long[] tags = new long[Region.values().length];
    for (Region region : Region.values()) {
      long type = c.metadataNode(c.metadataString(region.name()), root, zero);
      tags[region.ordinal()] = c.metadataValue(c.metadataNode(type, type, zero));
    }
    return tags;
  }

  private Callee declareTrap() {
    long type = c.functionType(c.voidType, c.pointer, c.i32, c.i64, c.i32);
    long function = c.internalFunction(RUNTIME_TRAP, type);
    for (String name : List.of("noreturn", "nounwind", "cold", "noinline")) {
      c.addAttribute(function, LlvmContext.ON_FUNCTION, c.attribute(name, 0));
    }
    return new Callee(type, function);
  }

  private void addAttributes(long function) {
    c.addAttribute(function, LlvmContext.ON_FUNCTION, nounwind);
    if (keepCalls != 0) {
      c.addAttribute(function, LlvmContext.ON_FUNCTION, keepCalls);
    }
    c.addAttribute(function, 1, noundef);
    c.addAttribute(function, 1, nonnull);
    c.addAttribute(function, 1, dereferenceable);
  }

  // ---- what functions ask for

  /** Function {@code index}, imported or defined. */
  Callee function(int index) {
    return functions[index];
  }

  /** Never returns. */
  Callee trap() {
    return trap;
  }

  /** The type of the runtime's entry point. */
  Callee runtimeCall() {
    return runtimeCall;
  }

  /** The LLVM type of functions of a signature. */
  long functionType(Signature signature) {
    return signatureType.get(number(signature));
  }

  /** Distinct signatures are numbered; equal ones share a number. */
  int number(Signature signature) {
    Integer known = signatureNumber.get(signature);
    if (known != null) {
      return known;
    }
    signatureNumber.put(signature, signatures.size());
    signatures.add(signature);
    int params = signature.params().size();
    long[] types = new long[1 + params];
    types[0] = c.pointer;
    for (int k = 0; k < params; k++) {
      types[1 + k] = c.type(signature.params().get(k));
    }
    signatureType.add(c.functionType(resultType(signature), types));
    return signatures.size() - 1;
  }

  private long resultType(Signature signature) {
    List<Type> results = signature.results();
    return switch (results.size()) {
      case 0 -> c.voidType;
      case 1 -> c.type(results.get(0));
      default -> c.structType(results.stream().mapToLong(c::type).toArray());
    };
  }

  Callee intrinsic(Intrinsic name, Type type) {
    return intrinsic(name, type, type);
  }

  /** {@code operand} matters for the conversions only. */
  Callee intrinsic(Intrinsic name, Type result, Type operand) {
    int types = Type.values().length;
    Callee[] known = intrinsics[name.ordinal()];
    if (known == null) {
      known = new Callee[types * types];
      intrinsics[name.ordinal()] = known;
    }
    int at = types * result.ordinal() + operand.ordinal();
    if (known[at] == null) {
      known[at] =
          result == operand
              ? c.intrinsic(name.text(), c.type(result))
              : c.intrinsic(name.text(), c.type(result), c.type(operand));
    }
    return known[at];
  }

  /** The stack pointer as an i64. */
  long stackPointer(IrBuilder b) {
    if (readRegister == null) {
      readRegister = c.intrinsic(Intrinsic.READ_REGISTER.text(), c.i64);
      stackPointerName = c.metadataValue(c.metadataNode(c.metadataString("rsp")));
    }
    return b.call(readRegister, stackPointerName);
  }

  /** Says which memory a load or store touches. */
  void mark(IrBuilder b, long access, Region region) {
    if (regionTag.length > 0) {
      b.setMetadata(access, tbaaKind, regionTag[region.ordinal()]);
      if (region == Region.CONSTANT) {
        b.setMetadata(access, invariantKind, emptyNode);
      }
    }
  }

  /** Loads a field of the context or of what hangs on it. */
  long loadField(IrBuilder b, long type, long pointer, int offset, Region region) {
    long load = b.load(type, b.offsetBy(pointer, offset));
    mark(b, load, region);
    return load;
  }

  /** Calls the runtime with arguments in {@code buffer}; leaves if a trap is recorded. */
  void callRuntime(IrBuilder b, long context, long packed, long buffer) {
    long entry = loadField(b, c.pointer, context, VmContext.RUNTIME_CALL, Region.CONSTANT);
    long status = b.call(runtimeCall.at(entry), context, c.constInt(c.i64, packed), buffer);
    long recorded = b.newBlock();
    long next = b.newBlock();
    b.condBr(b.isTrue(status, c.i64), recorded, next);
    b.startBlock(recorded);
    long zero = c.constInt(c.i32, 0);
    long code = c.constInt(c.i32, VmContext.TRAP_RECORDED & 0xffff_ffffL);
    b.call(trap, context, code, c.constInt(c.i64, 0), zero);
    b.unreachable();
    b.startBlock(next);
  }

  // ---- code that is no function's own

  /** Defines everything but the module's own functions; they must have been lowered already. */
  void defineGlue(IrBuilder b) {
    defineTrap(b);
    for (int f = 0; f < module.importedFunctions(); f++) {
      defineImport(b, f);
    }
    for (int s = 0; s < wrappers; s++) {
      defineWrapper(b, s);
    }
  }

  private void defineTrap(IrBuilder b) {
    long f = trap.function();
    b.startFunction(f);
    long context = c.parameter(f, 0);
    long exit = loadField(b, c.pointer, context, VmContext.TRAP_EXIT, Region.CONSTANT);
    long place = c.parameter(f, 2);
    b.call(trap.at(exit), context, c.parameter(f, 1), place, c.parameter(f, 3));
    b.unreachable();
  }

  private void defineImport(IrBuilder b, int index) {
    Signature signature = module.functionSignature(index);
    long f = functions[index].function();
    b.startFunction(f);
    int params = signature.params().size();
    int slots = Math.max(1, Math.max(params, signature.results().size()));
    long buffer = b.alloca(c.arrayType(c.i64, slots));
    for (int k = 0; k < params; k++) {
      b.store(c.parameter(f, 1 + k), b.offsetBy(buffer, 8L * k));
    }
    callRuntime(b, c.parameter(f, 0), RuntimeCalls.pack(Op.CALL, index, 0), buffer);
    int results = signature.results().size();
    long[] values = new long[results];
    for (int k = 0; k < results; k++) {
      values[k] = b.load(c.type(signature.results().get(k)), b.offsetBy(buffer, 8L * k));
    }
    ret(b, values);
  }

  private void defineWrapper(IrBuilder b, int number) {
    Signature signature = signatures.get(number);
    long type = c.functionType(c.voidType, c.pointer, c.pointer, c.pointer);
    long f = c.hiddenFunction(SIGNATURE_PREFIX + number, type);
    c.addAttribute(f, LlvmContext.ON_FUNCTION, nounwind);
    b.startFunction(f);
    long buffer = c.parameter(f, 1);
    int params = signature.params().size();
    long[] args = new long[1 + params];
    args[0] = c.parameter(f, 0);
    for (int k = 0; k < params; k++) {
      args[1 + k] = b.load(c.type(signature.params().get(k)), b.offsetBy(buffer, 8L * k));
    }
    long call = b.call(new Callee(functionType(signature), c.parameter(f, 2)), args);
    int results = signature.results().size();
    for (int k = 0; k < results; k++) {
      b.store(results == 1 ? call : b.extract(call, k), b.offsetBy(buffer, 8L * k));
    }
    b.retVoid();
  }

  /** Returns none, one or more values. */
  void ret(IrBuilder b, long... values) {
    switch (values.length) {
      case 0 -> b.retVoid();
      case 1 -> b.ret(values[0]);
      default -> b.retMany(c.array(values), values.length);
    }
  }

  /** Number of the signature of each function; names the wrapper to use. */
  int[] wrapperNumbers() {
    int[] numbers = new int[functions.length];
    for (int f = 0; f < numbers.length; f++) {
      numbers[f] = number(module.functionSignature(f));
    }
    return numbers;
  }
}
