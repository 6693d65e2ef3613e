package paretojit.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import paretojit.peer.process.Executable;

/**
 * A Slurm of two nodes on this machine, reachable from this machine only, with everything it writes in
 * one folder. It needs Debian's slurmctld, slurmd, slurm-client and munge, and root.
 */
final class SmallSlurm implements AutoCloseable {
  private static final List<String> PROGRAMS =
      List.of("munged", "slurmctld", "slurmd", "sbatch", "srun", "scontrol", "squeue");

  private final Path folder;
  private final List<Process> daemons = new ArrayList<>();

  private SmallSlurm(Path folder) {
    this.folder = folder;
  }

  /** Why this machine cannot have one, if so. */
  static Optional<String> missing() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("only root can start slurmd");
    }
    return PROGRAMS.stream()
        .filter(name -> Executable.find(name, path()).isEmpty())
        .findFirst()
        .map(name -> name + " is not installed (Debian: slurmctld, slurmd, slurm-client, munge)");
  }

  private static String path() {
    return System.getenv("PATH") + ":/usr/sbin:/sbin";
  }

  /** Starts the daemons and waits until both nodes are idle. */
  static SmallSlurm start(Path folder) throws IOException, InterruptedException {
    SmallSlurm slurm = new SmallSlurm(folder);
    try {
      slurm.startMunge();
      slurm.startSlurm();
      return slurm;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      slurm.close();
      throw e;
    }
  }

  private void startMunge() throws IOException, InterruptedException {
    // munged wants to be sure that nobody else can take its socket's or its key's place.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    byte[] key = new byte[1024];
    new SecureRandom().nextBytes(key);
    Path file = Files.write(folder.resolve("munge.key"), key);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    daemon(
        "munged",
        "--foreground",
        "--force",
        "--key-file=" + file,
        "--socket=" + socket(),
        "--pid-file=" + folder.resolve("munge.pid"),
        "--log-file=" + folder.resolve("munge.log"),
        "--seed-file=" + folder.resolve("munge.seed"));
    ParetoProcess.await("munged", () -> Files.exists(socket()));
  }

  private Path socket() {
    return folder.resolve("munge.socket");
  }

  private void startSlurm() throws IOException, InterruptedException {
    String host = InetAddress.getLocalHost().getHostName().replaceAll("\\..*", "");
    List<Integer> ports = freePorts(3);
    String config =
        """
        ClusterName=small
        SlurmctldHost=@HOST@(127.0.0.1)
        SlurmctldPort=@PORT0@
        # Listen on the addresses given here, not on all that the machine has.
        CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
        AuthType=auth/munge
        # A requeued job starts again only after its credential has expired.
        AuthInfo=socket=@FOLDER@/munge.socket,cred_expire=5
        SlurmUser=root
        SlurmdUser=root
        StateSaveLocation=@FOLDER@/state
        SlurmdSpoolDir=@FOLDER@/spool-%n
        SlurmctldPidFile=@FOLDER@/slurmctld.pid
        SlurmdPidFile=@FOLDER@/slurmd-%n.pid
        SlurmctldLogFile=@FOLDER@/slurmctld.log
        SlurmdLogFile=@FOLDER@/slurmd-%n.log
        ProctrackType=proctrack/linuxproc
        TaskPlugin=task/affinity
        SelectType=select/cons_tres
        SelectTypeParameters=CR_Core
        SchedulerType=sched/builtin
        SchedulerParameters=batch_sched_delay=1,sched_interval=2
        MpiDefault=none
        ReturnToService=2
        KillWait=5
        NodeName=n1 NodeHostname=@HOST@ NodeAddr=127.0.0.1 Port=@PORT1@ CPUs=@CORES@
        NodeName=n2 NodeHostname=@HOST@ NodeAddr=127.0.0.1 Port=@PORT2@ CPUs=@CORES@
        PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
        """
            .replace("@HOST@", host)
            .replace("@FOLDER@", folder.toString())
            .replace("@CORES@", Integer.toString(Runtime.getRuntime().availableProcessors()))
            .replace("@PORT0@", ports.get(0).toString())
            .replace("@PORT1@", ports.get(1).toString())
            .replace("@PORT2@", ports.get(2).toString());
    Files.writeString(config(), config);
    Files.createDirectories(folder.resolve("state"));
    daemon("slurmctld", "-D", "-f", config().toString());
    for (String node : List.of("n1", "n2")) {
      daemon("slurmd", "-D", "-N", node, "-f", config().toString());
    }
    ParetoProcess.await(
        "two idle nodes",
        () -> run("sinfo", "--noheader", "-N", "-t", "idle").lines().count() == 2);
  }

  private Path config() {
    return folder.resolve("slurm.conf");
  }

  private static List<Integer> freePorts(int n) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int k = 0; k < n; k++) {
      ServerSocket socket = new ServerSocket(0);
      sockets.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private void daemon(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Executable.find(name, path()).orElseThrow().toString());
    command.addAll(List.of(arguments));
    Path log = folder.resolve("daemon-" + daemons.size() + "-" + name + ".log");
    daemons.add(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start());
  }

  /** What Slurm's programs need to find it. */
  Map<String, String> environment() {
    return Map.of("SLURM_CONF", config().toString(), "PATH", path());
  }

  /** What one of Slurm's programs prints, to either stream. */
  String run(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment());
      Process process = builder.start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(60, TimeUnit.SECONDS);
      return said.strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** Ends all jobs and then the daemons. */
  @Override
  public void close() {
    List<ProcessHandle> family = new ArrayList<>();
    for (Process daemon : daemons) {
      daemon.descendants().forEach(family::add);
      family.add(daemon.toHandle());
    }
    family.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle member : family) {
      member.onExit().completeOnTimeout(member, 10, TimeUnit.SECONDS).join();
    }
  }
}
