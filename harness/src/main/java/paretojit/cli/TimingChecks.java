package paretojit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import paretojit.measure.Provenance;

/** The checks of {@code doctor} for what makes times unsound, from the facts that the machine tells. */
final class TimingChecks {
  private static final double QUIET_LOAD = 0.5;
  private static final long LITTLE_MEMORY_BYTES = 2L << 30;
  private static final long SWAP_BYTES = 64L << 20;
  private static final String HIDDEN = "not visible";

  private final Map<String, @Nullable Object> facts;
  private final List<Diagnosis> all = new ArrayList<>();

  private TimingChecks(Map<String, @Nullable Object> facts) {
    this.facts = facts;
  }

  /**
   * All of them.
   *
   * @param facts of {@link Provenance#machine()}
   * @param stealPercent over a few seconds, or null
   */
  static List<Diagnosis> of(Map<String, @Nullable Object> facts, @Nullable Double stealPercent) {
    TimingChecks checks = new TimingChecks(facts);
    checks.load();
    checks.virtualization();
    checks.steal(stealPercent);
    checks.processors();
    checks.freeMemory();
    checks.governor();
    checks.turbo();
    checks.clock();
    checks.battery();
    checks.layout();
    return checks.all;
  }

  /** Fine unless there is advice; a fact that is not visible is no warning. */
  private void add(String name, String detail, boolean isFine, String advice) {
    all.add(isFine ? Diagnosis.fine(name, detail) : Diagnosis.warning(name, detail, advice));
  }

  private void load() {
    if (facts.get("load_average") instanceof Double load) {
      add(
          "load",
          String.format(Locale.ROOT, "%.2f over the last minute", load),
          load < QUIET_LOAD,
          "other programs are running: end them, or wait, before measuring");
    } else {
      all.add(Diagnosis.fine("load", HIDDEN));
    }
  }

  private void virtualization() {
    boolean isVirtual = Boolean.TRUE.equals(facts.get("virtualized"));
    add(
        "virtualization",
        isVirtual ? "a virtual machine" : facts.get("virtualized") == null ? HIDDEN : "none",
        !isVirtual,
        "neighbours may disturb times: compare within one run, take more rounds and forks, or"
            + " measure on a machine of your own");
  }

  private void steal(@Nullable Double percent) {
    add(
        "steal",
        percent == null
            ? HIDDEN
            : String.format(Locale.ROOT, "%.1f %% of processor time during this check", percent),
        percent == null || percent <= Provenance.MOST_STEAL_PERCENT,
        "the host gives this machine's processors to others: measure at another time or elsewhere");
  }

  private void processors() {
    int processors = facts.get("processors") instanceof Integer n ? n : 0;
    Object quota = facts.get("cgroup_cpus");
    if (quota instanceof Double limit
        && facts.get("cpus_online") instanceof Long online
        && limit < online) {
      add(
          "processors",
          String.format(Locale.ROOT, "%d, of which a control group grants %.2f", online, limit),
          false,
          "whoever exceeds the quota is stopped for up to 100 ms: start the container without a"
              + " limit on processor time (cpu.max), or pin it to processors instead");
      return;
    }
    add(
        "processors",
        processors == 0 ? HIDDEN : Integer.toString(processors),
        processors != 1,
        "HotSpot's compiler threads take turns with what is measured: use a machine of two or"
            + " more");
  }

  private void freeMemory() {
    if (facts.get("memory_available_bytes") instanceof Long free) {
      boolean swaps = facts.get("swap_used_bytes") instanceof Long used && used > SWAP_BYTES;
      add(
          "free memory",
          String.format(Locale.ROOT, "%.1f GiB", free / (double) (1 << 30))
              + (swaps ? ", and swap is in use" : ""),
          free >= LITTLE_MEMORY_BYTES && !swaps,
          "what is swapped out comes back in the middle of a sample: end other programs, then"
              + " swapoff -a && swapon -a; or run suites with fewer engines at a time");
    } else {
      all.add(Diagnosis.fine("free memory", HIDDEN));
    }
  }

  private void governor() {
    Object governor = facts.get("governor");
    add(
        "frequency",
        governor == null ? HIDDEN : "governor " + governor,
        governor == null || governor.equals("performance"),
        "sudo cpupower frequency-set -g performance gives steadier times");
  }

  private void turbo() {
    Object off = facts.get("turbo_off");
    add(
        "turbo",
        off == null ? HIDDEN : off.equals("0") ? "on" : "off",
        !"0".equals(off),
        "the clock rate follows temperature and load: echo 1 >"
            + " /sys/devices/system/cpu/intel_pstate/no_turbo, or echo 0 >"
            + " /sys/devices/system/cpu/cpufreq/boost, as root");
  }

  private void clock() {
    Object source = facts.get("clocksource");
    add(
        "clock",
        source == null ? HIDDEN : String.valueOf(source),
        source == null || source.equals("tsc"),
        "reading it may be a system call of a microsecond, which short phases hold: boot with"
            + " clocksource=tsc if the processor's is stable");
  }

  private void battery() {
    Object onBattery = facts.get("on_battery");
    boolean drains = Boolean.TRUE.equals(onBattery);
    add(
        "power",
        onBattery == null ? "no battery" : drains ? "from the battery" : "from the mains",
        !drains,
        "processors are slower on batteries: plug it in");
  }

  private void layout() {
    Object aslr = facts.get("aslr");
    String detail =
        aslr == null
            ? HIDDEN
            : aslr.equals("0")
                ? "the same in every process: forks cannot average over it"
                : "random in every process (ASLR): forks average over it";
    all.add(Diagnosis.fine("address layout", detail));
  }
}
