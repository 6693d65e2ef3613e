package paretojit.stencil.build;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import paretojit.runtime.AbiHeader;
import paretojit.stencil.library.Catalog;
import paretojit.stencil.library.Family;
import paretojit.stencil.library.LibraryOrigin;
import paretojit.stencil.library.Stencil;
import paretojit.stencil.library.StencilLibrary;
import paretojit.stencil.library.StencilListing;
import paretojit.toolchain.InputStamp;
import paretojit.toolchain.LlvmToolchain;

/** Builds the stencil tables: {@code BuildLibrary SOURCE-FOLDER OUTPUT-FOLDER}. */
public final class BuildLibrary {
  /** Stencils per C file: enough that the headers cost little, few enough to keep all cores busy. */
  private static final int STENCILS_PER_FILE = 3000;

  /**
   * Stencils need BMI2 shifts, LZCNT, FMA and three-operand AVX; the code generator refuses older
   * processors. The small code model makes holes of 32 bits; exact floating point forbids contraction.
   */
  private static final List<String> FLAGS =
      List.of(
          "--target=x86_64-unknown-linux-gnu",
          "-march=x86-64-v3",
          "-O2",
          "-fno-pic",
          "-mcmodel=small",
          "-mno-red-zone",
          "-fomit-frame-pointer",
          "-fno-asynchronous-unwind-tables",
          "-fno-unwind-tables",
          "-fno-stack-protector",
          "-falign-functions=1",
          "-fno-strict-aliasing",
          "-fno-math-errno",
          "-ffp-contract=off",
          // Scalar operations on one lane must not become packed ones on lanes that hold garbage.
          "-fno-slp-vectorize",
          "-mllvm",
          "-disable-vector-combine",
          "-fno-addrsig",
          "-fno-ident",
          "-Wall",
          "-Wno-uninitialized",
          "-Wno-unused-function",
          "-Wno-unused-variable",
          "-ferror-limit=3",
          "-Wno-unused-parameter",
          "-Werror");

  private final LlvmToolchain tools;
  private final Path sources;
  private final Path scratch;
  private final Catalog catalog = new Catalog();

  /** The stencils of one object file with their disassembly. */
  private record Part(List<Stencil> stencils, List<List<String>> assembly) {}

  private BuildLibrary(LlvmToolchain tools, Path sources, Path scratch) {
    this.tools = tools;
    this.sources = sources;
    this.scratch = scratch;
  }

  public static void main(String[] args) throws IOException {
    Path sources = Path.of(args[0]);
    Path classes = Path.of(args[1]);
    LlvmToolchain tools = LlvmToolchain.find();
    Path folder = classes.resolve(StencilLibrary.class.getPackageName().replace('.', '/'));
    Path library = folder.resolve(StencilLibrary.RESOURCE);
    InputStamp stamp =
        InputStamp.of(
            classes.resolveSibling("stencil-library.stamp"),
            List.of(
                sources.resolve("c"),
                classes.resolve("paretojit/stencil/build"),
                folder.resolve("Catalog.class"),
                folder.resolve("Family.class"),
                folder.resolve("OperandKind.class"),
                folder.resolve("StencilLibrary.class")),
            tools.version() + AbiHeader.text());
    Path origin = folder.resolve(LibraryOrigin.RESOURCE);
    if (stamp.isCurrent() && Files.exists(library) && Files.exists(origin)) {
      return;
    }
    long start = System.nanoTime();
    Files.createDirectories(folder);
    Path scratch = Files.createDirectories(classes.resolveSibling("stencils"));
    List<Part> parts = new BuildLibrary(tools, sources.resolve("c"), scratch).compile();
    List<Stencil> stencils = parts.stream().flatMap(p -> p.stencils.stream()).toList();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(library))) {
      StencilLibrary.write(stencils, out);
    }
    try (OutputStream out =
        new GZIPOutputStream(
            Files.newOutputStream(folder.resolve(StencilListing.RESOURCE)), 1 << 16)) {
      out.write(listing(parts).getBytes(StandardCharsets.UTF_8));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    try (OutputStream out = Files.newOutputStream(origin)) {
      new LibraryOrigin("clang " + tools.version(), String.join(" ", FLAGS), seconds).write(out);
    }
    stamp.write();
    System.out.printf(
        "stencil library: %d stencils of %d families, %d bytes of code, built in %.1f s%n",
        stencils.size(),
        parts.isEmpty() ? 0 : new Catalog().size(),
        stencils.stream().mapToInt(s -> s.code().length).sum(),
        seconds);
  }

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
      throw new AssertionError(e);
    }
    return parts;
  }

  private List<Path> writeSources() throws IOException {
    Files.writeString(scratch.resolve("abi.h"), AbiHeader.text());
    List<Path> files = new ArrayList<>();
    files.add(sources.resolve("glue.c"));
    StencilSource source = new StencilSource();
    for (Family family : catalog.families()) {
      if (family.shape() != Family.Shape.GLUE) {
        source.addVariants(family);
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

  private Part part(Path file) {
    String object = scratch.resolve(file.getFileName() + ".o").toString();
    List<String> command = new ArrayList<>(List.of("clang"));
    command.addAll(LlvmToolchain.FREESTANDING);
    command.addAll(FLAGS);
    command.addAll(
        List.of(
            "-I",
            sources.toString(),
            "-I",
            scratch.toString(),
            "-c",
            file.toString(),
            "-o",
            object));
    tools.run(command);
    List<Stencil> stencils;
    try {
      stencils =
          new StencilReader(catalog).read(ElfObject.read(Files.readAllBytes(Path.of(object))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<List<String>> assembly =
        StencilListing.parseObjdump(
            tools.run(List.of("llvm-objdump", "-d", "-r", "--no-show-raw-insn", object)));
    for (int k = 0; k < stencils.size(); k++) {
      StencilReader.checkAssembly(stencils.get(k), assembly.get(k));
    }
    return new Part(stencils, assembly);
  }

  private static String listing(List<Part> parts) {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      for (int k = 0; k < part.stencils.size(); k++) {
        StencilListing.append(out, part.stencils.get(k), part.assembly.get(k));
      }
    }
    return out.toString();
  }
}
