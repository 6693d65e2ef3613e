package paretojit.egraph;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * An e-graph: a set of terms and an equivalence on them that is closed under congruence.
 *
 * <p>A <em>node</em> is a head over e-classes; an <em>e-class</em> is a set of nodes known to be
 * equal. Adding a node that exists returns the class it is in. {@link #union} makes two classes one
 * and leaves the consequences (nodes that became equal because their children did) for {@link
 * #rebuild}, which handles all of them together; between the two, counts may be too high and
 * look-ups may miss.
 *
 * <p>Nodes and classes share one space of ids from 1: a new node founds a class of its own under its
 * id. {@link #find} leads from any id to the id of the class it is in now; ids stay valid forever.
 * Everything is kept in int arrays (see {@link NodeStore} and {@link IdTable}), lists are joined in
 * constant time, and no operation allocates an object. Equal calls give equal ids: nothing depends on
 * addresses, time or hash seeds.
 *
 * <p>Not thread-safe, not even for reading (look-ups compress paths).
 */
public final class EGraph extends EGraphView {
  private final boolean analysed;
  private final List<EGraph> saved = new ArrayList<>();

  /** An empty e-graph without analysis. */
  public EGraph(Language language) {
    this(language, Analysis.none());
  }

  /** An empty e-graph; the analysis must be a fresh one, used by no other e-graph. */
  public EGraph(Language language, Analysis analysis) {
    this(language, analysis, null);
    analysis.ensure(ids.capacity());
  }

  private EGraph(Language language, Analysis analysis, @Nullable Provenance provenance) {
    super(language, analysis);
    this.analysed = !(analysis instanceof NoAnalysis);
    this.provenance = provenance;
  }

  /**
   * An empty e-graph that can {@linkplain #explain explain} its equalities. It remembers every node in
   * the form in which it was added, so it is slower and larger, and {@code add} returns an id for
   * exactly that form: compare ids with {@link #same}, never with {@code ==}.
   */
  public static EGraph explained(Language language, Analysis analysis) {
    EGraph g = new EGraph(language, analysis, new Provenance(language));
    analysis.ensure(g.ids.capacity());
    return g;
  }

  // ---------------------------------------------------------------- saving and restoring

  /** An independent copy over the same language, with a copy of the analysis. */
  public EGraph copy() {
    var c = new EGraph(language, analysis.copy(), null);
    c.copyFrom(this);
    return c;
  }

  /** Saves the present state for {@link #pop}; costs a copy of everything. */
  public void push() {
    saved.add(copy());
  }

  /**
   * Goes back to the state saved last. Ids from after that {@link #push} mean nothing any more, and
   * {@link #analysis} is another object.
   *
   * @throws IllegalStateException if nothing is saved
   */
  public void pop() {
    if (saved.isEmpty()) {
      throw new IllegalStateException("pop() without push()");
    }
    take(saved.removeLast());
  }

  // ---------------------------------------------------------------- adding and finding

  /** Adds a node without children; returns its class. */
  public int add(int head) {
    if (provenance != null) {
      return addExactly(head, Ints.NONE, 0, 0);
    }
    return intern(begin(head, 0), 0);
  }

  /** Adds a node with one child; returns its class. */
  public int add(int head, int a) {
    if (provenance != null) {
      return addExactly(head, new int[] {a}, 0, 1);
    }
    int r = begin(head, 1);
    store.slab[r + 2] = ids.find(a);
    return intern(r, 1);
  }

  /** Adds a node with two children; returns its class. */
  public int add(int head, int a, int b) {
    if (provenance != null) {
      return addExactly(head, new int[] {a, b}, 0, 2);
    }
    int r = begin(head, 2);
    int[] slab = store.slab;
    slab[r + 2] = ids.find(a);
    slab[r + 3] = ids.find(b);
    return intern(r, 2);
  }

  /** Adds a node whose children are {@code kids[from]}, …; returns its class. */
  public int add(int head, int[] kids, int from, int arity) {
    if (provenance != null) {
      return addExactly(head, kids, from, arity);
    }
    return intern(fill(head, kids, from, arity), arity);
  }

  /** Adds a node with any children; returns its class. */
  public int add(int head, int... children) {
    return add(head, children, 0, children.length);
  }

  /** Adds a term; returns the class of its root. */
  public int add(Term term) {
    var made = new int[term.size()];
    var kids = new int[4];
    for (int n = 0; n < made.length; n++) {
      int arity = term.arity(n);
      kids = Ints.ensure(kids, arity);
      for (int i = 0; i < arity; i++) {
        kids[i] = made[term.child(n, i)];
      }
      made[n] = add(term.head(n), kids, 0, arity);
    }
    return made[term.root()];
  }

  /** The class of a node, or 0 if the e-graph has no such node. */
  public int lookup(int head, int[] kids, int from, int arity) {
    int node = lookupNode(head, kids, from, arity);
    return node == 0 ? 0 : ids.find(node);
  }

  /** The class of a node, or 0 if the e-graph has no such node. */
  public int lookup(int head, int... children) {
    return lookup(head, children, 0, children.length);
  }

  /** The class of a term, or 0 if the e-graph does not hold it. */
  public int lookup(Term term) {
    var made = new int[term.size()];
    for (int n = 0; n < made.length; n++) {
      var kids = new int[term.arity(n)];
      for (int i = 0; i < kids.length; i++) {
        kids[i] = made[term.child(n, i)];
      }
      made[n] = lookup(term.head(n), kids);
      if (made[n] == 0) {
        return 0;
      }
    }
    return made[term.root()];
  }

  /** The node with this content, or 0. */
  int lookupNode(int head, int[] kids, int from, int arity) {
    int r = fill(head, kids, from, arity);
    int found = store.find(r, arity, store.hash(r, arity));
    return found == 0 ? 0 : store.slab[found];
  }

  private int begin(int head, int arity) {
    if (language.arity(head) != arity) {
      throw new IllegalArgumentException(
          language.name(head) + " takes " + language.arity(head) + " children, not " + arity);
    }
    return store.begin(head, arity);
  }

  private int fill(int head, int[] kids, int from, int arity) {
    int r = begin(head, arity);
    int[] slab = store.slab;
    for (int i = 0; i < arity; i++) {
      slab[r + 2 + i] = ids.find(kids[from + i]);
    }
    return r;
  }

  /** The class of the tentative row, which becomes a node if there is none like it. */
  private int intern(int r, int arity) {
    int hash = store.hash(r, arity);
    int found = store.find(r, arity, hash);
    if (found != 0) {
      return ids.find(store.slab[found]);
    }
    int id = makeNode(r, arity, hash);
    return analysed ? analyse(id) : id;
  }

  private int makeNode(int r, int arity, int hash) {
    int id = newId(r);
    store.commit(r, id, arity, hash);
    ids.makeMember(id);
    for (int s = r + 2, end = s + arity; s < end; s++) {
      ids.addUse(store.slab[s], s, store.link);
    }
    nodeCount++;
    classCount++;
    version++;
    return id;
  }

  private int analyse(int id) {
    analysis.make(this, id, id);
    analysis.modify(this, id);
    return ids.find(id);
  }

  /** As {@link #intern}, but a node over other ids of the same classes gets an id of its own. */
  private int addExactly(int head, int[] kids, int from, int arity) {
    Provenance p = Objects.requireNonNull(provenance);
    int r = fill(head, kids, from, arity);
    int known = p.find(head, kids, from, arity);
    if (known != 0) {
      return known;
    }
    int hash = store.hash(r, arity);
    int found = store.find(r, arity, hash);
    if (found == 0) {
      int id = makeNode(r, arity, hash);
      p.record(id, head, kids, from, arity);
      if (analysed) {
        analyse(id);
      }
      return id;
    }
    int twin = store.slab[found];
    int id = newId(0);
    ids.link(ids.find(twin), id);
    p.record(id, head, kids, from, arity);
    p.link(id, twin, Provenance.CONGRUENCE);
    return id;
  }

  private int newId(int row) {
    int before = ids.capacity();
    int id = ids.newId(row);
    if (ids.capacity() != before) {
      analysis.ensure(ids.capacity());
    }
    return id;
  }

  // ---------------------------------------------------------------- equalities

  /**
   * Makes two classes equal; false if they were. The one used by more nodes gives its id to both, the
   * first if there is a tie.
   */
  public boolean union(int a, int b) {
    return union(a, b, "given");
  }

  /** As {@link #union(int, int)}, with a reason for explanations to name. */
  public boolean union(int a, int b, String reason) {
    if (provenance != null) {
      provenance.link(a, b, reason);
    }
    return join(a, b);
  }

  private boolean join(int a, int b) {
    int winner = ids.find(a);
    int loser = ids.find(b);
    if (winner == loser) {
      return false;
    }
    if (ids.weight(winner) < ids.weight(loser)) {
      int swap = winner;
      winner = loser;
      loser = swap;
    }
    clean = false;
    version++;
    classCount--;
    ids.link(winner, loser);
    pushUsers(loser, pending);
    if (analysed) {
      int changed = analysis.merge(this, winner, loser);
      if ((changed & Analysis.INTO_CHANGED) != 0) {
        pushUsers(winner, stale);
      }
      if ((changed & Analysis.FROM_CHANGED) != 0) {
        pushUsers(loser, stale);
      }
    }
    ids.join(winner, loser, store.link);
    if (analysed) {
      analysis.modify(this, winner);
    }
    return true;
  }

  private void pushUsers(int cls, Ints list) {
    ids.pushUsers(cls, store, list);
  }

  /**
   * Restores congruence and the analysis; returns how many unions followed from those made by hand.
   * Only nodes above the classes that changed are visited.
   */
  public int rebuild() {
    int before = classCount;
    int addedBefore = ids.size;
    while (!pending.isEmpty() || !stale.isEmpty()) {
      while (!pending.isEmpty()) {
        repair(pending.pop());
      }
      if (!stale.isEmpty()) {
        reanalyse(stale.pop());
      }
    }
    clean = true;
    return before - classCount + (ids.size - addedBefore);
  }

  /** Brings a node's children up to date; if another node is the same by now, their classes join. */
  private void repair(int node) {
    if (ids.state(node) == IdTable.DEAD) {
      return;
    }
    int[] slab = store.slab;
    int r = ids.row(node);
    int arity = language.arity(~slab[r + 1]);
    int first = r + 2;
    int end = first + arity;
    int changed = first;
    while (changed < end && ids.isRoot(slab[changed])) {
      changed++;
    }
    if (changed == end) {
      return;
    }
    store.remove(r, store.hash(r, arity));
    for (int s = changed; s < end; s++) {
      slab[s] = ids.find(slab[s]);
    }
    int hash = store.hash(r, arity);
    int found = store.find(r, arity, hash);
    version++;
    ids.see(node, 0);
    if (found == 0) {
      store.insert(r, hash);
      return;
    }
    int twin = slab[found];
    int dead = node;
    if (ids.state(node) == IdTable.LIVE && ids.state(twin) == IdTable.PRUNED) {
      store.remove(found, hash);
      store.insert(r, hash);
      dead = twin;
    }
    if (provenance != null) {
      provenance.link(twin, node, Provenance.CONGRUENCE);
    }
    join(twin, node);
    if (ids.state(node) == IdTable.SUBSUMED) {
      drop(twin, IdTable.SUBSUMED);
    }
    drop(dead, IdTable.DEAD);
  }

  /** Makes a node something else than a live member of its class. */
  private void drop(int node, int newState) {
    if (ids.state(node) == IdTable.LIVE) {
      ids.unlink(node, ids.find(node));
      nodeCount--;
    }
    ids.setState(node, newState);
    version++;
  }

  private void reanalyse(int node) {
    if (ids.state(node) == IdTable.DEAD) {
      return;
    }
    analysis.make(this, node, Analysis.SCRATCH);
    int cls = ids.find(node);
    if ((analysis.merge(this, cls, Analysis.SCRATCH) & Analysis.INTO_CHANGED) != 0) {
      dataChanged(cls);
    }
  }

  /** Says that the analysis value of a class was changed from outside, to be propagated. */
  public void dataChanged(int cls) {
    clean = false;
    version++;
    pushUsers(ids.find(cls), stale);
    analysis.modify(this, cls);
  }

  /**
   * Takes the nodes that fail {@code keep} out of a class. They are no longer matched, extracted or
   * counted, but adding one of them again finds this class, and they stay congruent.
   */
  public void prune(int cls, IntPredicate keep) {
    int node = firstNode(cls);
    if (node == 0) {
      return;
    }
    int last = ids.prev(node);
    while (true) {
      int after = ids.next(node);
      boolean done = node == last;
      if (!keep.test(node)) {
        drop(node, IdTable.PRUNED);
      }
      if (done) {
        return;
      }
      node = after;
    }
  }

  /**
   * Takes a member out of its class for good: neither it nor a node that becomes the same is matched,
   * extracted or counted again, but look-ups still find the class.
   */
  public void subsume(int node) {
    requireMember(node);
    drop(node, IdTable.SUBSUMED);
  }

  /** Removes a member as if it had never been added; what it made equal stays equal. */
  public void delete(int node) {
    requireMember(node);
    int r = ids.row(node);
    store.remove(r, store.hash(r, arity(node)));
    drop(node, IdTable.DEAD);
  }

  private void requireMember(int node) {
    if (!isMember(node)) {
      throw new IllegalArgumentException("node " + node + " is no member of a class");
    }
  }

  // ---------------------------------------------------------------- explaining

  /** Whether {@link #explain} works. */
  public boolean isExplained() {
    return provenance != null;
  }

  /** What explanations are made from, or null. */
  @Nullable Provenance provenance() {
    return provenance;
  }

  /**
   * Why two terms are equal.
   *
   * @throws IllegalArgumentException if the e-graph does not know them to be
   * @throws IllegalStateException if this e-graph was not made by {@link #explained}
   */
  public Explanation explain(Term from, Term to) {
    if (provenance == null) {
      throw new IllegalStateException("only an e-graph made by explained() remembers reasons");
    }
    int a = add(from);
    int b = add(to);
    rebuild();
    if (!same(a, b)) {
      throw new IllegalArgumentException("not known to be equal: " + from + " and " + to);
    }
    return new Explainer(provenance).explain(a, b);
  }

  /** The index patterns are matched on; made again after changes. */
  MatchIndex matchIndex() {
    if (!clean) {
      throw new IllegalStateException("rebuild() the e-graph before searching it");
    }
    MatchIndex current = index;
    if (current == null || current.version() != version) {
      current = new MatchIndex(this, store, ids, current, indexes++);
      index = current;
    }
    return current;
  }

  /** Checks everything the arrays promise each other; for tests. Costs time linear in the size. */
  public void checkInvariants() {
    new Invariants(this, store, ids).check();
  }
}
