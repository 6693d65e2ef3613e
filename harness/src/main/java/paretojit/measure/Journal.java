package paretojit.measure;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import paretojit.suite.Suite;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The file that visits are appended to as they are made: a JSON object a line, the suite first. Its
 * last line may be torn, by a crash or a full disk; readers leave such a line out.
 */
public final class Journal implements AutoCloseable {
  /** Its name in a results folder. */
  public static final String FILE = "journal.jsonl";

  private static final JsonMapper JSON = new JsonMapper();

  private final Writer writer;

  private Journal(Writer writer) {
    this.writer = writer;
  }

  /** The first line. */
  private record Header(int version, Suite suite) {}

  /** What a journal holds. */
  public record Contents(Suite suite, List<Visit> visits) {}

  /**
   * Begins a journal.
   *
   * @throws IOException if there is one already, or the folder is not writable
   */
  public static Journal create(Path folder, Suite suite) throws IOException {
    Journal journal = open(folder, StandardOpenOption.CREATE_NEW);
    journal.append(new Header(1, suite));
    return journal;
  }

  /** Goes on with a journal. */
  public static Journal resume(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    byte[] bytes = Files.readAllBytes(file);
    boolean torn = bytes.length > 0 && bytes[bytes.length - 1] != '\n';
    Journal journal = open(folder, StandardOpenOption.APPEND);
    if (torn) {
      journal.writer.write('\n');
    }
    return journal;
  }

  private static Journal open(Path folder, StandardOpenOption how) throws IOException {
    return new Journal(
        Files.newBufferedWriter(
            folder.resolve(FILE), StandardCharsets.UTF_8, StandardOpenOption.WRITE, how));
  }

  public void append(Visit visit) throws IOException {
    append((Object) visit);
  }

  private void append(Object line) throws IOException {
    writer.write(JSON.writeValueAsString(line) + "\n");
    writer.flush();
  }

  /**
   * Reads a journal; of two visits of the same task the first counts.
   *
   * @throws IOException if there is none, or its first line is no suite
   */
  public static Contents read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    try {
      Suite suite = JSON.readValue(lines.isEmpty() ? "" : lines.getFirst(), Header.class).suite();
      List<Visit> visits = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        try {
          visits.add(JSON.readValue(line, Visit.class));
        } catch (JacksonException torn) {
          // Its visit will be made again.
        }
      }
      return new Contents(suite, visits);
    } catch (JacksonException e) {
      throw new IOException(file + " is not a journal: its first line holds no suite", e);
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
