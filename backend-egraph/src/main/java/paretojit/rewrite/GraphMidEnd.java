package paretojit.rewrite;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import paretojit.engine.CompileStats;
import paretojit.engine.EngineOptions;
import paretojit.engine.MidEnd;
import paretojit.engine.MidEndPass;
import paretojit.engine.OpCosts;
import paretojit.engine.OptionSpec;
import paretojit.inline.Inliner;
import paretojit.inline.Limits;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.analysis.Cfg;
import paretojit.ir.analysis.DominatorTree;
import paretojit.ir.analysis.LoopForest;

/**
 * The acyclic e-graph as a mid-end: {@code aegraph} with the standard rules, {@code gvn} with none,
 * which leaves hash-consing, folding, redundant loads and code motion.
 */
final class GraphMidEnd implements MidEnd {
  private final String name;
  private final String summary;
  private final boolean inlines;
  private final Supplier<RuleSet> source;
  private @Nullable RuleSet rules;

  /**
   * A mid-end.
   *
   * @param inlines whether it inlines functions unless options say otherwise
   * @param source asked once and only when something is compiled: reading rules takes longer than all
   *     else at a JVM's start, and other engines do without
   */
  GraphMidEnd(String name, String summary, boolean inlines, Supplier<RuleSet> source) {
    this.name = name;
    this.summary = summary;
    this.inlines = inlines;
    this.source = source;
  }

  private synchronized RuleSet rules() {
    RuleSet read = rules == null ? source.get() : rules;
    rules = read;
    return read;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String summary() {
    return summary;
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        OptionSpec.flag("inline", inlines, "copy small functions to where they are called"),
        OptionSpec.flag("licm", true, "move loop-invariant operations out of loops"),
        OptionSpec.flag("promote", true, "carry loaded values over merges and round loops"));
  }

  @Override
  public MidEndPass begin(
      IrModule module, EngineOptions options, Supplier<OpCosts> costs, CompileStats stats) {
    return new Pass(module, options, costs.get(), stats)::run;
  }

  @Override
  public String dot(IrModule module, int index, EngineOptions options, Supplier<OpCosts> costs) {
    Pass pass = new Pass(module, options, costs.get(), CompileStats.untimed());
    pass.run(index, module.function(index));
    return GraphDot.draw(pass.graph, module.function(index).name());
  }

  private final class Pass {
    private final Cfg cfg = new Cfg();
    private final DominatorTree dominators = new DominatorTree();
    private final LoopForest loops = new LoopForest();
    private final CompileStats stats;
    private final @Nullable Inliner inliner;
    private final AeGraph graph;
    private final GraphBuilder builder;
    private final Elaborator elaborator;
    private final int inline;
    private final int analyze;
    private final int rewrite;
    private final int elaborate;
    private final int nodes;
    private final int unions;
    private final int fired;
    private final int carried;
    private long firedBefore;

    Pass(IrModule module, EngineOptions options, OpCosts costs, CompileStats stats) {
      this.stats = stats;
      this.inliner = options.flag("inline") ? new Inliner(module, Limits.STANDARD, stats) : null;
      this.graph = new AeGraph(rules(), costs, dominators);
      this.builder = new GraphBuilder(module, graph, cfg, dominators);
      this.elaborator = new Elaborator(module, graph, builder, costs, cfg, dominators, loops);
      elaborator.setLicm(options.flag("licm"));
      builder.promotion.setEnabled(options.flag("promote"));
      this.inline = stats.phase("midend.inline");
      this.analyze = stats.phase("midend.analyze");
      this.rewrite = stats.phase("midend.rewrite");
      this.elaborate = stats.phase("midend.elaborate");
      this.nodes = stats.counter("e-nodes");
      this.unions = stats.counter("unions");
      this.fired = stats.counter("rules-fired");
      this.carried = stats.counter("carried-values");
    }

    Function run(int index, Function original) {
      int outer = stats.enter(inline);
      Function function = inliner == null ? original : inliner.run(index, original);
      stats.exit(outer);
      stats.enter(analyze);
      cfg.compute(function);
      dominators.compute(cfg);
      loops.compute(cfg, dominators);
      stats.exit(outer);
      stats.enter(rewrite);
      builder.build(function, loops);
      stats.exit(outer);
      stats.enter(elaborate);
      Function better = elaborator.elaborate(function);
      stats.exit(outer);
      stats.add(nodes, graph.nodeCount());
      stats.add(unions, graph.unions());
      stats.add(carried, builder.promotion.params());
      stats.add(fired, graph.rulesFired() - firedBefore);
      firedBefore = graph.rulesFired();
      return better;
    }
  }
}
