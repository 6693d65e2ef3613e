package paretojit.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptionalLibraryTest {
  @Test
  void saysWhatIsMissing() {
    assertEquals(Optional.empty(), new OptionalLibrary("here", "java.util.List").missing());
    assertEquals(
        Optional.of("group:artifact is not on the class path"),
        new OptionalLibrary("group:artifact", "no.such.Type").missing());
  }
}
