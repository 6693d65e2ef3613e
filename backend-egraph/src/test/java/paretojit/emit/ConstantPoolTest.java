package paretojit.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ConstantPoolTest {
  @Test
  void equalConstantsShareAnIndexAndOthersDoNot() {
    Random random = new Random(3);
    ConstantPool pool = new ConstantPool();
    for (int round = 0; round < 3; round++) {
      Map<List<Long>, Integer> model = new HashMap<>();
      for (int i = 0; i < 3000; i++) {
        int width = 2 + random.nextInt(3);
        long low = (long) random.nextInt(20) << 8 * random.nextInt(8);
        long high = width == 4 ? random.nextInt(3) : 0;
        int expected = model.size();
        Integer known = model.putIfAbsent(List.of((long) width, low, high), expected);
        int index = pool.intern(width, low, high);
        assertEquals(known == null ? expected : known, index);
        assertEquals(low, pool.low(index));
        assertEquals(high, pool.high(index));
        assertEquals(1 << width, pool.widthBytes(index));
      }
      assertEquals(model.size(), pool.count());
      pool.clear();
      assertEquals(0, pool.count());
    }
  }

  @Test
  void layoutIsAlignedWithoutOverlapsOrInnerGaps() {
    ConstantPool pool = new ConstantPool();
    int bytes = 0;
    for (int i = 0; i < 90; i++) {
      bytes += pool.widthBytes(pool.intern(2 + i % 3, i, 0));
    }
    int end = pool.layOut(1001);
    assertEquals(1008 + bytes, end);
    boolean[] taken = new boolean[end];
    for (int i = 0; i < pool.count(); i++) {
      assertEquals(0, pool.offset(i) % pool.widthBytes(i));
      for (int k = 0; k < pool.widthBytes(i); k++) {
        assertTrue(!taken[pool.offset(i) + k], "overlap");
        taken[pool.offset(i) + k] = true;
      }
    }
  }

  @Test
  void anEmptyPoolTakesNoRoom() {
    assertEquals(1001, new ConstantPool().layOut(1001));
  }
}
