package paretojit.egraph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The operators terms are built from.
 *
 * <p>What labels a node is called its <em>head</em> and is an int: an operator of fixed arity
 * ({@code +} of two children), or an operator together with a payload (the constant 7, the symbol
 * {@code x}, a load at offset 16). Operators with payloads are declared as a {@link Format family}
 * and their heads are interned on demand, so two heads are equal exactly when their ints are.
 *
 * <p>In text a head is one word. A word followed by <i>n</i> children is looked up first among the
 * operators of arity <i>n</i>, then offered to the families of that arity in the order of their
 * declaration. The same name may stand for several operators of different arity. An {@linkplain
 * #open open} language takes any other word for a new operator.
 *
 * <p>Interning makes a language grow. It may serve any number of e-graphs of one thread; for another
 * thread, or to drop the heads again, {@link #fork} it: a fork knows everything interned so far
 * under the same ints, so patterns made for the original work on e-graphs of the fork.
 */
public final class Language {
  /** How the payloads of a family are read and written. */
  public interface Format<P> {
    /** The payload a word stands for, or null if the word is not of this family. */
    @Nullable P parse(String word);

    /** The word of a payload; {@link #parse} gives the payload back. */
    default String print(P payload) {
      return payload.toString();
    }
  }

  private record Family(String name, int arity, Format<Object> format) {}

  private record Operator(String name, int arity) {}

  private record Value(int family, Object payload) {}

  private final boolean open;
  private final List<Family> families = new ArrayList<>();
  private final Map<Operator, Integer> operators = new HashMap<>();
  private final Map<Value, Integer> values = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final List<@Nullable Object> payloads = new ArrayList<>();
  private int[] arity = new int[16];
  private int[] family = new int[16];

  private Language(boolean open) {
    this.open = open;
  }

  /** A language that knows only what is declared. */
  public static Language create() {
    return new Language(false);
  }

  /** A language in which any word is an operator of as many children as it is given. */
  public static Language open() {
    return new Language(true);
  }

  /** A copy that grows on its own; all heads of this language keep their meaning in it. */
  public Language fork() {
    var copy = new Language(open);
    copy.families.addAll(families);
    copy.operators.putAll(operators);
    copy.values.putAll(values);
    copy.names.addAll(names);
    copy.payloads.addAll(payloads);
    copy.arity = arity.clone();
    copy.family = family.clone();
    return copy;
  }

  /** Declares an operator, or finds it if it is declared already; returns its head. */
  public int operator(String name, int arity) {
    var key = new Operator(name, arity);
    Integer known = operators.get(key);
    if (known != null) {
      return known;
    }
    int head = newHead(name, arity, -1, null);
    operators.put(key, head);
    return head;
  }

  /** Declares operators with payloads; returns the family's number, for {@link #head}. */
  @SuppressWarnings("unchecked") // a family's format sees only payloads of that family
  public <P> int family(String name, int arity, Format<P> format) {
    families.add(new Family(name, arity, (Format<Object>) format));
    return families.size() - 1;
  }

  /** The head of a family's operator with a payload, interned by {@link Object#equals}. */
  public int head(int family, Object payload) {
    var key = new Value(family, payload);
    Integer known = values.get(key);
    if (known != null) {
      return known;
    }
    Family f = families.get(family);
    int head = newHead(f.format.print(payload), f.arity, family, payload);
    values.put(key, head);
    return head;
  }

  private int newHead(String name, int headArity, int headFamily, @Nullable Object payload) {
    int head = names.size();
    if (head == arity.length) {
      arity = Arrays.copyOf(arity, 2 * head);
      family = Arrays.copyOf(family, 2 * head);
    }
    names.add(name);
    payloads.add(payload);
    arity[head] = headArity;
    family[head] = headFamily;
    return head;
  }

  /** The number of heads so far; they are 0 … heads()−1. */
  public int heads() {
    return names.size();
  }

  /** The number of children of nodes with this head. */
  public int arity(int head) {
    return arity[head];
  }

  /** The arities by head, for loops that need many; longer than {@link #heads}. */
  int[] arities() {
    return arity;
  }

  /** The word of this head. */
  public String name(int head) {
    return names.get(head);
  }

  /** The family of this head, or −1 if it is a plain operator. */
  public int familyOf(int head) {
    return family[head];
  }

  /** The payload of this head, or null if it is a plain operator. */
  public @Nullable Object payload(int head) {
    return payloads.get(head);
  }

  /** The head a word with so many children stands for, or −1 if there is none. */
  public int find(String word, int children) {
    Integer plain = operators.get(new Operator(word, children));
    if (plain != null) {
      return plain;
    }
    for (int f = 0; f < families.size(); f++) {
      if (families.get(f).arity == children) {
        Object payload = families.get(f).format.parse(word);
        if (payload != null) {
          return head(f, payload);
        }
      }
    }
    return open ? operator(word, children) : -1;
  }

  /** As {@link #find}, but an unknown word is an error that says what is known. */
  int resolve(SExpr at, String word, int children) {
    int head = find(word, children);
    if (head >= 0) {
      return head;
    }
    var arities = new StringJoiner(" or ");
    operators.keySet().stream()
        .filter(o -> o.name.equals(word))
        .map(Operator::arity)
        .sorted()
        .forEach(n -> arities.add(n.toString()));
    if (arities.length() > 0) {
      throw at.error(word + " takes " + arities + " children, not " + children);
    }
    throw at.error("unknown operator " + word + " with " + children + " children");
  }
}
