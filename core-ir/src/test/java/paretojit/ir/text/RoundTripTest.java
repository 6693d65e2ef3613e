package paretojit.ir.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.verify.Verifier;

/** What is written is read back as it was, numbers of values, blocks and edges included. */
class RoundTripTest {
  private static final int MODULES = 60;

  @Test
  void randomModulesSurvive() {
    Set<Op> seen = EnumSet.noneOf(Op.class);
    RandomModules modules = new RandomModules(1);
    for (int k = 0; k < MODULES; k++) {
      IrModule module = modules.next();
      assertEquals(List.of(), Verifier.verify(module), "the generator makes correct modules");
      String text = IrWriter.write(module, true);
      IrModule back = IrReader.read("random.clif", text).module();
      assertModules(module, back, text);
      assertEquals(text, IrWriter.write(back, true));
      for (Function f : module.functions()) {
        for (int inst = 0; inst < f.instCount(); inst++) {
          seen.add(f.op(inst));
        }
      }
    }
    assertEquals(EnumSet.allOf(Op.class), seen, "every opcode was tried");
  }

  @Test
  void withoutPositionsTheRestSurvives() {
    IrModule module = new RandomModules(2).next();
    String text = IrWriter.write(module);
    assertEquals(text, IrWriter.write(IrReader.read("random.clif", text).module()));
  }

  private static void assertModules(IrModule a, IrModule b, String text) {
    assertEquals(a.name(), b.name());
    assertEquals(a.signatures(), b.signatures());
    assertEquals(a.functionImports(), b.functionImports());
    assertEquals(a.memories(), b.memories());
    assertEquals(a.tables(), b.tables());
    assertEquals(a.globals(), b.globals());
    assertEquals(a.elementSegments(), b.elementSegments());
    assertEquals(a.exports(), b.exports());
    assertEquals(a.start(), b.start());
    assertEquals(a.dataSegments().size(), b.dataSegments().size());
    for (int k = 0; k < a.dataSegments().size(); k++) {
      assertArrayEquals(a.dataSegments().get(k).bytes(), b.dataSegments().get(k).bytes());
      assertEquals(a.dataSegments().get(k).offset(), b.dataSegments().get(k).offset());
      assertEquals(a.dataSegments().get(k).mode(), b.dataSegments().get(k).mode());
    }
    assertEquals(a.functionCount(), b.functionCount());
    for (int k = 0; k < a.functionCount(); k++) {
      assertEquals(a.functionSignatureIndex(k), b.functionSignatureIndex(k));
    }
    for (int k = 0; k < a.functions().size(); k++) {
      assertFunctions(a.functions().get(k), b.functions().get(k), text);
    }
  }

  private static void assertFunctions(Function a, Function b, String text) {
    assertEquals(a.name(), b.name());
    assertEquals(a.signature(), b.signature());
    assertEquals(a.slotCount(), b.slotCount());
    for (int k = 0; k < a.slotCount(); k++) {
      assertEquals(a.slotSize(k), b.slotSize(k));
      assertEquals(a.slotAlign(k), b.slotAlign(k));
    }
    assertArrayEquals(a.layout(), b.layout(), text);
    assertEquals(a.instCount(), b.instCount(), text);
    for (int block : a.layout()) {
      assertEquals(a.firstInst(block), b.firstInst(block));
      assertEquals(a.paramCount(block), b.paramCount(block));
      for (int k = 0; k < a.paramCount(block); k++) {
        assertEquals(a.param(block, k), b.param(block, k), text);
        assertEquals(a.valueType(a.param(block, k)), b.valueType(b.param(block, k)));
      }
    }
    for (int inst = 0; inst < a.instCount(); inst++) {
      assertEquals(a.op(inst), b.op(inst), text);
      assertEquals(a.typeOrdinal(inst), b.typeOrdinal(inst), text);
      assertEquals(a.imm(inst), b.imm(inst), text);
      assertEquals(a.aux(inst), b.aux(inst), text);
      assertEquals(a.source(inst), b.source(inst));
      assertEquals(a.argCount(inst), b.argCount(inst));
      assertEquals(a.resultCount(inst), b.resultCount(inst));
      for (int k = 0; k < a.argCount(inst); k++) {
        assertEquals(a.arg(inst, k), b.arg(inst, k), text);
      }
      for (int k = 0; k < a.resultCount(inst); k++) {
        int value = a.firstResult(inst) + k;
        assertEquals(a.firstResult(inst), b.firstResult(inst), text);
        assertEquals(a.valueType(value), b.valueType(value));
      }
    }
    assertTrue(a.edgeCount() == b.edgeCount());
    for (int edge = 0; edge < a.edgeCount(); edge++) {
      assertEquals(a.edgeTarget(edge), b.edgeTarget(edge));
      assertEquals(a.edgeArgCount(edge), b.edgeArgCount(edge));
      for (int k = 0; k < a.edgeArgCount(edge); k++) {
        assertEquals(a.edgeArg(edge, k), b.edgeArg(edge, k));
      }
    }
  }
}
