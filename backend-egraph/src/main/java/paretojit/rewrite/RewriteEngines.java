package paretojit.rewrite;

import java.util.List;
import paretojit.engine.EngineProvider;
import paretojit.engine.MidEnd;
import paretojit.rewrite.GraphMidEnd.Rewriting;

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
            Rewriting.EAGER),
        new GraphMidEnd(
            "eqsat",
            "as aegraph, then equality saturation: all rules on all nodes until nothing new"
                + " follows",
            "all",
            true,
            Rewriting.SATURATING),
        new GraphMidEnd(
            "destructive",
            "as aegraph, but a rewrite replaces what it rewrites: no alternatives, no e-graph",
            "all",
            true,
            Rewriting.DESTRUCTIVE),
        new GraphMidEnd(
            "gvn",
            "hash-consing, folding, redundant loads and code motion; no rules, no inlining",
            "none",
            false,
            Rewriting.EAGER));
  }
}
