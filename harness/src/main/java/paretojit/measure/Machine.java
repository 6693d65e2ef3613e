package paretojit.measure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a Linux machine tells of itself under {@code /proc} and {@code /sys}. What it does not is null. */
public final class Machine {
  private static final String CPUFREQ = "sys/devices/system/cpu/";

  private final Path root;

  /**
   * A machine.
   *
   * @param root of the file system in which {@code proc} and {@code sys} are
   */
  public Machine(Path root) {
    this.root = root;
  }

  /** The one that this runs on. */
  public static Machine here() {
    return new Machine(Path.of("/"));
  }

  /** By the names of {@code provenance.json}; docs/data.md explains them. */
  public Map<String, @Nullable Object> facts() {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    String cpuinfo = read("proc/cpuinfo");
    facts.put("cpu", field(cpuinfo, "model name"));
    facts.put("microcode", field(cpuinfo, "microcode"));
    facts.put("memory_bytes", memory("MemTotal"));
    facts.put("memory_available_bytes", memory("MemAvailable"));
    facts.put("swap_used_bytes", swapUsed());
    String flags = field(cpuinfo, "flags");
    facts.put("virtualized", flags == null ? null : (" " + flags + " ").contains(" hypervisor "));
    facts.put("governor", read(CPUFREQ + "cpu0/cpufreq/scaling_governor"));
    facts.put("turbo_off", turboOff());
    facts.put(
        "clocksource", read("sys/devices/system/clocksource/clocksource0/current_clocksource"));
    facts.put("on_battery", onBattery());
    facts.put("aslr", read("proc/sys/kernel/randomize_va_space"));
    facts.put("cpus_online", cpusOnline());
    facts.put("cgroup_cpus", cgroupCpus());
    facts.put("load_average", loadAverage());
    return facts;
  }

  /** Processes that ran or wanted to, on average over the last minute. */
  @Nullable Double loadAverage() {
    String text = read("proc/loadavg");
    return text == null ? null : number(text.split("\\s+")[0]);
  }

  /** Memory that programs could still get. */
  @Nullable Long memoryAvailable() {
    return memory("MemAvailable");
  }

  private @Nullable Long memory(String name) {
    String kilobytes = field(read("proc/meminfo"), name);
    return kilobytes == null ? null : Long.parseLong(kilobytes.replaceAll("\\D", "")) * 1024;
  }

  private @Nullable Long swapUsed() {
    Long total = memory("SwapTotal");
    Long free = memory("SwapFree");
    return total == null || free == null ? null : total - free;
  }

  /** {@code 1} if it is off and {@code 0} if not, as Intel's driver says; AMD's says the opposite. */
  private @Nullable String turboOff() {
    String boost = read(CPUFREQ + "cpufreq/boost");
    String other = boost == null ? null : boost.equals("0") ? "1" : "0";
    String off = read(CPUFREQ + "intel_pstate/no_turbo");
    return off == null ? other : off;
  }

  /** Null if there is no battery. */
  private @Nullable Boolean onBattery() {
    Boolean onBattery = null;
    try (DirectoryStream<Path> supplies =
        Files.newDirectoryStream(root.resolve("sys/class/power_supply"))) {
      for (Path supply : supplies) {
        String folder = root.relativize(supply) + "/";
        if ("Battery".equals(read(folder + "type"))) {
          boolean drains = "Discharging".equals(read(folder + "status"));
          onBattery = drains || Boolean.TRUE.equals(onBattery);
        }
      }
    } catch (IOException e) {
      return null;
    }
    return onBattery;
  }

  private @Nullable Long cpusOnline() {
    String stat = read("proc/stat");
    return stat == null ? null : stat.lines().filter(line -> line.matches("cpu\\d+ .*")).count();
  }

  // ---- control groups ----

  /** Processors' worth of time that this process' groups may use; null if it is not limited. */
  private @Nullable Double cgroupCpus() {
    Double least = null;
    for (String group : groups()) {
      Double quota = quota(read(group + "/cpu.max"));
      if (quota == null) {
        String micros = read(group + "/cpu.cfs_quota_us");
        quota = quota(micros + " " + read(group + "/cpu.cfs_period_us"));
      }
      least = quota == null || least != null && least < quota ? least : quota;
    }
    return least;
  }

  /** This process' groups and those that these are in, of either version. */
  private List<String> groups() {
    List<String> groups = new ArrayList<>();
    String own = read("proc/self/cgroup");
    for (String line : own == null ? List.<String>of() : own.lines().toList()) {
      String[] parts = line.split(":", 3);
      boolean isUnified = parts[0].equals("0");
      if (parts.length == 3 && (isUnified || List.of(parts[1].split(",")).contains("cpu"))) {
        String base = isUnified ? "sys/fs/cgroup" : "sys/fs/cgroup/cpu";
        for (String path = parts[2].replaceAll("/$", "");
            !path.isEmpty();
            path = path.substring(0, path.lastIndexOf('/'))) {
          groups.add(base + path);
        }
        groups.add(base);
      }
    }
    return groups;
  }

  /** Of {@code QUOTA PERIOD}; no limit is {@code max} or below 0. */
  private static @Nullable Double quota(@Nullable String text) {
    String[] parts = text == null ? new String[0] : text.split("\\s+");
    if (parts.length < 2) {
      return null;
    }
    Double quota = number(parts[0]);
    Double period = number(parts[1]);
    return quota == null || period == null || quota <= 0 || period <= 0 ? null : quota / period;
  }

  // ---- files ----

  private static @Nullable Double number(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable String field(@Nullable String text, String name) {
    if (text == null) {
      return null;
    }
    Matcher m = Pattern.compile("^" + name + "\\s*:\\s*(.*)$", Pattern.MULTILINE).matcher(text);
    return m.find() ? m.group(1) : null;
  }

  private @Nullable String read(String file) {
    try {
      return Files.readString(root.resolve(file)).strip();
    } catch (IOException e) {
      return null;
    }
  }
}
