package paretojit.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines that are a few files. */
class MachineTest {
  @TempDir Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private @Nullable Object fact(String name) {
    return new Machine(root).facts().get(name);
  }

  @Test
  void whatIsNotThereIsNull() {
    Map<String, @Nullable Object> facts = new Machine(root).facts();
    assertEquals(14, facts.size());
    facts.forEach((name, value) -> assertNull(value, name));
    assertNull(CpuTime.read(root));
  }

  @Test
  void processorAndMemory() throws IOException {
    write(
        "proc/cpuinfo", "processor\t: 0\nmodel name\t: Some CPU\nflags\t\t: fpu hypervisor sse\n");
    write("proc/meminfo", "MemTotal: 8 kB\nMemAvailable: 5 kB\nSwapTotal: 7 kB\nSwapFree: 3 kB\n");
    write("proc/loadavg", "0.25 1.00 2.00 1/99 4711\n");
    write("proc/stat", "cpu  1 2 3 4 5 6 7 8 9 10\ncpu0 1 1\ncpu1 1 1\nintr 5\n");
    assertEquals("Some CPU", fact("cpu"));
    assertEquals(true, fact("virtualized"));
    assertEquals(8L * 1024, fact("memory_bytes"));
    assertEquals(5L * 1024, fact("memory_available_bytes"));
    assertEquals(4L * 1024, fact("swap_used_bytes"));
    assertEquals(0.25, fact("load_average"));
    assertEquals(2L, fact("cpus_online"));
    write("proc/cpuinfo", "flags\t\t: fpu nohypervisor\n");
    assertEquals(false, fact("virtualized"));
  }

  @Test
  void turboIsToldByTwoDriversInTwoWays() throws IOException {
    write("sys/devices/system/cpu/cpufreq/boost", "1\n");
    assertEquals("0", fact("turbo_off"));
    write("sys/devices/system/cpu/cpufreq/boost", "0\n");
    assertEquals("1", fact("turbo_off"));
    write("sys/devices/system/cpu/intel_pstate/no_turbo", "0\n");
    assertEquals("0", fact("turbo_off"));
  }

  @Test
  void oneBatteryThatDrainsIsEnough() throws IOException {
    write("sys/class/power_supply/AC/type", "Mains\n");
    assertNull(fact("on_battery"));
    write("sys/class/power_supply/BAT0/type", "Battery\n");
    write("sys/class/power_supply/BAT0/status", "Full\n");
    assertEquals(false, fact("on_battery"));
    write("sys/class/power_supply/BAT1/type", "Battery\n");
    write("sys/class/power_supply/BAT1/status", "Discharging\n");
    assertEquals(true, fact("on_battery"));
  }

  @Test
  void theNarrowestControlGroupCounts() throws IOException {
    write("proc/self/cgroup", "0::/a/b\n");
    write("sys/fs/cgroup/cpu.max", "max 100000\n");
    assertNull(fact("cgroup_cpus"));
    write("sys/fs/cgroup/a/cpu.max", "150000 100000\n");
    write("sys/fs/cgroup/a/b/cpu.max", "300000 100000\n");
    assertEquals(1.5, fact("cgroup_cpus"));
  }

  @Test
  void controlGroupsOfTheFirstVersion() throws IOException {
    write("proc/self/cgroup", "3:cpuset:/\n2:cpu,cpuacct:/job\n");
    write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
    write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
    assertNull(fact("cgroup_cpus"));
    write("sys/fs/cgroup/cpu/job/cpu.cfs_quota_us", "50000\n");
    write("sys/fs/cgroup/cpu/job/cpu.cfs_period_us", "100000\n");
    assertEquals(0.5, fact("cgroup_cpus"));
  }

  @Test
  void stealIsAShareOfAllProcessorTime() throws IOException {
    write("proc/stat", "cpu  100 0 0 100 0 0 0 10 5 5\n");
    CpuTime then = CpuTime.read(root);
    assertEquals(new CpuTime(210, 10), then);
    assertNull(CpuTime.stealPercent(then, then));
    write("proc/stat", "cpu  140 0 10 140 0 0 0 20 9 9\n");
    assertEquals(10.0, CpuTime.stealPercent(then, CpuTime.read(root)));
    assertNull(CpuTime.stealPercent(null, then));
    write("proc/stat", "cpu  1 2 3\n"); // kernels before steal
    assertNull(CpuTime.read(root));
  }
}
