package paretojit.ir.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import paretojit.ir.IrModule;
import paretojit.ir.IrModule.ConstExpr;
import paretojit.ir.IrModule.SegmentMode;
import paretojit.ir.Signature;
import paretojit.ir.text.Syntax.SignatureNode;

/**
 * Parses everything of a module that is no function: one item a line, each the next of its kind.
 *
 * <pre>
 *   module "name"
 *   sig0 = (i32) -> i64                        table0 = table funcref 10 20
 *   fn0 = import "env" "f" sig0                global0 = global mut i32 = 5
 *   mem0 = memory 1 10                         data0 = data active mem0 1024 "text\00"
 *   export "run" fn1                           elem0 = elem active table0 0 funcref [fn1, null]
 *   start fn2
 * </pre>
 */
final class ModuleItems {
  @Nullable String name;
  final List<SignatureNode> signatures = new ArrayList<>();
  final List<IrModule.FunctionImport> imports = new ArrayList<>();
  final List<IrModule.Memory> memories = new ArrayList<>();
  final List<IrModule.Table> tables = new ArrayList<>();
  final List<IrModule.Global> globals = new ArrayList<>();
  final List<IrModule.DataSegment> data = new ArrayList<>();
  final List<IrModule.ElementSegment> elements = new ArrayList<>();
  final List<IrModule.Export> exports = new ArrayList<>();
  int start = -1;

  private final TokenStream in;
  private final FunctionParser functions;

  /** Names of entities in items, to be checked when all are known. */
  private final List<Token> references = new ArrayList<>();

  ModuleItems(TokenStream in, FunctionParser functions) {
    this.in = in;
    this.functions = functions;
  }

  /** Parses an item if one begins here. */
  boolean accept() {
    Token first = in.peek();
    if (first.is("module")) {
      in.next();
      name = utf8(in.expect(Token.Kind.STRING, "the module's name as a string"));
    } else if (first.is("export")) {
      in.next();
      export();
    } else if (first.is("start")) {
      in.next();
      start = reference("fn");
    } else if (first.kind() == Token.Kind.WORD && in.peek(1).is("=")) {
      item(in.next());
    } else {
      return false;
    }
    return true;
  }

  /** Checks that everything named in items exists. */
  void checkReferences(int functionCount) {
    for (Token token : references) {
      boolean exists =
          within(token, "fn", functionCount)
              || within(token, "sig", signatures.size())
              || within(token, "mem", memories.size())
              || within(token, "table", tables.size())
              || within(token, "global", globals.size());
      if (!exists) {
        throw in.error(token, "there is no " + token.text());
      }
    }
  }

  private static boolean within(Token token, String prefix, int count) {
    int number = token.entity(prefix);
    return number != Token.NO_NUMBER && number < count;
  }

  private void item(Token entity) {
    in.next();
    IrModule.ImportName from = in.accept("import") ? importName() : null;
    if (expects(entity, "sig", signatures.size())) {
      signatures.add(functions.signature());
    } else if (expects(entity, "fn", imports.size())) {
      if (from == null) {
        throw in.error(entity, "fnN = … declares imports; defined functions come by their bodies");
      }
      imports.add(new IrModule.FunctionImport(from, reference("sig")));
    } else if (expects(entity, "mem", memories.size())) {
      in.expect("memory", "after '='");
      memories.add(new IrModule.Memory(size(), optionalSize(), from));
    } else if (expects(entity, "table", tables.size())) {
      in.expect("table", "after '='");
      tables.add(new IrModule.Table(kind(), size(), optionalSize(), from));
    } else if (expects(entity, "global", globals.size())) {
      in.expect("global", "after '='");
      boolean mutable = in.accept("mut");
      Signature.Kind kind = kind();
      globals.add(new IrModule.Global(kind, mutable, from, in.accept("=") ? constant(kind) : null));
    } else if (expects(entity, "data", data.size())) {
      in.expect("data", "after '='");
      data();
    } else if (expects(entity, "elem", elements.size())) {
      in.expect("elem", "after '='");
      elements();
    } else {
      throw in.error(
          entity,
          "expected sigN, fnN, memN, tableN, globalN, dataN or elemN, found " + entity.describe());
    }
  }

  private boolean expects(Token entity, String prefix, int number) {
    if (entity.isEntity(prefix) && entity.entity(prefix) != number) {
      throw in.error(
          entity,
          "the next of its kind is %s%d, found %s".formatted(prefix, number, entity.text()));
    }
    return entity.isEntity(prefix);
  }

  private IrModule.ImportName importName() {
    String module = utf8(in.expect(Token.Kind.STRING, "the module to import from"));
    return new IrModule.ImportName(
        module, utf8(in.expect(Token.Kind.STRING, "the name to import")));
  }

  private void export() {
    String exported = utf8(in.expect(Token.Kind.STRING, "the exported name"));
    for (IrModule.ExportKind kind : IrModule.ExportKind.values()) {
      String prefix = ModuleWriter.entity(kind);
      if (in.peek().isEntity(prefix)) {
        exports.add(new IrModule.Export(exported, kind, reference(prefix)));
        return;
      }
    }
    throw in.expected("fnN, tableN, memN or globalN");
  }

  private void data() {
    SegmentMode mode = mode();
    int memory = 0;
    ConstExpr offset = null;
    if (mode == SegmentMode.ACTIVE) {
      memory = reference("mem");
      offset = constant(Signature.Kind.I32);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    do {
      Token piece = in.expect(Token.Kind.STRING, "the segment's bytes as strings");
      bytes.writeBytes(piece.text().getBytes(StandardCharsets.ISO_8859_1));
    } while (in.peek().kind() == Token.Kind.STRING);
    data.add(new IrModule.DataSegment(mode, memory, offset, bytes.toByteArray()));
  }

  private void elements() {
    SegmentMode mode = mode();
    int table = 0;
    ConstExpr offset = null;
    if (mode == SegmentMode.ACTIVE) {
      table = reference("table");
      offset = constant(Signature.Kind.I32);
    }
    Signature.Kind kind = kind();
    List<ConstExpr> items = new ArrayList<>();
    in.expect("[", "before the segment's items");
    if (!in.accept("]")) {
      do {
        items.add(constant(kind));
      } while (in.accept(","));
      in.expect("]", "after the segment's items");
    }
    elements.add(new IrModule.ElementSegment(mode, table, offset, kind, items));
  }

  private SegmentMode mode() {
    for (SegmentMode mode : SegmentMode.values()) {
      if (in.accept(ModuleWriter.mode(mode))) {
        return mode;
      }
    }
    throw in.expected("active, passive or declarative");
  }

  private Signature.Kind kind() {
    Signature.Kind kind = FunctionParser.referenceKind(in.peek().text());
    if (kind != null) {
      in.next();
      return kind;
    }
    return Signature.Kind.valueOf(functions.type().ir().name());
  }

  private ConstExpr constant(Signature.Kind kind) {
    Token token = in.peek();
    if (token.isEntity("global")) {
      return new ConstExpr.GlobalGet(reference("global"));
    }
    if (token.isEntity("fn")) {
      return new ConstExpr.RefFunc(reference("fn"));
    }
    if (in.accept("null")) {
      return new ConstExpr.RefNull();
    }
    in.expect(Token.Kind.NUMBER, "a constant: a number, globalN, fnN or null");
    try {
      return new ConstExpr.Bits(Literals.parse(TextType.of(kind.type()), token.text()));
    } catch (NumberFormatException e) {
      throw in.error(token, e.getMessage());
    }
  }

  private long size() {
    return in.integer("a size", 0, 1L << 32);
  }

  /** A maximum, or -1. */
  private long optionalSize() {
    return in.peek().kind() == Token.Kind.NUMBER ? size() : -1;
  }

  private int reference(String prefix) {
    Token token = in.peek();
    int number = in.entity(prefix, "the name of an entity");
    references.add(token);
    return number;
  }

  private static String utf8(Token string) {
    return new String(string.text().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
