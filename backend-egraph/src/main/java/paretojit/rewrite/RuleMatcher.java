package paretojit.rewrite;

import java.util.Arrays;
import paretojit.ir.Op;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.ir.Typing;

/**
 * Runs {@link RuleProgram}s on the new nodes of an {@link AeGraph}. A rewrite whose result is rewritten in
 * turn takes a fresh window of registers.
 */
final class RuleMatcher {
  /** Registers and template stack entries that all nested rewrites together may use. */
  private static final int WINDOW = 64;

  private final AeGraph graph;
  private final boolean destructive;
  private final long[] fired;
  private int[] registers = new int[WINDOW * 8];
  private int[] stack = new int[WINDOW * 8];
  private int base = -WINDOW;
  private final long[] conditionBits = new long[WINDOW];
  private final int[] conditionTypes = new int[WINDOW];

  RuleMatcher(AeGraph graph, RuleSet rules, boolean destructive) {
    this.graph = graph;
    this.destructive = destructive;
    this.fired = new long[rules.rules().size()];
  }

  long[] fired() {
    return fired;
  }

  /**
   * Applies every matching rule to a new node and gives the class it ends up in.
   *
   * @param needs {@link RuleProgram#needs} of each program's operands in turn
   */
  int rewrite(int node, RuleProgram[] programs, long[] needs) {
    base += WINDOW;
    if (base + WINDOW > registers.length) {
      registers = Arrays.copyOf(registers, registers.length * 2);
      stack = Arrays.copyOf(stack, stack.length * 2);
    }
    int cls = node;
    registers[base] = node;
    bindOperands(node);
    long lacks0 = ~kinds(node, 0);
    long lacks1 = ~kinds(node, 1);
    long lacks2 = ~kinds(node, 2);
    for (int k = 0, at = 0; k < programs.length; k++, at += RuleProgram.OPERANDS) {
      if ((needs[at] & lacks0 | needs[at + 1] & lacks1 | needs[at + 2] & lacks2) != 0) {
        continue;
      }
      RuleProgram program = programs[k];
      if (!match(program, RuleProgram.STEP)) {
        continue;
      }
      int made = build(program.build());
      if (graph.find(made) == graph.find(cls)) {
        continue;
      }
      boolean replaces = destructive ? graph.cost(made) < graph.cost(cls) : program.subsumes();
      if (destructive && !replaces) {
        continue;
      }
      fired[program.ruleIndex()]++;
      if (replaces) {
        cls = graph.replace(cls, made);
        break;
      }
      cls = graph.union(cls, made);
      bindOperands(node);
    }
    base -= WINDOW;
    return cls;
  }

  /** Does the first step of all programs, which binds the operands to the registers after the root. */
  private void bindOperands(int node) {
    for (int k = 0, n = graph.operandCount(node); k < n; k++) {
      registers[base + 1 + k] = graph.find(graph.operand(node, k));
    }
  }

  private long kinds(int node, int k) {
    int operand = graph.operand(node, k);
    return operand == AeGraph.NONE ? 0 : graph.kinds(operand);
  }

  /** Runs the steps from {@code pc} on; true when all hold, with the registers filled. */
  private boolean match(RuleProgram program, int pc) {
    int[] code = program.match();
    for (; pc < code.length; pc += RuleProgram.STEP) {
      int cls = registers[base + code[pc + 1]];
      switch (code[pc]) {
        case RuleProgram.BIND -> {
          return bind(program, pc, cls);
        }
        case RuleProgram.TYPE -> {
          if (graph.type(cls) != code[pc + 2]) {
            return false;
          }
        }
        case RuleProgram.SAME -> {
          if (cls != registers[base + code[pc + 2]]) {
            return false;
          }
        }
        case RuleProgram.CONSTANT -> {
          if (graph.constant(cls) == AeGraph.NONE) {
            return false;
          }
        }
        case RuleProgram.LITERAL -> {
          int constant = graph.constant(cls);
          if (constant == AeGraph.NONE
              || graph.imm(constant)
                  != bits(program.literals()[code[pc + 2]], graph.type(constant))) {
            return false;
          }
        }
        default -> throw new AssertionError(code[pc]);
      }
    }
    Template condition = program.condition();
    return condition == null || holds(condition);
  }

  private boolean bind(RuleProgram program, int pc, int cls) {
    int[] code = program.match();
    int wanted = code[pc + 2];
    int out = base + code[pc + 3];
    int looked = 0;
    for (int node = graph.firstMember(cls);
        node != AeGraph.NONE && looked < graph.memberLimit();
        node = graph.nextMember(node), looked++) {
      if (graph.opcode(node) != wanted || !graph.isAvailable(node)) {
        continue;
      }
      for (int k = 0; k < code[pc + 4]; k++) {
        registers[out + k] = graph.find(graph.operand(node, k));
      }
      if (match(program, pc + RuleProgram.STEP)) {
        return true;
      }
    }
    return false;
  }

  private static long bits(Rule.Expr literal, int type) {
    Type t = Type.of(type);
    return switch (literal) {
      case Rule.IntLiteral l -> t == Type.I32 ? (int) l.value() : l.value();
      case Rule.WidthLiteral l -> t.bits();
      case Rule.FloatLiteral l ->
          t == Type.F32
              ? Float.floatToRawIntBits((float) l.value())
              : Double.doubleToRawLongBits(l.value());
      case Rule.Apply x -> throw new AssertionError(x);
      case Rule.Variable x -> throw new AssertionError(x);
      case Rule.ConstantVariable x -> throw new AssertionError(x);
    };
  }

  private int typeAt(int source) {
    return source >= 0 ? source : graph.type(registers[base + ~source]);
  }

  /** Builds a template's nodes and gives the class of the whole. */
  private int build(Template template) {
    int[] steps = template.steps();
    int top = base;
    for (int pc = 0; pc < steps.length; pc += Template.STEP) {
      switch (steps[pc]) {
        case Template.REGISTER -> stack[top++] = registers[base + steps[pc + 1]];
        case Template.LITERAL -> {
          int type = typeAt(steps[pc + 2]);
          stack[top++] = graph.addConstant(type, bits(template.literals()[steps[pc + 1]], type));
        }
        default -> {
          int n = steps[pc + 3];
          top -= n;
          int x = stack[top];
          int y = n > 1 ? stack[top + 1] : AeGraph.NONE;
          int z = n > 2 ? stack[top + 2] : AeGraph.NONE;
          Op op = Op.of(steps[pc + 1]);
          int type = resultType(op, typeAt(steps[pc + 2]));
          // A new node may rewrite in turn, which leaves this window alone but may replace the
          // array.
          int made = graph.add(op.ordinal(), type, 0, 0, x, y, z);
          stack[top++] = made;
        }
      }
    }
    return stack[base];
  }

  private static int resultType(Op op, int controlling) {
    Type fixed = Typing.fixed(op.typing().result().charAt(0));
    return fixed == null ? controlling : fixed.ordinal();
  }

  /** Evaluates a condition over the matched constants. */
  private boolean holds(Template template) {
    int[] steps = template.steps();
    int top = 0;
    for (int pc = 0; pc < steps.length; pc += Template.STEP) {
      switch (steps[pc]) {
        case Template.REGISTER -> {
          int constant = graph.constant(registers[base + steps[pc + 1]]);
          conditionBits[top] = graph.imm(constant);
          conditionTypes[top++] = graph.type(constant);
        }
        case Template.LITERAL -> {
          int type = typeAt(steps[pc + 2]);
          conditionBits[top] = bits(template.literals()[steps[pc + 1]], type);
          conditionTypes[top++] = type;
        }
        default -> {
          top -= steps[pc + 3];
          Op op = Op.of(steps[pc + 1]);
          int type = resultType(op, typeAt(steps[pc + 2]));
          try {
            conditionBits[top] =
                op.eval(
                    Type.of(type),
                    Type.of(conditionTypes[top]),
                    conditionBits[top],
                    conditionBits[top + 1],
                    conditionBits[top + 2]);
          } catch (TrapException undefined) {
            return false;
          }
          conditionTypes[top++] = type;
        }
      }
    }
    return conditionBits[0] != 0;
  }
}
