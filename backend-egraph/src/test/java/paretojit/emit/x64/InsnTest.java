package paretojit.emit.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class InsnTest {
  @Test
  void rowsAreDistinctAndNamedSoTheyCanServeAsOpcodes() {
    Map<Integer, String> seen = new HashMap<>();
    Insn.rows()
        .forEach(
            (name, row) -> {
              assertNull(seen.put(row, name), name);
              assertEquals(name, Insn.name(row));
            });
    for (int family : new int[] {Insn.CMOV32, Insn.CMOV64, Insn.SETCC}) {
      for (Cond cond : Cond.values()) {
        if (cond.code() != 0) { // the family's own row is its first condition's
          assertNull(seen.put(Insn.on(family, cond), "conditional"), cond + " of " + family);
        }
      }
    }
  }

  @Test
  void conditionalRowsAreNamedByTheirCondition() {
    assertEquals("CMOV64.LE", Insn.name(Insn.on(Insn.CMOV64, Cond.LE)));
    assertEquals("SETCC.NP", Insn.name(Insn.on(Insn.SETCC, Cond.NP)));
    assertThrows(AssertionError.class, () -> Insn.name(0x1234_5678));
  }
}
