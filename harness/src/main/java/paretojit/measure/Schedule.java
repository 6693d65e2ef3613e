package paretojit.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import paretojit.suite.InputLevel;
import paretojit.suite.Suite;
import paretojit.suite.Workload;

/**
 * The order of all visits. Forks follow each other, and rounds inside a fork; in a round the programs
 * come in random order, and the engines of a program one after the other, in random order too: what
 * is compared was measured close together, and slow drift of the machine hits all engines alike.
 */
public final class Schedule {
  private Schedule() {}

  /** The visits of a suite; the same seed gives the same order. */
  public static List<Task> of(Suite suite, List<Workload> workloads) {
    Random random = new Random(suite.seed());
    List<Task> tasks = new ArrayList<>();
    for (int fork = 1; fork <= suite.effort().forks(); fork++) {
      for (int round = 1; round <= suite.effort().rounds(); round++) {
        for (Program program : shuffled(programs(suite, workloads), random)) {
          for (String engine : shuffled(suite.engines(), random)) {
            tasks.add(new Task(new Cell(program.workload, program.level, engine), fork, round));
          }
        }
      }
    }
    return tasks;
  }

  private record Program(String workload, InputLevel level) {}

  private static List<Program> programs(Suite suite, List<Workload> workloads) {
    List<Program> programs = new ArrayList<>();
    for (Workload workload : workloads) {
      for (InputLevel level : suite.levels()) {
        programs.add(new Program(workload.name(), level));
      }
    }
    return programs;
  }

  private static <T> List<T> shuffled(List<T> list, Random random) {
    List<T> copy = new ArrayList<>(list);
    Collections.shuffle(copy, random);
    return copy;
  }
}
