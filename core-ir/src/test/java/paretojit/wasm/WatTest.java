package paretojit.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import paretojit.ir.IrModule;

class WatTest {
  @Test
  void identifiersBecomeNames() {
    IrModule module =
        WasmReader.read(Wat.toBinary("(module $m (func $first) (func (export \"x\")) (func))"));
    assertEquals("m", module.name());
    assertEquals("first", module.function(0).name());
    assertEquals("x", module.function(1).name());
    assertEquals("f2", module.function(2).name());
  }

  @Test
  void errorsSayWhere() {
    WatException e =
        assertThrows(WatException.class, () -> Wat.toBinary("(module\n  (func i32.nonsense))"));
    assertEquals(2, e.line());
    assertEquals(9, e.column());
    assertTrue(e.toString().contains("line 2, column 9: unexpected token"), e.toString());
  }
}
