package paretojit.runtime;

import java.util.List;
import java.util.Optional;
import paretojit.ir.IrModule;
import paretojit.ir.Signature;
import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;

/** A module brought to life in a store: its context, and the entities it made or imported. */
public final class Instance {
  private static final byte[] NO_BYTES = {};
  private static final long[] NO_ELEMENTS = {};

  private final Store store;
  private final Code code;
  private final IrModule module;
  private final int id;
  private final long context;
  final Func[] imports;
  final LinearMemory[] memories;
  final Table[] tables;
  final Global[] globals;
  final byte[][] data;
  final long[][] elements;

  private Instance(Store store, Code code) {
    this.store = store;
    this.code = code;
    this.module = code.module();
    this.imports = new Func[module.importedFunctions()];
    this.memories = new LinearMemory[module.memories().size()];
    this.tables = new Table[module.tables().size()];
    this.globals = new Global[module.globals().size()];
    this.data = new byte[module.dataSegments().size()][];
    this.elements = new long[module.elementSegments().size()][];
    this.context = store.allocate(VmContext.contextBytes(globals.length));
    this.id = store.add(this, code.convention());
  }

  /**
   * Makes an instance: matches imports, allocates what the module defines, fills tables and
   * memories from its active segments and runs its start function.
   *
   * @throws LinkException if an import is missing or does not match
   * @throws TrapException if a segment does not fit or the start function traps; what happened
   *     before that stays done, as WebAssembly demands
   */
  public static Instance create(Store store, Code code, Imports imports) {
    if (store.isClosed()) {
      throw new IllegalStateException("the store is closed");
    }
    InstanceBuilder builder = new InstanceBuilder(store, code.module());
    builder.match(imports);
    Instance instance = new Instance(store, code);
    builder.build(instance);
    builder.runSegments(instance);
    if (code.module().start() >= 0) {
      instance.invoke(code.module().start(), NO_ELEMENTS, NO_ELEMENTS);
    }
    return instance;
  }

  public Store store() {
    return store;
  }

  public Code code() {
    return code;
  }

  public IrModule module() {
    return module;
  }

  /** Number of the instance in its store. */
  public int id() {
    return id;
  }

  /** Address of the {@link VmContext}. */
  public long context() {
    return context;
  }

  // ---- exports ----

  /** What is exported under a name, if anything. */
  public Optional<Extern> export(String name) {
    return module.exports().stream()
        .filter(export -> export.name().equals(name))
        .findFirst()
        .map(this::extern);
  }

  Extern extern(IrModule.Export export) {
    return switch (export.kind()) {
      case FUNCTION -> func(export.index());
      case TABLE -> tables[export.index()];
      case MEMORY -> memories[export.index()];
      case GLOBAL -> globals[export.index()];
    };
  }

  /**
   * Calls an exported function and gives its results.
   *
   * @throws IllegalArgumentException if there is no such export or the number of arguments is wrong
   */
  public long[] invoke(String export, long... args) {
    int function =
        module
            .export(export, IrModule.ExportKind.FUNCTION)
            .orElseThrow(() -> new IllegalArgumentException(noExport(export)))
            .index();
    Signature signature = module.functionSignature(function);
    if (args.length != signature.params().size()) {
      throw new IllegalArgumentException(
          "function '%s' takes %d arguments %s, not %d"
              .formatted(export, signature.params().size(), signature, args.length));
    }
    long[] results = new long[signature.results().size()];
    invoke(function, args, results);
    return results;
  }

  private String noExport(String name) {
    List<String> names =
        module.exports().stream()
            .filter(export -> export.kind() == IrModule.ExportKind.FUNCTION)
            .map(IrModule.Export::name)
            .toList();
    return "no function is exported as '%s'; exported are %s".formatted(name, names);
  }

  // ---- entities by index ----

  /** Calls function {@code index}, imported or defined; as {@link Code#invoke}. */
  public void invoke(int index, long[] args, long[] results) {
    if (index >= imports.length) {
      code.invoke(this, index, args, results);
      return;
    }
    switch (imports[index]) {
      case Func.OfInstance(Instance owner, int function) -> owner.invoke(function, args, results);
      case Func.Host(Signature signature, HostFunction body) -> {
        callHost(index, body, args, results);
        for (int k = 0; k < signature.results().size(); k++) {
          if (signature.results().get(k).bits() == 32) {
            results[k] = (int) results[k];
          }
        }
      }
    }
  }

  private void callHost(int index, HostFunction body, long[] args, long[] results) {
    try {
      body.call(new Caller(this), args, results);
    } catch (TrapException | ProcExit e) {
      throw e;
    } catch (StackOverflowError e) {
      throw new TrapException(TrapCode.STACK_OVERFLOW, 0, index, TrapException.UNKNOWN, null);
    } catch (Exception e) {
      throw new TrapException(TrapCode.HOST, 0, index, TrapException.UNKNOWN, e);
    }
  }

  /** Function {@code index} as others import it: the original, if this instance imports it too. */
  public Func func(int index) {
    return index < imports.length ? imports[index] : new Func.OfInstance(this, index);
  }

  public LinearMemory memory(int index) {
    return memories[index];
  }

  public Table table(int index) {
    return tables[index];
  }

  public Global global(int index) {
    return globals[index];
  }

  /** The funcref value of function {@code index}. */
  public long funcRef(int index) {
    return RawMemory.getLong(context + VmContext.FUNC_REFS)
        + (long) VmContext.FUNC_REF_BYTES * index;
  }

  /** Bytes of a data segment; none once it was dropped. */
  byte[] data(int segment) {
    return data[segment];
  }

  void dropData(int segment) {
    data[segment] = NO_BYTES;
  }

  /** References of an element segment; none once it was dropped. */
  long[] elements(int segment) {
    return elements[segment];
  }

  void dropElements(int segment) {
    elements[segment] = NO_ELEMENTS;
  }
}
