package paretojit.rewrite.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import paretojit.rewrite.Rule;
import paretojit.rewrite.TypedRule;

/** Tries a rule on values, then asks the solver for a proof, at every assignment of types. */
public final class RuleVerifier {
  private static final int ROUNDS = 600;

  private RuleVerifier() {}

  /** Safe to call from several threads at once. */
  public static Verdict verify(Rule rule, Limits limits) {
    long start = System.nanoTime();
    long deadline = start + limits.time().toNanos();
    List<Verdict.AtTypes> types = new ArrayList<>();
    Status worst = Status.PROVED;
    CounterExample counterExample = null;
    for (TypedRule typed : TypedRule.of(rule)) {
      @Nullable CounterExample wrong = Trial.onManyValues(typed, ROUNDS).counterExample();
      Status status = Status.REFUTED;
      if (wrong == null) {
        Prover.Result result = Prover.prove(typed, limits.steps(), deadline);
        wrong = result.counterExample();
        status =
            switch (result.answer()) {
              case HOLDS -> Status.PROVED;
              case FAILS -> Status.REFUTED;
              case UNKNOWN -> Status.TESTED;
            };
      }
      types.add(new Verdict.AtTypes(typed.types(), status));
      worst = status.compareTo(worst) > 0 ? status : worst;
      counterExample = counterExample == null ? wrong : counterExample;
    }
    double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    return new Verdict(rule, worst, List.copyOf(types), counterExample, seconds);
  }
}
