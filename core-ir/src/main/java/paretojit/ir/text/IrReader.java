package paretojit.ir.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.text.Syntax.CalleeNode;
import paretojit.ir.text.Syntax.FunctionNode;
import paretojit.ir.text.Syntax.SignatureNode;
import paretojit.ir.verify.Verifier;
import paretojit.ir.verify.VerifyError;

/**
 * Reads the text form: Cranelift's {@code .clif} files of the scalar subset, and modules that {@link
 * IrWriter} wrote.
 *
 * <p>A file that begins with {@code module "…"} is in the IR's own dialect: comparisons give i32, and
 * numbers of values are kept. Else it is CLIF, where comparisons give i8, functions find each other
 * by name and are all exported. What is read has passed the {@link Verifier}.
 */
public final class IrReader {
  /** Functions of the C library that CLIF may call; they are imported from this module. */
  public static final String LIBCALL_MODULE = "libcall";

  private static final Set<String> LIBCALLS =
      Set.of(
          "CeilF32",
          "CeilF64",
          "FloorF32",
          "FloorF64",
          "TruncF32",
          "TruncF64",
          "NearestF32",
          "NearestF64",
          "FmaF32",
          "FmaF64");
  private static final Set<String> HEADER_WORDS =
      Set.of("test", "target", "set", "feature", "isa", "regexp");

  private final String file;
  private final TokenStream in;
  private final Lexer.Result lexed;
  private final ModuleItems items;
  private final List<FunctionNode> nodes = new ArrayList<>();
  private final Map<String, Integer> nameCounts = new HashMap<>();

  /** Reasons by function, of those that are left out. */
  private final Map<FunctionNode, String> outside = new LinkedHashMap<>();

  private IrReader(String file, String text) {
    this.file = file;
    this.lexed = Lexer.lex(text);
    this.in = new TokenStream(file, lexed.tokens());
    FunctionParser functions = new FunctionParser(in);
    this.items = new ModuleItems(in, functions);
    parse(functions);
  }

  /** Reads a file. @throws TextException if it is not the IR's text */
  public static ClifFile read(Path file) throws IOException {
    return read(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
  }

  /**
   * Reads a text.
   *
   * @param file the name that errors give
   * @throws TextException if it is not the IR's text
   */
  public static ClifFile read(String file, String text) {
    return new IrReader(file, text).read();
  }

  private void parse(FunctionParser functions) {
    while (!in.atEnd()) {
      Token first = in.peek();
      if (first.is("function")) {
        in.next();
        FunctionNode node = distinct(functions.parse(first));
        nodes.add(node);
        if (node.unsupported() != null) {
          leaveOut(node, node.unsupported());
        }
      } else if (HEADER_WORDS.contains(first.text())) {
        in.skipLine();
      } else if (!items.accept()) {
        throw in.expected("'function', a header line or a module's item");
      }
    }
  }

  /** CLIF's own tests often call every function {@code %f}: the second becomes {@code %f.2}. */
  private FunctionNode distinct(FunctionNode node) {
    int count = nameCounts.merge(node.name(), 1, Integer::sum);
    return count == 1 || items.name != null ? node : node.renamed(node.name() + "." + count);
  }

  /** Files survive without a function; a module, whose functions have numbers, does not. */
  private void leaveOut(FunctionNode node, String reason) {
    if (items.name != null) {
      throw in.error(node.at(), "%" + node.name() + " needs what the IR has not: " + reason);
    }
    outside.put(node, reason);
  }

  private ClifFile read() {
    // Leaving out a function changes the others' numbers and may take its callers away too.
    Attempt attempt;
    do {
      attempt = new Attempt();
    } while (!attempt.run());
    Map<String, ClifFile.TextSignature> signatures = new LinkedHashMap<>();
    List<ClifFile.Skipped> skipped = new ArrayList<>();
    for (FunctionNode node : nodes) {
      String reason = outside.get(node);
      if (reason == null) {
        SignatureNode s = node.signature();
        signatures.put(
            node.name(),
            new ClifFile.TextSignature(s.paramTypes(), s.resultTypes(), node.at().line()));
      } else {
        skipped.add(new ClifFile.Skipped(node.name(), node.at().line(), reason));
      }
    }
    return new ClifFile(file, attempt.builder.build(), signatures, skipped, lexed.comments());
  }

  /** One try to build the module from the functions not yet known to be outside the subset. */
  private final class Attempt implements ModuleNames {
    private final IrModule.Builder builder;
    private final List<FunctionNode> included = new ArrayList<>();
    private final Map<String, Callee> byName = new HashMap<>();
    private final List<Callee> byIndex = new ArrayList<>();

    Attempt() {
      String name = items.name;
      builder = new IrModule.Builder(name == null ? moduleName() : name);
      items.signatures.forEach(signature -> builder.addSignature(signature.ir()));
      items.imports.forEach(this::addImport);
      addLibcalls();
      items.memories.forEach(builder::addMemory);
      items.tables.forEach(builder::addTable);
      items.globals.forEach(builder::addGlobal);
      items.data.forEach(builder::addData);
      items.elements.forEach(builder::addElements);
      for (FunctionNode node : nodes) {
        if (!outside.containsKey(node)) {
          declare(node);
        }
      }
      items.exports.forEach(builder::addExport);
      builder.setStart(items.start);
    }

    private String moduleName() {
      String last = file.substring(file.lastIndexOf('/') + 1);
      return last.endsWith(".clif") ? last.substring(0, last.length() - ".clif".length()) : last;
    }

    private void addImport(IrModule.FunctionImport function) {
      int index = builder.addImport(function);
      if (function.signature() < items.signatures.size()) {
        byIndex.add(new Callee(index, items.signatures.get(function.signature())));
      }
    }

    /** Library functions that are called and not defined here, in the order of their names. */
    private void addLibcalls() {
      Map<String, SignatureNode> called = new TreeMap<>();
      for (FunctionNode node : nodes) {
        if (!outside.containsKey(node)) {
          for (CalleeNode callee : node.preamble().callees().values()) {
            if (LIBCALLS.contains(callee.name().text())) {
              called.put(callee.name().text(), callee.signature());
            }
          }
        }
      }
      nodes.forEach(node -> called.remove(node.name()));
      called.forEach(
          (name, signature) -> {
            IrModule.ImportName from = new IrModule.ImportName(LIBCALL_MODULE, name);
            int type = signatureIndex(signature);
            int index = builder.addImport(new IrModule.FunctionImport(from, type));
            addCallee(name, new Callee(index, signature));
          });
    }

    private void addCallee(String name, Callee callee) {
      byName.put(name, callee);
      byIndex.add(callee);
    }

    private void declare(FunctionNode node) {
      int mark = node.signatureMark();
      boolean matches =
          mark < 0
              || (mark < items.signatures.size()
                  && items.signatures.get(mark).ir().equals(node.signature().ir()));
      if (!matches) {
        throw in.error(node.at(), "sig" + mark + " is not the function's signature");
      }
      int signature = mark < 0 ? signatureIndex(node.signature()) : mark;
      int index = builder.declareFunction(signature);
      addCallee(node.name(), new Callee(index, node.signature()));
      included.add(node);
      if (!isModuleText() && items.exports.isEmpty()) {
        builder.addExport(new IrModule.Export(node.name(), IrModule.ExportKind.FUNCTION, index));
      }
    }

    /** True if every function could be built, so that the builder has them all. */
    boolean run() {
      items.checkReferences(byIndex.size());
      int known = outside.size();
      for (FunctionNode node : included) {
        try {
          builder.addBody(BodyReader.read(file, node, this));
        } catch (OutsideSubset e) {
          leaveOut(node, String.valueOf(e.getMessage()));
        }
      }
      if (outside.size() > known) {
        return false;
      }
      verify(builder.build());
      return true;
    }

    private void verify(IrModule module) {
      for (int k = 0; k < included.size(); k++) {
        Function function = module.functions().get(k);
        for (VerifyError error : Verifier.verify(module, function)) {
          // In CLIF an instruction's source is its line; module text keeps other positions there.
          boolean isLine = error.source() > 0 && !isModuleText();
          int line = isLine ? error.source() : included.get(k).at().line();
          String message = "%" + function.name() + ", " + error.place() + ": " + error.message();
          throw new TextException(file, line, 1, message);
        }
      }
    }

    @Override
    public Callee functionNamed(String name) {
      Callee callee = byName.get(name);
      if (callee == null) {
        boolean defined = nodes.stream().anyMatch(node -> node.name().equals(name));
        throw new OutsideSubset(
            "calls %" + name + (defined ? ", which is skipped" : ", which is not defined here"));
      }
      return callee;
    }

    @Override
    public @Nullable Callee function(int index) {
      return isModuleText() && index < byIndex.size() ? byIndex.get(index) : null;
    }

    @Override
    public @Nullable SignatureNode signature(int index) {
      return index < items.signatures.size() ? items.signatures.get(index) : null;
    }

    @Override
    public int signatureIndex(SignatureNode signature) {
      return builder.signatureIndex(signature.ir());
    }

    @Override
    public boolean isModuleText() {
      return items.name != null;
    }
  }
}
