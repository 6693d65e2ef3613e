package paretojit.stencil.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import paretojit.stencil.library.LibraryFiles;
import paretojit.stencil.library.LibraryOrigin;
import paretojit.stencil.library.LibraryVariant;
import paretojit.toolchain.LlvmToolchain;

/**
 * The libraries that are not built with the project: made at first use, kept in the cache folder
 * beside LLVM's tools, one folder for each variant, compiler and state of the sources.
 *
 * <p>Several processes may ask at once: a lock lets one build, and a folder has its name only when it
 * is complete.
 */
public final class LibraryCache {
  private static final int DIGEST_DIGITS = 16;

  private final LibraryVariant variant;

  public LibraryCache(LibraryVariant variant) {
    this.variant = variant;
  }

  /** What this machine lacks to make the library, as a clause. */
  public Optional<String> missing() {
    return AotCompiler.missing(variant);
  }

  /**
   * The library's files, built if they were not yet.
   *
   * @param progress is told of a build before and after; it takes a minute
   */
  public LibraryFiles get(Consumer<String> progress) {
    if (variant.isStandard()) {
      return LibraryFiles.standard();
    }
    try {
      Path folder = folder();
      if (!Files.isDirectory(folder)) {
        buildLocked(folder, progress);
      }
      return new LibraryFiles(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The compiler with its release and level: {@code gcc 12.2.0 -O2}. */
  public String compiler() {
    AotCompiler compiler = AotCompiler.of(LlvmToolchain.find(), variant);
    return compiler.version() + " -" + variant.level().text();
  }

  /** Removes the library, so that it will be built again. */
  public void remove() throws IOException {
    if (!variant.isStandard()) {
      deleteTree(folder());
    }
  }

  /** The standard library's digest covers sources, build classes and clang; the rest is added. */
  private Path folder() {
    LlvmToolchain tools = LlvmToolchain.find();
    AotCompiler compiler = AotCompiler.of(tools, variant);
    String inputs =
        LibraryOrigin.load(LibraryFiles.standard()).digest()
            + compiler.version()
            + String.join(" ", compiler.flags());
    return LlvmToolchain.cacheFolder()
        .resolve(
            "stencils-%s-%s-%s"
                .formatted(
                    variant.compiler().text(),
                    variant.level().text(),
                    digest(inputs).substring(0, DIGEST_DIGITS)));
  }

  private void buildLocked(Path folder, Consumer<String> progress) throws IOException {
    Path cache = Files.createDirectories(folder.resolveSibling(""));
    synchronized (LibraryCache.class) {
      try (FileChannel channel =
              FileChannel.open(
                  cache.resolve("stencils.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        if (!Files.isDirectory(folder)) {
          build(folder, progress);
        }
      }
    }
  }

  private void build(Path folder, Consumer<String> progress) throws IOException {
    progress.accept("building the stencil library of %s, once; about a minute".formatted(variant));
    Path partial = folder.resolveSibling(folder.getFileName() + ".partial");
    deleteTree(partial);
    Path scratch = Files.createDirectories(partial.resolve("scratch"));
    LibraryBuilder builder = LibraryBuilder.ofResources(variant, scratch);
    LibraryOrigin origin = builder.build(partial, folder.getFileName().toString());
    deleteTree(scratch);
    Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
    progress.accept(
        "built the stencil library of %s in %.1f s".formatted(variant, origin.buildSeconds()));
  }

  private static String digest(String text) {
    try {
      byte[] bytes =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(folder)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}
