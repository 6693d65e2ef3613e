package paretojit.ir;

import org.jspecify.annotations.Nullable;

/** Why generated code stopped. One list for all engines, the text form and the wasm test scripts. */
public enum TrapCode {
  INTEGER_DIVISION_BY_ZERO("int_divz", "integer divide by zero"),
  INTEGER_OVERFLOW("int_ovf", "integer overflow"),
  BAD_CONVERSION_TO_INTEGER("bad_toint", "invalid conversion to integer"),
  HEAP_OUT_OF_BOUNDS("heap_oob", "out of bounds memory access"),
  TABLE_OUT_OF_BOUNDS("table_oob", "undefined element"),
  INDIRECT_CALL_TO_NULL("icall_null", "uninitialized element"),
  BAD_SIGNATURE("bad_sig", "indirect call type mismatch"),
  UNREACHABLE("unreachable", "unreachable"),
  STACK_OVERFLOW("stk_ovf", "call stack exhausted"),
  /** A trap of the program's own; the code number travels beside it ({@code user7}). */
  USER("user", "user trap"),
  /** A host function failed; the cause is attached to the exception. */
  HOST("host", "host function failed"),
  /** Fuel or time ran out. */
  INTERRUPT("interrupt", "interrupted");

  private static final TrapCode[] VALUES = values();

  private final String text;
  private final String message;

  TrapCode(String text, String message) {
    this.text = text;
    this.message = message;
  }

  /** The code with the given {@link #ordinal()}, as instructions and native code carry it. */
  public static TrapCode of(int ordinal) {
    return VALUES[ordinal];
  }

  /** The code whose text form is {@code text} ({@code user<n>} gives {@link #USER}), or null. */
  public static @Nullable TrapCode parse(String text) {
    for (TrapCode code : VALUES) {
      if (code.text.equals(text)) {
        return code;
      }
    }
    return text.matches("user\\d+") ? USER : null;
  }

  /** The name in the text form, as CLIF spells it. */
  public String text() {
    return text;
  }

  /** The message that WebAssembly's test scripts expect. */
  public String message() {
    return message;
  }
}
