package paretojit.suite.synthetic;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes statements as a binary module (WebAssembly 1.0) with one function {@code run : (i32) -> i32}.
 * Local 0 is the argument, which counts the body's repetitions down; then come the variables, then the
 * counters of loops.
 */
final class WasmWriter {
  private static final int I32 = 0x7f;
  private static final int BLOCK = 0x02;
  private static final int LOOP = 0x03;
  private static final int IF = 0x04;
  private static final int ELSE = 0x05;
  private static final int END = 0x0b;
  private static final int BR_IF = 0x0d;
  private static final int LOCAL_GET = 0x20;
  private static final int LOCAL_SET = 0x21;
  private static final int LOCAL_TEE = 0x22;
  private static final int I32_CONST = 0x41;
  private static final int I32_EQZ = 0x45;
  private static final int NO_RESULT = 0x40;

  private static final int ARGUMENT = 0;
  private static final int FIRST_VARIABLE = 1;

  private final int variables;
  private final int counters;
  private final ByteArrayOutputStream code = new ByteArrayOutputStream();

  WasmWriter(int variables, int counters) {
    this.variables = variables;
    this.counters = counters;
  }

  byte[] module(List<Statement> body) {
    function(body);
    ByteArrayOutputStream module = new ByteArrayOutputStream();
    module.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    section(module, 1, new byte[] {1, 0x60, 1, I32, 1, I32}); // types: (i32) -> i32
    section(module, 3, new byte[] {1, 0}); // functions: one, of type 0
    byte[] name = "run".getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream exports = new ByteArrayOutputStream();
    exports.write(1);
    exports.write(name.length);
    exports.writeBytes(name);
    exports.writeBytes(new byte[] {0, 0}); // function 0
    section(module, 7, exports.toByteArray());
    ByteArrayOutputStream bodies = new ByteArrayOutputStream();
    bodies.write(1);
    unsigned(bodies, code.size());
    bodies.writeBytes(code.toByteArray());
    section(module, 10, bodies.toByteArray());
    return module.toByteArray();
  }

  private static void section(ByteArrayOutputStream module, int id, byte[] content) {
    module.write(id);
    unsigned(module, content.length);
    module.writeBytes(content);
  }

  private void function(List<Statement> body) {
    code.write(1); // one group of locals
    unsigned(code, variables + counters);
    code.write(I32);
    for (int v = 0; v < variables; v++) {
      get(ARGUMENT);
      constant(SyntheticProgram.STEP * (v + 1));
      code.write(Statement.Operation.ADD.opcode);
      set(FIRST_VARIABLE + v);
    }
    // block  if (n == 0) leave  loop body  if (--n != 0) again
    code.write(BLOCK);
    code.write(NO_RESULT);
    get(ARGUMENT);
    code.write(I32_EQZ);
    branchIf(0);
    code.write(LOOP);
    code.write(NO_RESULT);
    statements(body);
    countDown(ARGUMENT);
    code.write(END);
    code.write(END);
    constant(0);
    for (int v = 0; v < variables; v++) {
      constant(SyntheticProgram.MIXER);
      code.write(Statement.Operation.MUL.opcode);
      get(FIRST_VARIABLE + v);
      code.write(Statement.Operation.ADD.opcode);
    }
    code.write(END);
  }

  private void statements(List<Statement> statements) {
    statements.forEach(this::statement);
  }

  private void statement(Statement statement) {
    switch (statement) {
      case Statement.Assign a -> {
        get(FIRST_VARIABLE + a.left());
        get(FIRST_VARIABLE + a.right());
        code.write(a.operation().opcode);
        set(FIRST_VARIABLE + a.target());
      }
      case Statement.AssignConstant a -> {
        get(FIRST_VARIABLE + a.variable());
        constant(a.constant());
        code.write(a.operation().opcode);
        set(FIRST_VARIABLE + a.target());
      }
      case Statement.If choice -> {
        get(FIRST_VARIABLE + choice.variable());
        constant(1 << choice.bit());
        code.write(Statement.Operation.AND.opcode);
        code.write(IF);
        code.write(NO_RESULT);
        statements(choice.then());
        code.write(ELSE);
        statements(choice.otherwise());
        code.write(END);
      }
      case Statement.Loop loop -> {
        constant(loop.times());
        set(FIRST_VARIABLE + loop.counter());
        code.write(LOOP);
        code.write(NO_RESULT);
        statements(loop.body());
        countDown(FIRST_VARIABLE + loop.counter());
        code.write(END);
      }
    }
  }

  /** {@code if (--local != 0)} repeat the innermost loop. */
  private void countDown(int local) {
    get(local);
    constant(1);
    code.write(Statement.Operation.SUB.opcode);
    code.write(LOCAL_TEE);
    unsigned(code, local);
    branchIf(0);
  }

  private void get(int local) {
    code.write(LOCAL_GET);
    unsigned(code, local);
  }

  private void set(int local) {
    code.write(LOCAL_SET);
    unsigned(code, local);
  }

  private void branchIf(int depth) {
    code.write(BR_IF);
    unsigned(code, depth);
  }

  private void constant(int value) {
    code.write(I32_CONST);
    int rest = value;
    while (rest < -64 || rest > 63) {
      code.write(rest & 0x7f | 0x80);
      rest >>= 7;
    }
    code.write(rest & 0x7f);
  }

  private static void unsigned(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest >= 0x80) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
