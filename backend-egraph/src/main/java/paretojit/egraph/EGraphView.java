package paretojit.egraph;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The arrays of an e-graph and how to read them; {@link EGraph} is what changes them. */
abstract sealed class EGraphView permits EGraph {
  final Language language;
  Analysis analysis;
  @Nullable Provenance provenance;
  NodeStore store = new NodeStore();
  IdTable ids = new IdTable();
  Ints pending = new Ints(64); // nodes whose children may have changed class
  Ints stale = new Ints(64); // nodes whose children's analysis values changed
  int nodeCount;
  int classCount;
  boolean clean = true;
  long version;
  @Nullable MatchIndex index;
  int indexes;

  EGraphView(Language language, Analysis analysis) {
    this.language = language;
    this.analysis = analysis;
  }

  /** The language of the nodes. */
  public Language language() {
    return language;
  }

  /** The analysis given at construction. */
  public Analysis analysis() {
    return analysis;
  }

  /** The class that {@code id}, any id ever returned, belongs to now. */
  public int find(int id) {
    return ids.find(id);
  }

  /** Whether two ids are known to be equal. */
  public boolean same(int a, int b) {
    return find(a) == find(b);
  }

  /** The number of nodes that are members of a class; exact when {@linkplain #isClean clean}. */
  public int nodeCount() {
    return nodeCount;
  }

  /** The number of classes. */
  public int classCount() {
    return classCount;
  }

  /** One more than the largest id: the length side arrays must have. */
  public int idBound() {
    return ids.size;
  }

  /** Whether nothing waits for a rebuild. */
  public boolean isClean() {
    return clean;
  }

  /** Grows with every change, so equal values mean an unchanged e-graph. */
  public long version() {
    return version;
  }

  /** The class with the next larger id, 0 at the end; start with 0. */
  public int nextClass(int cls) {
    for (int id = cls + 1; id < ids.size; id++) {
      if (ids.isRoot(id)) {
        return id;
      }
    }
    return 0;
  }

  /** A node of a class, or 0 if all were pruned; go on with {@link #nextNode}. */
  public int firstNode(int cls) {
    return ids.member(ids.find(cls));
  }

  /** The node of {@code cls} after {@code node}, or 0 after the last. */
  public int nextNode(int cls, int node) {
    int after = ids.next(node);
    return after == ids.member(ids.find(cls)) ? 0 : after;
  }

  /** The number of nodes of a class; walks over them. */
  public int classSize(int cls) {
    int size = 0;
    for (int n = firstNode(cls); n != 0; n = nextNode(cls, n)) {
      size++;
    }
    return size;
  }

  /** The head of a node. */
  public int head(int node) {
    return ~store.slab[ids.row(node) + 1];
  }

  /** The number of children of a node. */
  public int arity(int node) {
    return language.arity(head(node));
  }

  /** The class of child {@code i} of a node. */
  public int child(int node, int i) {
    return ids.find(store.slab[ids.row(node) + 2 + i]);
  }

  /** Whether a node is a member of its class: neither pruned nor subsumed nor a duplicate. */
  public boolean isMember(int node) {
    return ids.state(node) == IdTable.LIVE;
  }

  /** Hands over each node that has {@code cls} as a child, once for each such child. */
  public void forEachParent(int cls, IntConsumer action) {
    for (int s = ids.firstUse(ids.find(cls)); s != 0; s = store.link[s]) {
      int user = store.owner(s);
      if (ids.state(user) == IdTable.LIVE) {
        action.accept(user);
      }
    }
  }

  /**
   * Whether a node is new to the match index that is being made: added, or over other children, or in
   * another class than in the index before. For the index only; it must ask once for each node that
   * look-ups find.
   */
  boolean isNewToIndex(int node) {
    int cls = ids.find(node);
    if (ids.seenIn(node) == cls) {
      return false;
    }
    ids.see(node, cls);
    return true;
  }

  /** Whether look-ups find a node: a member or pruned, no duplicate. */
  boolean isFound(int node) {
    return ids.state(node) != IdTable.DEAD;
  }

  /** Whether a node must not be matched even by look-ups. */
  boolean isSubsumed(int node) {
    return ids.state(node) == IdTable.SUBSUMED;
  }

  /** All classes, one a line, with their nodes: for tests and debugging. */
  @Override
  public String toString() {
    var out = new StringBuilder();
    for (int c = nextClass(0); c != 0; c = nextClass(c)) {
      out.append(c).append(':');
      for (int n = firstNode(c); n != 0; n = nextNode(c, n)) {
        out.append(' ').append(nodeText(n));
      }
      out.append('\n');
    }
    return out.toString();
  }

  /** A node as text: its head over the ids of its children's classes. */
  public String nodeText(int node) {
    int arity = arity(node);
    if (arity == 0) {
      return language.name(head(node));
    }
    var out = new StringBuilder("(").append(language.name(head(node)));
    for (int i = 0; i < arity; i++) {
      out.append(" #").append(child(node, i));
    }
    return out.append(')').toString();
  }

  /** Takes over the arrays of another e-graph, which must not be used any more. */
  void take(EGraphView other) {
    analysis = other.analysis;
    provenance = other.provenance;
    store = other.store;
    ids = other.ids;
    pending = other.pending;
    stale = other.stale;
    nodeCount = other.nodeCount;
    classCount = other.classCount;
    clean = other.clean;
    version++;
    index = null;
  }

  /** Makes the arrays copies of another e-graph's. */
  void copyFrom(EGraphView other) {
    provenance = other.provenance == null ? null : other.provenance.copy();
    store = other.store.copy();
    ids = other.ids.copyUnseen(); // there is no match index yet: all is new to the first
    pending = other.pending.copy();
    stale = other.stale.copy();
    nodeCount = other.nodeCount;
    classCount = other.classCount;
    clean = other.clean;
  }
}
