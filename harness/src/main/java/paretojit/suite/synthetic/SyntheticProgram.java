package paretojit.suite.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A generated program that exports {@code run(n)}: it sets its variables, runs its body {@code n}
 * times and returns a mix of them.
 */
public final class SyntheticProgram {
  /** What all names begin with. */
  public static final String PREFIX = "synthetic/";

  /** The sizes that are listed, in WebAssembly instructions of the body. */
  private static final List<Integer> SIZES = List.of(100, 300, 1000, 3000, 10_000, 30_000, 100_000);

  private static final Pattern NAME = Pattern.compile(PREFIX + "([a-z]+)-(\\d{1,7})");

  private final Shape shape;
  private final int size;
  private final List<Statement> body;

  private SyntheticProgram(Shape shape, int size) {
    this.shape = shape;
    this.size = size;
    this.body = shape.body(size, new SplittableRandom(31L * shape.ordinal() + size));
  }

  /** Every shape in every listed size. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Shape shape : Shape.values()) {
      SIZES.forEach(size -> names.add(PREFIX + shape.text() + "-" + size));
    }
    return names;
  }

  /** The program of a name; of any size, listed or not. */
  public static Optional<SyntheticProgram> named(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int size = Integer.parseInt(matcher.group(2));
    for (Shape shape : Shape.values()) {
      if (shape.text().equals(matcher.group(1)) && size > 0) {
        return Optional.of(new SyntheticProgram(shape, size));
      }
    }
    return Optional.empty();
  }

  /** One line. */
  public String description() {
    return "%s, %d instructions".formatted(shape.description(), size);
  }

  /** Instructions of the body. */
  public int size() {
    return size;
  }

  /** Variables that the body computes with. */
  int variables() {
    return shape.variables;
  }

  /** The binary module. */
  public byte[] wasm() {
    return new WasmWriter(shape.variables, shape.counters()).module(body);
  }

  /** What {@code run(n)} returns, by doing what the statements say. */
  public int checksum(int n) {
    int[] values = new int[shape.variables + shape.counters()];
    for (int v = 0; v < shape.variables; v++) {
      values[v] = initial(v, n);
    }
    for (int k = 0; k < n; k++) {
      execute(body, values);
    }
    int mix = 0;
    for (int v = 0; v < shape.variables; v++) {
      mix = mix * MIXER + values[v];
    }
    return mix;
  }

  /** Factor of the mix that is returned. */
  static final int MIXER = 31;

  /** Step from one variable's first value to the next one's. */
  static final int STEP = 0x9E3779B1;

  /** A variable's first value, which no compiler can know: it depends on the argument. */
  private static int initial(int variable, int n) {
    return n + STEP * (variable + 1);
  }

  private static void execute(List<Statement> statements, int[] values) {
    for (Statement statement : statements) {
      switch (statement) {
        case Statement.Assign a ->
            values[a.target()] = a.operation().apply(values[a.left()], values[a.right()]);
        case Statement.AssignConstant a ->
            values[a.target()] = a.operation().apply(values[a.variable()], a.constant());
        case Statement.If choice ->
            execute(
                (values[choice.variable()] >> choice.bit() & 1) != 0
                    ? choice.then()
                    : choice.otherwise(),
                values);
        case Statement.Loop loop -> {
          for (int k = 0; k < loop.times(); k++) {
            execute(loop.body(), values);
          }
        }
      }
    }
  }
}
