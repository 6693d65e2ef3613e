package paretojit.egraph;

import java.util.ArrayList;
import java.util.List;
import paretojit.egraph.Explanation.Link;
import paretojit.egraph.Explanation.Reason;
import paretojit.egraph.Explanation.Step;

/** Turns a tree of links into steps on whole terms. */
final class ExplanationFlattener {
  private final List<Step> steps = new ArrayList<>();
  private final List<Integer> path = new ArrayList<>();
  private Term current;

  ExplanationFlattener(Term from) {
    current = from;
  }

  List<Step> flatten(List<Link> links) {
    for (Link link : links) {
      switch (link.reason()) {
        case Reason.Rule r -> {
          current = current.replace(path, link.to());
          steps.add(new Step(current, r.name(), r.forward(), List.copyOf(path)));
        }
        case Reason.Congruence c -> {
          for (int i = 0; i < c.children().size(); i++) {
            path.add(i);
            flatten(c.children().get(i));
            path.removeLast();
          }
        }
      }
    }
    return steps;
  }
}
