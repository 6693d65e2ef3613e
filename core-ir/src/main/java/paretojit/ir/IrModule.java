package paretojit.ir;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A unit of compilation: functions and the entities they use, in WebAssembly's index spaces
 * (imported functions come before defined ones).
 *
 * <p>Immutable; made by {@link Builder}.
 */
public final class IrModule {
  /** Bytes of a page, the unit of memory sizes. */
  public static final int PAGE_BYTES = 65_536;

  /** Where an imported entity comes from. */
  public record ImportName(String module, String name) {
    @Override
    public String toString() {
      return module + "." + name;
    }
  }

  public record FunctionImport(ImportName from, int signature) {}

  /** Sizes in pages; {@code maxPages} is -1 when there is no limit of the program's own. */
  public record Memory(long minPages, long maxPages, @Nullable ImportName from) {}

  /** Sizes in elements; {@code max} is -1 when there is no limit. */
  public record Table(Signature.Kind element, long min, long max, @Nullable ImportName from) {}

  /** {@code init} of an imported global is null. */
  public record Global(
      Signature.Kind kind, boolean mutable, @Nullable ImportName from, @Nullable ConstExpr init) {}

  /** A constant expression, evaluated when a module is instantiated. */
  public sealed interface ConstExpr {
    /** Value bits, as {@link Op#eval} has them. */
    record Bits(long bits) implements ConstExpr {}

    record GlobalGet(int global) implements ConstExpr {}

    record RefFunc(int function) implements ConstExpr {}

    record RefNull() implements ConstExpr {}
  }

  /** What happens to a segment when its module is instantiated. */
  public enum SegmentMode {
    ACTIVE,
    PASSIVE,
    DECLARATIVE
  }

  /** {@code memory} and {@code offset} matter for active segments only. */
  public record DataSegment(
      SegmentMode mode, int memory, @Nullable ConstExpr offset, byte[] bytes) {}

  /** {@code table} and {@code offset} matter for active segments only. */
  public record ElementSegment(
      SegmentMode mode,
      int table,
      @Nullable ConstExpr offset,
      Signature.Kind element,
      List<ConstExpr> items) {}

  /** What an export makes visible. */
  public enum ExportKind {
    FUNCTION,
    TABLE,
    MEMORY,
    GLOBAL
  }

  public record Export(String name, ExportKind kind, int index) {}

  private final String name;
  private final List<Signature> signatures;
  private final List<FunctionImport> functionImports;
  private final int[] functionSignatures;
  private final BodySource bodies;
  private final List<Memory> memories;
  private final List<Table> tables;
  private final List<Global> globals;
  private final List<DataSegment> dataSegments;
  private final List<ElementSegment> elementSegments;
  private final List<Export> exports;
  private final int start;

  private IrModule(Builder b) {
    this.name = b.name;
    this.signatures = List.copyOf(b.signatures);
    this.functionImports = List.copyOf(b.functionImports);
    this.functionSignatures = b.functionSignatures.stream().mapToInt(Integer::intValue).toArray();
    this.bodies = b.source != null ? b.source : new InMemory(List.copyOf(b.functions));
    this.memories = List.copyOf(b.memories);
    this.tables = List.copyOf(b.tables);
    this.globals = List.copyOf(b.globals);
    this.dataSegments = List.copyOf(b.dataSegments);
    this.elementSegments = List.copyOf(b.elementSegments);
    this.exports = List.copyOf(b.exports);
    this.start = b.start;
  }

  public String name() {
    return name;
  }

  public List<Signature> signatures() {
    return signatures;
  }

  public List<FunctionImport> functionImports() {
    return functionImports;
  }

  /** Number of imported functions, which is also the index of the first defined one. */
  public int importedFunctions() {
    return functionImports.size();
  }

  /** Number of functions, imported and defined. */
  public int functionCount() {
    return functionSignatures.length;
  }

  public boolean isImported(int function) {
    return function < functionImports.size();
  }

  /** The body of a defined function, to keep. A module that reads its bodies reads it anew. */
  public Function function(int index) {
    return bodies.reader().read(index - functionImports.size());
  }

  /** The defined functions, the first of which has index {@link #importedFunctions()}. */
  public List<Function> functions() {
    return new AbstractList<>() {
      @Override
      public Function get(int defined) {
        return bodies.reader().read(defined);
      }

      @Override
      public int size() {
        return functionCount() - importedFunctions();
      }
    };
  }

  /** Where the bodies come from; {@link BodySource#reader} is for who needs one at a time. */
  public BodySource bodies() {
    return bodies;
  }

  private record InMemory(List<Function> functions) implements BodySource {
    @Override
    public Reader reader() {
      return functions::get;
    }

    @Override
    public int expectedInstructions(int defined) {
      return functions.get(defined).instCount();
    }

    @Override
    public long expectedInstructions() {
      long count = 0;
      for (Function function : functions) {
        count += function.instCount();
      }
      return count;
    }
  }

  /** Index into {@link #signatures()} of a function's signature. */
  public int functionSignatureIndex(int function) {
    return functionSignatures[function];
  }

  public Signature functionSignature(int function) {
    return signatures.get(functionSignatures[function]);
  }

  public List<Memory> memories() {
    return memories;
  }

  public List<Table> tables() {
    return tables;
  }

  public List<Global> globals() {
    return globals;
  }

  /** Imported mutable globals live elsewhere: the context holds a pointer to them. */
  public boolean globalIsIndirect(int global) {
    Global g = globals.get(global);
    return g.from() != null && g.mutable();
  }

  public List<DataSegment> dataSegments() {
    return dataSegments;
  }

  public List<ElementSegment> elementSegments() {
    return elementSegments;
  }

  public List<Export> exports() {
    return exports;
  }

  public Optional<Export> export(String exportName, ExportKind kind) {
    return exports.stream()
        .filter(e -> e.kind() == kind && e.name().equals(exportName))
        .findFirst();
  }

  /** Index of the start function, or -1. */
  public int start() {
    return start;
  }

  /** The same module with other bodies, one for each defined function. */
  public IrModule withFunctions(List<Function> others) {
    if (others.size() != functionCount() - importedFunctions()) {
      throw new AssertionError(
          others.size() + " bodies for " + functionCount() + " functions, imported ones included");
    }
    Builder b = new Builder(name);
    b.signatures.addAll(signatures);
    b.functionImports.addAll(functionImports);
    for (int signature : functionSignatures) {
      b.functionSignatures.add(signature);
    }
    b.functions.addAll(others);
    b.memories.addAll(memories);
    b.tables.addAll(tables);
    b.globals.addAll(globals);
    b.dataSegments.addAll(dataSegments);
    b.elementSegments.addAll(elementSegments);
    b.exports.addAll(exports);
    b.start = start;
    return b.build();
  }

  /** Collects the parts of a module; every {@code add} returns the new entity's index. */
  public static final class Builder {
    private final String name;
    private final List<Signature> signatures = new ArrayList<>();
    private final List<FunctionImport> functionImports = new ArrayList<>();
    private final List<Integer> functionSignatures = new ArrayList<>();
    private final List<Function> functions = new ArrayList<>();
    private final List<Memory> memories = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private final List<Global> globals = new ArrayList<>();
    private final List<DataSegment> dataSegments = new ArrayList<>();
    private final List<ElementSegment> elementSegments = new ArrayList<>();
    private final List<Export> exports = new ArrayList<>();
    private @Nullable BodySource source;
    private int start = -1;

    public Builder(String name) {
      this.name = name;
    }

    public int addSignature(Signature signature) {
      signatures.add(signature);
      return signatures.size() - 1;
    }

    /** The index of an equal signature, added if there is none. */
    public int signatureIndex(Signature signature) {
      int index = signatures.indexOf(signature);
      return index >= 0 ? index : addSignature(signature);
    }

    public int addImport(FunctionImport function) {
      if (functionSignatures.size() > functionImports.size()) {
        throw new AssertionError("imported functions come first");
      }
      functionImports.add(function);
      functionSignatures.add(function.signature());
      return functionImports.size() - 1;
    }

    /** Declares a defined function; bodies follow in the same order through {@link #addBody}. */
    public int declareFunction(int signature) {
      functionSignatures.add(signature);
      return functionSignatures.size() - 1;
    }

    public void addBody(Function body) {
      functions.add(body);
    }

    /** Declares a function and gives its body. */
    public int addFunction(Function body) {
      int index = declareFunction(signatureIndex(body.signature()));
      addBody(body);
      return index;
    }

    public int addMemory(Memory memory) {
      memories.add(memory);
      return memories.size() - 1;
    }

    public int addTable(Table table) {
      tables.add(table);
      return tables.size() - 1;
    }

    public int addGlobal(Global global) {
      globals.add(global);
      return globals.size() - 1;
    }

    public int addData(DataSegment segment) {
      dataSegments.add(segment);
      return dataSegments.size() - 1;
    }

    public int addElements(ElementSegment segment) {
      elementSegments.add(segment);
      return elementSegments.size() - 1;
    }

    public void addExport(Export export) {
      exports.add(export);
    }

    public void setStart(int function) {
      start = function;
    }

    /** Lets the bodies of all declared functions come from a source instead of being added. */
    public IrModule build(BodySource bodies) {
      source = bodies;
      return new IrModule(this);
    }

    public IrModule build() {
      if (functionImports.size() + functions.size() != functionSignatures.size()) {
        throw new AssertionError("every declared function needs a body");
      }
      return new IrModule(this);
    }
  }
}
