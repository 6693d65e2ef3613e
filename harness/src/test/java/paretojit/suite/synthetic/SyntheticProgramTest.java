package paretojit.suite.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import paretojit.engine.CompileStats;
import paretojit.interp.InterpreterProvider;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;
import paretojit.suite.InputLevel;
import paretojit.suite.Workload;
import paretojit.suite.Workloads;
import paretojit.wasm.WasmReader;

/** Generated programs, as the interpreter sees them. */
class SyntheticProgramTest {
  /** Every shape at sizes that a test can afford. */
  static Stream<String> names() {
    return SyntheticProgram.names().stream().filter(name -> !name.endsWith("0000"));
  }

  private static SyntheticProgram program(String name) {
    return SyntheticProgram.named(name).orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("names")
  void theInterpreterAgreesWithTheGeneratorsOwnEvaluation(String name) {
    SyntheticProgram program = program(name);
    try (Store store = new Store()) {
      Instance instance =
          InterpreterProvider.oracle()
              .compile(WasmReader.read(program.wasm()), CompileStats.untimed())
              .instantiate(store, new Imports());
      for (int n : new int[] {0, 1, 2, 7}) {
        assertEquals(program.checksum(n), (int) instance.invoke(Workload.ENTRY, n)[0], "n = " + n);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void sizesAreInstructionsOfTheBody(String name) {
    SyntheticProgram program = program(name);
    long instructions = WasmReader.decode(program.wasm()).instructions();
    // Beside the body: setting variables (4 each), mixing them (4 each) and the loop around it.
    long around = 8L * program.variables() + 10;
    long body = instructions - around;
    assertTrue(body >= program.size() - 2 && body < program.size() + 60, body + " of " + name);
  }

  @Test
  void aNameAlwaysMeansTheSameBytes() {
    assertArrayEquals(
        program("synthetic/loops-1000").wasm(), program("synthetic/loops-1000").wasm());
    assertNotEquals(
        program("synthetic/straight-300").checksum(1),
        program("synthetic/straight-301").checksum(1));
  }

  @Test
  void workloadsKnowThem() {
    Workloads workloads = Workloads.shipped();
    List<Workload> loops = workloads.matching("synthetic/loops-*");
    assertEquals(7, loops.size());
    assertEquals(List.of(InputLevel.GIVEN), loops.getFirst().levels());
    assertEquals("synthetic", workloads.named("synthetic/diamonds-123").orElseThrow().family());
    assertEquals(1, workloads.matching("synthetic/diamonds-123").size());
    for (String nothing :
        List.of("synthetic/circles-100", "synthetic/loops-0", "synthetic/loops")) {
      assertTrue(workloads.named(nothing).isEmpty(), nothing);
    }
    assertTrue(workloads.matching("*").stream().noneMatch(w -> w.family().equals("synthetic")));
  }
}
