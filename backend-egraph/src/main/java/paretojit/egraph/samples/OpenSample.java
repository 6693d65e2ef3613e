package paretojit.egraph.samples;

import java.util.List;
import paretojit.egraph.Analysis;
import paretojit.egraph.Language;
import paretojit.egraph.Rewrite;
import paretojit.egraph.RuleReader;

/** Any word is an operator; nothing is known and nothing holds. */
public final class OpenSample implements Sample {
  private final Language language = Language.open();

  @Override
  public Language language() {
    return language;
  }

  @Override
  public Analysis analysis() {
    return Analysis.none();
  }

  @Override
  public RuleReader reader() {
    return new RuleReader(language);
  }

  @Override
  public List<Rewrite> rules() {
    return List.of();
  }
}
