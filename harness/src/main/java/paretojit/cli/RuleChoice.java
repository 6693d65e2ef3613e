package paretojit.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import paretojit.egraph.SyntaxException;
import paretojit.rewrite.Rule;
import paretojit.rewrite.RuleSet;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which rules: those that ship, or a file's; of them those whose names match. */
final class RuleChoice {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "GLOB",
      defaultValue = "*",
      description = "Only rules whose names match, such as 'mul-*' or '{shl,ushr}-*'.")
  private String glob = "*";

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The rules of this file (default: those that ship).")
  private @Nullable Path file;

  /** In the order of their files; at least one. */
  List<Rule> rules() throws IOException {
    PathMatcher matcher;
    try {
      matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
    } catch (PatternSyntaxException e) {
      throw new UserError("'%s' is no pattern: %s".formatted(glob, e.getDescription()), e);
    }
    List<Rule> found =
        ruleSet().rules().stream().filter(rule -> matcher.matches(Path.of(rule.name()))).toList();
    if (found.isEmpty()) {
      throw new UserError("no rule matches '%s'; ./pareto rules list shows all".formatted(glob));
    }
    return found;
  }

  private RuleSet ruleSet() throws IOException {
    if (file == null) {
      return RuleSet.standard();
    }
    try {
      return RuleSet.parse(file.toString(), Files.readString(file));
    } catch (SyntaxException e) {
      throw new UserError(String.valueOf(e.getMessage()), e);
    }
  }
}
