package paretojit.measure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import paretojit.engine.Session;

/**
 * Times compilations of one program on one engine. Totals are taken around compilations that never
 * read the clock themselves; phases come from other compilations in between.
 */
public final class Compilations {
  private final Session session;
  private final Samples total = new Samples();
  private final Samples codegen = new Samples();
  private final Map<String, Samples> phases = new LinkedHashMap<>();
  private Map<String, Long> counters = Map.of();
  private OptionalLong codeBytes = OptionalLong.empty();

  /** Nothing is compiled yet. */
  public Compilations(Session session) {
    this.session = session;
  }

  /** Compiles for a while and at least so many times, timing nothing. */
  public void warmUp(long nanos, int atLeast) {
    long end = System.nanoTime() + nanos;
    for (int k = 0; k < atLeast || System.nanoTime() < end; k++) {
      session.compile(k % 2 != 0);
    }
  }

  /** Takes a sample of the total, and one of the phases if {@code withPhases}. */
  public void sample(boolean withPhases) {
    Session.Compilation whole = session.compile(false);
    whole.nanos().ifPresent(total::add);
    codeBytes = whole.codeBytes();
    if (withPhases) {
      Session.Compilation inPhases = session.compile(true);
      inPhases.codegenNanos().ifPresent(codegen::add);
      inPhases
          .phaseNanos()
          .forEach((name, nanos) -> phases.computeIfAbsent(name, n -> new Samples()).add(nanos));
      counters = inPhases.counters();
    }
  }

  /** From the program's bytes to callable code; none if the engine cannot tell. */
  public Samples total() {
    return total;
  }

  /** From IR to callable code; none if the engine knows no IR. */
  public Samples codegen() {
    return codegen;
  }

  /** By phase, in order of first appearance. */
  public Map<String, Samples> phases() {
    return phases;
  }

  /** What the latest compilation in phases counted. */
  public Map<String, Long> counters() {
    return counters;
  }

  /** The size of the code, if the engine can tell. */
  public OptionalLong codeBytes() {
    return codeBytes;
  }
}
