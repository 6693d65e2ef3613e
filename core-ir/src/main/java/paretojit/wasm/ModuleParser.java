package paretojit.wasm;

import static paretojit.wasm.Kinds.I32;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import paretojit.ir.IrModule;
import paretojit.ir.IrModule.ConstExpr;
import paretojit.ir.IrModule.ImportName;
import paretojit.ir.Signature;

/**
 * Reads and validates the sections of a module, in the order they must have.
 *
 * <p>Limits are those the browsers' engines agree on, against modules that ask for absurd amounts of
 * memory.
 */
final class ModuleParser {
  private static final int MAGIC = 0x6d736100;
  private static final int VERSION = 1;
  private static final int FUNCTION_TYPE = 0x60;
  private static final int CUSTOM = 0;
  private static final int CODE = 10;
  private static final int TAG = 13;
  private static final int MANY = 1_000_000;
  private static final int MAX_ARITY = 1_000;
  private static final int MAX_TABLES = 100_000;
  private static final int MAX_MEMORIES = 100;
  private static final int MAX_SEGMENT_ELEMENTS = 10_000_000;
  private static final long MAX_PAGES = 65_536;

  /** Section ids in the order in which sections must come. */
  private static final int[] ORDER = {0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 11, 6};

  final NameSection names = new NameSection();
  final List<Signature> signatures = new ArrayList<>();
  final List<byte[]> typeParams = new ArrayList<>();
  final List<byte[]> typeResults = new ArrayList<>();
  final List<IrModule.FunctionImport> functionImports = new ArrayList<>();
  final List<Integer> functionTypes = new ArrayList<>();
  final List<IrModule.Table> tables = new ArrayList<>();
  final List<IrModule.Memory> memories = new ArrayList<>();
  final List<IrModule.Global> globals = new ArrayList<>();
  final List<IrModule.Export> exports = new ArrayList<>();
  final List<IrModule.ElementSegment> elements = new ArrayList<>();
  final List<IrModule.DataSegment> data = new ArrayList<>();
  final BitSet declared = new BitSet();
  int start = -1;
  int dataCount = -1;
  int[] bodyStart = {};
  int[] bodyEnd = {};
  int codeSectionBytes;

  private final byte[] bytes;
  private final ByteCursor in;
  private final ConstExprReader constants;
  private int importedGlobals;

  ModuleParser(byte[] bytes) {
    this.bytes = bytes;
    this.in = new ByteCursor(bytes);
    this.constants = new ConstExprReader(in, this);
  }

  WasmModule parse() {
    header();
    int last = 0;
    while (in.remaining() > 0) {
      int at = in.position();
      int id = in.u8();
      long size = in.u32();
      if (id >= ORDER.length) {
        throw WasmException.malformed("malformed section id " + id, at);
      }
      if (size > in.remaining()) {
        throw WasmException.malformed(
            "unexpected end: length out of bounds: section " + id + " of " + size + " bytes", at);
      }
      if (id != CUSTOM) {
        if (ORDER[id] <= last) {
          throw WasmException.malformed("unexpected content after last section: section " + id, at);
        }
        last = ORDER[id];
      }
      int next = in.position() + (int) size;
      in.window(in.position(), next);
      section(id, at);
      if (in.position() != next) {
        throw WasmException.malformed("section size mismatch: section " + id, in.position());
      }
      in.window(next, bytes.length);
    }
    checkCounts();
    for (IrModule.Export export : exports) {
      if (export.kind() == IrModule.ExportKind.FUNCTION) {
        names.suggest(export.index(), export.name());
      }
    }
    return new WasmModule(bytes, this);
  }

  private void header() {
    if (in.remaining() < 4) {
      throw WasmException.malformed("unexpected end: magic header not detected", bytes.length);
    }
    if (in.fixed(4) != MAGIC) {
      throw WasmException.malformed("magic header not detected", 0);
    }
    if (in.remaining() < 4) {
      throw WasmException.malformed("unexpected end: unknown binary version", bytes.length);
    }
    long version = in.fixed(4);
    if (version == 0x1_000dL) {
      throw WasmException.proposal("component-model", "a component", 4);
    }
    if (version != VERSION) {
      throw WasmException.malformed("unknown binary version " + version, 4);
    }
  }

  private void section(int id, int at) {
    switch (id) {
      case CUSTOM -> custom();
      case 1 -> types();
      case 2 -> imports();
      case 3 -> functions();
      case 4 -> each(MAX_TABLES, "tables", () -> tables.add(table(null)));
      case 5 -> each(MAX_MEMORIES, "memories", () -> memories.add(memory(null)));
      case 6 -> each(MANY, "globals", this::global);
      case 7 -> exports();
      case 8 -> start();
      case 9 -> each(MANY, "element segments", this::element);
      case CODE -> code();
      case 11 -> dataSegments();
      case 12 -> dataCount = (int) Math.min(in.u32(), Integer.MAX_VALUE);
      case TAG -> throw WasmException.proposal("exception-handling", "tag section", at);
      default -> throw new AssertionError(id);
    }
  }

  private void each(int limit, String what, Runnable read) {
    for (int k = in.vectorLength(1, limit, what); k > 0; k--) {
      read.run();
    }
  }

  private void custom() {
    boolean isNames = in.name().equals("name");
    int next = in.end();
    if (isNames) {
      names.read(in);
    }
    in.window(next, next);
  }

  private void checkCounts() {
    int defined = functionTypes.size() - functionImports.size();
    if (bodyStart.length != defined) {
      throw WasmException.malformed(
          "function and code section have inconsistent lengths: "
              + defined
              + " and "
              + bodyStart.length,
          bytes.length);
    }
    if (dataCount >= 0 && dataCount != data.size()) {
      throw WasmException.malformed(
          "data count and data section have inconsistent lengths: "
              + dataCount
              + " and "
              + data.size(),
          bytes.length);
    }
  }

  // ---- types ----

  private void types() {
    each(
        MANY,
        "types",
        () -> {
          int at = in.position();
          int form = in.u8();
          if (form != FUNCTION_TYPE) {
            throw notFunctionType(form, at);
          }
          byte[] params = kinds("parameters");
          byte[] results = kinds("results");
          typeParams.add(params);
          typeResults.add(results);
          signatures.add(Signature.ofKinds(list(params), list(results)));
        });
  }

  private static WasmException notFunctionType(int form, int at) {
    return switch (form) {
      case 0x4e, 0x4f, 0x50, 0x5e, 0x5f ->
          WasmException.proposal("gc", "type form 0x" + Kinds.hex(form), at);
      default ->
          WasmException.malformed(
              form >= 0x80
                  ? "integer representation too long"
                  : "malformed type form 0x" + Kinds.hex(form),
              at);
    };
  }

  private byte[] kinds(String what) {
    byte[] kinds = new byte[in.vectorLength(1, MAX_ARITY, what)];
    for (int k = 0; k < kinds.length; k++) {
      kinds[k] = (byte) valueKind();
    }
    return kinds;
  }

  private static List<Signature.Kind> list(byte[] kinds) {
    List<Signature.Kind> list = new ArrayList<>(kinds.length);
    for (byte kind : kinds) {
      list.add(Kinds.of(kind));
    }
    return list;
  }

  int valueKind() {
    int at = in.position();
    return Kinds.decode(in.u8(), at);
  }

  int referenceKind() {
    int at = in.position();
    return Kinds.decodeReference(in.u8(), at);
  }

  private int typeIndex() {
    int at = in.position();
    return checkIndex(in.u32(), signatures.size(), "type", at);
  }

  int checkIndex(long index, int size, String what, int at) {
    if (index >= size) {
      throw WasmException.invalid("unknown " + what + " " + index, at);
    }
    return (int) index;
  }

  private long[] limits(long most, String tooMuch, boolean isMemory) {
    int at = in.position();
    int flags = in.u8();
    if (flags > 1) {
      throw unsupportedLimits(flags, isMemory, at);
    }
    long min = in.u32();
    long max = flags == 1 ? in.u32() : -1;
    if (min > most || max > most) {
      throw WasmException.invalid(tooMuch, at);
    }
    if (max >= 0 && min > max) {
      throw WasmException.invalid(
          "size minimum must not be greater than maximum: " + min + " > " + max, at);
    }
    return new long[] {min, max};
  }

  private static WasmException unsupportedLimits(int flags, boolean isMemory, int at) {
    if (flags < 4 && isMemory) {
      return WasmException.proposal("threads", "shared memory", at);
    }
    if (flags >= 4 && flags < 8) {
      return WasmException.proposal("memory64", "64-bit limits", at);
    }
    return flags >= 8 && flags < 16 && isMemory
        ? WasmException.proposal("custom-page-sizes", "page size", at)
        : WasmException.malformed("malformed limits flags 0x" + Kinds.hex(flags), at);
  }

  private IrModule.Table table(@Nullable ImportName from) {
    int at = in.position();
    if (in.peek() == 0x40) {
      throw WasmException.proposal("function-references", "table with an initializer", at);
    }
    int kind = referenceKind();
    long[] limits = limits(0xffff_ffffL, "table size", false);
    return new IrModule.Table(Kinds.of(kind), limits[0], limits[1], from);
  }

  private IrModule.Memory memory(@Nullable ImportName from) {
    long[] limits = limits(MAX_PAGES, "memory size must be at most 65536 pages (4 GiB)", true);
    return new IrModule.Memory(limits[0], limits[1], from);
  }

  // ---- imports, functions, globals ----

  private void imports() {
    each(
        MANY,
        "imports",
        () -> {
          ImportName from = new ImportName(in.name(), in.name());
          int at = in.position();
          int kind = in.u8();
          switch (kind) {
            case 0 -> {
              int type = typeIndex();
              functionImports.add(new IrModule.FunctionImport(from, type));
              functionTypes.add(type);
            }
            case 1 -> tables.add(table(from));
            case 2 -> memories.add(memory(from));
            case 3 -> {
              int valueKind = valueKind();
              globals.add(new IrModule.Global(Kinds.of(valueKind), mutability(), from, null));
              importedGlobals++;
            }
            case 4 -> throw WasmException.proposal("exception-handling", "imported tag", at);
            default -> throw WasmException.malformed("malformed import kind " + kind, at);
          }
        });
  }

  private void functions() {
    each(MANY, "functions", () -> functionTypes.add(typeIndex()));
  }

  private boolean mutability() {
    int at = in.position();
    int flag = in.u8();
    if (flag > 1) {
      throw flag < 4
          ? WasmException.proposal("shared-everything-threads", "shared global", at)
          : WasmException.malformed("malformed mutability " + flag, at);
    }
    return flag == 1;
  }

  private void global() {
    int kind = valueKind();
    boolean mutable = mutability();
    globals.add(new IrModule.Global(Kinds.of(kind), mutable, null, constants.read(kind)));
  }

  int importedGlobals() {
    return importedGlobals;
  }

  // ---- exports, start ----

  private void exports() {
    Set<String> seen = new HashSet<>();
    each(
        MANY,
        "exports",
        () -> {
          int at = in.position();
          String name = in.name();
          int kindAt = in.position();
          int kind = in.u8();
          long index = in.u32();
          IrModule.Export export =
              switch (kind) {
                case 0 -> {
                  int function = checkIndex(index, functionTypes.size(), "function", at);
                  declared.set(function);
                  yield new IrModule.Export(name, IrModule.ExportKind.FUNCTION, function);
                }
                case 1 -> export(name, IrModule.ExportKind.TABLE, index, tables.size(), at);
                case 2 -> export(name, IrModule.ExportKind.MEMORY, index, memories.size(), at);
                case 3 -> export(name, IrModule.ExportKind.GLOBAL, index, globals.size(), at);
                case 4 -> throw WasmException.proposal("exception-handling", "exported tag", at);
                default -> throw WasmException.malformed("malformed export kind " + kind, kindAt);
              };
          if (!seen.add(name)) {
            throw WasmException.invalid("duplicate export name \"" + name + "\"", at);
          }
          exports.add(export);
        });
  }

  private IrModule.Export export(
      String name, IrModule.ExportKind kind, long index, int size, int at) {
    String what = kind.name().toLowerCase(java.util.Locale.ROOT);
    return new IrModule.Export(name, kind, checkIndex(index, size, what, at));
  }

  private void start() {
    int at = in.position();
    start = checkIndex(in.u32(), functionTypes.size(), "function", at);
    int type = functionTypes.get(start);
    if (typeParams.get(type).length + typeResults.get(type).length > 0) {
      throw WasmException.invalid(
          "start function: its type must be [] -> [], not " + signatures.get(type), at);
    }
  }

  // ---- segments ----

  private void element() {
    int at = in.position();
    long flags = in.u32();
    if (flags > 7) {
      throw WasmException.malformed("malformed elements segment kind " + flags, at);
    }
    boolean notActive = (flags & 1) != 0;
    boolean explicit = (flags & 2) != 0;
    boolean expressions = (flags & 4) != 0;
    IrModule.SegmentMode mode =
        !notActive
            ? IrModule.SegmentMode.ACTIVE
            : explicit ? IrModule.SegmentMode.DECLARATIVE : IrModule.SegmentMode.PASSIVE;
    int table = 0;
    ConstExpr offset = null;
    if (!notActive) {
      table = checkIndex(explicit ? in.u32() : 0, tables.size(), "table", at);
      offset = constants.read(I32);
    }
    int kind = Kinds.FUNCREF;
    if (notActive || explicit) {
      kind = expressions ? referenceKind() : elementKind();
    }
    if (!notActive && tables.get(table).element().ordinal() != kind) {
      throw WasmException.invalid(
          "type mismatch: a segment of "
              + Kinds.text(kind)
              + " for a table of "
              + Kinds.text(tables.get(table).element().ordinal()),
          at);
    }
    List<ConstExpr> items = items(kind, expressions);
    elements.add(new IrModule.ElementSegment(mode, table, offset, Kinds.of(kind), items));
  }

  private int elementKind() {
    int at = in.position();
    int kind = in.u8();
    if (kind != 0) {
      throw WasmException.malformed("malformed element kind " + kind, at);
    }
    return Kinds.FUNCREF;
  }

  private List<ConstExpr> items(int kind, boolean expressions) {
    List<ConstExpr> items = new ArrayList<>();
    each(
        MAX_SEGMENT_ELEMENTS,
        "elements",
        () -> {
          if (expressions) {
            items.add(constants.read(kind));
          } else {
            int at = in.position();
            int function = checkIndex(in.u32(), functionTypes.size(), "function", at);
            declared.set(function);
            items.add(new ConstExpr.RefFunc(function));
          }
        });
    return items;
  }

  private void dataSegments() {
    each(
        MANY,
        "data segments",
        () -> {
          int at = in.position();
          long flags = in.u32();
          if (flags > 2) {
            throw WasmException.malformed("malformed data segment kind " + flags, at);
          }
          int memory = 0;
          ConstExpr offset = null;
          if (flags != 1) {
            memory = checkIndex(flags == 2 ? in.u32() : 0, memories.size(), "memory", at);
            offset = constants.read(I32);
          }
          int size = in.vectorLength(1, Integer.MAX_VALUE, "bytes of data");
          data.add(
              new IrModule.DataSegment(
                  flags == 1 ? IrModule.SegmentMode.PASSIVE : IrModule.SegmentMode.ACTIVE,
                  memory,
                  offset,
                  in.take(size)));
        });
  }

  private void code() {
    codeSectionBytes = in.remaining();
    int count = in.vectorLength(1, MANY, "function bodies");
    bodyStart = new int[count];
    bodyEnd = new int[count];
    for (int k = 0; k < count; k++) {
      int at = in.position();
      long size = in.u32();
      if (size > in.remaining()) {
        throw WasmException.malformed(
            "unexpected end of section or function: a body of " + size + " bytes", at);
      }
      bodyStart[k] = in.position();
      in.skip((int) size);
      bodyEnd[k] = in.position();
    }
  }
}
