package paretojit.egraph;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paretojit.egraph.samples.LambdaSample;

/** Programs of a lambda calculus evaluated by rewriting, and what must not follow. */
class LambdaTest {
  private final LambdaSample lambda = new LambdaSample();

  private record Outcome(boolean reached, RunReport report) {}

  private Outcome evaluate(String program, String goal, int iterations, int nodes) {
    EGraph g = lambda.graph();
    int root = g.add(lambda.term(program));
    Pattern target = Pattern.parse(lambda.language(), goal);
    RunReport report =
        new Runner(g)
            .iterations(iterations)
            .nodes(nodes)
            .time(Duration.ofMinutes(1))
            .until(root, target)
            .run(lambda.rules());
    g.checkInvariants();
    return new Outcome(!target.searchClass(g, root).isEmpty(), report);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(lam x (+ 4 (app (lam y (var y)) 4))) = (lam x 8)",
        "(if (= (var a) (var b)) (+ (var a) (var a)) (+ (var a) (var b))) = (+ (var a) (var b))",
        "(let x 0 (let y 1 (+ (var x) (var y)))) = 1",
        "(if (= 1 1) 7 9) = 7",
        "(let zeroone (lam x (if (= (var x) 0) 0 1))"
            + " (+ (app (var zeroone) 0) (app (var zeroone) 10))) = 1",
        "(let compose (lam f (lam g (lam x (app (var f) (app (var g) (var x))))))"
            + " (let add1 (lam y (+ (var y) 1)) (app (app (var compose) (var add1)) (var add1))))"
            + " = (lam ?x (+ (var ?x) 2))",
        "(let compose (lam f (lam g (lam x (app (var f) (app (var g) (var x))))))"
            + " (let add1 (lam y (+ (var y) 1))"
            + " (app (app (var compose) (var add1)) (app (app (var compose) (var add1))"
            + " (app (app (var compose) (var add1)) (app (app (var compose) (var add1))"
            + " (app (app (var compose) (var add1)) (app (app (var compose) (var add1))"
            + " (var add1)))))))))"
            + " = (lam ?x (+ (var ?x) 7))",
      })
  void evaluatesTo(String equation) {
    int split = equation.lastIndexOf(" = ");
    assertTrue(
        evaluate(equation.substring(0, split), equation.substring(split + 3), 30, 10_000)
            .reached());
  }

  /** Substituting under a binder of the same name must not reach the bound variable. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(let x 1 (lam x (var x))) = (lam x 1)",
        "(let y (+ (var x) (var x)) (lam x (var y))) = (lam x (+ (var x) (var x)))",
        "(let five 5 (let add-five (lam x (+ (var x) (var five)))"
            + " (let five 6 (app (var add-five) 1)))) = 7",
      })
  void nothingIsCaptured(String equation) {
    int split = equation.lastIndexOf(" = ");
    Outcome o = evaluate(equation.substring(0, split), equation.substring(split + 3), 30, 10_000);
    assertFalse(o.reached());
    assertTrue(o.report().saturated());
  }
}
