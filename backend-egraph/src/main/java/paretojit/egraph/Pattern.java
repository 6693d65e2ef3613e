package paretojit.egraph;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * A term with variables, {@code (+ ?a (* ?a 2))}: what rewrites look for and what they build.
 *
 * <p>A variable is a word that starts with {@code ?}; each stands for one class, also where it occurs
 * several times. Subterms are shared as in {@link Term}. A pattern belongs to the language it was
 * made for and to that language's forks; it may be used by several e-graphs at once.
 *
 * <p>A pattern may have several parts that need not lie below one root, {@code (= ?x (f ?a)) (= ?y (g
 * ?a))}: a match then has each part somewhere, with equal classes for equal variables, and the variable
 * before a part stands for the class of its root. Parts are matched in the order given; one whose
 * variable occurs in an earlier part is looked for in that class only.
 */
public final class Pattern {
  private final Language language;
  private final int[] heads; // ≥ 0 a head, else ~ the index of a variable
  private final int[][] children;
  private final List<String> variables;
  private final int[] roots;
  private final int[] names; // by part: the variable of its root, −1 for none
  private final Program program;

  private Pattern(Builder b, int[] roots, int[] names) {
    this(b.language, b.nodes, b.variables, roots, names);
  }

  private Pattern(
      Language language, List<int[]> nodes, List<String> variables, int[] roots, int[] names) {
    this.language = language;
    this.roots = roots;
    this.names = names;
    this.variables = List.copyOf(variables);
    this.heads = new int[nodes.size()];
    this.children = new int[nodes.size()][];
    for (int n = 0; n < heads.length; n++) {
      int[] node = nodes.get(n);
      heads[n] = node[0];
      children[n] = java.util.Arrays.copyOfRange(node, 1, node.length);
    }
    this.program = ProgramCompiler.compile(this);
  }

  /** Reads a pattern. */
  public static Pattern parse(Language language, String text) {
    return of(language, SExpr.readOne("pattern", text));
  }

  /** The pattern an S-expression denotes; variables are numbered as they are met. */
  public static Pattern of(Language language, SExpr expression) {
    return of(language, expression, List.of());
  }

  /** As {@link #of(Language, SExpr)}, with numbers given to some variables beforehand. */
  static Pattern of(Language language, SExpr expression, List<String> known) {
    var builder = new Builder(language, known);
    int root = TreeWalk.postorder(expression, builder::add);
    return new Pattern(builder, new int[] {root}, new int[] {-1});
  }

  /** Reads a pattern of several parts, {@code (= ?x pattern)} each. */
  public static Pattern parseParts(Language language, String text) {
    return ofParts(language, SExpr.readAll("pattern", text));
  }

  /** The pattern with the given parts, {@code (= ?x pattern)} each. */
  public static Pattern ofParts(Language language, List<SExpr> parts) {
    var builder = new Builder(language, List.of());
    var roots = new Ints(4);
    var names = new Ints(4);
    for (SExpr part : parts) {
      names.add(builder.variable(partName(part)));
      roots.add(TreeWalk.postorder(((SExpr.Seq) part).get(2), builder::add));
    }
    if (roots.isEmpty()) {
      throw new IllegalArgumentException("a pattern needs a part");
    }
    var pattern = new Pattern(builder, roots.toArray(), names.toArray());
    for (int i = 0; i < pattern.roots.length; i++) {
      if (pattern.isVariable(pattern.roots[i])) {
        throw parts.get(i).error("a part must be more than a variable");
      }
    }
    return pattern;
  }

  /** The variable before a part {@code (= ?x pattern)}. */
  static String partName(SExpr part) {
    if (part instanceof SExpr.Seq s
        && s.size() == 3
        && s.keyword().equals("=")
        && s.get(1) instanceof SExpr.Atom a
        && a.text().startsWith("?")) {
      return a.text();
    }
    throw part.error("expected a part of the form (= ?x pattern)");
  }

  /** The pattern that matches exactly one term. */
  public static Pattern of(Term term) {
    var nodes = new ArrayList<int[]>();
    for (int n = 0; n < term.size(); n++) {
      var node = new int[1 + term.arity(n)];
      node[0] = term.head(n);
      for (int i = 1; i < node.length; i++) {
        node[i] = term.child(n, i - 1);
      }
      nodes.add(node);
    }
    var root = new int[] {term.root()};
    return new Pattern(term.language(), nodes, List.of(), root, new int[] {-1});
  }

  private static final class Builder {
    final Language language;
    final List<int[]> nodes = new ArrayList<>();
    final List<String> variables;
    final java.util.Map<List<Integer>, Integer> known = new java.util.HashMap<>();

    Builder(Language language, List<String> variables) {
      this.language = language;
      this.variables = new ArrayList<>(variables);
    }

    int variable(String word) {
      if (!variables.contains(word)) {
        variables.add(word);
      }
      return variables.indexOf(word);
    }

    int add(SExpr at, String word, int[] kids) {
      int head;
      if (word.length() > 1 && word.startsWith("?")) {
        if (kids.length > 0) {
          throw at.error("the variable " + word + " cannot have children");
        }
        head = ~variable(word);
      } else {
        head = language.resolve(at, word, kids.length);
      }
      var key = new ArrayList<Integer>();
      key.add(head);
      for (int kid : kids) {
        key.add(kid);
      }
      Integer old = known.putIfAbsent(key, nodes.size());
      if (old != null) {
        return old;
      }
      nodes.add(key.stream().mapToInt(Integer::intValue).toArray());
      return nodes.size() - 1;
    }
  }

  /** The language of the heads. */
  public Language language() {
    return language;
  }

  /** The variables, with their question marks; a match holds their classes in this order. */
  public List<String> variables() {
    return variables;
  }

  /** The index of a variable in {@link #variables}; an unknown one is an error. */
  public int variable(String name) {
    int index = variables.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("no variable " + name + " in " + this);
    }
    return index;
  }

  /** All matches in a clean e-graph. */
  public Matches search(EGraph g) {
    return search(g, Integer.MAX_VALUE);
  }

  /** The first matches, at most {@code limit}, in a clean e-graph. */
  public Matches search(EGraph g, int limit) {
    var matches = new Matches(this);
    search(g, matches, limit, -1);
    return matches;
  }

  /**
   * Appends matches to {@code out} until it holds {@code limit}.
   *
   * @param after if it is the generation of the match index before the present one, only matches that
   *     were not there are found; if it is the present one's, none are
   */
  void search(EGraph g, Matches out, int limit, int after) {
    new Matcher(g, program).search(out, limit, after);
  }

  /** The matches whose root is the class of {@code id}. */
  public Matches searchClass(EGraph g, int id) {
    var matches = new Matches(this);
    new Matcher(g, program).searchClass(matches, g.find(id), Integer.MAX_VALUE);
    return matches;
  }

  /** Adds the pattern to an e-graph with classes for its variables; returns the root's class. */
  public int instantiate(EGraph g, int... classes) {
    if (classes.length < variables.size()) {
      throw new IllegalArgumentException("too few classes for the variables of " + this);
    }
    return new Instantiator(this).instantiate(g, classes, 0);
  }

  Program program() {
    return program;
  }

  int size() {
    return heads.length;
  }

  /** The root of the first part. */
  int root() {
    return roots[0];
  }

  int parts() {
    return roots.length;
  }

  int root(int part) {
    return roots[part];
  }

  /** The variable that stands for the root of a part, or −1. */
  int name(int part) {
    return names[part];
  }

  /** The head of a node, or ~ the index of its variable. */
  int head(int node) {
    return heads[node];
  }

  int[] children(int node) {
    return children[node];
  }

  /** Whether a node is a variable. */
  boolean isVariable(int node) {
    return heads[node] < 0;
  }

  @Override
  public String toString() {
    var text = new String[heads.length];
    for (int n = 0; n < heads.length; n++) {
      if (isVariable(n)) {
        text[n] = variables.get(~heads[n]);
      } else if (children[n].length == 0) {
        text[n] = language.name(heads[n]);
      } else {
        var out = new StringBuilder("(").append(language.name(heads[n]));
        for (int child : children[n]) {
          out.append(' ').append(text[child]);
        }
        text[n] = out.append(')').toString();
      }
    }
    if (names[0] < 0) {
      return text[root()];
    }
    var out = new StringJoiner(" ");
    for (int i = 0; i < roots.length; i++) {
      out.add("(= " + variables.get(names[i]) + " " + text[roots[i]] + ")");
    }
    return out.toString();
  }
}
