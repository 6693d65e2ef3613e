package paretojit.egraph;

/** Why a {@link Runner} stopped. */
public sealed interface StopReason {
  /** An iteration with every rule learned nothing: the e-graph is closed under the rules. */
  record Saturated() implements StopReason {}

  /** As many iterations as allowed. */
  record IterationLimit(int iterations) implements StopReason {}

  /** More nodes than allowed; the count is that of the moment the limit was noticed. */
  record NodeLimit(int nodes) implements StopReason {}

  /** More time than allowed. */
  record TimeLimit(long nanos) implements StopReason {}

  /** A hook said so. */
  record Hook(String reason) implements StopReason {}
}
