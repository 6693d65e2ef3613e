package paretojit.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import paretojit.runtime.CodeCache;
import paretojit.runtime.OutOfNativeMemory;

class DeathTest {
  @TempDir Path folder;

  private Fault fault(int status, boolean hasKernelKilled) {
    return Death.of(status, folder.resolve("crash-1.log"), hasKernelKilled).fault("");
  }

  @Test
  void onlyAKillThatTheKernelCountedIsForWantOfMemory() {
    assertEquals("out-of-memory", fault(137, true).status());
    assertEquals(new Fault("crash", "the worker was ended by signal 9"), fault(137, false));
    // Somebody else may have been killed meanwhile.
    assertEquals("crash", fault(139, true).status());
  }

  @Test
  void aJvmMaySayItselfThatMemoryWasOut() throws IOException {
    assertEquals("out-of-memory", fault(3, false).status());
    assertEquals(new Fault("crash", "exit 1"), fault(1, false));
    Files.writeString(
        folder.resolve("crash-1.log"),
        """
        #
        # There is insufficient memory for the Java Runtime Environment to continue.
        """);
    assertEquals("out-of-memory", fault(1, false).status());
    assertTrue(fault(134, false).detail().contains("crash-1.log"));
  }

  @Test
  void theKernelCountsItsKills() throws IOException {
    assertNull(Death.kernelKills(folder));
    Path vmstat = Files.createDirectories(folder.resolve("proc")).resolve("vmstat");
    Files.writeString(vmstat, "nr_free_pages 1\noom_kill_other 5\noom_kill 7\n");
    assertEquals(7L, Death.kernelKills(folder));
    Files.writeString(vmstat, "nr_free_pages 1\n");
    assertNull(Death.kernelKills(folder));
  }

  /** No machine has so many addresses. */
  @Test
  void addressesAreMemoryToo() {
    var e = assertThrows(OutOfNativeMemory.class, () -> CodeCache.create(1L << 50).close());
    assertEquals("out-of-memory", Fault.of(e).status());
  }

  @Test
  void enginesMayWrapWhatTheyRanOutOf() {
    RuntimeException wrapped = new IllegalStateException(new OutOfMemoryError("heap"));
    assertEquals("out-of-memory", Fault.of(wrapped).status());
    assertEquals("out-of-memory", Fault.of(new OutOfMemoryError("Metaspace")).status());
    assertEquals("crash", Fault.of(new IllegalStateException("heap")).status());
  }
}
