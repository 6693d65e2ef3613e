package paretojit.cli;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import paretojit.rewrite.Rule;
import paretojit.rewrite.TypedRule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pareto rules list}: what the mid-ends may rewrite. */
@Command(
    name = "list",
    header = "List rewrite rules: left side, right side, condition.",
    description = {
      "",
      "x is any value, #c a constant, bits the width of the type in its place. Left may be"
          + " replaced",
      "by right where the condition is not 0. docs/rules.md has them all with their types.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ./pareto rules list 'select-*'",
      "  ./pareto rules list --json",
      "  ./pareto rules list --file mine.rules"
    })
final class RulesListCommand extends BaseCommand {
  @Mixin private RuleChoice choice = new RuleChoice();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private record Row(
      String rule,
      String at,
      String left,
      String right,
      @Nullable String condition,
      boolean subsumes,
      String algebra,
      List<String> types) {}

  RulesListCommand(Io io) {
    super(io);
  }

  @Override
  public Integer call() throws IOException {
    List<Rule> rules = choice.rules();
    if (json) {
      printJson(rules.stream().map(RulesListCommand::row).toList());
      return ExitCode.OK;
    }
    int width = rules.stream().mapToInt(rule -> rule.name().length()).max().orElse(0);
    for (Rule rule : rules) {
      Rule.Expr condition = rule.condition();
      io.println(
          "%s  %s => %s%s"
              .formatted(
                  rule.name() + " ".repeat(width - rule.name().length()),
                  Rule.text(rule.left()),
                  Rule.text(rule.right()),
                  condition == null ? "" : " :if " + Rule.text(condition)));
    }
    io.println("");
    io.println(rules.size() + (rules.size() == 1 ? " rule" : " rules"));
    return ExitCode.OK;
  }

  private static Row row(Rule rule) {
    Rule.Expr condition = rule.condition();
    return new Row(
        rule.name(),
        rule.at().toString(),
        Rule.text(rule.left()),
        Rule.text(rule.right()),
        condition == null ? null : Rule.text(condition),
        rule.subsumes(),
        rule.algebra(),
        TypedRule.of(rule).stream().map(TypedRule::types).toList());
  }
}
