package paretojit.ir.text;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import paretojit.ir.IrModule;
import paretojit.ir.IrModule.ConstExpr;
import paretojit.ir.IrModule.SegmentMode;
import paretojit.ir.Signature;

/** Writes everything of a module that is no function body, one line for each entity. */
final class ModuleWriter {
  private static final int BYTES_PER_LINE = 64;

  private final IrModule module;
  private final StringBuilder out;

  ModuleWriter(IrModule module, StringBuilder out) {
    this.module = module;
    this.out = out;
  }

  void writeHeader() {
    out.append("module ").append(quote(module.name())).append("\n\n");
    for (int k = 0; k < module.signatures().size(); k++) {
      item("sig", k, signature(module.signatures().get(k)));
    }
    for (int k = 0; k < module.importedFunctions(); k++) {
      IrModule.FunctionImport function = module.functionImports().get(k);
      item("fn", k, imported(function.from()) + "sig" + function.signature());
    }
    for (int k = 0; k < module.memories().size(); k++) {
      IrModule.Memory memory = module.memories().get(k);
      String limits = limits(memory.minPages(), memory.maxPages());
      item("mem", k, imported(memory.from()) + "memory " + limits);
    }
    for (int k = 0; k < module.tables().size(); k++) {
      IrModule.Table table = module.tables().get(k);
      String limits = limits(table.min(), table.max());
      item("table", k, imported(table.from()) + "table " + kind(table.element()) + " " + limits);
    }
    for (int k = 0; k < module.globals().size(); k++) {
      writeGlobal(k, module.globals().get(k));
    }
    for (int k = 0; k < module.dataSegments().size(); k++) {
      writeData(k, module.dataSegments().get(k));
    }
    for (int k = 0; k < module.elementSegments().size(); k++) {
      writeElements(k, module.elementSegments().get(k));
    }
    for (IrModule.Export export : module.exports()) {
      out.append("export ").append(quote(export.name())).append(' ');
      out.append(entity(export.kind())).append(export.index()).append('\n');
    }
    if (module.start() >= 0) {
      out.append("start fn").append(module.start()).append('\n');
    }
  }

  private void item(String kind, int index, String value) {
    out.append(kind).append(index).append(" = ").append(value).append('\n');
  }

  private void writeGlobal(int index, IrModule.Global global) {
    String type = (global.mutable() ? "mut " : "") + kind(global.kind());
    ConstExpr init = global.init();
    String tail = init == null ? "" : " = " + constant(global.kind(), init);
    item("global", index, imported(global.from()) + "global " + type + tail);
  }

  private void writeData(int index, IrModule.DataSegment segment) {
    String place =
        segment.mode() == SegmentMode.ACTIVE
            ? " mem" + segment.memory() + " " + offset(segment.offset())
            : "";
    item("data", index, "data " + mode(segment.mode()) + place + bytes(segment.bytes()));
  }

  private void writeElements(int index, IrModule.ElementSegment segment) {
    String place =
        segment.mode() == SegmentMode.ACTIVE
            ? " table" + segment.table() + " " + offset(segment.offset())
            : "";
    String items =
        segment.items().stream()
            .map(item -> constant(segment.element(), item))
            .collect(Collectors.joining(", ", " [", "]"));
    item(
        "elem",
        index,
        "elem " + mode(segment.mode()) + place + " " + kind(segment.element()) + items);
  }

  static String mode(SegmentMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  private static String imported(IrModule.@Nullable ImportName from) {
    return from == null ? "" : "import " + quote(from.module()) + " " + quote(from.name()) + " ";
  }

  private static String limits(long min, long max) {
    return max < 0 ? Long.toString(min) : min + " " + max;
  }

  private static String offset(@Nullable ConstExpr offset) {
    if (offset == null) {
      throw new AssertionError("an active segment needs an offset");
    }
    return constant(Signature.Kind.I32, offset);
  }

  private static String constant(Signature.Kind kind, ConstExpr constant) {
    return switch (constant) {
      case ConstExpr.Bits(long bits) -> Literals.format(TextType.of(kind.type()), bits);
      case ConstExpr.GlobalGet(int global) -> "global" + global;
      case ConstExpr.RefFunc(int function) -> "fn" + function;
      case ConstExpr.RefNull() -> "null";
    };
  }

  static String entity(IrModule.ExportKind kind) {
    return switch (kind) {
      case FUNCTION -> "fn";
      case TABLE -> "table";
      case MEMORY -> "mem";
      case GLOBAL -> "global";
    };
  }

  static String kind(Signature.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  static String signature(Signature signature) {
    String results = kinds(signature.resultKinds());
    return "(" + kinds(signature.paramKinds()) + ")" + (results.isEmpty() ? "" : " -> " + results);
  }

  private static String kinds(List<Signature.Kind> kinds) {
    return kinds.stream().map(ModuleWriter::kind).collect(Collectors.joining(", "));
  }

  static String quote(String text) {
    return quote(text.getBytes(StandardCharsets.UTF_8), 0, Integer.MAX_VALUE);
  }

  /** Long contents take a line for every 64 bytes. */
  private static String bytes(byte[] bytes) {
    if (bytes.length <= BYTES_PER_LINE) {
      return " " + quote(bytes, 0, BYTES_PER_LINE);
    }
    StringBuilder lines = new StringBuilder();
    for (int at = 0; at < bytes.length; at += BYTES_PER_LINE) {
      lines.append("\n    ").append(quote(bytes, at, BYTES_PER_LINE));
    }
    return lines.toString();
  }

  /** Bytes other than printable ASCII become {@code \hh}. */
  private static String quote(byte[] bytes, int from, int count) {
    StringBuilder text = new StringBuilder("\"");
    for (int k = from; k < bytes.length && k - from < count; k++) {
      int b = bytes[k] & 0xff;
      if (b >= 0x20 && b < 0x7f && b != '"' && b != '\\') {
        text.append((char) b);
      } else {
        text.append('\\').append(Character.forDigit(b >> 4, 16));
        text.append(Character.forDigit(b & 15, 16));
      }
    }
    return text.append('"').toString();
  }
}
