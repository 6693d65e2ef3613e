package paretojit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paretojit.interp.InterpreterProvider;
import paretojit.ir.IrModule;

final class EnginesTest {
  private record FakeMidEnd(String name, List<OptionSpec> options) implements MidEnd {
    @Override
    public String summary() {
      return "fake";
    }

    @Override
    public MidEndPass begin(
        IrModule module, EngineOptions options, Supplier<OpCosts> costs, CompileStats stats) {
      return (index, function) -> function;
    }
  }

  private record FakeGenerator(String name, Target target, List<OptionSpec> options)
      implements CodeGenerator {
    @Override
    public String summary() {
      return "fake";
    }

    @Override
    public ModuleCompiler begin(IrModule module, EngineOptions options, CompileStats stats) {
      throw new AssertionError("not called");
    }
  }

  private static final EngineProvider FAKES =
      new EngineProvider() {
        @Override
        public List<MidEnd> midEnds() {
          OptionSpec limit = OptionSpec.number("limit", 10, 1, 99, "rounds");
          return List.of(
              new FakeMidEnd("gvn", List.of()), new FakeMidEnd("aegraph", List.of(limit)));
        }

        @Override
        public List<CodeGenerator> codeGenerators() {
          OptionSpec elide = OptionSpec.flag("elide", true, "leave jumps to the next block out");
          OptionSpec level = OptionSpec.bareChoice("level", "O1", "effort", "O0", "O1");
          return List.of(
              new FakeGenerator("isel", Target.X64, List.of()),
              new FakeGenerator("stencil", Target.X64, List.of(elide, level)),
              new FakeGenerator("stencil", Target.JVM, List.of()));
        }
      };

  /** A peer that takes WebAssembly only. */
  private record FakePeer(EngineId id) implements WasmEngine {
    @Override
    public String summary() {
      return "fake peer";
    }

    @Override
    public Session open(byte[] wasm) {
      throw new AssertionError("not called");
    }
  }

  private record FakePeerFactory() implements EngineFactory {
    @Override
    public String name() {
      return "peer";
    }

    @Override
    public String target() {
      return "x64";
    }

    @Override
    public String summary() {
      return "fake peer";
    }

    @Override
    public Engine create(EngineId id, EngineOptions options) {
      return new FakePeer(id);
    }
  }

  private static final EngineProvider PEERS =
      new EngineProvider() {
        @Override
        public List<EngineFactory> engines() {
          return List.of(new FakePeerFactory());
        }
      };

  private static final Engines ENGINES = new Engines(List.of(new InterpreterProvider(), FAKES));

  @ParameterizedTest
  @CsvSource({
    "isel@x64,none × isel",
    "stencil@jvm,none × stencil",
    "egraph@x64,aegraph × isel",
    "hybrid@x64,aegraph × stencil",
    "gvn+isel@x64,gvn × isel",
    "egraph:midend=gvn@x64,gvn × isel",
    "stencil:midend=gvn@x64,gvn × stencil",
    "interp,interpreter"
  })
  void idsName(String id, String composition) {
    Engine engine = ENGINES.find(id);
    assertEquals(composition, engine.summary());
    assertEquals(id, engine.id().toString());
  }

  @Test
  void optionsReachTheirOwners() {
    Pipeline engine =
        assertInstanceOf(Pipeline.class, ENGINES.find("hybrid:elide=off:limit=3:O0@x64"));
    assertTrue(!engine.options().flag("elide"));
    assertEquals(3, engine.options().number("limit"));
    assertEquals("O0", engine.options().text("level"));
    Pipeline plain = assertInstanceOf(Pipeline.class, ENGINES.find("hybrid:elide@x64"));
    assertTrue(plain.options().flag("elide"));
    assertEquals(10, plain.options().number("limit"));
    assertEquals("O1", plain.options().text("level"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing@x64|interp, isel@x64, stencil@x64, stencil@jvm, egraph@x64, hybrid@x64",
        "egraph|interp, isel@x64",
        "isel@arm|interp, isel@x64",
        "sroa+isel@x64|no mid-end 'sroa'; there are: none, gvn, aegraph",
        "isel:midend=sroa@x64|no mid-end 'sroa'; there are: none, gvn, aegraph",
        "stencil:speed=9@x64|no option 'speed'; the options are:",
        "stencil:limit=3@x64|no option 'limit'",
        "stencil:elide=maybe@x64|option elide cannot be 'maybe': it is on|off",
        "hybrid:limit=100@x64|option limit cannot be '100': it is 1..99",
        "hybrid:limit=1:limit=2@x64|option limit is given twice",
        "interp:fast|no option 'fast'; the options are: it has none"
      })
  void errorsSayWhatExists(String id, String expected) {
    BadEngineId error = assertThrows(BadEngineId.class, () -> ENGINES.find(id));
    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith("engine " + id + ": ") && message.contains(expected), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "@x64", "isel@", "isel:@x64", "isel:a=@x64", "i sel@x64", "a@b@c"})
  void malformedIds(String id) {
    BadEngineId error = assertThrows(BadEngineId.class, () -> EngineId.parse(id));
    assertTrue(String.valueOf(error.getMessage()).contains("is not an engine id"));
  }

  @Test
  void whatTakesNoIrIsRefusedWhereIrIsWanted() {
    Engines engines = new Engines(List.of(new InterpreterProvider(), FAKES, PEERS));
    assertEquals("interp", engines.findIr("interp").id().toString());
    assertEquals("fake peer", engines.find("peer@x64").summary());
    BadEngineId error = assertThrows(BadEngineId.class, () -> engines.findIr("peer@x64"));
    String message = String.valueOf(error.getMessage());
    assertTrue(
        message.startsWith("engine peer@x64: takes whole WebAssembly modules only"), message);
    assertTrue(message.contains("interp, isel@x64") && !message.contains(", peer@x64"), message);
  }

  @Test
  void listings() {
    assertEquals(
        List.of(
            "interp",
            "isel@x64",
            "stencil@x64",
            "stencil@jvm",
            "egraph@x64",
            "hybrid@x64",
            "hybrid@jvm"),
        ENGINES.list().stream().map(Engines.Listing::id).toList());
    for (Engines.Listing listing : ENGINES.list()) {
      assertEquals(listing.id(), ENGINES.find(listing.id()).id().toString());
    }
  }

  @Test
  void theOracleIsOnTheClassPath() {
    assertEquals("interp", Engines.load().find("interp").id().toString());
  }
}
