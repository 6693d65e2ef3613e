package paretojit.egraph;

import java.util.Arrays;

/**
 * What belongs to each id: which set it is in, and one record of eight ints side by side, so that an
 * operation on a node or class touches one cache line besides. Sets have an array of their own: they
 * are asked for most, and it is small enough to stay in the cache.
 *
 * <pre>
 *   up         by id: towards the root of its set; at a root −1−weight
 *
 *   ROW        by node: where it begins in {@link NodeStore#slab}; 0 for an id without a node
 *   NEXT PREV  by node: the ring of the members of its class
 *   MEMBER     by class: one of its members, 0 for none
 *   FIRST_USE  by class: the first {@linkplain NodeStore slot} that holds it; {@link NodeStore#slab}
 *   LAST_USE   chains them; 0 for none
 *   SEEN       by node: its class in the latest match index, 0 if new or changed since, and its state
 * </pre>
 *
 * <p>The sets are a union-find with path halving; the weight of a set counts the slots that name it.
 * Members and uses of two classes are joined in constant time.
 */
final class IdTable {
  private static final int ROW = 0;
  private static final int NEXT = 1;
  private static final int PREV = 2;
  private static final int MEMBER = 3;
  private static final int FIRST_USE = 4;
  private static final int LAST_USE = 5;
  private static final int SEEN = 6;

  /** An id's record begins at the id times eight. */
  private static final int SHIFT = 3;

  static final int DEAD = 0; // a duplicate of another node, or deleted: out of every index
  static final int LIVE = 1; // a member of its class
  static final int PRUNED = 2; // found by look-ups and kept congruent, but no member
  static final int SUBSUMED = 3; // pruned for good: a node that becomes the same is, too
  private static final int STATE_BITS = 2;
  private static final int STATE_MASK = 3;

  private int[] up = new int[64];
  private int[] at = new int[64 << SHIFT];

  /** One more than the largest id; ids begin at 1. */
  int size = 1;

  /** How many ids there is room for. */
  int capacity() {
    return up.length;
  }

  /** The next id, dead, as a set and class of its own with a row but no members. */
  int newId(int row) {
    int id = size++;
    if (id == up.length) {
      up = Arrays.copyOf(up, NodeStore.grown(id));
      at = Arrays.copyOf(at, up.length << SHIFT);
    }
    up[id] = -1;
    at[(id << SHIFT) + ROW] = row;
    return id;
  }

  /** Makes a node the only member of its class. */
  void makeMember(int id) {
    int p = id << SHIFT;
    at[p + NEXT] = id;
    at[p + PREV] = id;
    at[p + MEMBER] = id;
    at[p + SEEN] = LIVE;
  }

  int row(int id) {
    return at[(id << SHIFT) + ROW];
  }

  // ---------------------------------------------------------------- states

  int state(int id) {
    return at[(id << SHIFT) + SEEN] & STATE_MASK;
  }

  void setState(int id, int state) {
    int p = (id << SHIFT) + SEEN;
    at[p] = at[p] & ~STATE_MASK | state;
  }

  /** The class the node was in when it was last {@linkplain #see seen}, or 0. */
  int seenIn(int id) {
    return at[(id << SHIFT) + SEEN] >>> STATE_BITS;
  }

  void see(int id, int cls) {
    int p = (id << SHIFT) + SEEN;
    at[p] = at[p] & STATE_MASK | cls << STATE_BITS;
  }

  // ---------------------------------------------------------------- sets

  boolean isRoot(int id) {
    return up[id] < 0;
  }

  int find(int id) {
    int[] u = up;
    int parent = u[id];
    if (parent < 0) {
      return id;
    }
    int grand = u[parent];
    while (grand >= 0) { // halve the path: every other node skips to its grandparent
      u[id] = grand;
      id = grand;
      parent = u[id];
      if (parent < 0) {
        return id;
      }
      grand = u[parent];
    }
    return parent;
  }

  int weight(int root) {
    return -1 - up[root];
  }

  /** Hangs root {@code loser} below root {@code winner} and adds its weight. */
  void link(int winner, int loser) {
    up[winner] += up[loser] + 1;
    up[loser] = winner;
  }

  // ---------------------------------------------------------------- members

  int member(int cls) {
    return at[(cls << SHIFT) + MEMBER];
  }

  int next(int node) {
    return at[(node << SHIFT) + NEXT];
  }

  int prev(int node) {
    return at[(node << SHIFT) + PREV];
  }

  /** Takes a member out of its class. */
  void unlink(int node, int cls) {
    int[] t = at;
    int after = t[(node << SHIFT) + NEXT];
    int m = (cls << SHIFT) + MEMBER;
    if (after == node) {
      t[m] = 0;
      return;
    }
    int before = t[(node << SHIFT) + PREV];
    t[(before << SHIFT) + NEXT] = after;
    t[(after << SHIFT) + PREV] = before;
    if (t[m] == node) {
      t[m] = after;
    }
  }

  // ---------------------------------------------------------------- uses

  int firstUse(int cls) {
    return at[(cls << SHIFT) + FIRST_USE];
  }

  int lastUse(int cls) {
    return at[(cls << SHIFT) + LAST_USE];
  }

  /** Notes that a slot holds a class, and counts it in the weight. */
  void addUse(int cls, int slot, int[] link) {
    int[] t = at;
    int p = cls << SHIFT;
    int first = t[p + FIRST_USE];
    link[slot] = first;
    t[p + FIRST_USE] = slot;
    if (first == 0) {
      t[p + LAST_USE] = slot;
    }
    up[cls]--;
  }

  /** Puts the users of a class that are not dead on a list, and drops the slots of dead ones. */
  void pushUsers(int cls, NodeStore store, Ints list) {
    int[] t = at;
    int[] link = store.link;
    int p = cls << SHIFT;
    int last = 0;
    for (int s = t[p + FIRST_USE]; s != 0; s = link[s]) {
      int user = store.owner(s);
      if ((t[(user << SHIFT) + SEEN] & STATE_MASK) == DEAD) {
        continue;
      }
      list.add(user);
      if (last == 0) {
        t[p + FIRST_USE] = s;
      } else {
        link[last] = s;
      }
      last = s;
    }
    if (last == 0) {
      t[p + FIRST_USE] = 0;
    } else {
      link[last] = 0;
    }
    t[p + LAST_USE] = last;
  }

  /** Gives members and uses of one class to another, behind its own. */
  void join(int winner, int loser, int[] link) {
    int[] t = at;
    int w = winner << SHIFT;
    int l = loser << SHIFT;
    int a = t[w + MEMBER];
    int b = t[l + MEMBER];
    if (a == 0 || b == 0) {
      t[w + MEMBER] = a | b;
    } else {
      int lastA = t[(a << SHIFT) + PREV];
      int lastB = t[(b << SHIFT) + PREV];
      t[(lastA << SHIFT) + NEXT] = b;
      t[(b << SHIFT) + PREV] = lastA;
      t[(lastB << SHIFT) + NEXT] = a;
      t[(a << SHIFT) + PREV] = lastB;
    }
    int firstOfLoser = t[l + FIRST_USE];
    if (firstOfLoser != 0) {
      if (t[w + FIRST_USE] == 0) {
        t[w + FIRST_USE] = firstOfLoser;
      } else {
        link[t[w + LAST_USE]] = firstOfLoser;
      }
      t[w + LAST_USE] = t[l + LAST_USE];
    }
  }

  /** A copy in which no node was seen by a match index. */
  IdTable copyUnseen() {
    var c = new IdTable();
    c.up = up.clone();
    c.at = at.clone();
    c.size = size;
    for (int id = 1; id < size; id++) {
      c.see(id, 0);
    }
    return c;
  }
}
