package paretojit.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import paretojit.ir.IrModule;
import paretojit.ir.verify.Verifier;

/** Damaged modules are refused with a {@link WasmException} or read into well-formed IR. */
class ReaderFuzzTest {
  private static final int MUTANTS = 12_000;

  @Test
  void damagedModules() {
    RandomWasm generator = new RandomWasm(11);
    Random random = new Random(12);
    int accepted = 0;
    for (int k = 0; k < MUTANTS; k++) {
      byte[] bytes = generator.next();
      damage(bytes, random);
      if (random.nextInt(8) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      try {
        IrModule module = WasmReader.read(bytes);
        accepted++;
        assertEquals(List.of(), Verifier.verify(module));
      } catch (WasmException refused) {
        assertTrue(refused.byteOffset() >= 0 && refused.byteOffset() <= bytes.length);
      }
    }
    assertTrue(accepted > MUTANTS / 100 && accepted < MUTANTS, accepted + " accepted");
  }

  private static void damage(byte[] bytes, Random random) {
    for (int k = random.nextInt(3); k >= 0; k--) {
      int at = 8 + random.nextInt(bytes.length - 8);
      bytes[at] =
          switch (random.nextInt(4)) {
            case 0 -> (byte) random.nextInt();
            case 1 -> (byte) (bytes[at] ^ 1 << random.nextInt(8));
            case 2 -> bytes[8 + random.nextInt(bytes.length - 8)];
            default -> (byte) random.nextInt(0x20);
          };
    }
  }
}
