package paretojit.stencil.x64;

import paretojit.engine.Bounds;
import paretojit.engine.CompileStats;
import paretojit.engine.EngineOptions;
import paretojit.engine.ModuleCompiler;
import paretojit.engine.NativeArtifact;
import paretojit.engine.Target;
import paretojit.ir.Function;
import paretojit.ir.FunctionBuilder;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.runtime.FaultSites;
import paretojit.stencil.library.OperandKind;

/** Compiles the functions of one module: place the values, then copy and patch stencils. */
public final class StencilCompiler implements ModuleCompiler {
  /** Code of this convention can call each other, whoever made it. */
  public static final String CONVENTION = "stencil-x64";

  /** r12, as Linux numbers registers in a signal's context. */
  public static final int CONTEXT_REGISTER = 4;

  private static final int BYTES_AN_INSTRUCTION = 16;
  private static final int MOST_EXPECTED_BYTES = 1 << 28;

  private final IrModule module;
  private final CompileStats stats;
  private final CallSites sites;
  private final Placement placement;
  private final CallLinks links = new CallLinks();
  private final FaultSites faults;
  private final CodeBuffer code;
  private final Operands operands;
  private final FlowEmitter flow;
  private final int[] functionOffset;
  private final int[] functionLength;
  private final int[] wrapperOffset;
  private final int stencilCounter;
  private final int spillCounter;

  StencilCompiler(IrModule module, Selector selector, EngineOptions options, CompileStats stats) {
    Profile profile = Profile.of(options);
    this.module = module;
    this.stats = stats;
    this.sites = new CallSites(module);
    boolean guarded = Bounds.of(options) == Bounds.GUARD;
    boolean immediates = options.flag("imm") && profile.immediates;
    this.placement = new Placement(new SuperNodes(guarded, immediates));
    this.code = new CodeBuffer(selector.library, selector.records, expectedBytes(module));
    this.faults = new FaultSites(Math.max(FaultSites.USUAL_BYTES, selector.longestGuardedBytes));
    Function none = empty();
    this.operands = new Operands(selector, code, none, immediates);
    this.flow =
        new FlowEmitter(
            selector,
            code,
            operands,
            sites,
            placement,
            links,
            options.flag("elide"),
            guarded,
            faults,
            none);
    int registers = profile.registers(options.number("regs"));
    placement.restrict(profile.onlyTemporaries(), options.flag("supernodes") && profile.fuses);
    placement.setRegisters(registers, Math.min(registers, OperandKind.VECTOR_REGISTERS));
    int functions = module.functionCount();
    this.functionOffset = new int[functions];
    this.functionLength = new int[functions];
    this.wrapperOffset = new int[functions];
    this.stencilCounter = stats.counter("stencils");
    this.spillCounter = stats.counter("values-in-slots");
  }

  /** Enough code for most modules; too little only costs copying. */
  private static int expectedBytes(IrModule module) {
    return (int)
        Math.min(
            MOST_EXPECTED_BYTES, BYTES_AN_INSTRUCTION * module.bodies().expectedInstructions());
  }

  /** Notes every stencil from now on. */
  StencilTrace trace() {
    StencilTrace trace = new StencilTrace();
    code.trace = trace;
    return trace;
  }

  /** A function that does nothing, for fields that hold the current one. */
  private static Function empty() {
    FunctionBuilder builder =
        new FunctionBuilder("none", Signature.of(java.util.List.of(), java.util.List.of()));
    builder.createEntry();
    builder.ret();
    return builder.finish();
  }

  @Override
  public void compile(int index, Function function) {
    place(index, function);
    emit(index, function);
  }

  /** The first half of {@link #compile}: gives every value its place. */
  void place(int index, Function function) {
    int outer = stats.enter(CompileStats.ALLOCATE);
    CallConvention convention = sites.convention(index);
    placement.place(function, sites, incomingPlaces(convention));
    stats.add(spillCounter, placement.spilled);
    stats.exit(outer);
  }

  /** The second half, for the function that was placed last. */
  private void emit(int index, Function function) {
    int outer = stats.enter(CompileStats.EMIT);
    code.align(16);
    functionOffset[index] = code.position;
    operands.begin(function, placement.loc, placement.outgoingBytes);
    long before = code.stencils;
    flow.emitFunction(index, function, placement.frameBytes());
    functionLength[index] = code.position - functionOffset[index];
    stats.add(stencilCounter, code.stencils - before);
    stats.exit(outer);
  }

  private static int[] incomingPlaces(CallConvention convention) {
    int[] places = convention.params().clone();
    for (int k = 0; k < places.length; k++) {
      if (Loc.isSlot(places[k])) {
        places[k] = Loc.slot(Loc.offset(places[k]) + Placement.INCOMING);
      }
    }
    return places;
  }

  @Override
  public NativeArtifact finish() {
    for (int function = 0; function < module.importedFunctions(); function++) {
      compile(function, thunk(function));
    }
    int outer = stats.enter(CompileStats.EMIT);
    emitWrappers();
    links.patch(code.code, functionOffset);
    stats.exit(outer);
    return new NativeArtifact(
        Target.X64,
        CONVENTION,
        code.code,
        code.position,
        functionOffset,
        functionLength,
        wrapperOffset,
        faults,
        CONTEXT_REGISTER);
  }

  /** One wrapper for each type that functions have. */
  private void emitWrappers() {
    int[] ofSignature = new int[module.signatures().size()];
    for (int function = 0; function < module.functionCount(); function++) {
      int signature = module.functionSignatureIndex(function);
      if (ofSignature[signature] == 0) {
        code.align(16);
        ofSignature[signature] = code.position;
        flow.emitWrapper(module.signatures().get(signature));
      }
      wrapperOffset[function] = ofSignature[signature];
    }
  }

  /** A function that passes its parameters on to an import. */
  private Function thunk(int function) {
    Signature signature = module.functionSignature(function);
    FunctionBuilder builder = new FunctionBuilder("thunk" + function, signature);
    int entry = builder.createEntry();
    int[] args = new int[signature.params().size()];
    for (int k = 0; k < args.length; k++) {
      args[k] = builder.param(entry, k);
    }
    int call = builder.call(Op.CALL, signature, 0, function, args, args.length);
    int[] results = new int[signature.results().size()];
    for (int k = 0; k < results.length; k++) {
      results[k] = call + k;
    }
    builder.ret(results);
    return builder.finish();
  }
}
