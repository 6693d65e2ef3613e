package paretojit.cli;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import paretojit.measure.Progress;

/** Shows progress with the time left: as a bar to a person, as a line now and then to a log. */
abstract class ProgressLines implements Progress, AutoCloseable {
  /** Whichever fits the streams. */
  static ProgressLines of(Io io) {
    return io.isInteractive() ? new Bar(io) : new Log(io);
  }

  /** A bar to a person, nothing to a log: for what takes some seconds. */
  static ProgressLines forPerson(Io io) {
    return io.isInteractive() ? new Bar(io) : new Silent();
  }

  @Override
  public void close() {
    end();
  }

  /** Says nothing. */
  private static final class Silent extends ProgressLines {
    @Override
    public void begin(String stage, int steps) {}

    @Override
    public void step(String label, String status) {}

    @Override
    public void note(String message) {}

    @Override
    public void end() {}
  }

  /** A bar that moves. */
  private static final class Bar extends ProgressLines {
    private final Io io;
    private @Nullable ProgressBar bar;

    Bar(Io io) {
      this.io = io;
    }

    @Override
    public void begin(String stage, int steps) {
      end();
      bar =
          new ProgressBarBuilder()
              .setTaskName(stage)
              .setInitialMax(steps)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setUpdateIntervalMillis(500)
              .build();
    }

    @Override
    public void step(String label, String status) {
      if (bar != null) {
        bar.setExtraMessage(" " + label);
        bar.step();
      }
    }

    @Override
    public void note(String message) {
      io.err().println("\r\033[K" + message);
    }

    @Override
    public void end() {
      if (bar != null) {
        bar.setExtraMessage("");
        bar.close();
        bar = null;
      }
    }
  }

  /** A line for every twentieth of a stage. */
  private static final class Log extends ProgressLines {
    private static final int LINES = 20;

    private final Io io;
    private String stage = "";
    private int steps;
    private int done;
    private long start;

    Log(Io io) {
      this.io = io;
    }

    @Override
    public void begin(String stage, int steps) {
      this.stage = stage;
      this.steps = steps;
      this.done = 0;
      this.start = System.nanoTime();
    }

    @Override
    public void step(String label, String status) {
      done++;
      if (done * LINES / steps != (done - 1) * LINES / steps || done == steps) {
        double seconds = (System.nanoTime() - start) / 1e9;
        Duration left = Duration.ofSeconds(Math.round(seconds / done * (steps - done)));
        io.err()
            .printf(
                "%s: %d of %d (%d %%), %d:%02d left%n",
                stage, done, steps, 100 * done / steps, left.toMinutes(), left.toSecondsPart());
      }
    }

    @Override
    public void note(String message) {
      io.err().println(message);
    }

    @Override
    public void end() {
      // Lines need no end.
    }
  }
}
