package paretojit.rewrite;

import java.util.List;
import paretojit.engine.EngineProvider;
import paretojit.engine.MidEnd;

/** The mid-ends of this package. */
public final class RewriteEngines implements EngineProvider {
  @Override
  public List<MidEnd> midEnds() {
    return List.of(
        new GraphMidEnd(
            "aegraph",
            "inlining, acyclic e-graph: eager rewriting, hash-consing, redundant loads, code"
                + " motion",
            "all",
            true,
            false),
        new GraphMidEnd(
            "destructive",
            "as aegraph, but a rewrite replaces what it rewrites: no alternatives, no e-graph",
            "all",
            true,
            true),
        new GraphMidEnd(
            "gvn",
            "hash-consing, folding, redundant loads and code motion; no rules, no inlining",
            "none",
            false,
            false));
  }
}
