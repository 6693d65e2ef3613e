package paretojit.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import paretojit.engine.EngineOptions;
import paretojit.program.ProgramReader;
import paretojit.stencil.build.LibraryCache;
import paretojit.stencil.direct.DirectMode;
import paretojit.stencil.library.Family;
import paretojit.stencil.library.LibraryOrigin;
import paretojit.stencil.library.LibraryVariant;
import paretojit.stencil.library.OperandKind;
import paretojit.stencil.library.Stencil;
import paretojit.stencil.library.StencilLibrary;
import paretojit.stencil.library.StencilListing;
import paretojit.stencil.x64.X64StencilGenerator;
import paretojit.suite.InputLevel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pareto stencils}: the library that copy-and-patch copies from. */
@Command(
    name = "stencils",
    header = "Print the stencil library, or what a program uses of it.",
    description = {
      "",
      "A family is an operation on given types; its variants differ in where the operands are.",
      "./pareto compile FILE --emit stencils shows which were copied for each instruction.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./pareto stencils                        every family",
      "  ./pareto stencils --family iadd_i32      its variants, disassembled",
      "  ./pareto stencils prog.wasm              what stencil@x64 copies for a program",
      "  ./pareto stencils prog.wasm --json",
      "  ./pareto stencils --aot O0               the library that clang -O0 makes, built at first"
          + " use",
      "  ./pareto stencils --pairs                what supernodes are or could be for"
    })
final class StencilsCommand extends BaseCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "A program: only what is copied for it, and how often.")
  private @Nullable Path file;

  @Option(
      names = "--family",
      paramLabel = "NAME",
      description = "Only this family, variant by variant.")
  private @Nullable String family;

  @Option(
      names = "--aot",
      paramLabel = "LEVEL",
      defaultValue = "O2",
      completionCandidates = Levels.class,
      description = "Level of the compiler that made it: ${COMPLETION-CANDIDATES}.")
  private String level = LibraryVariant.STANDARD.level().text();

  @Option(
      names = "--compiler",
      paramLabel = "NAME",
      defaultValue = "clang",
      completionCandidates = Compilers.class,
      description = "The compiler that made it: ${COMPLETION-CANDIDATES}.")
  private String compiler = LibraryVariant.STANDARD.compiler().text();

  @Option(names = "--build", description = "Build it again, unless it is the project's own.")
  private boolean build;

  @Parameters(index = "1..*", paramLabel = "FILE", hidden = true)
  private List<Path> more = List.of();

  @Option(
      names = "--pairs",
      description = {
        "Which operations feed which in the programs (default: the bundled workloads at O2),",
        "and for which pairs there is a supernode."
      })
  private boolean pairs;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** A family in numbers; {@code copies} of it for the program, if there is one. */
  private record FamilyRow(
      String family,
      String operands,
      int variants,
      @JsonProperty("code_bytes") int codeBytes,
      @JsonProperty("variants_used") int variantsUsed,
      long copies) {}

  private record VariantRow(
      String stencil,
      @JsonProperty("code_bytes") int codeBytes,
      List<String> holes,
      List<String> assembly,
      long copies) {}

  private record Origin(
      String compiler,
      String level,
      String flags,
      @JsonProperty("build_seconds") double buildSeconds,
      Map<String, Integer> substitutes) {}

  private record Everything(Origin origin, List<?> rows) {}

  private static final class Levels extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Levels() {
      super(LibraryVariant.levels());
    }
  }

  private static final class Compilers extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Compilers() {
      super(LibraryVariant.compilers());
    }
  }

  StencilsCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException {
    if (pairs) {
      return printPairs();
    }
    if (!more.isEmpty()) {
      throw new UserError("several programs are read with --pairs only");
    }
    X64StencilGenerator generator = new X64StencilGenerator(new DirectMode());
    EngineOptions options =
        EngineOptions.of(generator.options(), "aot=" + level, "compiler=" + compiler);
    generator
        .missing(options)
        .ifPresent(
            what -> {
              throw new UserError(what);
            });
    if (build) {
      new LibraryCache(LibraryVariant.of(compiler, level)).remove();
    }
    generator.prepare(options, io.err()::println);
    StencilLibrary library = generator.library(options);
    int[] copies = new int[library.size()];
    if (file != null) {
      copies = generator.copies(ProgramReader.read(file, InputLevel.O2).module(), options);
    }
    LibraryOrigin origin = LibraryOrigin.load(library.files());
    List<?> rows = family == null ? families(library, copies) : variants(library, family, copies);
    if (json) {
      printJson(
          new Everything(
              new Origin(
                  origin.compiler(),
                  level,
                  origin.flags(),
                  origin.buildSeconds(),
                  origin.substitutes()),
              rows));
      return ExitCode.OK;
    }
    io.println(
        "%,d stencils of %d families, %,d bytes of code, by %s -%s in %.1f s"
            .formatted(
                library.size(),
                library.catalog().size(),
                library.codeStart()[library.size()],
                origin.compiler(),
                level,
                origin.buildSeconds()));
    if (origin.substituteCount() > 0) {
      io.println(
          "%,d of them by %s, as the gate refused this compiler's: %s"
              .formatted(
                  origin.substituteCount(), LibraryVariant.STANDARD, text(origin.substitutes())));
    }
    io.println("");
    if (family == null) {
      printFamilies(rows.stream().map(FamilyRow.class::cast).toList());
    } else {
      rows.forEach(row -> print((VariantRow) row));
    }
    return ExitCode.OK;
  }

  /** {@code br_table 10, rotl_i32 3}. */
  private static String text(Map<String, Integer> substitutes) {
    return substitutes.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private Integer printPairs() throws IOException {
    OperationPairs counts = new OperationPairs();
    if (file != null) {
      counts.add(file);
      for (Path each : more) {
        counts.add(each);
      }
    } else {
      counts.addWorkloads();
    }
    if (json) {
      printJson(counts.rows());
    } else {
      counts.lines().forEach(io::println);
    }
    return ExitCode.OK;
  }

  // ---- families ----

  private List<FamilyRow> families(StencilLibrary library, int[] copies) {
    List<FamilyRow> rows = new ArrayList<>();
    for (Family each : library.catalog().families()) {
      int first = library.base(each.name());
      int variants = 0;
      int used = 0;
      int bytes = 0;
      long all = 0;
      for (int key = 0; key < each.keySpan(); key++) {
        int id = library.ids()[first + key];
        if (id >= 0) {
          variants++;
          bytes += library.codeStart()[id + 1] - library.codeStart()[id];
          used += copies[id] > 0 ? 1 : 0;
          all += copies[id];
        }
      }
      if (file == null || all > 0) {
        rows.add(new FamilyRow(each.name(), operands(each), variants, bytes, used, all));
      }
    }
    if (file != null) {
      rows.sort(Comparator.comparingLong(FamilyRow::copies).reversed());
    }
    return rows;
  }

  /** Where each operand may be: {@code r|slot|temp ← r|slot, r|slot|imm}. */
  private static String operands(Family family) {
    StringBuilder text = new StringBuilder();
    for (Family.Operand operand : family.operands()) {
      if (!text.isEmpty()) {
        text.append(text.indexOf("←") < 0 && family.result() != null ? " ← " : ", ");
      }
      text.append(places(operand));
    }
    return text.toString();
  }

  private static String places(Family.Operand operand) {
    boolean isVector = operand.type().isFloat();
    List<String> places = new ArrayList<>();
    if ((operand.kinds() & (isVector ? OperandKind.X : OperandKind.R)) != 0) {
      places.add(isVector ? "x" : "r");
    }
    for (int kind = OperandKind.SLOT; kind <= OperandKind.WIDE; kind++) {
      if ((operand.kinds() >>> kind & 1) != 0) {
        places.add(kind == OperandKind.TEMP ? "temp" : OperandKind.text(kind, isVector));
      }
    }
    return String.join("|", places);
  }

  private void printFamilies(List<FamilyRow> rows) {
    boolean isOfProgram = file != null;
    String line = "%-28s %9s %9s %8s  %s";
    io.println(
        isOfProgram
            ? line.formatted("family", "copies", "variants", "of", "operands")
            : line.formatted("family", "variants", "bytes", "mean", "operands"));
    for (FamilyRow row : rows) {
      Object mean = "%.1f".formatted((double) row.codeBytes / Math.max(1, row.variants));
      io.println(
          isOfProgram
              ? line.formatted(row.family, row.copies, row.variantsUsed, row.variants, row.operands)
              : line.formatted(row.family, row.variants, row.codeBytes, mean, row.operands));
    }
    if (isOfProgram) {
      long copies = rows.stream().mapToLong(FamilyRow::copies).sum();
      int used = rows.stream().mapToInt(FamilyRow::variantsUsed).sum();
      io.println("");
      io.println("%,d copies of %,d stencils".formatted(copies, used));
    }
  }

  // ---- variants of one family ----

  private List<VariantRow> variants(StencilLibrary library, String name, int[] copies) {
    Family wanted = library.catalog().find(name);
    if (wanted == null) {
      throw new UserError("no family '%s'; ./pareto stencils lists them".formatted(name));
    }
    StencilListing listing = StencilListing.load(library.files());
    List<VariantRow> rows = new ArrayList<>();
    for (int key = 0; key < wanted.keySpan(); key++) {
      int id = library.find(wanted, key);
      if (id >= 0 && (file == null || copies[id] > 0)) {
        Stencil stencil = library.stencil(id);
        List<String> holes =
            stencil.holes().stream().map(hole -> hole.kind() + "@" + hole.offset()).toList();
        rows.add(
            new VariantRow(
                stencil.name(),
                stencil.code().length,
                holes,
                listing.assembly(stencil),
                copies[id]));
      }
    }
    return rows;
  }

  private void print(VariantRow row) {
    String holes = row.holes.stream().collect(Collectors.joining(" "));
    String times = file == null ? "" : ", copied %,d times".formatted(row.copies);
    io.println("%s: %d bytes%s  %s".formatted(row.stencil, row.codeBytes, times, holes).strip());
    row.assembly.forEach(instruction -> io.println("    " + instruction));
  }
}
