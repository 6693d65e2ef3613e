package paretojit.cli;

import java.awt.GraphicsEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import paretojit.engine.Engine;
import paretojit.engine.Engines;
import paretojit.engine.Session;
import paretojit.engine.WasmEngine;
import paretojit.ir.Signature;
import paretojit.ir.Type;
import paretojit.measure.CpuTime;
import paretojit.measure.Provenance;
import paretojit.peer.process.Executable;
import paretojit.program.Program;
import paretojit.runtime.CodeCache;
import paretojit.runtime.CpuFeatures;
import paretojit.toolchain.LlvmToolchain;
import paretojit.toolchain.ToolchainException;
import paretojit.wasm.WasmReader;

/** The checks of {@code doctor}, by trying rather than by guessing. */
final class Checkup {
  private static final int WANTED_JAVA = 25;
  private static final long WANTED_BYTES = 4L << 30;

  /** {@code f(x) = x + 1} on i32. */
  private static final byte[] SUCCESSOR =
      HexFormat.of()
          .parseHex(
              "0061736d01000000010601"
                  + "60017f017f03020100070501016600000a0901070020004101"
                  + "6a0b");

  private final UnaryOperator<@Nullable String> environment;

  Checkup(UnaryOperator<@Nullable String> environment) {
    this.environment = environment;
  }

  List<Diagnosis> run() {
    List<Diagnosis> all = new ArrayList<>();
    CpuTime began = CpuTime.now();
    Map<String, @Nullable Object> machine = Provenance.machine();
    all.add(cpu(machine));
    all.add(memory(machine));
    all.add(java());
    all.add(clang());
    Engines engines = Engines.load();
    engines.list().forEach(listing -> all.add(engine(engines, listing.id())));
    all.add(fonts());
    all.add(git());
    all.addAll(TimingChecks.of(machine, CpuTime.stealPercent(began, CpuTime.now())));
    all.add(folder());
    return all;
  }

  private static Diagnosis cpu(Map<String, @Nullable Object> machine) {
    String detail =
        "%s, %s processors, %s"
            .formatted(machine.get("cpu"), machine.get("processors"), machine.get("arch"));
    return Diagnosis.fine("processor", detail + ", " + CpuFeatures.detect());
  }

  private static Diagnosis memory(Map<String, @Nullable Object> machine) {
    if (!(machine.get("memory_bytes") instanceof Long bytes)) {
      return Diagnosis.fine("memory", "not visible");
    }
    String detail = "%.1f GiB".formatted(bytes / (double) (1 << 30));
    return bytes >= WANTED_BYTES
        ? Diagnosis.fine("memory", detail)
        : Diagnosis.warning(
            "memory", detail, "suites run up to one JVM for each engine; 4 GiB is a safe size");
  }

  private static Diagnosis java() {
    String detail = System.getProperty("java.vm.name") + " " + Runtime.version();
    return Runtime.version().feature() >= WANTED_JAVA
        ? Diagnosis.fine("JDK", detail)
        : Diagnosis.missing("JDK", detail, "install JDK " + WANTED_JAVA + " or newer");
  }

  // ---- tools ----

  private static Diagnosis clang() {
    String name = "clang";
    try {
      LlvmToolchain llvm = LlvmToolchain.find();
      String version = llvm.run(List.of("clang", "--version")).lines().findFirst().orElse("");
      llvm.run(List.of("wasm-ld", "--version"));
      return Diagnosis.fine(name, version.replaceAll(" \\(http.*\\)", "") + " in " + llvm.folder());
    } catch (ToolchainException e) {
      String message = String.valueOf(e.getMessage());
      String oneLine = message.replace('\n', ' ');
      return Diagnosis.missing(name, oneLine, clangAdvice(message));
    }
  }

  /** LLVM's programs come with the build, but they link with two libraries of the system's. */
  private static String clangAdvice(String message) {
    if (message.contains("libstdc++")) {
      return "install the C++ run-time library (Debian and Ubuntu: apt install libstdc++6; Fedora:"
          + " dnf install libstdc++)";
    }
    if (message.contains("libz.so")) {
      return "install zlib (Debian and Ubuntu: apt install zlib1g; Fedora: dnf install zlib)";
    }
    if (message.contains("libtinfo") || message.contains("error while loading shared libraries")) {
      return "install the library that is named";
    }
    return "PARETO_CACHE can name another folder to unpack LLVM's tools into (they take 280 MB)";
  }

  private static Diagnosis engine(Engines engines, String id) {
    Engine engine = engines.find(id);
    String problem = engine.missing().orElseGet(() -> trial(engine));
    if (problem.isEmpty()) {
      return Diagnosis.fine(id, engine.version().isEmpty() ? "works" : engine.version());
    }
    return EngineChoice.isOwn(id)
        ? Diagnosis.missing(id, problem, "generated code needs Linux on x86-64; else report this")
        : Diagnosis.warning(id, problem, "a peer; suites skip it");
  }

  /** What is wrong with an engine that ought to work; empty if it does. */
  private static String trial(Engine engine) {
    Program program =
        new Program("successor", WasmReader.read(SUCCESSOR), SUCCESSOR, 1, SUCCESSOR.length);
    Signature signature = Signature.of(List.of(Type.I32), List.of(Type.I32));
    try (CodeCache cache = CodeCache.create();
        Session session = EngineChoice.open(engine, program, cache);
        Session.Running instance = session.instantiate()) {
      long result = instance.call("f", signature, 41).results()[0];
      return result == 42 ? "" : "41 + 1 gives " + result;
    } catch (RuntimeException | Error e) {
      return String.valueOf(e.getMessage());
    } finally {
      if (engine instanceof WasmEngine peer) {
        peer.close();
      }
    }
  }

  private static Diagnosis fonts() {
    String advice =
        "reports will have no figures: apt install fontconfig fonts-dejavu-core, or your system's"
            + " like";
    try {
      int families =
          GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames().length;
      return families > 0
          ? Diagnosis.fine("fonts", families + " families, for figures")
          : Diagnosis.warning("fonts", "none", advice);
    } catch (RuntimeException | InternalError | LinkageError e) {
      return Diagnosis.warning("fonts", "Java finds none (" + e + ")", advice);
    }
  }

  private Diagnosis git() {
    return Executable.find("git", environment.apply("PATH"))
        .flatMap(git -> Executable.output(git, "--version"))
        .map(version -> Diagnosis.fine("git", version))
        .orElseGet(
            () -> Diagnosis.warning("git", "not on PATH", "provenance will lack the commit"));
  }

  private static Diagnosis folder() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isWritable(here)
        ? Diagnosis.fine("results", "go to " + here.resolve("results"))
        : Diagnosis.warning(
            "results", here + " is not writable", "give ./pareto run a folder with --out");
  }
}
