package paretojit.rewrite.prove;

import java.util.Locale;

/** How sure it is that a rule is right. */
public enum Status {
  /** No values at all contradict it, at any of its types. */
  PROVED,
  /** No value that was tried contradicts it; at some type there is no proof within the limits. */
  TESTED,
  /** There are values at which it is wrong. */
  REFUTED;

  /** In lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
