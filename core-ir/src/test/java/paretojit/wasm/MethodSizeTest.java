package paretojit.wasm;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.List;
import org.junit.jupiter.api.Test;
import paretojit.ir.FunctionBuilder;

/** HotSpot never compiles a method of 8,000 bytes of bytecode or more. */
class MethodSizeTest {
  private static final int HUGE_BYTES = 8_000;

  @Test
  void everyMethodOnTheHotPathIsCompiled() throws IOException {
    for (Class<?> type :
        List.of(
            FunctionReader.class,
            PlainReader.class,
            ConstructReader.class,
            RareReader.class,
            Body.class,
            ControlStack.class,
            SsaBuilder.class,
            LoopScan.class,
            FunctionBuilder.class)) {
      for (MethodModel method : parse(type).methods()) {
        int bytes = method.code().map(code -> ((CodeAttribute) code).codeLength()).orElse(0);
        assertTrue(bytes < HUGE_BYTES, type + " " + method.methodName() + " has " + bytes);
      }
    }
  }

  private static ClassModel parse(Class<?> type) throws IOException {
    try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
      assertNotNull(in);
      return ClassFile.of().parse(in.readAllBytes());
    }
  }
}
