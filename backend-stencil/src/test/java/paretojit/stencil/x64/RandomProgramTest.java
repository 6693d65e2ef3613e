package paretojit.stencil.x64;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paretojit.engine.Engines;
import paretojit.engine.IrEngine;
import paretojit.fuzz.ProgramGenerator;

/** Random programs must do the same in stencils as in the interpreter, under every option. */
class RandomProgramTest {
  private final Engines engines = Engines.load();
  private final RandomPrograms programs = new RandomPrograms();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stencil@x64",
        "stencil:regs=0@x64",
        "stencil:regs=1@x64",
        "stencil:regs=3:elide=off@x64",
        "stencil:regs=2:imm=off@x64",
        "stencil:bounds=explicit@x64",
        "stencil:supernodes=off@x64",
        "stencil:profile=paper@x64",
        "stencil:profile=cpython@x64"
      })
  void agreesWithTheInterpreter(String id) {
    IrEngine engine = engines.findIr(id);
    for (int seed = 0; seed < 150; seed++) {
      programs.compare(engine, seed, 10 + seed % 5 * 40);
    }
  }

  @Test
  void someProgramsTrapAndSomeDoNot() {
    int traps = 0;
    for (int seed = 0; seed < 60; seed++) {
      if (programs.traps(ProgramGenerator.generate(seed, 60))) {
        traps++;
      }
    }
    assertTrue(traps > 0 && traps < 60, traps + " of 60 programs trap");
  }
}
