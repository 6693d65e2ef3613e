package paretojit.egraph;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A term as a directed acyclic graph: nodes 0 … size()−1 in three int arrays, children before
 * parents, the root last. Equal subterms met while parsing or building are one node, so a term can
 * stand for a tree far larger than itself.
 */
public final class Term {
  private final Language language;
  private final int[] heads;
  private final int[] starts;
  private final int[] children;

  private Term(Language language, int[] heads, int[] starts, int[] children) {
    this.language = language;
    this.heads = heads;
    this.starts = starts;
    this.children = children;
  }

  /** Reads a term; an atom is a node without children, a list is a head and its children. */
  public static Term parse(Language language, String text) {
    return of(language, SExpr.readOne("term", text));
  }

  /** The term an S-expression denotes. */
  public static Term of(Language language, SExpr expression) {
    var builder = new Builder(language);
    TreeWalk.postorder(
        expression, (at, word, kids) -> builder.add(language.resolve(at, word, kids.length), kids));
    return builder.build();
  }

  /** Collects nodes bottom-up, each distinct one once. */
  public static final class Builder {
    private record Key(int head, List<Integer> children) {}

    private final Language language;
    private final Map<Key, Integer> known = new HashMap<>();
    private int[] heads = new int[8];
    private int[] starts = new int[9];
    private int[] children = new int[16];
    private int size;

    /** An empty builder. */
    public Builder(Language language) {
      this.language = language;
    }

    /** Adds a node over nodes added before; returns its index. */
    public int add(int head, int... kids) {
      if (kids.length != language.arity(head)) {
        throw new IllegalArgumentException(
            language.name(head)
                + " takes "
                + language.arity(head)
                + " children, not "
                + kids.length);
      }
      var key = new Key(head, Arrays.stream(kids).boxed().toList());
      Integer old = known.putIfAbsent(key, size);
      if (old != null) {
        return old;
      }
      int start = starts[size];
      heads = Ints.ensure(heads, size + 1);
      starts = Ints.ensure(starts, size + 2);
      children = Ints.ensure(children, start + kids.length);
      heads[size] = head;
      System.arraycopy(kids, 0, children, start, kids.length);
      starts[size + 1] = start + kids.length;
      return size++;
    }

    /** Adds all nodes of a term; returns the index of each. */
    int[] addAll(Term term) {
      var index = new int[term.size()];
      for (int n = 0; n < index.length; n++) {
        var kids = new int[term.arity(n)];
        for (int i = 0; i < kids.length; i++) {
          kids[i] = index[term.child(n, i)];
        }
        index[n] = add(term.head(n), kids);
      }
      return index;
    }

    /** The term whose root is the node added last. */
    public Term build() {
      return build(size - 1);
    }

    /** All nodes under the indices they were added with, as a term rooted in the last. */
    Term buildAll() {
      return new Term(
          language,
          Arrays.copyOf(heads, size),
          Arrays.copyOf(starts, size + 1),
          Arrays.copyOf(children, starts[size]));
    }

    /** The term below {@code root}: later nodes are left out, unused earlier ones too. */
    public Term build(int root) {
      if (root < 0 || root >= size) {
        throw new IllegalArgumentException("no node " + root);
      }
      var used = new boolean[root + 1];
      used[root] = true;
      int nodes = 0;
      int slots = 0;
      for (int n = root; n >= 0; n--) {
        if (used[n]) {
          nodes++;
          for (int s = starts[n]; s < starts[n + 1]; s++, slots++) {
            used[children[s]] = true;
          }
        }
      }
      var index = new int[root + 1];
      var outHeads = new int[nodes];
      var outStarts = new int[nodes + 1];
      var outChildren = new int[slots];
      int node = 0;
      int slot = 0;
      for (int n = 0; n <= root; n++) {
        if (used[n]) {
          index[n] = node;
          outHeads[node++] = heads[n];
          for (int s = starts[n]; s < starts[n + 1]; s++) {
            outChildren[slot++] = index[children[s]];
          }
          outStarts[node] = slot;
        }
      }
      return new Term(language, outHeads, outStarts, outChildren);
    }
  }

  /** The language of the heads. */
  public Language language() {
    return language;
  }

  /** The number of distinct nodes. */
  public int size() {
    return heads.length;
  }

  /** The index of the root. */
  public int root() {
    return heads.length - 1;
  }

  /** The head of a node. */
  public int head(int node) {
    return heads[node];
  }

  /** The number of children of a node. */
  public int arity(int node) {
    return starts[node + 1] - starts[node];
  }

  /** Child {@code i} of a node, itself a node. */
  public int child(int node, int i) {
    return children[starts[node] + i];
  }

  /** The number of nodes when the term is written out as a tree; {@link Long#MAX_VALUE} if beyond. */
  public long treeSize() {
    var sizes = new long[size()];
    for (int n = 0; n < size(); n++) {
      long sum = 1;
      for (int i = 0; i < arity(n); i++) {
        sum = Extractor.add(sum, sizes[child(n, i)]);
      }
      sizes[n] = sum;
    }
    return sizes[root()];
  }

  /** The number of nodes on the longest path from the root to a leaf. */
  public int depth() {
    var depths = new int[size()];
    for (int n = 0; n < size(); n++) {
      int below = 0;
      for (int i = 0; i < arity(n); i++) {
        below = Math.max(below, depths[child(n, i)]);
      }
      depths[n] = below + 1;
    }
    return depths[root()];
  }

  /** The term below a node. */
  public Term subterm(int node) {
    var builder = new Builder(language);
    builder.addAll(this);
    return builder.build(node);
  }

  /** The node at a place: which child to follow, from the root. */
  int nodeAt(List<Integer> path) {
    int node = root();
    for (int i : path) {
      node = child(node, i);
    }
    return node;
  }

  /** This term with another in one place; the same subterm elsewhere stays. */
  Term replace(List<Integer> path, Term replacement) {
    var builder = new Builder(language);
    builder.addAll(this); // gives its nodes their own numbers
    int[] index = builder.addAll(replacement);
    var spine = new Ints(path.size() + 1);
    int node = root();
    for (int i : path) {
      spine.add(node);
      node = child(node, i);
    }
    int below = index[replacement.root()];
    for (int d = path.size() - 1; d >= 0; d--) {
      int above = spine.get(d);
      int[] kids = Arrays.copyOfRange(children, starts[above], starts[above + 1]);
      kids[path.get(d)] = below;
      below = builder.add(heads[above], kids);
    }
    return builder.build(below);
  }

  /** Whether both write out as the same tree over the same heads. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Term t && printed().equals(t.printed());
  }

  @Override
  public int hashCode() {
    return printed().hashCode();
  }

  /** A canonical form: nodes numbered in the order a depth-first walk from the root leaves them. */
  private List<Integer> printed() {
    return new TermPrinter(this).canonical();
  }

  /** The term as one S-expression on one line, subterms written out at each use. */
  @Override
  public String toString() {
    return new TermPrinter(this).flat();
  }

  /** The term as an S-expression broken into lines of at most about {@code width} characters. */
  public String pretty(int width) {
    return new TermPrinter(this).pretty(width);
  }
}
