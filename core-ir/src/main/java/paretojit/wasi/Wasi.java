package paretojit.wasi;

import static paretojit.wasi.Errno.BADF;
import static paretojit.wasi.Errno.FAULT;
import static paretojit.wasi.Errno.INVAL;
import static paretojit.wasi.Errno.IO;
import static paretojit.wasi.Errno.NOSYS;
import static paretojit.wasi.Errno.SPIPE;
import static paretojit.wasi.Errno.SUCCESS;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import paretojit.ir.Signature;
import paretojit.ir.Type;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.LinearMemory;
import paretojit.runtime.ProcExit;

/**
 * The host functions of {@code wasi_snapshot_preview1}: arguments, environment, clocks, random
 * numbers, the three standard streams and exit. There is no file system: descriptors above 2 do not
 * exist, and the remaining calls answer ENOSYS.
 *
 * <pre>{@code
 * Wasi wasi = Wasi.builder().args(List.of("prog", "-v")).stdout(System.out).build();
 * Instance instance = compiled.instantiate(store, wasi.imports());
 * int status = Wasi.run(instance);
 * }</pre>
 */
public final class Wasi {
  /** The module name that programs import from. */
  public static final String MODULE = "wasi_snapshot_preview1";

  private static final int FILETYPE_CHARACTER_DEVICE = 2;
  private static final int RIGHT_READ = 1 << 1;
  private static final int RIGHT_WRITE = 1 << 6;
  private static final int CLOCKS = 4;
  private static final int REALTIME = 0;
  private static final int SUBSCRIPTION_BYTES = 48;
  private static final int EVENT_BYTES = 32;
  private static final int FILESTAT_BYTES = 64;

  private final List<byte[]> args;
  private final List<byte[]> environment;
  private final InputStream stdin;
  private final OutputStream stdout;
  private final OutputStream stderr;
  private final SplittableRandom random;
  private final boolean[] open = {true, true, true};

  private Wasi(Builder builder) {
    this.args = strings(builder.args);
    this.environment =
        strings(
            builder.environment.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList());
    this.stdin = builder.stdin;
    this.stdout = builder.stdout;
    this.stderr = builder.stderr;
    this.random = builder.random;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** What a program is given. By default nothing: no arguments, empty input, output discarded. */
  public static final class Builder {
    private List<String> args = List.of();
    private Map<String, String> environment = Map.of();
    private InputStream stdin = InputStream.nullInputStream();
    private OutputStream stdout = OutputStream.nullOutputStream();
    private OutputStream stderr = OutputStream.nullOutputStream();
    private SplittableRandom random = new SplittableRandom();

    private Builder() {}

    /** The program's name first. */
    public Builder args(List<String> words) {
      args = List.copyOf(words);
      return this;
    }

    public Builder environment(Map<String, String> variables) {
      environment = Map.copyOf(variables);
      return this;
    }

    public Builder stdin(InputStream stream) {
      stdin = stream;
      return this;
    }

    public Builder stdout(OutputStream stream) {
      stdout = stream;
      return this;
    }

    public Builder stderr(OutputStream stream) {
      stderr = stream;
      return this;
    }

    /** Makes the random numbers the same in every run. */
    public Builder randomSeed(long seed) {
      random = new SplittableRandom(seed);
      return this;
    }

    public Wasi build() {
      return new Wasi(this);
    }
  }

  /** Runs a program's {@code _start}, and gives its exit status. */
  public static int run(Instance instance) {
    try {
      instance.invoke("_start");
      return 0;
    } catch (ProcExit exit) {
      return exit.status();
    }
  }

  /** A call: its arguments as the program passed them, and the result is its error number. */
  @FunctionalInterface
  private interface Call {
    int call(LinearMemory memory, long[] args) throws IOException, InterruptedException;
  }

  /** All functions of the interface, for a module to import. */
  public Imports imports() {
    Imports imports = new Imports();
    define(imports, "args_get", "ii", (memory, a) -> putStrings(memory, args, a[0], a[1]));
    define(imports, "args_sizes_get", "ii", (memory, a) -> putSizes(memory, args, a[0], a[1]));
    define(
        imports, "environ_get", "ii", (memory, a) -> putStrings(memory, environment, a[0], a[1]));
    define(
        imports,
        "environ_sizes_get",
        "ii",
        (memory, a) -> putSizes(memory, environment, a[0], a[1]));
    define(imports, "clock_res_get", "ii", (memory, a) -> clockResolution(memory, a[0], a[1]));
    define(imports, "clock_time_get", "ili", (memory, a) -> clockTime(memory, a[0], a[2]));
    define(imports, "random_get", "ii", (memory, a) -> random(memory, a[0], a[1]));
    define(imports, "sched_yield", "", (memory, a) -> SUCCESS);
    define(imports, "poll_oneoff", "iiii", this::poll);
    define(imports, "fd_write", "iiii", this::write);
    define(imports, "fd_read", "iiii", this::read);
    define(imports, "fd_close", "i", (memory, a) -> close(a[0]));
    define(imports, "fd_seek", "ilii", (memory, a) -> onStream(a[0], SPIPE));
    define(imports, "fd_tell", "ii", (memory, a) -> onStream(a[0], SPIPE));
    define(imports, "fd_fdstat_get", "ii", this::fdstat);
    define(imports, "fd_fdstat_set_flags", "ii", (memory, a) -> onStream(a[0], SUCCESS));
    define(imports, "fd_filestat_get", "ii", this::filestat);
    define(imports, "fd_prestat_get", "ii", (memory, a) -> BADF);
    define(imports, "fd_prestat_dir_name", "iii", (memory, a) -> BADF);
    defineExit(imports);
    defineUnserved(imports);
    return imports;
  }

  private static void defineExit(Imports imports) {
    imports.add(
        MODULE,
        "proc_exit",
        Signature.of(List.of(Type.I32), List.of()),
        (caller, a, results) -> {
          throw new ProcExit((int) a[0]);
        });
  }

  /** Programs may import these, so they must exist. */
  private static void defineUnserved(Imports imports) {
    Map<String, String> unserved =
        Map.ofEntries(
            Map.entry("fd_advise", "illi"),
            Map.entry("fd_allocate", "ill"),
            Map.entry("fd_datasync", "i"),
            Map.entry("fd_fdstat_set_rights", "ill"),
            Map.entry("fd_filestat_set_size", "il"),
            Map.entry("fd_filestat_set_times", "illi"),
            Map.entry("fd_pread", "iiili"),
            Map.entry("fd_pwrite", "iiili"),
            Map.entry("fd_readdir", "iiili"),
            Map.entry("fd_renumber", "ii"),
            Map.entry("fd_sync", "i"),
            Map.entry("path_create_directory", "iii"),
            Map.entry("path_filestat_get", "iiiii"),
            Map.entry("path_filestat_set_times", "iiiilli"),
            Map.entry("path_link", "iiiiiii"),
            Map.entry("path_open", "iiiiillii"),
            Map.entry("path_readlink", "iiiiii"),
            Map.entry("path_remove_directory", "iii"),
            Map.entry("path_rename", "iiiiii"),
            Map.entry("path_symlink", "iiiii"),
            Map.entry("path_unlink_file", "iii"),
            Map.entry("proc_raise", "i"),
            Map.entry("sock_accept", "iii"),
            Map.entry("sock_recv", "iiiiii"),
            Map.entry("sock_send", "iiiii"),
            Map.entry("sock_shutdown", "ii"));
    unserved.forEach((name, params) -> define(imports, name, params, (memory, a) -> NOSYS));
  }

  /**
   * @param params a letter for each parameter: i for i32, l for i64
   */
  private static void define(Imports imports, String name, String params, Call call) {
    List<Type> types =
        params.chars().mapToObj(letter -> letter == 'i' ? Type.I32 : Type.I64).toList();
    imports.add(
        MODULE,
        name,
        Signature.of(types, List.of(Type.I32)),
        (caller, a, results) -> results[0] = answer(call, caller.memory(), a));
  }

  private static int answer(Call call, LinearMemory memory, long[] args)
      throws InterruptedException {
    try {
      return call.call(memory, args);
    } catch (IndexOutOfBoundsException outsideMemory) {
      return FAULT;
    } catch (IOException e) {
      return IO;
    }
  }

  // ---- arguments, environment, clocks, random numbers ----

  private static List<byte[]> strings(List<String> texts) {
    return texts.stream()
        .map(text -> (text + "\0").getBytes(StandardCharsets.UTF_8))
        .collect(Collectors.toUnmodifiableList());
  }

  private static int putSizes(LinearMemory memory, List<byte[]> strings, long count, long bytes) {
    memory.writeInt(pointer(count), strings.size());
    memory.writeInt(pointer(bytes), strings.stream().mapToInt(string -> string.length).sum());
    return SUCCESS;
  }

  private static int putStrings(
      LinearMemory memory, List<byte[]> strings, long pointers, long buffer) {
    long slot = pointer(pointers);
    long at = pointer(buffer);
    for (byte[] string : strings) {
      memory.writeInt(slot, (int) at);
      memory.write(at, string);
      slot += 4;
      at += string.length;
    }
    return SUCCESS;
  }

  private static int clockResolution(LinearMemory memory, long clock, long to) {
    if (clock < 0 || clock >= CLOCKS) {
      return INVAL;
    }
    memory.writeLong(pointer(to), clock == REALTIME ? 1_000 : 1);
    return SUCCESS;
  }

  private static int clockTime(LinearMemory memory, long clock, long to) {
    if (clock < 0 || clock >= CLOCKS) {
      return INVAL;
    }
    memory.writeLong(pointer(to), nanos(clock));
    return SUCCESS;
  }

  private static long nanos(long clock) {
    if (clock != REALTIME) {
      return System.nanoTime();
    }
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000 + now.getNano();
  }

  private int random(LinearMemory memory, long to, long length) {
    // A wish larger than memory fails before it is allocated.
    memory.check(pointer(to), pointer(length));
    byte[] bytes = new byte[(int) length];
    random.nextBytes(bytes);
    memory.write(pointer(to), bytes);
    return SUCCESS;
  }

  /** Streams are always ready; clocks are waited for when nothing else was asked. */
  private int poll(LinearMemory memory, long[] a) throws InterruptedException {
    long in = pointer(a[0]);
    long out = pointer(a[1]);
    long count = pointer(a[2]);
    if (count == 0) {
      return INVAL;
    }
    long shortest = Long.MAX_VALUE;
    List<Long> ready = new ArrayList<>();
    List<Long> clocks = new ArrayList<>();
    for (long at = in; at < in + count * SUBSCRIPTION_BYTES; at += SUBSCRIPTION_BYTES) {
      if (memory.read(at + 8, 1)[0] != 0) {
        ready.add(at);
        continue;
      }
      long wait = waitNanos(memory, at);
      if (wait < shortest) {
        clocks.clear();
        shortest = wait;
      }
      if (wait == shortest) {
        clocks.add(at);
      }
    }
    if (ready.isEmpty()) {
      Thread.sleep(Duration.ofNanos(Math.max(0, shortest)));
      ready = clocks;
    }
    for (long at : ready) {
      memory.write(out, new byte[EVENT_BYTES]);
      memory.write(out, memory.read(at, 8));
      memory.write(out + 10, memory.read(at + 8, 1));
      out += EVENT_BYTES;
    }
    memory.writeInt(pointer(a[3]), ready.size());
    return SUCCESS;
  }

  /** How long a clock subscription wants to wait. */
  private static long waitNanos(LinearMemory memory, long subscription) {
    long timeout = memory.readLong(subscription + 24);
    boolean absolute = (memory.read(subscription + 40, 1)[0] & 1) != 0;
    return absolute ? timeout - nanos(memory.readInt(subscription + 16)) : timeout;
  }

  // ---- streams ----

  private boolean isOpen(long fd) {
    return fd >= 0 && fd < open.length && open[(int) fd];
  }

  private int onStream(long fd, int answer) {
    return isOpen(fd) ? answer : BADF;
  }

  private int close(long fd) {
    if (!isOpen(fd)) {
      return BADF;
    }
    open[(int) fd] = false;
    return SUCCESS;
  }

  private int write(LinearMemory memory, long[] a) throws IOException {
    if (!isOpen(a[0]) || a[0] == 0) {
      return BADF;
    }
    OutputStream stream = a[0] == 1 ? stdout : stderr;
    long vectors = pointer(a[1]);
    int total = 0;
    for (long k = 0; k < pointer(a[2]); k++) {
      long from = Integer.toUnsignedLong(memory.readInt(vectors + 8 * k));
      int length = memory.readInt(vectors + 8 * k + 4);
      memory.check(from, pointer(length));
      stream.write(memory.read(from, length));
      total += length;
    }
    stream.flush();
    memory.writeInt(pointer(a[3]), total);
    return SUCCESS;
  }

  private int read(LinearMemory memory, long[] a) throws IOException {
    if (!isOpen(a[0]) || a[0] != 0) {
      return BADF;
    }
    long vectors = pointer(a[1]);
    int total = 0;
    for (long k = 0; k < pointer(a[2]); k++) {
      long to = Integer.toUnsignedLong(memory.readInt(vectors + 8 * k));
      int length = memory.readInt(vectors + 8 * k + 4);
      memory.check(to, pointer(length));
      byte[] bytes = new byte[length];
      int got = length == 0 ? 0 : stdin.read(bytes);
      if (got > 0) {
        memory.write(to, Arrays.copyOf(bytes, got));
        total += got;
      }
      if (got < length) {
        break;
      }
    }
    memory.writeInt(pointer(a[3]), total);
    return SUCCESS;
  }

  private int fdstat(LinearMemory memory, long[] a) {
    if (!isOpen(a[0])) {
      return BADF;
    }
    long at = pointer(a[1]);
    memory.writeLong(at, FILETYPE_CHARACTER_DEVICE);
    memory.writeLong(at + 8, a[0] == 0 ? RIGHT_READ : RIGHT_WRITE);
    memory.writeLong(at + 16, 0);
    return SUCCESS;
  }

  private int filestat(LinearMemory memory, long[] a) {
    if (!isOpen(a[0])) {
      return BADF;
    }
    byte[] stat = new byte[FILESTAT_BYTES];
    stat[16] = FILETYPE_CHARACTER_DEVICE;
    memory.write(pointer(a[1]), stat);
    return SUCCESS;
  }

  /** Pointers and sizes are unsigned. */
  private static long pointer(long value) {
    return value & 0xffff_ffffL;
  }
}
