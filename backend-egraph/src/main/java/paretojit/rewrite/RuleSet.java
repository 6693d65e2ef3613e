package paretojit.rewrite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import paretojit.ir.Op;

/**
 * Rules compiled to int code and indexed by the operation at their root.
 *
 * <p>A rule with commutative operations on its left side is compiled once for each order of their
 * operands that can make a difference, so that matching never permutes anything.
 */
public final class RuleSet {
  /** The groups of the rules that ship, each a file of its own, in the order they are tried. */
  static final List<String> GROUPS = List.of("integer", "compare", "convert", "float");

  private static final Pattern SELECTION = selection();

  private final List<Rule> rules;
  private final RuleProgram[][] byRoot;

  /** By root: {@link RuleProgram#needs} of each program's operands in turn. */
  private final long[][] needsByRoot;

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
    this.needsByRoot = new long[lists.size()][];
    for (int op = 0; op < byRoot.length; op++) {
      byRoot[op] = lists.get(op).toArray(RuleProgram[]::new);
      needsByRoot[op] = needs(byRoot[op]);
    }
  }

  private static long[] needs(RuleProgram[] programs) {
    long[] needs = new long[programs.length * RuleProgram.OPERANDS];
    for (int at = 0; at < needs.length; at++) {
      needs[at] = programs[at / RuleProgram.OPERANDS].needs(at % RuleProgram.OPERANDS);
    }
    return needs;
  }

  private static Pattern selection() {
    String group = "(" + String.join("|", GROUPS) + ")";
    return Pattern.compile("none|all(-" + group + ")*|" + group + "(\\+" + group + ")*");
  }

  /** The rules that ship with the workbench. */
  public static RuleSet standard() {
    return of("all");
  }

  /** Whether {@link #of} understands a selection. */
  static boolean isSelection(String text) {
    return SELECTION.matcher(text).matches();
  }

  /**
   * Some of the rules that ship: {@code none}, {@code all}, {@code all-float-compare} (all but those
   * two groups), {@code integer+convert} (those two).
   */
  public static RuleSet of(String selection) {
    if (!isSelection(selection)) {
      throw new IllegalArgumentException("no selection of rules: " + selection);
    }
    boolean allBut = selection.startsWith("all");
    List<String> named = List.of(selection.split("[-+]"));
    List<Rule> rules = new ArrayList<>();
    for (String group : GROUPS) {
      if (named.contains(group) != allBut) {
        String file = group + ".rules";
        rules.addAll(RuleReader.read(file, resource(file)));
      }
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

  /** {@link RuleProgram#needs} of each of the programs' operands in turn. */
  long[] needs(int rootOp) {
    return needsByRoot[rootOp];
  }
}
