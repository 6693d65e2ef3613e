package paretojit.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import paretojit.ir.IrModule;
import paretojit.ir.IrModule.ConstExpr;
import paretojit.ir.IrModule.SegmentMode;
import paretojit.ir.Signature;

/**
 * Builds one instance, as WebAssembly's specification orders it (section "Instantiation"): match
 * all imports before anything exists, then allocate, then fill.
 */
final class InstanceBuilder {
  private final Store store;
  private final IrModule module;
  private final List<Func> funcs = new ArrayList<>();
  private final List<@Nullable Table> tables = new ArrayList<>();
  private final List<@Nullable LinearMemory> memories = new ArrayList<>();
  private final List<@Nullable Global> globals = new ArrayList<>();

  InstanceBuilder(Store store, IrModule module) {
    this.store = store;
    this.module = module;
  }

  // ---- matching ----

  /** Finds an extern for every import; entities the module defines itself get null. */
  void match(Imports imports) {
    for (IrModule.FunctionImport wanted : module.functionImports()) {
      funcs.add(match(imports, wanted));
    }
    for (IrModule.Table wanted : module.tables()) {
      tables.add(wanted.from() == null ? null : match(imports, wanted, wanted.from()));
    }
    for (IrModule.Memory wanted : module.memories()) {
      memories.add(wanted.from() == null ? null : match(imports, wanted, wanted.from()));
    }
    for (IrModule.Global wanted : module.globals()) {
      globals.add(wanted.from() == null ? null : match(imports, wanted, wanted.from()));
    }
  }

  private Func match(Imports imports, IrModule.FunctionImport wanted) {
    Signature signature = module.signatures().get(wanted.signature());
    Func func = find(imports, wanted.from(), Func.class, "a function");
    if (!func.signature().equals(signature)) {
      throw mismatch(wanted.from(), "a function " + signature, "a function " + func.signature());
    }
    if (func instanceof Func.OfInstance other && other.owner().store() != store) {
      throw mismatch(wanted.from(), "a function of this store", "one of another");
    }
    return func;
  }

  private static Table match(Imports imports, IrModule.Table wanted, IrModule.ImportName from) {
    Table table = find(imports, from, Table.class, "a table");
    if (table.kind() != wanted.element()) {
      throw mismatch(from, "a table of " + wanted.element(), "one of " + table.kind());
    }
    checkLimits(from, wanted.min(), wanted.max(), table.length(), table.declaredMax());
    return table;
  }

  private static LinearMemory match(
      Imports imports, IrModule.Memory wanted, IrModule.ImportName from) {
    LinearMemory memory = find(imports, from, LinearMemory.class, "a memory");
    checkLimits(
        from, wanted.minPages(), wanted.maxPages(), memory.pages(), memory.declaredMaxPages());
    return memory;
  }

  private static Global match(Imports imports, IrModule.Global wanted, IrModule.ImportName from) {
    Global global = find(imports, from, Global.class, "a global");
    if (global.kind() != wanted.kind() || global.mutable() != wanted.mutable()) {
      throw mismatch(
          from,
          describe(wanted.mutable(), wanted.kind()),
          describe(global.mutable(), global.kind()));
    }
    return global;
  }

  private static String describe(boolean mutable, Signature.Kind kind) {
    return (mutable ? "a mutable global " : "a constant global ") + kind;
  }

  private static <T extends Extern> T find(
      Imports imports, IrModule.ImportName from, Class<T> kind, String wanted) {
    Extern extern = imports.find(from);
    if (extern == null) {
      throw new LinkException("unknown import: %s is %s nobody offers".formatted(from, wanted));
    }
    if (!kind.isInstance(extern)) {
      String found =
          switch (extern) {
            case Func func -> "a function";
            case Table table -> "a table";
            case LinearMemory memory -> "a memory";
            case Global global -> "a global";
          };
      throw mismatch(from, wanted, found);
    }
    return kind.cast(extern);
  }

  /** {@code -1} stands for "no maximum". */
  private static void checkLimits(
      IrModule.ImportName from, long min, long max, long actual, long actualMax) {
    boolean fits = actual >= min && (max < 0 || (actualMax >= 0 && actualMax <= max));
    if (!fits) {
      throw mismatch(from, "size " + limits(min, max), "size " + limits(actual, actualMax));
    }
  }

  private static String limits(long min, long max) {
    return max < 0 ? min + " or more" : min + " to " + max;
  }

  private static LinkException mismatch(IrModule.ImportName from, String wanted, String found) {
    return new LinkException(
        "incompatible import type: %s should be %s and is %s".formatted(from, wanted, found));
  }

  // ---- allocation ----

  /** Makes what the module defines and fills the instance's context. */
  void build(Instance instance) {
    long context = instance.context();
    boolean isNative = module.functionCount() > 0 && instance.code().functionAddress(0) != 0;
    store.adopt(context, isNative);
    RawMemory.putInt(context + VmContext.INSTANCE_ID, instance.id());
    funcs.toArray(instance.imports);
    buildMemories(instance);
    buildTables(instance);
    buildFuncRefs(instance);
    buildGlobals(instance);
    for (int k = 0; k < instance.data.length; k++) {
      instance.data[k] = module.dataSegments().get(k).bytes();
    }
    for (int k = 0; k < instance.elements.length; k++) {
      List<ConstExpr> items = module.elementSegments().get(k).items();
      instance.elements[k] = items.stream().mapToLong(item -> evaluate(instance, item)).toArray();
    }
  }

  private void buildMemories(Instance instance) {
    long context = instance.context();
    long pairs = store.allocate((long) VmContext.PAIR_BYTES * Math.max(1, memories.size()));
    RawMemory.putLong(context + VmContext.MEMORIES, pairs);
    for (int k = 0; k < instance.memories.length; k++) {
      LinearMemory memory = memories.get(k);
      if (memory == null) {
        IrModule.Memory type = module.memories().get(k);
        memory = store.newMemory(type.minPages(), type.maxPages());
      }
      if (instance.code().needsGuards() && !memory.guard()) {
        throw new LinkException(
            "the code relies on guard pages, but this process may not reserve 8 GiB for a memory"
                + " (ulimit -v); use an engine that checks: bounds=explicit");
      }
      instance.memories[k] = memory;
      long pair = pairs + (long) VmContext.PAIR_BYTES * k;
      RawMemory.putLong(pair + VmContext.PAIR_BASE, memory.base());
      memory.mirrorLengthAt(pair + VmContext.PAIR_LENGTH);
      if (k == 0) {
        RawMemory.putLong(context + VmContext.MEMORY0_BASE, memory.base());
        memory.mirrorLengthAt(context + VmContext.MEMORY0_LENGTH);
      }
    }
  }

  private void buildTables(Instance instance) {
    long pairs = store.allocate((long) VmContext.PAIR_BYTES * Math.max(1, tables.size()));
    RawMemory.putLong(instance.context() + VmContext.TABLES, pairs);
    for (int k = 0; k < instance.tables.length; k++) {
      Table table = tables.get(k);
      if (table == null) {
        IrModule.Table type = module.tables().get(k);
        table = store.newTable(type.element(), type.min(), type.max());
      }
      instance.tables[k] = table;
      long pair = pairs + (long) VmContext.PAIR_BYTES * k;
      RawMemory.putLong(pair + VmContext.PAIR_BASE, table.base());
      table.mirrorLengthAt(pair + VmContext.PAIR_LENGTH);
    }
  }

  private void buildFuncRefs(Instance instance) {
    int count = module.functionCount();
    long refs = store.allocate((long) VmContext.FUNC_REF_BYTES * Math.max(1, count));
    RawMemory.putLong(instance.context() + VmContext.FUNC_REFS, refs);
    for (int k = 0; k < count; k++) {
      long ref = refs + (long) VmContext.FUNC_REF_BYTES * k;
      if (k < funcs.size() && funcs.get(k) instanceof Func.OfInstance(Instance owner, int index)) {
        RawMemory.copy(owner.funcRef(index), ref, VmContext.FUNC_REF_BYTES);
        continue;
      }
      RawMemory.putLong(ref + VmContext.FUNC_REF_CODE, instance.code().functionAddress(k));
      RawMemory.putLong(ref + VmContext.FUNC_REF_CONTEXT, instance.context());
      RawMemory.putLong(ref + VmContext.FUNC_REF_SIGNATURE, module.functionSignature(k).id());
      RawMemory.putInt(ref + VmContext.FUNC_REF_FUNCTION, k);
      RawMemory.putInt(ref + VmContext.FUNC_REF_INSTANCE, instance.id());
    }
  }

  private void buildGlobals(Instance instance) {
    for (int k = 0; k < instance.globals.length; k++) {
      IrModule.Global type = module.globals().get(k);
      Global imported = globals.get(k);
      long slot = instance.context() + VmContext.globalOffset(k);
      if (imported == null) {
        Global defined = new Global(type.kind(), type.mutable(), slot);
        instance.globals[k] = defined;
        defined.set(evaluate(instance, type.init()));
      } else {
        instance.globals[k] = imported;
        boolean indirect = module.globalIsIndirect(k);
        RawMemory.putLong(slot, indirect ? imported.address() : imported.get());
      }
    }
  }

  private static long evaluate(Instance instance, @Nullable ConstExpr expression) {
    return switch (expression) {
      case ConstExpr.Bits(long bits) -> bits;
      case ConstExpr.GlobalGet(int global) -> instance.global(global).get();
      case ConstExpr.RefFunc(int function) -> instance.funcRef(function);
      case ConstExpr.RefNull() -> 0;
      case null -> throw new AssertionError("a constant expression is missing");
    };
  }

  // ---- filling ----

  /** Runs active segments in order; active and declarative ones are dropped. */
  void runSegments(Instance instance) {
    for (int k = 0; k < instance.elements.length; k++) {
      IrModule.ElementSegment segment = module.elementSegments().get(k);
      if (segment.mode() == SegmentMode.ACTIVE) {
        long at = evaluate(instance, segment.offset());
        long[] items = instance.elements(k);
        RuntimeCalls.init(instance.table(segment.table()), items, at, 0, items.length);
      }
      if (segment.mode() != SegmentMode.PASSIVE) {
        instance.dropElements(k);
      }
    }
    for (int k = 0; k < instance.data.length; k++) {
      IrModule.DataSegment segment = module.dataSegments().get(k);
      if (segment.mode() == SegmentMode.ACTIVE) {
        long at = evaluate(instance, segment.offset());
        byte[] bytes = instance.data(k);
        RuntimeCalls.init(instance.memory(segment.memory()), bytes, at, 0, bytes.length);
        instance.dropData(k);
      }
    }
  }
}
