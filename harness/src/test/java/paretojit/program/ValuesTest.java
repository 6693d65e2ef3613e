package paretojit.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paretojit.ir.Signature.Kind;

class ValuesTest {
  @ParameterizedTest
  @CsvSource({
    "I32, 5, i32:5",
    "I32, -5, i32:-5",
    "I32, 4294967295, i32:-1",
    "I32, 0xffff_ffff, i32:-1",
    "I64, 18446744073709551615, i64:-1",
    "I64, -0x8000000000000000, i64:-9223372036854775808",
    "F64, 2.5, f64:2.5",
    "F64, 1e10, f64:1e10",
    "F64, 0.1, f64:0.1",
    "F64, 0x1.8p3, f64:12.0",
    "F64, 0x10, f64:16.0",
    "F32, 0.1, f32:0.1",
    "F32, -0, f32:-0.0",
    "F32, inf, f32:+Inf",
    "F64, -Infinity, f64:-Inf",
    "F64, nan, f64:+NaN",
    "F32, -nan:0x123, f32:-NaN:0x123",
    "F64, +sNaN:0x1, f64:+sNaN:0x1",
    "EXTERNREF, null, externref:null",
  })
  void readsAndPrints(Kind kind, String text, String printed) {
    assertEquals(printed, Values.format(kind, Values.parse(kind, text)));
  }

  @ParameterizedTest
  @CsvSource({
    "I32, 4294967296",
    "I32, -2147483649",
    "I32, abc",
    "I32, 1.5",
    "I32, ''",
    "I64, 18446744073709551616",
    "F64, 1.2.3",
    "F64, 0x",
    "F64, .",
    "F32, sNaN",
    "F32, NaN:0x800000",
    "FUNCREF, 17",
  })
  void rejectsAndSaysWhatItWants(Kind kind, String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> Values.parse(kind, text));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("'" + text + "' is not a"), e.getMessage());
  }

  @Test
  void whateverIsPrintedReadsBack() {
    SplittableRandom random = new SplittableRandom(3);
    for (Kind kind : new Kind[] {Kind.I32, Kind.I64, Kind.F32, Kind.F64}) {
      for (int k = 0; k < 20_000; k++) {
        long bits = random.nextLong();
        bits = kind.type().bits() == 32 ? (int) bits : bits;
        String text = Values.format(kind, bits);
        assertEquals(bits, Values.parse(kind, text.substring(text.indexOf(':') + 1)), text);
      }
    }
  }
}
