package paretojit.stencil.build;

import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import paretojit.runtime.AbiHeader;
import paretojit.stencil.library.Catalog;
import paretojit.stencil.library.Family;
import paretojit.stencil.library.LibraryOrigin;
import paretojit.stencil.library.LibraryVariant;
import paretojit.stencil.library.Stencil;
import paretojit.stencil.library.StencilLibrary;
import paretojit.stencil.library.StencilListing;
import paretojit.toolchain.LlvmToolchain;
import paretojit.toolchain.ToolchainException;

/**
 * Builds the tables of one library: writes the C of all variants, compiles it on all processors, and
 * lets the gate decide.
 *
 * <p>The standard library must pass the gate whole. What it refuses of another compiler's is taken
 * from the standard library, so that every library is complete, and is counted in its origin.
 */
public final class LibraryBuilder {
  /** Stencils per C file: enough that the headers cost little, few enough to keep all cores busy. */
  private static final int STENCILS_PER_FILE = 3000;

  private static final String GLUE = "glue.c";

  private final LlvmToolchain tools;
  private final AotCompiler compiler;
  private final Path sources;
  private final Path scratch;
  private final boolean isStandard;
  private final Catalog catalog = new Catalog();
  private final Map<String, Integer> substitutes = new TreeMap<>();
  private int oneIn = 1;

  /** The stencils of one object file with their disassembly. */
  private record Part(List<StencilReader.Verdict> verdicts, List<List<String>> assembly) {}

  /** A stencil with its disassembly. */
  private record Listed(Stencil stencil, List<String> assembly) {}

  /**
   * A builder of one library.
   *
   * @param sources folder of the C files
   * @param scratch folder for C files and objects
   */
  public LibraryBuilder(LibraryVariant variant, Path sources, Path scratch) {
    this.tools = LlvmToolchain.find();
    this.compiler = AotCompiler.of(tools, variant);
    this.sources = sources;
    this.scratch = scratch;
    this.isStandard = variant.isStandard();
  }

  /** A builder that works in a folder, from the sources that were packed with the classes. */
  public static LibraryBuilder ofResources(LibraryVariant variant, Path scratch)
      throws IOException {
    List<String> sources = new ArrayList<>(StencilSource.HEADERS);
    sources.add("gcc.h");
    sources.add(GLUE);
    Files.createDirectories(scratch);
    for (String source : sources) {
      try (InputStream in = LibraryBuilder.class.getResourceAsStream(source)) {
        if (in == null) {
          throw new FileNotFoundException("no resource " + source);
        }
        Files.copy(in, scratch.resolve(source));
      }
    }
    return new LibraryBuilder(variant, scratch, scratch);
  }

  /** Compiles only one in so many variants of each family, for tests; the others are substituted. */
  public LibraryBuilder sample(int oneIn) {
    this.oneIn = oneIn;
    return this;
  }

  /** The compiler's name and release. */
  String compilerVersion() {
    return compiler.version();
  }

  String flags() {
    return String.join(" ", compiler.flags());
  }

  /**
   * Builds the library.
   *
   * @param folder gets its files
   * @param digest of all it is made from
   */
  public LibraryOrigin build(Path folder, String digest) throws IOException {
    long start = System.nanoTime();
    Files.createDirectories(folder);
    Files.createDirectories(scratch);
    List<Listed> all = complete(compile());
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(folder.resolve(StencilLibrary.RESOURCE)))) {
      StencilLibrary.write(all.stream().map(Listed::stencil).toList(), out);
    }
    try (OutputStream out =
        new GZIPOutputStream(
            Files.newOutputStream(folder.resolve(StencilListing.RESOURCE)), 1 << 16)) {
      StringBuilder text = new StringBuilder();
      for (Listed each : all) {
        StencilListing.append(text, each.stencil, each.assembly);
      }
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    LibraryOrigin origin =
        new LibraryOrigin(compilerVersion(), flags(), seconds, digest, substitutes);
    try (OutputStream out = Files.newOutputStream(folder.resolve(LibraryOrigin.RESOURCE))) {
      origin.write(out);
    }
    return origin;
  }

  // ---- compiling ----

  private List<Part> compile() throws IOException {
    List<Path> files = writeSources();
    List<Part> parts = new ArrayList<>();
    try (ExecutorService pool =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      List<Future<Part>> futures = files.stream().map(f -> pool.submit(() -> part(f))).toList();
      for (Future<Part> future : futures) {
        parts.add(future.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ToolchainException failure) {
        throw new ToolchainException(String.valueOf(failure.getMessage()), e);
      }
      throw new AssertionError(e);
    }
    return parts;
  }

  private List<Path> writeSources() throws IOException {
    Files.writeString(scratch.resolve("abi.h"), AbiHeader.text());
    List<Path> files = new ArrayList<>();
    files.add(sources.resolve(GLUE));
    StencilSource source = new StencilSource();
    for (Family family : catalog.families()) {
      if (family.shape() != Family.Shape.GLUE
          && !compiler.impossibleFamilies().contains(family.name())) {
        addVariants(source, family);
      }
      if (source.stencils() > STENCILS_PER_FILE || family.id() == catalog.size() - 1) {
        Path file = scratch.resolve("stencils" + files.size() + ".c");
        Files.writeString(file, source.toString());
        files.add(file);
        source = new StencilSource();
      }
    }
    return files;
  }

  private void addVariants(StencilSource source, Family family) {
    int number = family.id();
    for (int key = 0; key < family.keySpan(); key++) {
      if (family.allows(key) && number++ % oneIn == 0) {
        source.addVariant(family, key);
      }
    }
  }

  private Part part(Path file) throws IOException {
    Path object = scratch.resolve(file.getFileName() + ".o");
    boolean isGlue = file.endsWith(GLUE);
    // The glue is assembly, the same for all.
    AotCompiler used = isGlue ? AotCompiler.of(tools, LibraryVariant.STANDARD) : compiler;
    used.compile(file, List.of(sources, scratch), object);
    List<List<String>> assembly =
        StencilListing.parseObjdump(
            tools.run(
                List.of("llvm-objdump", "-d", "-r", "--no-show-raw-insn", object.toString())));
    StencilReader reader = new StencilReader(catalog, used.usesFrames());
    return new Part(reader.read(ElfObject.read(Files.readAllBytes(object)), assembly), assembly);
  }

  // ---- substituting ----

  /** All stencils of the catalog, those that were not compiled or not let through substituted. */
  private List<Listed> complete(List<Part> parts) {
    List<Listed> all = new ArrayList<>();
    boolean[][] done = new boolean[catalog.size()][];
    for (Family family : catalog.families()) {
      done[family.id()] = new boolean[family.keySpan()];
    }
    for (Part part : parts) {
      for (int k = 0; k < part.verdicts.size(); k++) {
        StencilReader.Verdict verdict = part.verdicts.get(k);
        if (!verdict.isGood() && isStandard) {
          throw new AssertionError(verdict.refusal());
        }
        if (verdict.isGood()) {
          Stencil stencil = verdict.stencil();
          all.add(new Listed(stencil, part.assembly.get(k)));
          done[stencil.family().id()][stencil.key()] = true;
        }
      }
    }
    if (!isStandard) {
      substitute(done, all);
    }
    return all;
  }

  private void substitute(boolean[][] done, List<Listed> all) {
    StencilLibrary standard = StencilLibrary.load();
    StencilListing listing = StencilListing.load(standard.files());
    for (int id = 0; id < standard.size(); id++) {
      Stencil stencil = standard.stencil(id);
      if (!done[stencil.family().id()][stencil.key()]) {
        all.add(new Listed(stencil, listing.assembly(stencil)));
        substitutes.merge(stencil.family().name(), 1, Integer::sum);
      }
    }
  }
}
