package paretojit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimingChecksTest {
  /** A machine made for measuring. */
  private static Map<String, @Nullable Object> quiet() {
    Map<String, @Nullable Object> facts = new HashMap<>();
    facts.put("processors", 8);
    facts.put("cpus_online", 8L);
    facts.put("load_average", 0.1);
    facts.put("virtualized", false);
    facts.put("memory_available_bytes", 8L << 30);
    facts.put("swap_used_bytes", 0L);
    facts.put("governor", "performance");
    facts.put("turbo_off", "1");
    facts.put("clocksource", "tsc");
    facts.put("on_battery", false);
    facts.put("aslr", "2");
    return facts;
  }

  private static Set<String> warnings(Map<String, @Nullable Object> facts, @Nullable Double steal) {
    Set<String> names = new TreeSet<>();
    for (Diagnosis each : TimingChecks.of(facts, steal)) {
      if (each.verdict().equals(Diagnosis.WARNING)) {
        names.add(each.name());
        assertFalse(each.advice().isEmpty(), each.name() + " does not say what to do");
      }
    }
    return names;
  }

  private static Set<String> warningsWith(String fact, Object value) {
    Map<String, @Nullable Object> facts = quiet();
    facts.put(fact, value);
    return warnings(facts, 0.0);
  }

  @Test
  void aQuietMachineHasNone() {
    assertEquals(Set.of(), warnings(quiet(), 0.2));
  }

  @Test
  void whatIsNotVisibleIsNoWarning() {
    assertEquals(Set.of(), warnings(Map.of(), null));
  }

  @Test
  void eachDisturbanceHasItsOwn() {
    assertEquals(Set.of("steal"), warnings(quiet(), 1.5));
    assertEquals(Set.of("load"), warningsWith("load_average", 2.0));
    assertEquals(Set.of("virtualization"), warningsWith("virtualized", true));
    assertEquals(Set.of("processors"), warningsWith("processors", 1));
    assertEquals(Set.of("processors"), warningsWith("cgroup_cpus", 1.5));
    assertEquals(Set.of(), warningsWith("cgroup_cpus", 8.0));
    assertEquals(Set.of("free memory"), warningsWith("memory_available_bytes", 1L << 30));
    assertEquals(Set.of("free memory"), warningsWith("swap_used_bytes", 1L << 30));
    assertEquals(Set.of("frequency"), warningsWith("governor", "powersave"));
    assertEquals(Set.of("turbo"), warningsWith("turbo_off", "0"));
    assertEquals(Set.of("clock"), warningsWith("clocksource", "hpet"));
    assertEquals(Set.of("power"), warningsWith("on_battery", true));
  }

  @Test
  void addressLayoutIsToldAndNoWarning() {
    assertEquals(Set.of(), warningsWith("aslr", "0"));
    List<String> names = TimingChecks.of(quiet(), null).stream().map(Diagnosis::name).toList();
    assertEquals("address layout", names.getLast());
  }
}
