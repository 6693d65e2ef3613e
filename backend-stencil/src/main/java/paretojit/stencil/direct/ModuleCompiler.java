package paretojit.stencil.direct;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import paretojit.engine.Bounds;
import paretojit.engine.EngineOptions;
import paretojit.engine.NativeArtifact;
import paretojit.engine.Target;
import paretojit.ir.Op;
import paretojit.runtime.FaultSites;
import paretojit.stencil.library.OperandKind;
import paretojit.stencil.x64.CallConvention;
import paretojit.stencil.x64.CallLinks;
import paretojit.stencil.x64.Loc;
import paretojit.stencil.x64.Selector;
import paretojit.stencil.x64.StencilCompiler;
import paretojit.stencil.x64.StencilTrace;
import paretojit.wasm.Kinds;
import paretojit.wasm.Opcodes;
import paretojit.wasm.RareInstruction;
import paretojit.wasm.WasmModule;

/** Compiles one module: its functions, thunks of imported ones, and the wrappers for calls from outside. */
final class ModuleCompiler {
  /** Bytes of code for a byte of WebAssembly, from SQLite's module and some for others. */
  private static final int EXPANSION = 5;

  private static final int MOST_EXPECTED_BYTES = 1 << 28;
  private static final int ALIGNMENT = 16;
  private static final int SLOT_BYTES = 8;
  private static final int NONE = -1;

  private final WasmModule module;
  private final OpTable table;
  private final Output code;
  private final Frames frames;
  private final FunctionCompiler functions;
  private final CallLinks links = new CallLinks();
  private final FaultSites faults = new FaultSites();
  private final int registers;
  private final boolean guarded;
  private final boolean fuses;
  private final int[] functionOffset;
  private final int[] functionLength;
  private final int[] wrapperOffset;

  ModuleCompiler(
      WasmModule module,
      OpTable table,
      Output.Records records,
      EngineOptions options,
      @Nullable StencilTrace trace) {
    this.module = module;
    this.table = table;
    this.code = new Output(records, expectedBytes(module));
    this.code.trace = trace;
    this.registers = options.number("regs");
    this.guarded = Bounds.of(options) == Bounds.GUARD;
    this.fuses = options.flag("supernodes");
    Operands s = new Operands(table, code, new Labels(), registers);
    this.frames = new Frames(module, s);
    this.functions = functionCompiler(s);
    int count = module.functionCount();
    this.functionOffset = new int[count];
    this.functionLength = new int[count];
    this.wrapperOffset = new int[count];
  }

  private static int expectedBytes(WasmModule module) {
    return (int) Math.min(MOST_EXPECTED_BYTES, (long) EXPANSION * module.codeSectionBytes());
  }

  private FunctionCompiler functionCompiler(Operands s) {
    RareInstruction rare = new RareInstruction(module);
    Conditions conditions = new Conditions(s, fuses);
    Branches branches = new Branches(module, s, conditions, frames);
    Calls calls = new Calls(module, s, frames, rare, links);
    General general = new General(module, s, conditions, branches, calls, rare, faults, guarded);
    return new FunctionCompiler(
        module, s, frames, branches, calls, general, faults, guarded, fuses);
  }

  long stencils() {
    return code.stencils;
  }

  NativeArtifact compile() {
    int imported = module.importedFunctions();
    for (int k = 0; k < module.definedFunctions(); k++) {
      compile(imported + k, module.bytes(), module.bodyStart(k), module.bodyEnd(k));
    }
    for (int function = 0; function < imported; function++) {
      thunk(function);
    }
    wrappers();
    links.patch(code.code, functionOffset);
    return new NativeArtifact(
        Target.X64,
        StencilCompiler.CONVENTION,
        code.code,
        code.position,
        functionOffset,
        functionLength,
        wrapperOffset,
        faults,
        StencilCompiler.CONTEXT_REGISTER);
  }

  private void compile(int function, byte[] bytes, int start, int end) {
    code.align(ALIGNMENT);
    int at = code.position;
    functions.compile(function, module.functionType(function), bytes, start, end);
    functionOffset[function] = at;
    functionLength[function] = code.position - at;
  }

  /** A function that passes its parameters on to an import. */
  private void thunk(int function) {
    byte[] body = thunkBody(function, module.typeParams(module.functionType(function)).length);
    compile(function, body, 0, body.length);
  }

  /** {@code local.get} of each parameter, {@code call}, {@code end}. */
  private static byte[] thunkBody(int function, int params) {
    byte[] body = new byte[1 + 6 * params + 6 + 1];
    int at = 1;
    for (int k = 0; k < params; k++) {
      body[at++] = Opcodes.LOCAL_GET;
      at = u32(body, at, k);
    }
    body[at++] = Opcodes.CALL;
    at = u32(body, at, function);
    body[at++] = Opcodes.END;
    return Arrays.copyOf(body, at);
  }

  private static int u32(byte[] bytes, int at, int number) {
    int next = at;
    int rest = number;
    while (rest >= 0x80) {
      bytes[next++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[next++] = (byte) rest;
    return next;
  }

  // ---- entry from outside ----

  /** One wrapper for each type that functions have. */
  private void wrappers() {
    int[] ofType = new int[module.typeCount()];
    Arrays.fill(ofType, NONE);
    for (int function = 0; function < wrapperOffset.length; function++) {
      int type = module.functionType(function);
      if (ofType[type] == NONE) {
        code.align(ALIGNMENT);
        ofType[type] = code.position;
        wrapper(type);
      }
      wrapperOffset[function] = ofType[type];
    }
  }

  /** Calls functions of a type with parameters and results in a buffer. */
  private void wrapper(int type) {
    Selector selector = table.selector;
    CallConvention callee = frames.convention(type);
    byte[] params = module.typeParams(type);
    byte[] results = module.typeResults(type);
    int bufferSlot = callee.stackBytes();
    int functionSlot = bufferSlot + SLOT_BYTES;
    int bytes = (functionSlot + 15 & -16) + 8;
    code.values[Output.OFFSET] = bytes;
    code.values[Output.SLOT_A] = bufferSlot;
    code.values[Output.SLOT_B] = functionSlot;
    code.emit(table.enter);
    for (int k = 0; k < params.length; k++) {
      int place = callee.params()[k];
      code.values[Output.SLOT_D] = Loc.offset(place);
      code.values[Output.OFFSET] = SLOT_BYTES * k;
      int base = selector.nativeMemory(Op.LOAD.ordinal(), Kinds.type(params[k]));
      code.emit(table.ids[base + (Loc.kind(place) << 4 | OperandKind.TEMP)]);
    }
    code.values[Output.SLOT_B] = functionSlot;
    code.emit(table.callEntered);
    code.values[Output.SLOT_A] = bufferSlot;
    code.emit(table.move[OpTable.moveKey(Kinds.I64, OperandKind.TEMP, OperandKind.SLOT)]);
    for (int k = 0; k < results.length; k++) {
      int place = callee.results()[k];
      code.values[Output.SLOT_A] = Loc.offset(place);
      code.values[Output.OFFSET] = SLOT_BYTES * k;
      int base = selector.nativeMemory(Op.STORE.ordinal(), Kinds.type(results[k]));
      code.emit(table.ids[base + (Loc.kind(place) << 4 | OperandKind.TEMP)]);
    }
    code.values[Output.OFFSET] = bytes;
    code.emit(table.ret);
  }
}
