package paretojit.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paretojit.ir.Function;
import paretojit.ir.Op;
import paretojit.ir.verify.Verifier;

/** Where block parameters are made, and where not. */
class SsaShapeTest {
  private static Function read(String type, String code) {
    var module = WasmReader.read(Bin.function(type, code));
    assertEquals(java.util.List.of(), Verifier.verify(module));
    return module.function(0);
  }

  /** Parameters of blocks other than the entry. */
  private static int blockParams(Function f) {
    int params = 0;
    for (int k = 1; k < f.layoutCount(); k++) {
      params += f.paramCount(f.layoutBlock(k));
    }
    return params;
  }

  private static int count(Function f, Op op) {
    int count = 0;
    for (int inst = 0; inst < f.instCount(); inst++) {
      count += f.op(inst) == op ? 1 : 0;
    }
    return count;
  }

  /** Functions (i32 $0, i32 $1) -&gt; i32 with one more i32 local $2. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | a local read after both arms left it alone   | 20 00 04 40 01 05 01 0b 20 01 0b
          1 | assigned in one arm, read after              | 20 00 04 40 41 05 21 01 0b 20 01 0b
          0 | assigned in one arm, not read after          | 20 00 04 40 41 05 21 01 0b 20 00 0b
          0 | assigned the same value in both arms         | 20 00 04 40 20 00 21 01 05 20 00 21 01 0b 20 01 0b
          0 | assigned in both arms, then assigned anew    | 20 00 04 40 41 05 21 01 05 41 06 21 01 0b 41 07 21 01 20 01 0b
          1 | the result of an if                          | 20 00 04 7f 41 05 05 41 06 0b 0b
          0 | the same result of both arms                 | 20 00 04 7f 20 01 05 20 01 0b 0b
          0 | an arm that does not come back               | 20 00 04 40 41 05 21 01 20 01 0f 0b 20 01 0b
          1 | a counting loop                              | 03 40 20 00 41 01 6b 22 00 0d 00 0b 20 00 0b
          0 | read in a loop, assigned before and after it | 41 03 21 02 03 40 20 02 0d 00 0b 41 04 21 02 20 02 0b
          0 | a loop that leaves the local alone           | 03 40 20 01 0d 00 0b 20 01 0b
          0 | a temporary of a loop                        | 03 40 20 01 21 02 20 02 0d 00 0b 20 01 0b
          2 | a sum, two loops deep: one local each        | 03 40 20 00 41 01 6b 21 00 03 40 20 00 0d 00 0b 20 00 0d 00 0b 03 40 20 01 41 01 6b 22 01 0d 00 0b 20 01 0b
          0 | a block nobody branches to                   | 02 40 41 05 21 01 0b 20 01 0b
          1 | a block left early                           | 02 40 20 00 0d 00 41 05 21 01 0b 20 01 0b
          1 | a table of branches to one label             | 02 40 41 05 21 01 20 00 0e 01 00 00 0b 02 40 20 00 0d 00 41 06 21 01 0b 20 01 0b
          """)
  void blockParameters(int expected, String what, String code) {
    assertEquals(expected, blockParams(read("02 7f 7f 01 7f", "01 01 7f" + code)), what);
  }

  @Test
  void unreachableCodeIsNotEmitted() {
    Function f = read("01 7f 01 7f", "00 20 00 0f 41 01 41 02 6a 1a 02 40 41 03 1a 0b 0b");
    assertEquals(1, f.instCount());
    assertEquals(1, f.layoutCount());
  }

  @Test
  void emptyConstructsMakeNoBlocks() {
    Function f = read("01 7f 01 7f", "00 02 40 02 40 0b 0b 20 00 0b");
    assertEquals(1, f.layoutCount());
  }

  @Test
  void anIfWithoutElseBranchesPastItsArm() {
    Function f = read("01 7f 01 7f", "00 20 00 04 40 01 0b 20 00 0b");
    assertEquals(3, f.layoutCount());
    int branch = f.terminator(f.entry());
    assertEquals(Op.BRIF, f.op(branch));
    assertEquals(f.layoutBlock(2), f.edgeTarget(f.firstEdge(branch) + 1));
  }

  @Test
  void zeroesAreMadeOncePerTypeThatIsRead() {
    Function f = read("00 01 7f", "02 03 7f 02 7e 20 00 20 01 6a 0b");
    assertEquals(1, count(f, Op.ICONST));
  }

  /** The zero of a local that only one arm assigns is an edge's argument. */
  @Test
  void zeroesAreInTheEntryBlock() {
    Function f = read("01 7f 01 7f", "01 01 7f 20 00 04 40 20 00 41 01 6a 21 01 0b 20 01 0b");
    assertEquals(Op.ICONST, f.op(f.firstInst(f.entry())));
    assertEquals(0, f.imm(0));
    assertEquals(2, count(f, Op.ICONST));
  }

  @Test
  void sourcesAreByteOffsets() {
    byte[] module = Bin.function("02 7f 7f 01 7f", "00 20 00 20 01 6a 0b");
    Function f = WasmReader.read(module).function(0);
    assertEquals(Op.IADD, f.op(0));
    assertEquals(0x6a, module[f.source(0)]);
  }

  @Test
  void countsInstructions() {
    WasmReader.Decoded decoded =
        WasmReader.decode(Bin.function("01 7f 01 7f", "00 20 00 04 7f 41 01 05 41 02 0b 0b"));
    assertEquals(4, decoded.instructions());
    assertEquals(14, decoded.codeBytes());
  }
}
