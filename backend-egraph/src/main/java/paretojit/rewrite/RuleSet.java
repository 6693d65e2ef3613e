package paretojit.rewrite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import paretojit.ir.Op;

/**
 * Rules compiled to int code and indexed by the operation at their root.
 *
 * <p>A rule with commutative operations on its left side is compiled once for each order of their
 * operands that can make a difference, so that matching never permutes anything.
 */
public final class RuleSet {
  private static final List<String> FILES =
      List.of("integer.rules", "compare.rules", "convert.rules", "float.rules");

  private final List<Rule> rules;
  private final RuleProgram[][] byRoot;

  private RuleSet(List<Rule> rules) {
    this.rules = List.copyOf(rules);
    List<List<RuleProgram>> lists = new ArrayList<>();
    for (int op = 0; op < Op.count(); op++) {
      lists.add(new ArrayList<>());
    }
    for (int r = 0; r < rules.size(); r++) {
      for (RuleProgram program : RuleCompiler.compile(rules.get(r), r)) {
        lists.get(program.rootOp()).add(program);
      }
    }
    this.byRoot = new RuleProgram[lists.size()][];
    for (int op = 0; op < byRoot.length; op++) {
      byRoot[op] = lists.get(op).toArray(RuleProgram[]::new);
    }
  }

  /** The rules that ship with the workbench. */
  public static RuleSet standard() {
    List<Rule> rules = new ArrayList<>();
    for (String file : FILES) {
      rules.addAll(RuleReader.read(file, resource(file)));
    }
    return new RuleSet(rules);
  }

  /** No rules: hash-consing alone. */
  public static RuleSet none() {
    return new RuleSet(List.of());
  }

  /** The rules of a text, whose positions name {@code source}. */
  public static RuleSet parse(String source, String text) {
    return new RuleSet(RuleReader.read(source, text));
  }

  private static String resource(String file) {
    try (@Nullable InputStream in = RuleSet.class.getResourceAsStream("/rules/" + file)) {
      if (in == null) {
        throw new AssertionError("no rules/" + file + " on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<Rule> rules() {
    return rules;
  }

  RuleProgram[] programs(int rootOp) {
    return byRoot[rootOp];
  }
}
