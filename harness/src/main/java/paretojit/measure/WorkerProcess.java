package paretojit.measure;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import paretojit.measure.Request.Reply;
import tools.jackson.core.JacksonException;

/**
 * A {@link Worker} in a JVM of its own, as its parent sees it: a request goes in, and a reply, a death
 * or silence comes out.
 */
final class WorkerProcess implements AutoCloseable {
  /** How a request ended. */
  sealed interface Outcome {
    record Answered(Reply reply) implements Outcome {}

    /** The process is gone. */
    record Died(Fault fault) implements Outcome {}

    /** It said nothing in time, and was killed. */
    record TimedOut() implements Outcome {}
  }

  /** Flags of a worker's JVM: one collector thread, a bounded heap, stack for the oracle. */
  private static final List<String> FLAGS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Xss16m",
          "-Xmx1g",
          "-XX:+UseSerialGC",
          "-XX:+DisplayVMOutputToStderr",
          "-XX:-CreateCoredumpOnCrash",
          "-Dfile.encoding=UTF-8",
          "-Dstdout.encoding=UTF-8");

  private static final String END = "";

  private final Process process;
  private final Path folder;
  private final BufferedWriter requests;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  /** What it had started when it last answered; a dead process no longer knows. */
  private volatile List<ProcessHandle> started = List.of();

  /** How many processes the kernel had killed for want of memory before. */
  private final @Nullable Long kernelKills = Death.kernelKills(Path.of("/"));

  private WorkerProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
    this.requests = process.outputWriter();
    Thread.ofVirtual().start(this::readLines);
  }

  /**
   * Starts a worker.
   *
   * @param folder where its error output and the JVM's crash reports go
   */
  static WorkerProcess start(Path folder) throws IOException {
    String classPath = ManagementFactory.getRuntimeMXBean().getClassPath();
    List<String> command = command(folder, List.of(), classPath, Worker.class);
    command.add(Long.toString(ProcessHandle.current().pid()));
    Process process =
        new ProcessBuilder(command)
            .redirectError(
                ProcessBuilder.Redirect.appendTo(folder.resolve(Experiment.WORKERS_LOG).toFile()))
            .start();
    return new WorkerProcess(process, folder);
  }

  /**
   * A command line to which the program's arguments can be added.
   *
   * @param folder where the JVM's crash reports go
   * @param more flags beside those of all workers
   */
  static List<String> command(Path folder, List<String> more, String classPath, Class<?> main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags());
    command.add("-XX:ErrorFile=" + folder.resolve("crash-%p.log"));
    command.addAll(more);
    command.addAll(List.of("-classpath", classPath, main.getName()));
    return command;
  }

  /** The JVM flags of workers, assertions as in this process. */
  static List<String> flags() {
    List<String> flags = new ArrayList<>(FLAGS);
    if (WorkerProcess.class.desiredAssertionStatus()) {
      flags.add("-ea");
    }
    return flags;
  }

  private void readLines() {
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      // The process is going away; the end is all that matters.
    }
    lines.add(END);
  }

  /** Asks and waits. After anything but an answer the worker is of no more use. */
  Outcome ask(Request request, double timeoutSeconds) throws InterruptedException {
    long end = System.nanoTime() + (long) (timeoutSeconds * 1e9);
    try {
      requests.write(Request.JSON.writeValueAsString(request) + "\n");
      requests.flush();
    } catch (IOException e) {
      return died();
    }
    while (true) {
      String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        close();
        return new Outcome.TimedOut();
      }
      if (line.equals(END)) {
        return died();
      }
      Reply reply = parse(line);
      if (reply != null) {
        started = process.descendants().toList();
        return new Outcome.Answered(reply);
      }
    }
  }

  /** Null for a line that is no reply: something else printed it. */
  private static @Nullable Reply parse(String line) {
    try {
      return line.startsWith("{") ? Request.JSON.readValue(line, Reply.class) : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private Outcome died() throws InterruptedException {
    process.waitFor(5, TimeUnit.SECONDS);
    Fault fault =
        process.isAlive()
            ? new Fault(Status.CRASH, "closed its output")
            : Death.of(process, folder, kernelKills).fault("");
    close();
    return new Outcome.Died(fault);
  }

  /** Kills the process, and first what it started: a peer that hangs would outlive it. */
  @Override
  public void close() {
    started.forEach(ProcessHandle::destroyForcibly);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
