package paretojit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
final class CodeCacheTest {
  @Test
  void pagesAreNeverWritableAndExecutable() throws IOException {
    try (CodeCache cache = CodeCache.create(1 << 20)) {
      assertTrue(cache.usedBytes() > 0);
      List<String> mappings =
          Files.readAllLines(Path.of("/proc/self/maps")).stream()
              .filter(line -> line.contains("paretojit-code"))
              .toList();
      assertEquals(2, mappings.size(), mappings.toString());
      assertTrue(mappings.stream().anyMatch(line -> line.contains(" rw-s ")));
      assertTrue(mappings.stream().anyMatch(line -> line.contains(" r-xs ")));
    }
  }

  @Test
  void installsWhatIsGiven() {
    try (CodeCache cache = CodeCache.create(1 << 16)) {
      byte[] code = {1, 2, 3, 4, 5};
      CodeCache.Region region = cache.install(code, 4);
      assertEquals(0x04030201, RawMemory.getInt(region.address()));
      assertEquals(0, region.address() % 64);
      CodeCache.Region other = cache.install(code, 5);
      assertNotEquals(region.address(), other.address());
    }
  }

  @Test
  void roomIsReusedAndMerged() {
    try (CodeCache cache = CodeCache.create(1 << 20)) {
      long before = cache.usedBytes();
      Random random = new Random(1);
      Deque<CodeCache.Region> regions = new ArrayDeque<>();
      for (int k = 0; k < 5_000; k++) {
        byte[] code = new byte[random.nextInt(5000)];
        regions.add(cache.install(code, code.length));
        if (regions.size() > 20) {
          (random.nextBoolean() ? regions.removeFirst() : regions.removeLast()).close();
        }
      }
      regions.forEach(CodeCache.Region::close);
      assertEquals(before, cache.usedBytes());
      byte[] rest = new byte[(int) (cache.capacityBytes() - before)];
      cache.install(rest, rest.length).close();
      IllegalStateException full =
          assertThrows(
              IllegalStateException.class, () -> cache.install(new byte[1 << 20], 1 << 20));
      assertTrue(String.valueOf(full.getMessage()).startsWith("code cache full"));
    }
  }
}
