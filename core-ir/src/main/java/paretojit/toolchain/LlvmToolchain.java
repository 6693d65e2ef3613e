package paretojit.toolchain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * LLVM 20's clang, lld and binary utilities, unpacked once from the class path into a cache folder.
 *
 * <p>The tools come as resources {@code org/bytedeco/llvm/PLATFORM/...} of one jar. The first call
 * of {@link #find} unpacks what {@link #PROGRAMS} names and the two shared libraries they need (280
 * MB, a few seconds) into {@code $PARETO_CACHE}, else {@code $XDG_CACHE_HOME/paretojit}, else {@code
 * ~/.cache/paretojit}; later calls only look whether that folder is there. Several processes may
 * call at once.
 *
 * <p>The jar carries no C headers at all, neither a C library's nor clang's own ({@code stdint.h},
 * {@code stddef.h}): sources compiled with it declare what they use, and are compiled with {@link
 * #FREESTANDING}.
 */
public final class LlvmToolchain {
  /** The platforms that have LLVM's tools as an artifact. */
  public static final List<String> SERVED_PLATFORMS =
      List.of("linux-x86_64", "linux-arm64", "macosx-x86_64", "macosx-arm64", "windows-x86_64");

  /** The programs that are unpacked; {@code wasm-ld} and {@code ld.lld} are links to {@code lld}. */
  public static final List<String> PROGRAMS =
      List.of(
          "clang",
          "lld",
          "llc",
          "llvm-as",
          "llvm-dis",
          "llvm-mc",
          "llvm-mca",
          "llvm-nm",
          "llvm-objcopy",
          "llvm-objdump",
          "llvm-readobj");

  /**
   * What every clang command line begins with: no system headers, no assumption of a C library, no
   * configuration file of the machine's own clang.
   */
  public static final List<String> FREESTANDING =
      List.of("--no-default-config", "-ffreestanding", "-nostdlibinc");

  /** Links that the loader and clang look for, and the unpacked file each names. */
  private static final Map<String, String> LINKS =
      Map.of(
          "libLLVM.so.20.1", "libLLVM.so",
          "libclang-cpp.so.20.1", "libclang-cpp.so",
          "wasm-ld", "lld",
          "ld.lld", "lld");

  private static final String RESOURCES = "org/bytedeco/llvm/";

  private final Path folder;
  private final String version;

  private LlvmToolchain(Path folder, String version) {
    this.folder = folder;
    this.version = version;
  }

  /**
   * The tools for this machine, unpacked if they were not yet.
   *
   * @throws ToolchainException if there are none for this platform or the cache cannot be written
   */
  public static LlvmToolchain find() {
    String os = System.getProperty("os.name", "");
    String arch = System.getProperty("os.arch", "");
    return find(platform(os, arch), cacheFolder(System::getenv));
  }

  /** As {@link #find()}, for a platform's name and a cache folder of one's own. */
  static LlvmToolchain find(String platform, Path cache) {
    URL clang = LlvmToolchain.class.getClassLoader().getResource(RESOURCES + platform + "/clang");
    if (clang == null) {
      clang = LlvmToolchain.class.getClassLoader().getResource(RESOURCES + platform + "/clang.exe");
    }
    if (clang == null) {
      throw new ToolchainException(
          (SERVED_PLATFORMS.contains(platform)
                  ? "LLVM's tools for " + platform + " are not on the class path"
                  : "no LLVM tools exist for " + platform)
              + "; platforms served: "
              + String.join(", ", SERVED_PLATFORMS));
    }
    try {
      if (!(clang.openConnection() instanceof JarURLConnection connection)) {
        throw new ToolchainException("LLVM's tools are not in a jar: " + clang);
      }
      try (JarFile jar = new JarFile(Path.of(connection.getJarFileURL().toURI()).toFile())) {
        String version = version(jar);
        int contents =
            31 * PROGRAMS.hashCode() + LINKS.keySet().stream().sorted().toList().hashCode();
        Path folder =
            cache.resolve("llvm-" + version + "-" + platform + "-" + Integer.toHexString(contents));
        if (!Files.isDirectory(folder)) {
          unpack(jar, RESOURCES + platform + "/", folder);
        }
        return new LlvmToolchain(folder, version);
      }
    } catch (IOException | java.net.URISyntaxException e) {
      throw new ToolchainException(
          "cannot unpack LLVM's tools into "
              + cache
              + " ("
              + e
              + "); PARETO_CACHE can name another folder",
          e);
    }
  }

  /** The version of the artifact, such as {@code 20.1.7-1.5.12}. */
  public String version() {
    return version;
  }

  /** The folder that holds the programs. */
  public Path folder() {
    return folder;
  }

  /**
   * The path of one of {@link #PROGRAMS}, or of {@code wasm-ld} or {@code ld.lld}.
   *
   * @throws ToolchainException if it is none of them, or its file has been removed from the cache
   */
  public Path tool(String name) {
    Path path = folder.resolve(name);
    if (!Files.isExecutable(path)) {
      path = folder.resolve(name + ".exe");
    }
    if (!Files.isExecutable(path)) {
      throw new ToolchainException(
          PROGRAMS.contains(name) || LINKS.containsKey(name)
              ? name + " is missing from " + folder + "; delete that folder to unpack it again"
              : "no LLVM tool " + name + "; there are " + String.join(", ", PROGRAMS));
    }
    return path;
  }

  /**
   * Runs a tool and returns what it wrote to standard output.
   *
   * @param command the tool's name, as {@link #tool} takes it, and its arguments
   * @throws ToolchainException with the command and its standard error if its exit status is not 0
   */
  public String run(List<String> command) {
    return run(null, command);
  }

  /** As {@link #run(List)}, in a working folder. */
  public String run(@Nullable Path workingFolder, List<String> command) {
    List<String> words = new ArrayList<>(command);
    words.set(0, tool(command.getFirst()).toString());
    ProcessBuilder builder = new ProcessBuilder(words);
    if (workingFolder != null) {
      builder.directory(workingFolder.toFile());
    }
    try {
      Process process = builder.start();
      try {
        process.getOutputStream().close();
        FutureTask<String> errors = new FutureTask<>(() -> text(process.getErrorStream()));
        Thread.ofVirtual().start(errors);
        String output = text(process.getInputStream());
        int status = process.waitFor();
        if (status != 0) {
          throw new ToolchainException(
              String.join(" ", command) + "\nexit status " + status + ": " + errors.get().strip());
        }
        return output;
      } finally {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolchainException("interrupted while running " + command.getFirst(), e);
    } catch (IOException | java.util.concurrent.ExecutionException e) {
      throw new ToolchainException("cannot run " + words.getFirst() + ": " + e.getMessage(), e);
    }
  }

  /** This platform as the artifact spells it, such as {@code linux-x86_64}. */
  static String platform(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String arch = osArch.toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "macosx" : os.startsWith("windows") ? "windows" : os;
    return system
        + "-"
        + switch (arch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm64";
          default -> arch;
        };
  }

  /** The folder for what is made once on a machine: the unpacked tools, and what others build. */
  public static Path cacheFolder() {
    return cacheFolder(System::getenv);
  }

  /** The cache folder that the environment asks for. */
  static Path cacheFolder(UnaryOperator<@Nullable String> environment) {
    String own = environment.apply("PARETO_CACHE");
    if (own != null && !own.isEmpty()) {
      return Path.of(own).toAbsolutePath();
    }
    String xdg = environment.apply("XDG_CACHE_HOME");
    if (xdg != null && !xdg.isEmpty()) {
      return Path.of(xdg, "paretojit").toAbsolutePath();
    }
    String home = environment.apply("HOME");
    if (home == null || home.isEmpty()) {
      home = System.getProperty("user.home");
    }
    return Path.of(home, ".cache", "paretojit").toAbsolutePath();
  }

  private static String version(JarFile jar) throws IOException {
    JarEntry entry = jar.getJarEntry("META-INF/maven/org.bytedeco/llvm/pom.properties");
    Properties properties = new Properties();
    if (entry != null) {
      try (InputStream in = jar.getInputStream(entry)) {
        properties.load(in);
      }
    }
    return properties.getProperty("version", "unknown");
  }

  /**
   * Fills a folder under another name and renames it, so that it exists only when complete. A lock
   * keeps other processes from doing the same work, and marks leftovers as nobody's.
   */
  private static void unpack(JarFile jar, String prefix, Path folder) throws IOException {
    Path cache = Files.createDirectories(folder.resolveSibling(""));
    try (FileChannel channel =
            FileChannel.open(
                cache.resolve("llvm.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = lock(channel)) {
      if (Files.isDirectory(folder)) {
        return;
      }
      Path partial = folder.resolveSibling(folder.getFileName() + ".partial");
      deleteTree(partial);
      Files.createDirectory(partial);
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        String name = entry.getName();
        if (name.startsWith(prefix) && isNeeded(name.substring(prefix.length()))) {
          Path file = partial.resolve(name.substring(prefix.length()));
          try (InputStream in = jar.getInputStream(entry)) {
            Files.copy(in, file);
          }
          if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
          }
        }
      }
      for (Map.Entry<String, String> link : LINKS.entrySet()) {
        link(partial, link.getKey(), link.getValue());
      }
      Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Waits for the lock; another thread of this process may hold it as well as another process. */
  private static FileLock lock(FileChannel channel) throws IOException {
    synchronized (LlvmToolchain.class) {
      while (true) {
        try {
          return channel.lock();
        } catch (java.nio.channels.OverlappingFileLockException e) {
          try {
            LlvmToolchain.class.wait(50);
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while another thread unpacks LLVM's tools", e);
          }
        }
      }
    }
  }

  private static boolean isNeeded(String name) {
    if (name.indexOf('/') >= 0) {
      return false;
    }
    String program = name.endsWith(".exe") ? name.substring(0, name.length() - 4) : name;
    return PROGRAMS.contains(program)
        || name.matches("lib(LLVM|clang-cpp)\\.(so|dylib)([.0-9]*)")
        || name.matches("(lib)?(LLVM|clang-cpp).*\\.dll");
  }

  private static void link(Path folder, String name, String target) throws IOException {
    Path file = folder.resolve(target);
    String extension = "";
    if (!Files.exists(file)) {
      extension = ".exe";
      file = folder.resolve(target + extension);
    }
    if (!Files.exists(file)) {
      return;
    }
    Path link = folder.resolve(name + extension);
    try {
      Files.createSymbolicLink(link, file.getFileName());
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(file, link, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static String text(InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
