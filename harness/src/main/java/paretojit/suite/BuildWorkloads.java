package paretojit.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import paretojit.toolchain.InputStamp;
import paretojit.toolchain.LlvmToolchain;
import paretojit.toolchain.ToolchainException;

/**
 * The build step that compiles the workloads: {@code BuildWorkloads C-FOLDER OUTPUT-FOLDER}.
 *
 * <p>For every workload of the manifest and every level, a module is written to the output folder,
 * together with a copy of the manifest. A module is compiled again only if its C file, a header, its
 * command line or clang's version has changed; one that no workload owns any more is deleted.
 */
public final class BuildWorkloads {
  private static final List<String> EXPORTS = List.of(Workload.ENTRY);
  private static final List<String> WARNINGS = List.of("-Wall", "-Wextra", "-Werror");

  private final Path sources;
  private final Path output;
  private final Path stamps;
  private final WasmCompiler compiler;

  private BuildWorkloads(Path sources, Path output) {
    this.sources = sources;
    this.output = output;
    this.stamps = output.resolve("../../workload-stamps").normalize();
    this.compiler = new WasmCompiler(LlvmToolchain.find(), WARNINGS);
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    try {
      int compiled = build(Path.of(args[0]), Path.of(args[1]));
      if (compiled > 0) {
        System.out.println("compiled " + compiled + " workload modules");
      }
    } catch (SuiteFileException | ToolchainException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /**
   * Brings the output folder up to date.
   *
   * @return how many modules were compiled
   * @throws SuiteFileException if the manifest is wrong, or names a file that is not there
   * @throws ToolchainException with the messages of all files that do not compile; the others are
   *     compiled all the same
   */
  static int build(Path sources, Path output) throws IOException, InterruptedException {
    return new BuildWorkloads(sources, output).build();
  }

  private int build() throws IOException, InterruptedException {
    Path manifest = sources.resolve(Workloads.MANIFEST);
    Workloads workloads = Workloads.parse(manifest.toString(), Files.readString(manifest));
    Files.createDirectories(output);
    Set<String> wanted = new TreeSet<>(Set.of(Workloads.MANIFEST));
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (Workload workload : workloads.all()) {
      Path source = sources.resolve(file(workload));
      if (!Files.isRegularFile(source)) {
        throw new SuiteFileException(manifest + ": " + workload.name() + ": no file " + source);
      }
      for (InputLevel level : workload.levels()) {
        wanted.add(workload.moduleName(level));
        tasks.add(() -> compileIfChanged(workload, source, level));
      }
    }
    int compiled = runAll(tasks);
    deleteAllBut(wanted);
    Files.copy(manifest, output.resolve(Workloads.MANIFEST), StandardCopyOption.REPLACE_EXISTING);
    return compiled;
  }

  /** All workloads of a manifest are in C. */
  private static String file(Workload workload) {
    return ((Workload.Source.OfC) workload.source()).file();
  }

  /** Returns whether there was anything to do. */
  private boolean compileIfChanged(Workload workload, Path source, InputLevel level)
      throws IOException {
    Path module = output.resolve(workload.moduleName(level));
    InputStamp stamp =
        InputStamp.of(
            stamps.resolve(workload.moduleName(level)),
            List.of(source, sources.resolve("support")),
            compiler.settings(level, EXPORTS));
    if (stamp.isCurrent() && Files.exists(module)) {
      return false;
    }
    try {
      compiler.compile(source, level, EXPORTS, module);
    } catch (ToolchainException e) {
      throw new ToolchainException(file(workload) + " at " + level + ": " + e.getMessage(), e);
    }
    stamp.write();
    return true;
  }

  /** Runs tasks on all processors, even when some fail. Returns how many of them were true. */
  private static int runAll(List<Callable<Boolean>> tasks) throws InterruptedException {
    List<String> failures = new ArrayList<>();
    int done = 0;
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (Future<Boolean> task : threads.invokeAll(tasks)) {
        try {
          done += task.get() ? 1 : 0;
        } catch (ExecutionException e) {
          switch (e.getCause()) {
            case ToolchainException failure -> failures.add(String.valueOf(failure.getMessage()));
            case IOException failure -> throw new UncheckedIOException(failure);
            case null, default -> throw new AssertionError(e);
          }
        }
      }
    }
    if (!failures.isEmpty()) {
      throw new ToolchainException(String.join("\n\n", failures));
    }
    return done;
  }

  private void deleteAllBut(Set<String> wanted) throws IOException {
    try (Stream<Path> files = Files.list(output)) {
      for (Path file : files.toList()) {
        if (!wanted.contains(String.valueOf(file.getFileName()))) {
          Files.delete(file);
        }
      }
    }
  }
}
