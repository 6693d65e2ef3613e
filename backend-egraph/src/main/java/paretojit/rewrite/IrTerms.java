package paretojit.rewrite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import paretojit.egraph.Language;
import paretojit.egraph.Rewrite;
import paretojit.ir.Op;
import paretojit.ir.Type;
import paretojit.ir.Typing;

/**
 * The pure operations of the IR as a {@link Language} of the e-graph library.
 *
 * <p>An operation with operands is an operator named after its opcode, the type of its result and, if
 * that differs, the type of its first operand ({@code iadd.i64}, {@code icmp_eq.i32.i64}): together
 * they determine all types. One without operands is an {@link Atom}, which carries what sets it apart.
 */
final class IrTerms {
  /**
   * A constant, an address, or a value of the skeleton.
   *
   * @param opcode {@link Op#ordinal()}, or {@link AeGraph#LEAF}
   * @param type {@link Type#ordinal()}
   * @param imm immediate bits; for a leaf its node in the {@link AeGraph}
   * @param aux as {@link AeGraph#aux} has it
   */
  record Atom(int opcode, int type, long imm, int aux) {
    static Atom constant(Type type, long bits) {
      Op op =
          switch (type) {
            case I32, I64 -> Op.ICONST;
            case F32 -> Op.F32CONST;
            case F64 -> Op.F64CONST;
          };
      return new Atom(op.ordinal(), type.ordinal(), bits, 0);
    }

    boolean isLeaf() {
      return opcode == AeGraph.LEAF;
    }

    boolean isConstant() {
      return !isLeaf() && Op.of(opcode).isConst();
    }

    @Override
    public String toString() {
      String name = isLeaf() ? "leaf" : spelling(Op.of(opcode));
      return "%s.%s:%d:%d".formatted(name, Type.of(type), imm, aux);
    }
  }

  private static final class Atoms implements Language.Format<Atom> {
    /** Only constants are ever read: rules contain no other atoms. */
    @Override
    public @Nullable Atom parse(String word) {
      String[] parts = word.split("[.:]", -1);
      return parts.length == 4
          ? Atom.constant(Type.valueOf(parts[1].toUpperCase(Locale.ROOT)), Long.parseLong(parts[2]))
          : null;
    }
  }

  private static final int TYPES = Type.values().length;

  private final Language language;
  private final int atoms;
  private final int[] headOf;
  private int[] opcodeOf;
  private int[] typeOf;

  /** The language with all operators declared. */
  IrTerms() {
    language = Language.create();
    atoms = language.family("atom", 0, new Atoms());
    headOf = new int[Op.count() * TYPES * TYPES];
    opcodeOf = new int[64];
    typeOf = new int[64];
    for (Op op : Op.values()) {
      Typing typing = op.typing();
      if (op.isEvaluable() && typing.hasResult() && typing.arity() > 0) {
        for (Type controlling : Type.values()) {
          declare(op, controlling);
        }
      }
    }
  }

  private IrTerms(IrTerms original) {
    language = original.language.fork();
    atoms = original.atoms;
    headOf = original.headOf;
    opcodeOf = original.opcodeOf;
    typeOf = original.typeOf;
  }

  /** The same operators for another thread, with atoms of their own. */
  IrTerms fork() {
    return new IrTerms(this);
  }

  private void declare(Op op, Type controlling) {
    Typing typing = op.typing();
    if (!typing.domain().contains(controlling)) {
      return;
    }
    Type result = Objects.requireNonNullElse(Typing.fixed(typing.result().charAt(0)), controlling);
    for (Type operand : operandTypes(typing.operands().charAt(0), controlling)) {
      int head = language.operator(name(op, result, operand), typing.arity());
      headOf[index(op.ordinal(), result.ordinal(), operand.ordinal())] = head;
      if (head >= opcodeOf.length) {
        opcodeOf = Arrays.copyOf(opcodeOf, head * 2);
        typeOf = Arrays.copyOf(typeOf, head * 2);
      }
      opcodeOf[head] = op.ordinal();
      typeOf[head] = result.ordinal();
    }
  }

  private static List<Type> operandTypes(char letter, Type controlling) {
    Type fixed = Typing.fixed(letter);
    if (fixed != null) {
      return List.of(fixed);
    }
    boolean isInt = controlling.isInt();
    return switch (letter) {
      case 'T' -> List.of(controlling);
      case 'X' -> isInt ? List.of(Type.F32, Type.F64) : List.of(Type.I32, Type.I64);
      case 'B' ->
          Arrays.stream(Type.values())
              .filter(type -> type.isInt() != isInt && type.bits() == controlling.bits())
              .toList();
      default -> throw new AssertionError(letter);
    };
  }

  private static int index(int opcode, int result, int operand) {
    return (opcode * TYPES + result) * TYPES + operand;
  }

  private static String spelling(Op op) {
    return op.mnemonic().replace(' ', '_');
  }

  private static String name(Op op, Type result, Type operand) {
    String name = spelling(op) + "." + result;
    return result == operand ? name : name + "." + operand;
  }

  Language language() {
    return language;
  }

  /** The head of an operation with operands. */
  int head(int opcode, int result, int firstOperand) {
    return headOf[index(opcode, result, firstOperand)];
  }

  int head(Atom atom) {
    return language.head(atoms, atom);
  }

  /** The atom that a head without children stands for. */
  Atom atom(int head) {
    return (Atom) Objects.requireNonNull(language.payload(head));
  }

  /** {@link Op#ordinal()} of a head with children. */
  int opcode(int head) {
    return opcodeOf[head];
  }

  /** {@link Type#ordinal()} of the result of a head with children. */
  int type(int head) {
    return typeOf[head];
  }

  /** An expression of a rule as pattern text. */
  static String pattern(TypedExpr expr) {
    return switch (expr) {
      case TypedExpr.Variable v -> variable(v);
      case TypedExpr.Constant c -> Atom.constant(c.type(), c.bits()).toString();
      case TypedExpr.Apply apply -> {
        StringBuilder text = new StringBuilder("(");
        text.append(name(apply.op(), apply.type(), apply.operands().getFirst().type()));
        apply.operands().forEach(operand -> text.append(' ').append(pattern(operand)));
        yield text.append(')').toString();
      }
    };
  }

  /** The pattern variable for a variable of a rule; a constant's and a value's name may be the same. */
  static String variable(TypedExpr.Variable variable) {
    return "?" + variable.name().replace("#", "const-");
  }

  /** A rule for each operator that commutes. */
  List<Rewrite> commutations() {
    List<Rewrite> rules = new ArrayList<>();
    for (int head = 0; head < language.heads(); head++) {
      if (language.arity(head) == 2 && Op.of(opcodeOf[head]).commutes()) {
        String name = language.name(head);
        String left = "(" + name + " ?x ?y)";
        rules.add(Rewrite.of(language, "commute-" + name, left, "(" + name + " ?y ?x)"));
      }
    }
    return rules;
  }
}
