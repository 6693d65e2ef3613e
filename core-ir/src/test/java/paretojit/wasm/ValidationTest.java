package paretojit.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paretojit.wasm.WasmException.Kind;

/** What is refused, in whose words, and where. */
class ValidationTest {
  private static WasmException refuse(byte[] module) {
    return assertThrows(WasmException.class, () -> WasmReader.read(module));
  }

  /** Bodies of a function without parameters and results; {@code 0b} ends them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          6a 0b                     | INVALID   | type mismatch: expected i32, got nothing
          41 00 42 00 6a 1a 0b      | INVALID   | type mismatch: expected i32, got i64
          41 00 0b                  | INVALID   | type mismatch: expected [] at the end
          02 7f 0b 1a 0b            | INVALID   | type mismatch: expected [i32], got []
          02 7f 43 00000000 0b 1a 0b| INVALID   | type mismatch: expected [i32], got [f32]
          41 00 04 7f 41 00 0b 1a 0b| INVALID   | type mismatch: an if without else
          00 42 00 45 1a 0b         | INVALID   | type mismatch: expected i32, got i64
          00 6a 42 00 6a 1a 0b      | INVALID   | type mismatch: expected i32, got i64
          20 00 1a 0b               | INVALID   | unknown local 0
          23 00 1a 0b               | INVALID   | unknown global 0
          10 07 0b                  | INVALID   | unknown function 7
          0c 01 0b                  | INVALID   | unknown label 1
          41 00 28 02 00 1a 0b      | INVALID   | unknown memory 0
          41 00 25 00 1a 0b         | INVALID   | unknown table 0
          fc 0d 00 0b               | INVALID   | unknown elem segment 0
          fc 09 00 0b               | MALFORMED | data count section required
          02 05 0b 0b               | INVALID   | unknown type 5
          d0 70 d0 70 41 00 1b 1a 0b| INVALID   | type mismatch: select without a type
          41 00 d1 1a 0b            | INVALID   | type mismatch: expected a reference, got i32
          05 0b                     | MALFORMED | else without if
          02 40 0b                  | MALFORMED | unexpected end
          41                        | MALFORMED | unexpected end
          43 00 00 0b               | MALFORMED | unexpected end
          0b 01 0b                  | MALFORMED | unexpected content after the end
          41 ff ff ff ff 0f 1a 0b   | MALFORMED | integer too large
          20 80 80 80 80 80 00 0b   | MALFORMED | integer representation too long
          ff 0b                     | MALFORMED | illegal opcode ff
          fc 17 0b                  | MALFORMED | illegal opcode fc 17
          fd 0c 0b                  | UNSUPPORTED | unsupported proposal simd
          fe 00 0b                  | UNSUPPORTED | unsupported proposal threads
          06 40 0b 0b               | UNSUPPORTED | unsupported proposal exception-handling
          12 00 0b                  | UNSUPPORTED | unsupported proposal tail-call
          fb 00 0b                  | UNSUPPORTED | unsupported proposal gc
          d4 0b                     | UNSUPPORTED | unsupported proposal function-references
          fc 13 0b                  | UNSUPPORTED | unsupported proposal wide-arithmetic
          02 7b 0b 1a 0b            | UNSUPPORTED | unsupported proposal simd
          """)
  void bodies(String code, Kind kind, String message) {
    WasmException e = refuse(Bin.body(code));
    assertEquals(kind, e.kind(), e.getMessage());
    assertTrue(e.reason().startsWith(message), e.getMessage());
  }

  /** Sections after the header. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          01 04 01 60 00            | MALFORMED | unexpected end
          01 05 01 60 00 00 00      | MALFORMED | section size mismatch
          01 04 01 60 00 00 01 00   | MALFORMED | unexpected content after last section
          0e 00                     | MALFORMED | malformed section id 14
          03 02 01 00               | INVALID   | unknown type 0
          01 04 01 60 00 00 03 02 01 00 | MALFORMED | function and code section have inconsistent
          0c 01 01                  | MALFORMED | data count and data section have inconsistent
          05 03 01 00 ff            | MALFORMED | unexpected end
          05 05 01 00 81 80 04      | INVALID   | memory size must be at most 65536 pages
          05 04 01 01 02 01         | INVALID   | size minimum must not be greater than maximum
          05 03 01 02 01            | UNSUPPORTED | unsupported proposal threads
          05 03 01 04 01            | UNSUPPORTED | unsupported proposal memory64
          05 03 01 08 01            | UNSUPPORTED | unsupported proposal custom-page-sizes
          05 03 01 10 01            | MALFORMED | malformed limits flags
          06 04 01 7f 00 0b         | INVALID   | type mismatch
          06 06 01 7f 02 41 00 0b   | UNSUPPORTED | unsupported proposal shared-everything-threads
          06 06 01 7f 05 41 00 0b   | MALFORMED | malformed mutability
          06 06 01 7e 00 41 00 0b   | INVALID   | type mismatch: expected [i64], got [i32]
          06 06 01 7f 00 23 00 0b   | INVALID   | unknown global 0
          06 09 01 7f 00 41 00 41 00 6a 0b | UNSUPPORTED | unsupported proposal extended-const
          06 07 01 7f 00 41 00 45 0b | INVALID  | constant expression required
          07 05 01 01 61 00 00      | INVALID   | unknown function 0
          07 05 01 01 61 02 00      | INVALID   | unknown memory 0
          07 05 01 01 61 04 00      | UNSUPPORTED | unsupported proposal exception-handling
          07 05 01 01 ff 00 00      | MALFORMED | malformed UTF-8 encoding
          05 03 01 00 01 07 09 02 01 61 02 00 01 61 02 00 | INVALID | duplicate export name
          08 01 00                  | INVALID   | unknown function 0
          02 06 01 01 61 01 62 09   | MALFORMED | malformed import kind 9
          04 04 01 7f 00 00         | MALFORMED | malformed reference type
          04 04 01 6e 00 00         | UNSUPPORTED | unsupported proposal gc
          09 06 01 00 41 00 0b 00   | INVALID   | unknown table 0
          0b 06 01 00 41 00 0b 00   | INVALID   | unknown memory 0
          0b 02 01 03               | MALFORMED | malformed data segment kind 3
          0d 01 00                  | UNSUPPORTED | unsupported proposal exception-handling
          00 00                     | MALFORMED | unexpected end
          00 02 01 ff               | MALFORMED | malformed UTF-8 encoding
          01 03 01 5f 00            | UNSUPPORTED | unsupported proposal gc
          01 04 01 e0 7f 00         | MALFORMED | integer representation too long
          """)
  void sections(String sections, Kind kind, String message) {
    WasmException e = refuse(Bin.module().hex(sections).bytes());
    assertEquals(kind, e.kind(), e.getMessage());
    assertTrue(e.reason().startsWith(message), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "'', magic header not detected",
    "006173, magic header not detected",
    "7f454c46, magic header not detected",
    "0061736d, unknown binary version",
    "0061736d02000000, unknown binary version",
    "0061736d0d000100, component-model",
  })
  void headers(String hex, String message) {
    WasmException e = refuse(new Bin().hex(hex).bytes());
    assertTrue(e.reason().contains(message), e.getMessage());
  }

  @Test
  void saysWhere() {
    byte[] module = Bin.body("01 01 41 00 42 00 6a 1a 0b");
    WasmException e = refuse(module);
    assertEquals(0x6a, module[e.byteOffset()]);
    assertEquals("type mismatch: expected i32, got i64", e.reason());
    assertEquals(e.reason() + " (at byte " + e.byteOffset() + ")", e.getMessage());
  }

  @Test
  void localsHaveALimit() {
    assertEquals(Kind.LIMIT, refuse(Bin.function("00 00", "01 d1 86 03 7f 0b")).kind());
    WasmReader.read(Bin.function("00 00", "01 d0 86 03 7f 0b"));
    // More than 2^32 altogether cannot even be counted.
    byte[] absurd = Bin.function("00 00", "02 ff ff ff ff 0f 7f 02 7f 0b");
    assertTrue(refuse(absurd).reason().startsWith("too many locals"));
  }

  @Test
  void branchesTimesLocalsHaveALimit() {
    // 4,000 locals assigned in one block that ends in 20,000 branches.
    Bin code = new Bin().u(1).u(4_000).b(Bin.I32).hex("02 40");
    for (int k = 0; k < 4_000; k++) {
      code.hex("41 01 21").u(k);
    }
    for (int k = 0; k < 20_000; k++) {
      code.hex("41 00 0d 00");
    }
    code.hex("0b 0b");
    byte[] module =
        Bin.module()
            .section(1, new Bin().hex("01 60 00 00"))
            .section(3, new Bin().hex("01 00"))
            .section(10, new Bin().u(1).sized(code))
            .bytes();
    assertEquals("function too complex: branches times locals", refuse(module).reason());
  }
}
