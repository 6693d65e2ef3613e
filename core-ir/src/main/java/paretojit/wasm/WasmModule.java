package paretojit.wasm;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import paretojit.ir.IrModule;
import paretojit.ir.Signature;

/**
 * What the sections of a module say, validated; function bodies are places in the bytes, for {@link
 * FunctionReader} to read one at a time.
 */
public final class WasmModule {
  private final byte[] bytes;
  private final String name;
  private final List<Signature> signatures;
  private final byte[][] typeParams;
  private final byte[][] typeResults;
  private final List<IrModule.FunctionImport> functionImports;
  private final int[] functionTypes;
  private final List<IrModule.Table> tables;
  private final byte[] tableKinds;
  private final List<IrModule.Memory> memories;
  private final List<IrModule.Global> globals;
  private final byte[] globalKinds;
  private final boolean[] globalMutable;
  private final List<IrModule.Export> exports;
  private final int start;
  private final List<IrModule.ElementSegment> elements;
  private final byte[] elementKinds;
  private final List<IrModule.DataSegment> data;
  private final int dataCount;
  private final BitSet declared;
  private final int[] bodyStart;
  private final int[] bodyEnd;
  private final int codeSectionBytes;
  private final Map<Integer, String> functionNames;

  WasmModule(byte[] bytes, ModuleParser p) {
    this.bytes = bytes;
    this.name = p.names.moduleName();
    this.signatures = List.copyOf(p.signatures);
    this.typeParams = p.typeParams.toArray(byte[][]::new);
    this.typeResults = p.typeResults.toArray(byte[][]::new);
    this.functionImports = List.copyOf(p.functionImports);
    this.functionTypes = p.functionTypes.stream().mapToInt(Integer::intValue).toArray();
    this.tables = List.copyOf(p.tables);
    this.tableKinds = kinds(p.tables.stream().map(IrModule.Table::element).toList());
    this.memories = List.copyOf(p.memories);
    this.globals = List.copyOf(p.globals);
    this.globalKinds = kinds(p.globals.stream().map(IrModule.Global::kind).toList());
    this.globalMutable = new boolean[globals.size()];
    for (int k = 0; k < globalMutable.length; k++) {
      globalMutable[k] = globals.get(k).mutable();
    }
    this.exports = List.copyOf(p.exports);
    this.start = p.start;
    this.elements = List.copyOf(p.elements);
    this.elementKinds = kinds(p.elements.stream().map(IrModule.ElementSegment::element).toList());
    this.data = List.copyOf(p.data);
    this.dataCount = p.dataCount;
    this.declared = p.declared;
    this.bodyStart = p.bodyStart;
    this.bodyEnd = p.bodyEnd;
    this.codeSectionBytes = p.codeSectionBytes;
    this.functionNames = p.names.functionNames();
  }

  private static byte[] kinds(List<Signature.Kind> kinds) {
    byte[] ordinals = new byte[kinds.size()];
    for (int k = 0; k < ordinals.length; k++) {
      ordinals[k] = (byte) kinds.get(k).ordinal();
    }
    return ordinals;
  }

  /**
   * Reads all sections; the code itself is not looked at.
   *
   * @throws WasmException if a section is malformed or invalid, or uses an unsupported proposal
   */
  public static WasmModule parse(byte[] bytes) {
    return new ModuleParser(bytes).parse();
  }

  public byte[] bytes() {
    return bytes;
  }

  /** The name that the name section gives, or {@code module}. */
  public String name() {
    return name;
  }

  /** Bytes of the code section, without its header. */
  public int codeSectionBytes() {
    return codeSectionBytes;
  }

  public int importedFunctions() {
    return functionImports.size();
  }

  /** Number of functions with a body. */
  public int definedFunctions() {
    return bodyStart.length;
  }

  /** Number of functions, imported and defined. */
  public int functionCount() {
    return functionTypes.length;
  }

  /** The name of a function: from the name section, else of an export, else {@code f<index>}. */
  public String functionName(int function) {
    String known = functionNames.get(function);
    return known != null ? known : "f" + function;
  }

  public Signature functionSignature(int function) {
    return signatures.get(functionTypes[function]);
  }

  /** Offset of a defined function's body, its locals first. */
  public int bodyStart(int definedFunction) {
    return bodyStart[definedFunction];
  }

  public int bodyEnd(int definedFunction) {
    return bodyEnd[definedFunction];
  }

  public int typeCount() {
    return typeParams.length;
  }

  public Signature signature(int type) {
    return signatures.get(type);
  }

  public byte[] typeParams(int type) {
    return typeParams[type];
  }

  public byte[] typeResults(int type) {
    return typeResults[type];
  }

  public int functionType(int function) {
    return functionTypes[function];
  }

  public int definedType(int definedFunction) {
    return functionTypes[functionImports.size() + definedFunction];
  }

  public int tableCount() {
    return tableKinds.length;
  }

  public int tableKind(int table) {
    return tableKinds[table];
  }

  public int memoryCount() {
    return memories.size();
  }

  public int globalCount() {
    return globalKinds.length;
  }

  public int globalKind(int global) {
    return globalKinds[global];
  }

  public boolean globalIsMutable(int global) {
    return globalMutable[global];
  }

  /** Imported mutable globals live elsewhere: the context holds a pointer to them. */
  public boolean globalIsIndirect(int global) {
    return globalMutable[global] && globals.get(global).from() != null;
  }

  public int elementCount() {
    return elementKinds.length;
  }

  public int elementKind(int segment) {
    return elementKinds[segment];
  }

  /** What the data count section says, or -1 without one. */
  public int dataCount() {
    return dataCount;
  }

  /** Whether code may take a reference to the function. */
  public boolean isDeclared(int function) {
    return declared.get(function);
  }

  /** The module's declarations, ready for the defined functions' bodies to be added. */
  public IrModule.Builder toIr() {
    IrModule.Builder builder = new IrModule.Builder(name);
    signatures.forEach(builder::addSignature);
    functionImports.forEach(builder::addImport);
    for (int k = functionImports.size(); k < functionTypes.length; k++) {
      builder.declareFunction(functionTypes[k]);
    }
    tables.forEach(builder::addTable);
    memories.forEach(builder::addMemory);
    globals.forEach(builder::addGlobal);
    exports.forEach(builder::addExport);
    elements.forEach(builder::addElements);
    data.forEach(builder::addData);
    builder.setStart(start);
    return builder;
  }
}
