package paretojit.egraph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an e-graph remembers to explain itself: for each id the node it was added for, over ids that
 * stand for terms themselves; and links between ids, each with the reason that made it.
 *
 * <p>The links that joined classes form a forest, one tree for each class, kept as parent pointers
 * towards a root that moves (Nieuwenhuis and Oliveras, Proof-producing congruence closure, RTA 2005):
 * the path between two ids is why they are equal. A link by congruence rests on links that are older
 * than itself, so every explanation ends. Links that found their ends equal already are kept too; they
 * may offer shorter ways.
 */
final class Provenance {
  /** The reason of a link between nodes with one head and equal children. */
  static final String CONGRUENCE = "";

  private static final int CONGRUENT = 0;

  final Language language;
  private final UniqueRows rows = new UniqueRows();
  private final List<String> reasons = new ArrayList<>(List.of(CONGRUENCE));
  private final Map<String, Integer> reasonIds = new HashMap<>(Map.of(CONGRUENCE, CONGRUENT));

  // links, in the order they were made: the ids, the reason, the next link of either id
  private final Ints ends = new Ints(64);
  private final Ints reason = new Ints(64);
  private final Ints nextLink = new Ints(64);

  // by id
  private int[] row = new int[64]; // in rows
  private int[] firstLink = new int[64]; // 2 × link + end + 1
  private int[] up = new int[64]; // towards the root of its tree, 0 at the root
  private int[] upLink = new int[64]; // the link to it

  Provenance(Language language) {
    this.language = language;
  }

  Provenance copy() {
    var c = new Provenance(language);
    rows.copyTo(c.rows);
    c.reasons.clear();
    c.reasons.addAll(reasons);
    c.reasonIds.putAll(reasonIds);
    ends.copyTo(c.ends);
    reason.copyTo(c.reason);
    nextLink.copyTo(c.nextLink);
    c.row = row.clone();
    c.firstLink = firstLink.clone();
    c.up = up.clone();
    c.upLink = upLink.clone();
    return c;
  }

  /** The id recorded for a node over exactly these ids, or 0. */
  int find(int head, int[] ids, int from, int arity) {
    return rows.find(head, ids, from, arity);
  }

  void record(int id, int head, int[] ids, int from, int arity) {
    if (id >= row.length) {
      int length = Math.max(id + 1, NodeStore.grown(row.length));
      row = Arrays.copyOf(row, length);
      firstLink = Arrays.copyOf(firstLink, length);
      up = Arrays.copyOf(up, length);
      upLink = Arrays.copyOf(upLink, length);
    }
    row[id] = rows.add(id, head, ids, from, arity);
  }

  int head(int id) {
    return rows.head(row[id]);
  }

  int arity(int id) {
    return language.arity(head(id));
  }

  /** Child {@code i} of the node an id was recorded for; smaller than the id. */
  int child(int id, int i) {
    return rows.child(row[id], i);
  }

  /** Notes why two ids are equal. */
  void link(int a, int b, String why) {
    if (a == b) {
      return;
    }
    boolean joins = root(a) != root(b);
    if (!joins && (why.equals(CONGRUENCE) || linked(a, b))) {
      return;
    }
    int link = reason.size;
    ends.add(a);
    ends.add(b);
    reason.add(
        reasonIds.computeIfAbsent(
            why,
            name -> {
              reasons.add(name);
              return reasons.size() - 1;
            }));
    nextLink.add(firstLink[a]);
    nextLink.add(firstLink[b]);
    firstLink[a] = 2 * link + 1;
    firstLink[b] = 2 * link + 2;
    if (joins) {
      moveRoot(a);
      up[a] = b;
      upLink[a] = link;
    }
  }

  private boolean linked(int a, int b) {
    for (int l = firstLink[a]; l != 0; l = nextLink.get(l - 1)) {
      if (ends.get((l - 1) ^ 1) == b) {
        return true;
      }
    }
    return false;
  }

  private int root(int id) {
    while (up[id] != 0) {
      id = up[id];
    }
    return id;
  }

  /** Turns the pointers from {@code id} to the root round, so that it becomes the root. */
  private void moveRoot(int id) {
    int below = 0;
    int belowLink = 0;
    while (id != 0) {
      int above = up[id];
      int aboveLink = upLink[id];
      up[id] = below;
      upLink[id] = belowLink;
      below = id;
      belowLink = aboveLink;
      id = above;
    }
  }

  int links() {
    return reason.size;
  }

  /** One end of a link, 0 or 1. */
  int end(int link, int which) {
    return ends.get(2 * link + which);
  }

  boolean isCongruence(int link) {
    return reason.get(link) == CONGRUENT;
  }

  String reason(int link) {
    return reasons.get(reason.get(link));
  }

  /** The first link of an id and the end it is at, as 2 × link + end + 1, or 0. */
  int firstLink(int id) {
    return firstLink[id];
  }

  int nextLink(int at) {
    return nextLink.get(at - 1);
  }

  /** The links on the way between two ids of one tree, as 2 × link + the end it is entered at. */
  int[] path(int a, int b) {
    int depthA = depth(a);
    int depthB = depth(b);
    var forth = new Ints(8);
    var back = new Ints(8);
    while (a != b) {
      if (depthA >= depthB) {
        forth.add(2 * upLink[a] + (end(upLink[a], 0) == a ? 0 : 1));
        a = up[a];
        depthA--;
      } else {
        back.add(2 * upLink[b] + (end(upLink[b], 0) == b ? 1 : 0));
        b = up[b];
        depthB--;
      }
    }
    for (int i = back.size - 1; i >= 0; i--) {
      forth.add(back.get(i));
    }
    return forth.toArray();
  }

  private int depth(int id) {
    int depth = 0;
    while (up[id] != 0) {
      id = up[id];
      depth++;
    }
    return depth;
  }
}
