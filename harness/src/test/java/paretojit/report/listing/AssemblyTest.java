package paretojit.report.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import paretojit.program.Disassembler;
import paretojit.program.Disassembler.Instruction;

/** Machine code as assembly with labels. */
class AssemblyTest {
  private static final byte[] LOOP = code("31 c0  ff c0  39 f8  75 fa  c3");

  private static byte[] code(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @Test
  void jumpsNameLabelsAndCallsNameFunctions() throws IOException {
    // At 0x40: call 0x60; jmp to what no function begins at; lea of a constant behind the function.
    byte[] calls = code("e8 1b 00 00 00  e9 00 01 00 00  48 8d 05 10 00 00 00  c3");
    List<List<Instruction>> all = Disassembler.instructions(List.of(LOOP, calls, LOOP));
    String loop =
        """
            xor eax, eax
        L1:
            inc eax
            cmp eax, edi
            jne L1
            ret
        """;
    assertEquals(loop, Assembly.text(all.get(0), 0, LOOP.length, Map.of()));
    assertEquals(
        """
            call %helper
            jmp module + 0x14a
            lea rax, [rip + 0x10]  ; module + 0x61
            ret
        """,
        Assembly.text(all.get(1), 0x40, calls.length, Map.of(0x60, "%helper")));
    assertEquals(loop, Assembly.text(all.get(2), 0x80, LOOP.length, Map.of()));
  }

  /** Constants behind a function's code can look like the beginning of an instruction. */
  @Test
  void anInstructionThatIsCutOffTakesNothingOfTheNextFunction() throws IOException {
    List<List<Instruction>> all = Disassembler.instructions(List.of(code("c3 48 b8"), LOOP));
    assertEquals("ret", all.get(0).getFirst().text());
    assertEquals(new Instruction(0, "xor eax, eax"), all.get(1).getFirst());
    assertEquals(5, all.get(1).size());
  }

  @Test
  void nothingIsDisassembledToNothing() throws IOException {
    assertEquals(List.of(), Disassembler.instructions(List.of()));
  }
}
