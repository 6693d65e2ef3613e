package paretojit.runtime;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;

/** Renders {@link VmContext}'s offsets as C preprocessor definitions, for C stencils and assembly. */
public final class AbiHeader {
  private AbiHeader() {}

  /** The header's text: {@code #define VM_STORE 0} and so on, one line per constant, in order. */
  public static String text() {
    StringBuilder header = new StringBuilder("/* Generated from VmContext. */\n");
    for (Field field : VmContext.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
        try {
          header.append("#define VM_%s %d\n".formatted(field.getName(), field.getInt(null)));
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
    return header.toString();
  }
}
