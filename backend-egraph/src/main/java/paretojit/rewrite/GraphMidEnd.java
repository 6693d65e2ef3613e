package paretojit.rewrite;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
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
import paretojit.ir.text.IrWriter;

/**
 * The acyclic e-graph as a mid-end: {@code aegraph} with the standard rules; {@code gvn} with none,
 * which leaves hash-consing, folding, redundant loads and code motion; {@code destructive} with the
 * rules but without alternatives.
 */
final class GraphMidEnd implements MidEnd {
  private final String name;
  private final String summary;
  private final boolean inlines;
  private final String rules;
  private final boolean destructive;
  private final Map<String, RuleSet> read = new ConcurrentHashMap<>();

  /**
   * A mid-end. Rules are read only when something is compiled: that takes longer than all else at a
   * JVM's start, and other engines do without.
   *
   * @param rules the selection of rules it has when its id says nothing; see {@link RuleSet#of}
   * @param inlines whether it inlines functions unless options say otherwise
   * @param destructive see {@link AeGraph.Limits}
   */
  GraphMidEnd(String name, String summary, String rules, boolean inlines, boolean destructive) {
    this.name = name;
    this.summary = summary;
    this.rules = rules;
    this.inlines = inlines;
    this.destructive = destructive;
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
    AeGraph.Limits limits = AeGraph.Limits.STANDARD;
    return List.of(
        OptionSpec.flag("inline", inlines, "copy small functions to where they are called"),
        OptionSpec.flag("licm", true, "move loop-invariant operations out of loops"),
        OptionSpec.flag("promote", true, "carry loaded values over merges and round loops"),
        new OptionSpec(
            "rules",
            "none|all[-GROUP…]|GROUP[+GROUP…]",
            rules,
            "which rules, of the groups " + String.join(", ", RuleSet.GROUPS),
            List.of(),
            RuleSet::isSelection),
        OptionSpec.number(
            "depth", limits.depth(), 0, 50, "how often a rewrite is rewritten in turn"),
        OptionSpec.number(
            "members", limits.members(), 1, 1000, "members of a class to match with"));
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

  @Override
  public String explain(
      IrModule module, int index, EngineOptions options, Supplier<OpCosts> costs) {
    Pass pass = new Pass(module, options, costs.get(), CompileStats.untimed());
    Function before = module.function(index);
    pass.run(index, before);
    StringBuilder text = new StringBuilder("; %s before:%n".formatted(before.name()));
    IrWriter.write(before).lines().forEach(line -> text.append(";   ").append(line).append('\n'));
    long[] counts = pass.graph.ruleCounts();
    boolean any = Arrays.stream(counts).anyMatch(n -> n > 0);
    text.append(any ? "; rules that fired, and how often:\n" : "; no rule fired\n");
    List<Rule> all = pass.rules.rules();
    IntStream.range(0, counts.length)
        .filter(r -> counts[r] > 0)
        .boxed()
        .sorted(Comparator.comparingLong(r -> -counts[r]))
        .forEach(r -> text.append(";   %-32s %6d%n".formatted(all.get(r).name(), counts[r])));
    return text.toString();
  }

  private final class Pass {
    private final RuleSet rules;
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
    private final int classes;
    private final int unions;
    private final int fired;
    private final int carried;
    private long firedBefore;

    Pass(IrModule module, EngineOptions options, OpCosts costs, CompileStats stats) {
      this.stats = stats;
      this.inliner = options.flag("inline") ? new Inliner(module, Limits.STANDARD, stats) : null;
      this.rules = read.computeIfAbsent(options.text("rules"), RuleSet::of);
      AeGraph.Limits limits =
          new AeGraph.Limits(options.number("depth"), options.number("members"), destructive);
      this.graph = new AeGraph(rules, limits, costs, dominators);
      this.builder = new GraphBuilder(module, graph, cfg, dominators);
      this.elaborator = new Elaborator(module, graph, builder, costs, cfg, dominators, loops);
      elaborator.setLicm(options.flag("licm"));
      builder.promotion.setEnabled(options.flag("promote"));
      this.inline = stats.phase("midend.inline");
      this.analyze = stats.phase("midend.analyze");
      this.rewrite = stats.phase("midend.rewrite");
      this.elaborate = stats.phase("midend.elaborate");
      this.nodes = stats.counter("e-nodes");
      this.classes = stats.counter("e-classes");
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
      stats.add(classes, graph.classCount());
      stats.add(unions, graph.unions());
      stats.add(carried, builder.promotion.params());
      stats.add(fired, graph.rulesFired() - firedBefore);
      firedBefore = graph.rulesFired();
      return better;
    }
  }
}
