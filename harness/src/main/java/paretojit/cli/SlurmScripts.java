package paretojit.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a suite's Slurm jobs consist of: an array of shards, and a merge that follows it.
 *
 * <pre>
 *   DIR/shards/1of3/ …   a results folder each; their journals say what to measure
 *   DIR/slurm/           shards.sbatch  merge.sbatch  jvm.args  shard-1.log …  merge.log
 *   DIR/                 the merged results
 * </pre>
 *
 * @param folder DIR, absolute, as every node sees it
 * @param name of the suite
 * @param shards how many there are
 * @param java the program, as every node sees it
 * @param jvmArguments flags and class path that the command line runs with
 * @param options of sbatch, such as {@code time} and its value
 */
record SlurmScripts(
    Path folder,
    String name,
    int shards,
    Path java,
    List<String> jvmArguments,
    Map<String, String> options) {

  Path job() {
    return folder.resolve("slurm");
  }

  Path shard(int index) {
    return folder.resolve("shards").resolve(index + "of" + shards);
  }

  /** The file of JVM arguments, in the form that {@code java @FILE} reads. */
  String jvmArgumentsFile() {
    return jvmArguments.stream()
        .map(word -> "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n")
        .collect(Collectors.joining());
  }

  /** The array: a task is a shard on a node of its own. */
  String shardsScript() {
    return header("", "shard-%a.log", "array=1-" + shards, "exclusive", "requeue")
        + """
        # A task that is requeued goes on with its journal: what was measured is not measured again.
        # All cores of the node are the task's, and it is bound to them.
        exec srun --ntasks=1 --cpus-per-task="$SLURM_CPUS_ON_NODE" --cpu-bind=cores \\
          %s resume %s/"${SLURM_ARRAY_TASK_ID}of%d"
        """
            .formatted(command(), quoted(folder.resolve("shards")), shards);
  }

  /** The merge, to be submitted with a dependency on the array. */
  String mergeScript() {
    String parts =
        IntStream.rangeClosed(1, shards)
            .mapToObj(index -> quoted(shard(index)))
            .collect(Collectors.joining(" \\\n  "));
    return header("-merge", "merge.log")
        + "# Says which workloads are missing, if shards failed; its status is 1 then.\n"
        + "exec %s merge %s \\\n  %s\n".formatted(command(), quoted(folder), parts);
  }

  private String header(String suffix, String log, String... more) {
    List<String> lines = new ArrayList<>(List.of("#!/bin/sh"));
    lines.add("#SBATCH --job-name=pareto-" + name + suffix);
    lines.add("#SBATCH --nodes=1");
    lines.add("#SBATCH --ntasks=1");
    for (String option : more) {
      lines.add("#SBATCH --" + option);
    }
    options.forEach((option, value) -> lines.add("#SBATCH --" + option + "=" + value));
    lines.add("#SBATCH --open-mode=append");
    lines.add("#SBATCH --output=\"" + job().resolve(log) + "\"");
    return String.join("\n", lines) + "\n\n";
  }

  private String command() {
    return "%s @%s %s"
        .formatted(quoted(java), quoted(job().resolve("jvm.args")), Pareto.class.getName());
  }

  /** A word for the shell. */
  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }
}
