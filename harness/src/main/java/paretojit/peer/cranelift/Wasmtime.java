package paretojit.peer.cranelift;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.github.kawamuray.wasmtime.Config;
import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.OptLevel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import paretojit.engine.Unsupported;

/** Wasmtime's library, loaded into this process once, and its engines, one for each level. */
final class Wasmtime {
  /** Wasmtime compiles on a pool of threads whose size it reads here, once. */
  private static final String THREADS = "RAYON_NUM_THREADS";

  private static final String LIBRARY_FILE = "libwasmtime_jni";
  private static final Map<String, Engine> ENGINES = new ConcurrentHashMap<>();

  private Wasmtime() {}

  /**
   * The engine of an {@code opt_level}.
   *
   * @throws Unsupported if the library does not load
   */
  static Engine engine(String level) {
    return ENGINES.computeIfAbsent(level, Wasmtime::create);
  }

  private static Engine create(String level) {
    setEnvironment(THREADS, "1");
    OptLevel optLevel = OptLevel.valueOf(level.toUpperCase(Locale.ROOT));
    try (Config config = new Config().craneliftOptLevel(optLevel)) {
      Engine engine = new Engine(config);
      deleteLibraryFile();
      return engine;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      throw new Unsupported("Wasmtime's library: " + e.getMessage());
    }
  }

  /** Java has no way to change the environment of its own process. */
  @SuppressWarnings("restricted")
  private static void setEnvironment(String name, String value) {
    Linker linker = Linker.nativeLinker();
    MethodHandle setenv =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setenv"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    int failure;
    try (Arena arena = Arena.ofConfined()) {
      failure = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1);
    } catch (Throwable t) {
      throw new AssertionError("a call of setenv failed", t);
    }
    if (failure != 0) {
      throw new AssertionError("the environment cannot be changed");
    }
  }

  /** wasmtime-java unpacks its library under a new name in every process, and leaves it there. */
  private static void deleteLibraryFile() {
    try {
      List<String> maps = Files.readAllLines(Path.of("/proc/self/maps"));
      for (String line : maps) {
        int path = line.indexOf('/');
        if (path >= 0 && line.contains(LIBRARY_FILE)) {
          Files.deleteIfExists(Path.of(line.substring(path)));
        }
      }
    } catch (IOException e) {
      // It stays, then.
    }
  }
}
