package paretojit.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LebTest {
  private static byte[] bytes(String hex) {
    return HexFormat.ofDelimiter(" ").parseHex(hex);
  }

  private static String error(String hex, int width) {
    byte[] bytes = bytes(hex);
    return assertThrows(
            WasmException.class,
            () -> {
              if (width == 0) {
                Leb.u32(bytes, 0, bytes.length);
              } else {
                Leb.signed(bytes, 0, bytes.length, width);
              }
            })
        .reason();
  }

  @Test
  void readsBackWhatWasWritten() {
    Random random = new Random(1);
    for (int k = 0; k < 20_000; k++) {
      long value = random.nextLong() >> random.nextInt(64);
      byte[] signed = new Bin().s(value).bytes();
      assertEquals(value, Leb.signed(signed, 0, signed.length, 64));
      assertEquals(signed.length, Leb.length(signed, 0));
      byte[] narrow = new Bin().s((int) value).bytes();
      assertEquals((int) value, Leb.signed(narrow, 0, narrow.length, 32));
      assertEquals((int) value, Leb.signed(narrow, 0, narrow.length, 33));
      byte[] unsigned = new Bin().u((int) value).bytes();
      assertEquals((int) value, Leb.u32(unsigned, 0, unsigned.length));
    }
  }

  @Test
  void acceptsPaddingUpToTheWidth() {
    assertEquals(0, Leb.u32(bytes("80 80 80 80 00"), 0, 5));
    assertEquals(-1, Leb.u32(bytes("ff ff ff ff 0f"), 0, 5));
    assertEquals(-1, Leb.signed(bytes("ff ff ff ff 7f"), 0, 5, 32));
    assertEquals(Integer.MIN_VALUE, Leb.signed(bytes("80 80 80 80 78"), 0, 5, 32));
    assertEquals(1L << 32 - 1, Leb.signed(bytes("80 80 80 80 08"), 0, 5, 33));
    byte[] least = bytes("80 80 80 80 80 80 80 80 80 7f");
    assertEquals(Long.MIN_VALUE, Leb.signed(least, 0, least.length, 64));
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertEquals("integer representation too long", error("80 80 80 80 80 00", 0));
    assertEquals("integer too large", error("ff ff ff ff 1f", 0));
    assertEquals("integer too large", error("ff ff ff ff 0f", 32));
    assertEquals("integer too large", error("80 80 80 80 70", 32));
    assertEquals("integer representation too long", error("ff ff ff ff ff 7f", 32));
    assertEquals("integer too large", error("80 80 80 80 80 80 80 80 80 7e", 64));
    assertEquals("integer too large", error("80 80 80 80 20", 33));
    assertEquals("unexpected end", error("80 80", 0));
    assertEquals("unexpected end", error("80 80", 64));
  }

  @Test
  void doesNotReadPastTheEnd() {
    byte[] bytes = bytes("80 80 00");
    assertThrows(WasmException.class, () -> Leb.u32(Arrays.copyOf(bytes, 3), 0, 2));
  }
}
