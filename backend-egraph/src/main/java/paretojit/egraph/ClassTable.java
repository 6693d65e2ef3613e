package paretojit.egraph;

import java.util.Arrays;

/**
 * What belongs to a class, as intrusive lists: its members, a ring of node ids, and its uses, a chain
 * of the {@linkplain NodeStore slots} that hold it. Both are joined in constant time.
 */
final class ClassTable {
  private final NodeStore store;

  // by node id: the ring of the members of its class
  int[] next = new int[64];
  int[] prev = new int[64];

  // by class id: a member, and the first and last slot that hold the class; 0 for none
  int[] member = new int[64];
  int[] firstUse = new int[64];
  int[] lastUse = new int[64];

  ClassTable(NodeStore store) {
    this.store = store;
  }

  int capacity() {
    return next.length;
  }

  void ensure(int ids) {
    next = Arrays.copyOf(next, ids);
    prev = Arrays.copyOf(prev, ids);
    member = Arrays.copyOf(member, ids);
    firstUse = Arrays.copyOf(firstUse, ids);
    lastUse = Arrays.copyOf(lastUse, ids);
  }

  /** A class of one node, under its id. */
  void makeClass(int id) {
    next[id] = id;
    prev[id] = id;
    member[id] = id;
  }

  /** Notes that a slot holds a class. */
  void addUse(int cls, int slot) {
    store.link[slot] = firstUse[cls];
    firstUse[cls] = slot;
    if (lastUse[cls] == 0) {
      lastUse[cls] = slot;
    }
  }

  /** Puts the users of a class that are not dead on a list, and drops the slots of dead ones. */
  void pushUsers(int cls, byte[] state, byte dead, Ints list) {
    int[] link = store.link;
    int last = 0;
    for (int s = firstUse[cls]; s != 0; s = link[s]) {
      int user = store.owner(s);
      if (state[user] == dead) {
        continue;
      }
      list.add(user);
      if (last == 0) {
        firstUse[cls] = s;
      } else {
        link[last] = s;
      }
      last = s;
    }
    if (last == 0) {
      firstUse[cls] = 0;
    } else {
      link[last] = 0;
    }
    lastUse[cls] = last;
  }

  /** Gives members and uses of one class to another, behind its own. */
  void join(int winner, int loser) {
    int a = member[winner];
    int b = member[loser];
    if (a == 0 || b == 0) {
      member[winner] = a | b;
    } else {
      int lastA = prev[a];
      int lastB = prev[b];
      next[lastA] = b;
      prev[b] = lastA;
      next[lastB] = a;
      prev[a] = lastB;
    }
    if (firstUse[loser] != 0) {
      if (firstUse[winner] == 0) {
        firstUse[winner] = firstUse[loser];
      } else {
        store.link[lastUse[winner]] = firstUse[loser];
      }
      lastUse[winner] = lastUse[loser];
    }
  }

  /** Takes a member out of its class. */
  void unlink(int node, int cls) {
    int after = next[node];
    if (after == node) {
      member[cls] = 0;
      return;
    }
    next[prev[node]] = after;
    prev[after] = prev[node];
    if (member[cls] == node) {
      member[cls] = after;
    }
  }

  ClassTable copy(NodeStore newStore) {
    var c = new ClassTable(newStore);
    c.next = next.clone();
    c.prev = prev.clone();
    c.member = member.clone();
    c.firstUse = firstUse.clone();
    c.lastUse = lastUse.clone();
    return c;
  }
}
