package paretojit.egraph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import paretojit.egraph.Explanation.Link;
import paretojit.egraph.Explanation.Reason;

/**
 * Finds short explanations in what {@link Provenance} remembers.
 *
 * <p>Between two ids it takes the shortest way over all links, where a rule counts one and a congruence
 * as many as the ways in the forest between its children. A congruence may rest only on links older
 * than itself: so its children are explained by those alone, and since its own way in the forest is
 * among them, no explanation becomes longer than the forest's and every one ends.
 */
final class Explainer {
  private final Provenance p;
  private final Map<Integer, Term> terms = new HashMap<>();
  private final Map<Integer, Long> lengths = new HashMap<>(); // of congruences, along the forest

  Explainer(Provenance provenance) {
    this.p = provenance;
  }

  Explanation explain(int a, int b) {
    return new Explanation(term(a), term(b), links(a, b, p.links()));
  }

  /** The term an id was added for. */
  private Term term(int id) {
    Term known = terms.get(id);
    if (known != null) {
      return known;
    }
    var needed = new java.util.TreeSet<Integer>(); // children are smaller than parents
    var todo = new Ints(16);
    todo.add(id);
    while (!todo.isEmpty()) {
      int n = todo.pop();
      if (needed.add(n)) {
        for (int i = 0; i < p.arity(n); i++) {
          todo.add(p.child(n, i));
        }
      }
    }
    var builder = new Term.Builder(p.language);
    var index = new HashMap<Integer, Integer>();
    for (int n : needed) {
      var kids = new int[p.arity(n)];
      for (int i = 0; i < kids.length; i++) {
        kids[i] = index.getOrDefault(p.child(n, i), -1);
      }
      index.put(n, builder.add(p.head(n), kids));
    }
    Term term = builder.build(index.getOrDefault(id, -1));
    terms.put(id, term);
    return term;
  }

  /** The links from one id to another, over those made before link {@code bound}. */
  private List<Link> links(int a, int b, int bound) {
    var out = new ArrayList<Link>();
    for (int entered : shortest(a, b, bound)) {
      int link = entered >> 1;
      int from = p.end(link, entered & 1);
      int to = p.end(link, 1 - (entered & 1));
      out.add(new Link(term(from), term(to), reason(link, from, to, entered)));
    }
    return out;
  }

  private Reason reason(int link, int from, int to, int entered) {
    if (!p.isCongruence(link)) {
      return new Reason.Rule(p.reason(link), (entered & 1) == 0);
    }
    var children = new ArrayList<List<Link>>();
    for (int i = 0; i < p.arity(from); i++) {
      children.add(links(p.child(from, i), p.child(to, i), link));
    }
    return new Reason.Congruence(children);
  }

  private record Reached(int id, long distance) {}

  /** The way with fewest rule applications, as 2 × link + the end each link is entered at. */
  private int[] shortest(int a, int b, int bound) {
    if (a == b) {
      return Ints.NONE;
    }
    var distance = new HashMap<Integer, Long>();
    var entered = new HashMap<Integer, Integer>();
    var queue = new PriorityQueue<Reached>((x, y) -> Long.compare(x.distance, y.distance));
    distance.put(a, 0L);
    queue.add(new Reached(a, 0));
    while (!queue.isEmpty()) {
      Reached here = queue.remove();
      if (here.id == b) {
        return walkBack(a, b, entered);
      }
      if (here.distance > distance.getOrDefault(here.id, 0L)) {
        continue;
      }
      for (int at = p.firstLink(here.id); at != 0; at = p.nextLink(at)) {
        int link = (at - 1) >> 1;
        if (link < bound) {
          int end = (at - 1) & 1;
          int there = p.end(link, 1 - end);
          long d = Extractor.add(here.distance, weight(link));
          if (d < distance.getOrDefault(there, Long.MAX_VALUE)) {
            distance.put(there, d);
            entered.put(there, 2 * link + end);
            queue.add(new Reached(there, d));
          }
        }
      }
    }
    return p.path(a, b); // only links too long to count lead there
  }

  private int[] walkBack(int a, int b, Map<Integer, Integer> entered) {
    var way = new Ints(8);
    for (int id = b; id != a; ) {
      int e = entered.getOrDefault(id, -1);
      way.add(e);
      id = p.end(e >> 1, e & 1);
    }
    int[] out = way.toArray();
    for (int i = 0, j = out.length - 1; i < j; i++, j--) {
      int swap = out[i];
      out[i] = out[j];
      out[j] = swap;
    }
    return out;
  }

  private long weight(int link) {
    return p.isCongruence(link) ? forestLength(link) : 1;
  }

  /** The rule applications on the forest's ways between the children of a congruence. */
  private long forestLength(int congruence) {
    Long known = lengths.get(congruence);
    if (known != null) {
      return known;
    }
    var stack = new Ints(16);
    stack.add(congruence);
    while (true) {
      int link = stack.get(stack.size - 1);
      long sum = 0;
      int missing = -1;
      int a = p.end(link, 0);
      int b = p.end(link, 1);
      for (int i = 0; i < p.arity(a) && missing < 0; i++) {
        for (int entered : p.path(p.child(a, i), p.child(b, i))) {
          Long length = p.isCongruence(entered >> 1) ? lengths.get(entered >> 1) : (Long) 1L;
          if (length == null) {
            missing = entered >> 1;
            break;
          }
          sum = Extractor.add(sum, length);
        }
      }
      if (missing >= 0) {
        stack.add(missing);
        continue;
      }
      lengths.put(link, sum);
      stack.pop();
      if (stack.isEmpty()) {
        return sum;
      }
    }
  }

  /** For tests: how long an explanation along the forest alone would be. */
  static long forestLength(Provenance p, int a, int b) {
    var e = new Explainer(p);
    long sum = 0;
    for (int entered : p.path(a, b)) {
      sum = Extractor.add(sum, e.weight(entered >> 1));
    }
    return sum;
  }
}
