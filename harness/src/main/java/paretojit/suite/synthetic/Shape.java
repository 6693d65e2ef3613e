package paretojit.suite.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import paretojit.suite.synthetic.Statement.Operation;

/** Shapes of code, each a different strain on a compiler. */
enum Shape {
  /** One block: the cost of an instruction, and of a block that never ends. */
  STRAIGHT("one long block of arithmetic", 8),
  /** Branches that meet again, one after the other: block parameters and joins. */
  DIAMONDS("branches that meet again, one after the other", 8),
  /** Loops in loops, one nest after the other: back edges and loop depth. */
  LOOPS("nests of three loops, one after the other", 8),
  /** More live values than any machine has registers: spilling. */
  PRESSURE("forty-eight values live all the time", 48);

  private static final Operation[] OPERATIONS = Operation.values();

  /** A nest runs its innermost body this often cubed. */
  private static final int TRIPS = 3;

  private final String description;

  /** Variables that the body computes with; loop counters come after them. */
  final int variables;

  Shape(String description, int variables) {
    this.description = description;
    this.variables = variables;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  String description() {
    return description;
  }

  /** Counters of a nest's loops. */
  int counters() {
    return this == LOOPS ? 3 : 0;
  }

  /** A body of about so many WebAssembly instructions. */
  List<Statement> body(int instructions, SplittableRandom random) {
    List<Statement> body = new ArrayList<>();
    for (int left = instructions; left > 0; ) {
      Statement next = next(random);
      body.add(next);
      left -= instructions(next);
    }
    return body;
  }

  private Statement next(SplittableRandom random) {
    return switch (this) {
      case STRAIGHT, PRESSURE -> assignment(random);
      case DIAMONDS ->
          new Statement.If(
              random.nextInt(variables),
              random.nextInt(31),
              assignments(2, random),
              assignments(2, random));
      case LOOPS -> {
        Statement nest = new Statement.Loop(variables, TRIPS, assignments(4, random));
        for (int counter = 1; counter < counters(); counter++) {
          List<Statement> outer = List.of(nest, assignment(random));
          nest = new Statement.Loop(variables + counter, TRIPS, outer);
        }
        yield nest;
      }
    };
  }

  private List<Statement> assignments(int count, SplittableRandom random) {
    List<Statement> list = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      list.add(assignment(random));
    }
    return list;
  }

  private Statement assignment(SplittableRandom random) {
    Operation operation = OPERATIONS[random.nextInt(OPERATIONS.length)];
    int target = random.nextInt(variables);
    int left = random.nextInt(variables);
    return random.nextInt(4) == 0
        ? new Statement.AssignConstant(target, operation, left, random.nextInt() | 1)
        : new Statement.Assign(target, operation, left, random.nextInt(variables));
  }

  /** How many WebAssembly instructions a statement becomes, {@code else} and {@code end} left out. */
  static int instructions(Statement statement) {
    return switch (statement) {
      case Statement.Assign _, Statement.AssignConstant _ -> 4;
      case Statement.If choice ->
          4 + instructions(choice.then()) + instructions(choice.otherwise());
      case Statement.Loop loop -> 8 + instructions(loop.body());
    };
  }

  private static int instructions(List<Statement> statements) {
    return statements.stream().mapToInt(Shape::instructions).sum();
  }
}
