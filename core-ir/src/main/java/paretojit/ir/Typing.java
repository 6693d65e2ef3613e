package paretojit.ir;

import org.jspecify.annotations.Nullable;

/**
 * The type rule of an opcode, written as {@code result:operands} with one letter each.
 *
 * <ul>
 *   <li>{@code i l f d}: I32, I64, F32, F64
 *   <li>{@code T}: the opcode's controlling type, any type of its {@link Domain}
 *   <li>{@code X}: a type of the other kind (float for an integer {@code T} and back)
 *   <li>{@code B}: the type of {@code T}'s width and the other kind
 *   <li>{@code A}: an address: I32 for a linear memory, I64 for native memory
 *   <li>{@code -}: no result; {@code *}: given by a signature or an edge
 * </ul>
 */
public record Typing(String result, String operands, Domain domain) {
  /** The types that the letter {@code T} may stand for. */
  public enum Domain {
    INT,
    FLOAT,
    ANY;

    public boolean contains(Type type) {
      return this == ANY || (this == INT) == type.isInt();
    }
  }

  static Typing of(String rule, Domain domain) {
    int colon = rule.indexOf(':');
    return new Typing(rule.substring(0, colon), rule.substring(colon + 1), domain);
  }

  /** Number of operands, or -1 when a signature or edge decides. */
  public int arity() {
    return operands.equals("*") ? -1 : operands.length();
  }

  /** True when the opcode has exactly one result of its own. */
  public boolean hasResult() {
    return !result.equals("-") && !result.equals("*");
  }

  /** The type that a letter names whatever {@code T} is, or null if it depends. */
  public static @Nullable Type fixed(char letter) {
    return switch (letter) {
      case 'i' -> Type.I32;
      case 'l' -> Type.I64;
      case 'f' -> Type.F32;
      case 'd' -> Type.F64;
      default -> null;
    };
  }
}
