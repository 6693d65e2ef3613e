package paretojit.rewrite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import paretojit.egraph.Dot;
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
import paretojit.loop.InductionReducer;
import paretojit.loop.LoopCopier;

/**
 * The acyclic e-graph as a mid-end: {@code aegraph} with the standard rules; {@code gvn} with none,
 * which leaves hash-consing, folding, redundant loads and code motion; {@code destructive} with the
 * rules but without alternatives; {@code eqsat}, which saturates the graph before it extracts.
 */
final class GraphMidEnd implements MidEnd {
  /** What rewriting does with what it finds. */
  enum Rewriting {
    /** A node is rewritten when it is made; the results join its class. */
    EAGER,
    /** A node is rewritten when it is made and replaced by a result that is cheaper. */
    DESTRUCTIVE,
    /** As eager; then all nodes are rewritten until nothing new follows. */
    SATURATING
  }

  private final String name;
  private final String summary;
  private final boolean inlines;
  private final String rules;
  private final Rewriting rewriting;
  private final Map<String, RuleSet> read = new ConcurrentHashMap<>();
  private final Map<String, SaturationRules> saturationRules = new ConcurrentHashMap<>();

  /**
   * A mid-end. Rules are read only when something is compiled: that takes longer than all else at a
   * JVM's start, and other engines do without.
   *
   * @param rules the selection of rules it has when its id says nothing; see {@link RuleSet#of}
   * @param inlines whether it inlines functions unless options say otherwise
   */
  GraphMidEnd(String name, String summary, String rules, boolean inlines, Rewriting rewriting) {
    this.name = name;
    this.summary = summary;
    this.rules = rules;
    this.inlines = inlines;
    this.rewriting = rewriting;
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
    List<OptionSpec> options = new ArrayList<>(commonOptions());
    if (rewriting == Rewriting.SATURATING) {
      Saturation.Limits limits = Saturation.Limits.STANDARD;
      options.add(
          OptionSpec.number(
              "iterations", limits.iterations(), 0, 1000, "how often all rules are applied"));
      options.add(
          OptionSpec.number(
              "nodes", limits.nodes(), 0, 10_000_000, "nodes that a function's e-graph may gain"));
      options.add(
          OptionSpec.choice(
              "extractor",
              "tree",
              "what is least: trees, shared terms by a heuristic, or shared terms exactly",
              "tree",
              "dag",
              "exact"));
    }
    return List.copyOf(options);
  }

  private List<OptionSpec> commonOptions() {
    AeGraph.Limits limits = AeGraph.Limits.STANDARD;
    return List.of(
        OptionSpec.flag("inline", inlines, "copy small functions to where they are called"),
        OptionSpec.choice(
            "loops",
            "keep",
            "what to do with small innermost loops: copy the first iteration, or every other one",
            "keep",
            "peel",
            "unroll"),
        OptionSpec.flag("reduce", false, "turn multiples of induction variables into variables"),
        OptionSpec.flag("licm", true, "move loop-invariant operations out of loops"),
        OptionSpec.flag("promote", true, "carry loaded values over merges and round loops"),
        OptionSpec.flag("pairs", true, "price two operations that one instruction or stencil does"),
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
    return new Pass(module, options, costs, stats)::run;
  }

  @Override
  public String dot(IrModule module, int index, EngineOptions options, Supplier<OpCosts> costs) {
    Pass pass = new Pass(module, options, costs, CompileStats.untimed());
    pass.run(index, module.function(index));
    if (pass.saturation != null) {
      return Dot.of(pass.saturation.eGraph());
    }
    return GraphDot.draw(pass.graph, module.function(index).name());
  }

  @Override
  public String explain(
      IrModule module, int index, EngineOptions options, Supplier<OpCosts> costs) {
    Pass pass = new Pass(module, options, costs, CompileStats.untimed());
    Function before = module.function(index);
    pass.run(index, before);
    StringBuilder text = new StringBuilder("; %s before:%n".formatted(before.name()));
    IrWriter.write(before).lines().forEach(line -> text.append(";   ").append(line).append('\n'));
    long[] counts = pass.ruleCounts();
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
    private final @Nullable LoopCopier loopCopier;
    private final @Nullable InductionReducer reducer;
    private final AeGraph graph;
    private final GraphBuilder builder;
    private final Needs needs;
    private final @Nullable Saturation saturation;
    private final Elaborator elaborator;
    private final int inline;
    private final int analyze;
    private final int rewrite;
    private final int saturate;
    private final int elaborate;
    private final int nodes;
    private final int classes;
    private final int unions;
    private final int fired;
    private final int carried;
    private long firedBefore;

    Pass(IrModule module, EngineOptions options, Supplier<OpCosts> priced, CompileStats stats) {
      OpCosts costs = options.flag("pairs") ? priced.get() : priced.get().withoutPairs();
      this.stats = stats;
      this.inliner = options.flag("inline") ? new Inliner(module, Limits.STANDARD, stats) : null;
      LoopCopier.Mode mode =
          LoopCopier.Mode.valueOf(options.text("loops").toUpperCase(Locale.ROOT));
      this.loopCopier = mode == LoopCopier.Mode.KEEP ? null : new LoopCopier(module, mode, stats);
      this.reducer = options.flag("reduce") ? new InductionReducer(module, stats) : null;
      this.rules = read.computeIfAbsent(options.text("rules"), RuleSet::of);
      AeGraph.Limits limits =
          new AeGraph.Limits(
              options.number("depth"),
              options.number("members"),
              rewriting == Rewriting.DESTRUCTIVE);
      this.graph = new AeGraph(rules, limits, costs, dominators);
      this.builder = new GraphBuilder(module, graph, cfg, dominators);
      this.needs = new Needs(graph, builder, cfg);
      this.saturation =
          rewriting == Rewriting.SATURATING ? saturation(options, costs, stats) : null;
      this.elaborator =
          new Elaborator(module, graph, builder, needs, costs, cfg, dominators, loops);
      elaborator.setLicm(options.flag("licm"));
      builder.promotion.setEnabled(options.flag("promote"));
      this.inline = stats.phase("midend.inline");
      this.analyze = stats.phase("midend.analyze");
      this.rewrite = stats.phase("midend.rewrite");
      this.saturate = saturation == null ? rewrite : stats.phase("midend.saturate");
      this.elaborate = stats.phase("midend.elaborate");
      this.nodes = stats.counter("e-nodes");
      this.classes = stats.counter("e-classes");
      this.unions = stats.counter("unions");
      this.fired = stats.counter("rules-fired");
      this.carried = stats.counter("carried-values");
    }

    private Saturation saturation(EngineOptions options, OpCosts costs, CompileStats stats) {
      Saturation.Limits limits =
          new Saturation.Limits(
              options.number("iterations"),
              options.number("nodes"),
              Saturation.Choice.valueOf(options.text("extractor").toUpperCase(Locale.ROOT)));
      SaturationRules typed =
          saturationRules.computeIfAbsent(options.text("rules"), any -> new SaturationRules(rules));
      return new Saturation(typed, limits, graph, dominators, costs, stats);
    }

    /** How often each rule found something new, by rule index; over the pass's whole life. */
    long[] ruleCounts() {
      long[] counts = graph.ruleCounts().clone();
      if (saturation != null) {
        Arrays.setAll(counts, r -> counts[r] + saturation.ruleCounts()[r]);
      }
      return counts;
    }

    Function run(int index, Function original) {
      int outer = stats.enter(inline);
      Function function = inliner == null ? original : inliner.run(index, original);
      if (loopCopier != null) {
        function = loopCopier.run(function);
      }
      stats.exit(outer);
      stats.enter(analyze);
      cfg.compute(function);
      dominators.compute(cfg);
      loops.compute(cfg, dominators);
      stats.exit(outer);
      stats.enter(rewrite);
      builder.build(function, loops);
      stats.exit(outer);
      stats.add(unions, graph.unions());
      if (saturation == null) {
        stats.add(nodes, graph.nodeCount());
        stats.add(classes, graph.classCount());
      } else {
        stats.enter(saturate);
        needs.find(function);
        saturation.run(function.entry(), needs.roots());
        stats.exit(outer);
        stats.add(nodes, saturation.eGraph().nodeCount());
        stats.add(classes, saturation.eGraph().classCount());
      }
      stats.enter(elaborate);
      Function better = elaborator.elaborate(function);
      if (reducer != null) {
        better = reducer.run(better);
      }
      stats.exit(outer);
      stats.add(carried, builder.promotion.params());
      long firedNow = graph.rulesFired() + (saturation == null ? 0 : saturation.rulesFired());
      stats.add(fired, firedNow - firedBefore);
      firedBefore = firedNow;
      return better;
    }
  }
}
