package paretojit.wasm;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of a module and its functions, as far as the custom section "name" is readable. */
final class NameSection {
  private static final int MODULE = 0;
  private static final int FUNCTIONS = 1;

  private @Nullable String moduleName;
  private final Map<Integer, String> functionNames = new HashMap<>();

  String moduleName() {
    return moduleName == null || moduleName.isEmpty() ? "module" : moduleName;
  }

  Map<Integer, String> functionNames() {
    return functionNames;
  }

  /** A name to use for a function that the section does not name. */
  void suggest(int function, String name) {
    if (!name.isEmpty()) {
      functionNames.putIfAbsent(function, name);
    }
  }

  /** Reads the section's contents. Errors in custom sections do not make a module malformed. */
  void read(ByteCursor in) {
    int end = in.end();
    try {
      while (in.remaining() > 0) {
        int id = in.u8();
        long size = in.u32();
        int next = in.position() + (int) Math.min(size, in.remaining());
        if (id == MODULE) {
          moduleName = in.name();
        } else if (id == FUNCTIONS) {
          readFunctions(in);
        }
        in.window(next, end);
      }
    } catch (WasmException unreadable) {
      // The names read so far serve.
    }
  }

  private void readFunctions(ByteCursor in) {
    for (int k = in.vectorLength(2, Integer.MAX_VALUE, "names"); k > 0; k--) {
      int function = (int) in.u32();
      String name = in.name();
      if (!name.isEmpty()) {
        functionNames.put(function, name);
      }
    }
  }
}
