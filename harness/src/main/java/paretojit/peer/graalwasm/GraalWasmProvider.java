package paretojit.peer.graalwasm;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import paretojit.engine.Engine;
import paretojit.engine.EngineFactory;
import paretojit.engine.EngineId;
import paretojit.engine.EngineOptions;
import paretojit.engine.EngineProvider;
import paretojit.engine.Target;
import paretojit.ir.TrapCode;
import paretojit.peer.TrapMessages;
import paretojit.peer.process.ProcessEngine;

/** Offers GraalWasm, in a JVM that has Graal's compiler. */
public final class GraalWasmProvider implements EngineProvider {
  private static final String SUMMARY =
      "GraalWasm with Graal's compiler, in a JVM of its own: a peer for speed, not for latency";

  /** A class of each library that has to be on the upgrade module path. */
  private static final List<String> UPGRADES =
      List.of(
          "jdk/graal/compiler/core/GraalCompiler",
          "com/oracle/truffle/compiler/TruffleCompiler",
          "org/graalvm/collections/EconomicMap",
          "org/graalvm/word/WordFactory",
          "org/graalvm/nativeimage/ImageInfo");

  /** A class of each other library. */
  private static final List<String> OTHERS =
      List.of(
          "org/graalvm/polyglot/Engine",
          "com/oracle/truffle/api/TruffleLanguage",
          "com/oracle/truffle/runtime/OptimizedTruffleRuntime",
          "org/graalvm/wasm/WasmLanguage");

  /**
   * Compiling in the calling thread makes the time to steady state depend less on luck; the stack is
   * for deep recursion, as in workers.
   */
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UnlockExperimentalVMOptions",
          "-XX:+EnableJVMCI",
          "-XX:+UseSerialGC",
          "-XX:+DisplayVMOutputToStderr",
          "-Xss2m",
          "-Xmx2g",
          "-Dpolyglot.engine.BackgroundCompilation=false",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private static final TrapMessages TRAPS =
      new TrapMessages(
          Map.of(
              "integer divide by zero", TrapCode.INTEGER_DIVISION_BY_ZERO,
              "integer overflow", TrapCode.INTEGER_OVERFLOW,
              "invalid conversion to integer", TrapCode.BAD_CONVERSION_TO_INTEGER,
              "memory access at address", TrapCode.HEAP_OUT_OF_BOUNDS,
              "out of table bounds", TrapCode.TABLE_OUT_OF_BOUNDS,
              "uninitialized", TrapCode.INDIRECT_CALL_TO_NULL,
              "types differ in the indirect call", TrapCode.BAD_SIGNATURE,
              "unreachable", TrapCode.UNREACHABLE,
              "call stack exhausted", TrapCode.STACK_OVERFLOW));

  @Override
  public List<EngineFactory> engines() {
    return List.of(new Factory("graalwasm", Target.JVM.text(), SUMMARY));
  }

  private record Factory(String name, String target, String summary) implements EngineFactory {
    @Override
    public Engine create(EngineId id, EngineOptions options) {
      var kind = new ProcessEngine.Kind(SUMMARY, "GraalWasm's JVM", TRAPS, true);
      return new ProcessEngine(id, kind, host());
    }
  }

  private static ProcessEngine.Host host() {
    String missing = missing();
    if (missing != null) {
      return new ProcessEngine.Host(List.of(), "", missing);
    }
    List<String> upgrades =
        UPGRADES.stream().map(name -> jar(name).orElseThrow().toString()).toList();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.add("--upgrade-module-path=" + String.join(File.pathSeparator, upgrades));
    command.addAll(List.of("-classpath", ManagementFactory.getRuntimeMXBean().getClassPath()));
    command.add(GraalWasmHost.class.getName());
    String version = versionOf(jar(OTHERS.getLast()).orElseThrow());
    return new ProcessEngine.Host(command, "GraalWasm " + version, null);
  }

  private static @Nullable String missing() {
    for (List<String> names : List.of(UPGRADES, OTHERS)) {
      for (String name : names) {
        if (jar(name).isEmpty()) {
          return "the library with " + name.replace('/', '.') + " is not on the class path";
        }
      }
    }
    return ModuleFinder.ofSystem().find("jdk.internal.vm.ci").isEmpty()
        ? "this JDK has no compiler interface (module jdk.internal.vm.ci)"
        : null;
  }

  /** The library a class comes from, if it is there; nothing is loaded. */
  private static Optional<Path> jar(String className) {
    URL url = GraalWasmProvider.class.getClassLoader().getResource(className + ".class");
    if (url == null || !url.getProtocol().equals("jar")) {
      return Optional.empty();
    }
    String path = url.getPath();
    return Optional.of(Path.of(URI.create(path.substring(0, path.indexOf("!/")))));
  }

  /** {@code 25.0.2} of {@code wasm-language-25.0.2.jar}. */
  private static String versionOf(Path jar) {
    return String.valueOf(jar.getFileName()).replaceAll("^[a-z-]*-|\\.jar$", "");
  }
}
