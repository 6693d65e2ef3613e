package paretojit.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the times of successive iterations in one process do: settle, and if so, on the best of them?
 *
 * <p>In the manner of Barrett, Bolz-Tereick, Killick, Mount and Tratt ("Virtual machine warmup blows
 * hot and cold", OOPSLA 2017): outliers are set aside, {@link ChangePoints} splits the rest, and the
 * segments are compared with the last one. Where they fix numbers for 2,000 iterations, this takes
 * the same shares of any number; and segments are equivalent if their means differ by no more than
 * {@link #ALIKE} of the last one's or its standard deviation (theirs: its variance or a millisecond).
 *
 * @param kind what the series does
 * @param segments between changes, in order
 * @param steadyFrom first iteration of the steady state, from 0; empty if there is none
 * @param outliers how many iterations were set aside
 */
public record Warmup(Kind kind, List<Segment> segments, OptionalInt steadyFrom, int outliers) {
  /** Series shorter than this cannot be judged: the penalty hides all but gross changes. */
  public static final int FEWEST = 40;

  /** Share of the series, at its end, that has to be steady: their last 500 of 2,000. */
  static final double STEADY = 0.25;

  /** Share of the series in the window that outliers are looked for in: their 200 of 2,000. */
  static final double WINDOW = 0.1;

  private static final int SHORTEST_WINDOW = 20;

  /** Distance from the window's median, in ranges from its 10th to 90th percentile. */
  static final double FAR = 3;

  static final double ALIKE = 0.01;

  /** What a series does. */
  public enum Kind {
    /** Nothing changes. */
    FLAT,
    /** It ends steady, and nothing before was faster. */
    WARM_UP,
    /** It ends steady, but was faster before. */
    SLOW_DOWN,
    /** Its last quarter still changes. */
    NO_STEADY_STATE,
    /** Of several processes: they differ in kind. */
    INCONSISTENT
  }

  /**
   * Iterations between two changes.
   *
   * @param from the first of them
   * @param to the first after them
   * @param mean of their times, outliers left out
   * @param deviation standard deviation likewise
   */
  public record Segment(int from, int to, double mean, double deviation) {}

  public Warmup {
    segments = List.copyOf(segments);
  }

  /**
   * Judges the iterations of one process.
   *
   * @param times in the order taken
   * @throws IllegalArgumentException if there are fewer than {@link #FEWEST}
   */
  public static Warmup of(double[] times) {
    if (times.length < FEWEST) {
      throw new IllegalArgumentException(times.length + " iterations, of at least " + FEWEST);
    }
    int[] kept = withoutOutliers(times);
    double[] series = Arrays.stream(kept).mapToDouble(i -> times[i]).toArray();
    List<Segment> segments = segments(kept, series, times.length);
    Segment last = segments.getLast();
    int steady = segments.size() - 1;
    while (steady > 0 && isAlike(segments.get(steady - 1), last)) {
      steady--;
    }
    int from = segments.get(steady).from();
    int outliers = times.length - kept.length;
    if (from > (1 - STEADY) * times.length) {
      return new Warmup(Kind.NO_STEADY_STATE, segments, OptionalInt.empty(), outliers);
    }
    boolean wasFaster = segments.stream().anyMatch(s -> !isAlike(s, last) && s.mean < last.mean);
    boolean isFlat = segments.stream().allMatch(s -> isAlike(s, last));
    Kind kind = isFlat ? Kind.FLAT : wasFaster ? Kind.SLOW_DOWN : Kind.WARM_UP;
    return new Warmup(kind, segments, OptionalInt.of(from), outliers);
  }

  /**
   * The kind that several processes have in common, or {@link Kind#INCONSISTENT}.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Kind overall(List<Kind> processes) {
    if (processes.isEmpty()) {
      throw new IllegalArgumentException("no processes");
    }
    Set<Kind> kinds = EnumSet.copyOf(processes);
    return kinds.size() == 1 ? processes.getFirst() : Kind.INCONSISTENT;
  }

  private static boolean isAlike(Segment segment, Segment last) {
    double near = Math.max(ALIKE * Math.abs(last.mean), last.deviation);
    return Math.abs(segment.mean - last.mean) <= near;
  }

  private static List<Segment> segments(int[] kept, double[] series, int n) {
    List<Integer> starts = ChangePoints.starts(series);
    List<Segment> segments = new ArrayList<>();
    for (int s = 0; s < starts.size(); s++) {
      int start = starts.get(s);
      boolean isLast = s == starts.size() - 1;
      int end = isLast ? series.length : starts.get(s + 1);
      double mean = Arrays.stream(series, start, end).average().orElseThrow();
      double variance =
          Arrays.stream(series, start, end).map(t -> (t - mean) * (t - mean)).sum()
              / Math.max(1, end - start - 1);
      int from = s == 0 ? 0 : kept[start];
      segments.add(new Segment(from, isLast ? n : kept[end], mean, Math.sqrt(variance)));
    }
    return segments;
  }

  /**
   * Indices of the times that are no outliers. In the first window there are none, for slow first
   * iterations are what this is about.
   */
  private static int[] withoutOutliers(double[] times) {
    int width = Math.max(SHORTEST_WINDOW, (int) (WINDOW * times.length));
    return IntStream.range(0, times.length)
        .filter(i -> i < width || !isOutlier(times, i, width))
        .toArray();
  }

  /** Whether a time lies far outside those around it. */
  private static boolean isOutlier(double[] times, int i, int width) {
    int from = Math.clamp(i - width / 2, 0, times.length - width);
    double[] window = Arrays.copyOfRange(times, from, from + width);
    Arrays.sort(window);
    double range = window[(int) (0.9 * (width - 1))] - window[(int) (0.1 * (width - 1))];
    return Math.abs(times[i] - window[width / 2]) > FAR * range;
  }
}
