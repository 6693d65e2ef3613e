package paretojit.stencil.build;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import paretojit.stencil.build.ElfObject.Relocation;
import paretojit.stencil.library.Catalog;
import paretojit.stencil.library.Family;
import paretojit.stencil.library.Hole;
import paretojit.stencil.library.HoleKind;
import paretojit.stencil.library.Stencil;

/** The gate between clang's output and the library. */
class StencilReaderTest {
  private static final byte[] NOP_THEN_JUMP = {(byte) 0x90, (byte) 0xe9, 0, 0, 0, 0};

  private final Catalog catalog = new Catalog();
  private final Family add = catalog.family("iadd_i32");
  private final StencilReader reader = new StencilReader(catalog);

  private Stencil read(byte[] code, Relocation... relocations) {
    ElfObject.Function function =
        new ElfObject.Function(StencilSource.symbol(add, 0x012), code, List.of(relocations));
    return reader.read(function);
  }

  private static Relocation jumpTo(String symbol) {
    return new Relocation(2, ElfObject.R_X86_64_PLT32, symbol, -4);
  }

  private void assertRefused(String why, byte[] code, Relocation... relocations) {
    AssertionError error = assertThrows(AssertionError.class, () -> read(code, relocations));
    assertTrue(String.valueOf(error.getMessage()).contains(why), error::toString);
  }

  @Test
  void dropsTheJumpToTheContinuation() {
    Stencil stencil = read(NOP_THEN_JUMP, jumpTo("CONT"));
    assertArrayEquals(new byte[] {(byte) 0x90}, stencil.code());
    assertTrue(stencil.holes().isEmpty());
    assertEquals("iadd_i32 r14, r15, rdi", stencil.name());
  }

  @Test
  void keepsHolesWithTheirAddends() {
    byte[] code = {1, 2, 3, 0, 0, 0, 0, (byte) 0xe9, 0, 0, 0, 0};
    Stencil stencil =
        read(
            code,
            new Relocation(3, ElfObject.R_X86_64_32S, "SLOT_A", 4),
            new Relocation(8, ElfObject.R_X86_64_PLT32, "CONT", -4));
    assertEquals(List.of(new Hole(3, HoleKind.SLOT_A, 4)), stencil.holes());
  }

  @Test
  void refusesUnknownSymbols() {
    assertRefused("unknown symbol 'memcpy'", NOP_THEN_JUMP, jumpTo("memcpy"));
  }

  @Test
  void refusesReferencesWithinTheObject() {
    assertRefused("unknown symbol ''", NOP_THEN_JUMP, jumpTo(""));
  }

  @Test
  void refusesHolesThatZeroExtend() {
    byte[] code = {0, 0, 0, 0, 0, (byte) 0xe9, 0, 0, 0, 0};
    assertRefused(
        "relocation type",
        code,
        new Relocation(1, ElfObject.R_X86_64_32, "SLOT_A", 0),
        new Relocation(6, ElfObject.R_X86_64_PLT32, "CONT", -4));
  }

  @Test
  void refusesTrapsAndTargetsTheFamilyDoesNotHave() {
    assertRefused("unexpected hole", NOP_THEN_JUMP, jumpTo("TAKEN"));
    assertRefused("unexpected hole", NOP_THEN_JUMP, jumpTo("TRAP_INTEGER_OVERFLOW"));
  }

  @Test
  void refusesAssemblyThatUsesTheStackOrFallsOffTheEnd() {
    Stencil stencil = read(NOP_THEN_JUMP, jumpTo("CONT"));
    reader.checkAssembly(stencil, List.of("nop", "jmp 0x6 <CONT>"));
    for (List<String> assembly :
        List.of(
            List.of("nop"),
            List.of("pushq %rax", "jmp 0x6 <CONT>"),
            List.of("movq %rax, -8(%rsp)", "jmp 0x6 <CONT>"),
            List.of("movq %rax, %r13", "jmp 0x6 <CONT>"),
            List.of("callq 0x0", "jmp 0x6 <CONT>"),
            List.of("vaddpd %xmm0, %xmm1, %xmm0", "jmp 0x6 <CONT>"))) {
      assertThrows(
          AssertionError.class, () -> reader.checkAssembly(stencil, assembly), assembly::toString);
    }
  }
}
