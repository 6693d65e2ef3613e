package paretojit.isel.x64;

import java.util.Arrays;
import java.util.Set;
import paretojit.emit.SiteTable;
import paretojit.emit.x64.Assembler;
import paretojit.engine.CompileStats;
import paretojit.engine.ModuleCompiler;
import paretojit.engine.NativeArtifact;
import paretojit.engine.Target;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.regalloc.Allocation;
import paretojit.regalloc.Allocator;
import paretojit.regalloc.MachineCode;
import paretojit.regalloc.Technique;
import paretojit.runtime.CpuFeatures;

/** Compiles the functions of a module to x86-64: select, allocate, emit. */
public final class X64Compiler implements ModuleCompiler {
  /** Artifacts of this generator may call each other. */
  public static final String CONVENTION = "isel";

  /**
   * How to compile.
   *
   * @param cpu what instructions may be used
   * @param guarded whether guard pages do the bounds checks of memory 0
   * @param techniques of register allocation
   * @param check whether to prove every register allocation right
   * @param marks whether to keep which IR instruction each piece of code came from
   */
  public record Settings(
      CpuFeatures cpu, boolean guarded, Set<Technique> techniques, boolean check, boolean marks) {}

  private final IrModule module;
  private final CompileStats stats;
  private final Settings settings;
  private final Selector selector;
  private final Allocator allocator;
  private final Assembler assembler = new Assembler();
  private final Emitter emitter;
  private final int[] functionOffset;
  private final int[] functionLength;
  private final int machineInstructions;
  private final int spilledValues;
  private final int moves;

  public X64Compiler(IrModule module, Settings settings, CompileStats stats) {
    this.module = module;
    this.settings = settings;
    this.allocator = new Allocator(Convention.REGISTERS, settings.techniques());
    this.stats = stats;
    this.selector = new Selector(module, settings.cpu(), settings.guarded());
    this.emitter = new Emitter(assembler, selector, settings.marks());
    this.functionOffset = new int[module.functionCount()];
    this.functionLength = new int[module.functionCount()];
    Arrays.fill(functionOffset, -1);
    this.machineInstructions = stats.counter("machine_instructions");
    this.spilledValues = stats.counter("spilled_values");
    this.moves = stats.counter("allocator_moves");
  }

  @Override
  public void compile(int index, Function function) {
    int outer = stats.enter(CompileStats.SELECT);
    MachineCode code = selector.select(function);
    stats.exit(outer);
    outer = stats.enter(CompileStats.ALLOCATE);
    Allocation allocation = allocator.run(code, settings.check());
    stats.exit(outer);
    outer = stats.enter(CompileStats.EMIT);
    functionOffset[index] = emitter.emit(index, code, allocation);
    functionLength[index] = assembler.size() - functionOffset[index];
    stats.exit(outer);
    stats.add(machineInstructions, code.instCount());
    stats.add(spilledValues, allocation.spilledValues());
    stats.add(moves, allocation.moveCount());
  }

  @Override
  public NativeArtifact finish() {
    int outer = stats.enter(CompileStats.EMIT);
    Thunks thunks = new Thunks(assembler);
    for (int f = 0; f < module.importedFunctions(); f++) {
      functionOffset[f] = thunks.importThunk(f, module.functionSignature(f));
      functionLength[f] = assembler.size() - functionOffset[f];
    }
    int[] wrapperOffset = new int[module.functionCount()];
    for (int f = 0; f < wrapperOffset.length; f++) {
      wrapperOffset[f] = thunks.wrapper(f, module.functionSignature(f));
    }
    assembler.resolveWithin(functionOffset);
    if (assembler.relocations().count() > 0) {
      throw new AssertionError("unresolved calls");
    }
    stats.exit(outer);
    return new NativeArtifact(
        Target.X64,
        CONVENTION,
        assembler.backingArray(),
        assembler.size(),
        functionOffset,
        functionLength,
        wrapperOffset,
        emitter.faults(),
        Convention.CONTEXT_IN_SIGNAL);
  }

  /**
   * After {@link #finish} and if {@link Settings#marks}: for each machine instruction its offset,
   * function index (kind) and IR instruction (value), in order of offsets.
   */
  public SiteTable marks() {
    return assembler.marks();
  }
}
