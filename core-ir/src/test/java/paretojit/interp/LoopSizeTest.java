package paretojit.interp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.CodeAttribute;
import org.junit.jupiter.api.Test;

/** HotSpot compiles no method of 8,000 bytes or more, and interpreted the loop is 100 times slower. */
final class LoopSizeTest {
  @Test
  void loopCanBeCompiled() throws IOException {
    try (InputStream in = Loop.class.getResourceAsStream("Loop.class")) {
      ClassModel model = ClassFile.of().parse(in.readAllBytes());
      int length =
          model.methods().stream()
              .filter(method -> method.methodName().equalsString("run"))
              .mapToInt(method -> ((CodeAttribute) method.code().orElseThrow()).codeLength())
              .max()
              .orElseThrow();
      assertTrue(length > 2_000 && length < 8_000, "run has " + length + " bytes");
    }
  }
}
