package paretojit.measure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import paretojit.suite.Suite;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The file that visits are appended to as they are made: a JSON object a line, the suite first. Its
 * last line may be torn, by a crash or a full disk; readers leave such a line out. One process at a
 * time writes it.
 */
public final class Journal implements AutoCloseable {
  /** Its name in a results folder. */
  public static final String FILE = "journal.jsonl";

  /** A key of the suite that is younger than a journal is 0 there, which means "none". */
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  private final Path file;
  private final FileChannel channel;

  private Journal(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** The first line. */
  private record Header(int version, Suite suite, @Nullable Shard shard) {}

  /**
   * What a journal holds.
   *
   * @param suite the whole of it
   * @param shard the part of it that this run is, or null if it is all
   */
  public record Contents(Suite suite, @Nullable Shard shard, List<Visit> visits) {
    /** What this run measures of the suite. */
    public Suite part() {
      return shard == null ? suite : shard.of(suite);
    }
  }

  /** Begins a journal of a whole suite; see {@link #create(Path, Suite, Shard)}. */
  public static Journal create(Path folder, Suite suite) throws IOException {
    return create(folder, suite, null);
  }

  /**
   * Begins a journal.
   *
   * @param shard the part of the suite that is measured, or null for all
   * @throws IOException if there is one already, or the folder is not writable
   */
  public static Journal create(Path folder, Suite suite, @Nullable Shard shard) throws IOException {
    Journal journal = open(folder, StandardOpenOption.CREATE_NEW);
    journal.append(new Header(1, suite, shard));
    return journal;
  }

  /**
   * Goes on with a journal.
   *
   * @throws IOException if there is none, or another process is writing it
   */
  public static Journal resume(Path folder) throws IOException {
    Journal journal = open(folder);
    byte[] bytes = journal.bytes();
    if (bytes.length > 0 && bytes[bytes.length - 1] != '\n') {
      journal.write("\n");
    }
    return journal;
  }

  private static Journal open(Path folder, StandardOpenOption... more) throws IOException {
    Path file = folder.resolve(FILE);
    Set<StandardOpenOption> options = new HashSet<>(List.of(more));
    options.addAll(List.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    FileChannel channel = FileChannel.open(file, options);
    if (!isOurs(channel)) {
      channel.close();
      throw new IOException(
          file + " is being written by another process; wait until that has ended");
    }
    channel.position(channel.size());
    return new Journal(file, channel);
  }

  /** Locks the file, until it is closed or the process ends in whatever way. */
  private static boolean isOurs(FileChannel channel) {
    try {
      FileLock lock = channel.tryLock(0, Long.MAX_VALUE, false);
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      return true; // some network file systems have no locks
    }
  }

  public void append(Visit visit) throws IOException {
    append((Object) visit);
  }

  /** On the disk when it returns, not only on its way there. */
  private void append(Object line) throws IOException {
    write(JSON.writeValueAsString(line) + "\n");
    channel.force(false);
  }

  private void write(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Writes a whole journal, in place of one that may be there. */
  static void replace(Path folder, Suite suite, List<Visit> visits) throws IOException {
    AtomicFile.write(
        folder.resolve(FILE),
        writer -> {
          writer.write(JSON.writeValueAsString(new Header(1, suite, null)) + "\n");
          for (Visit visit : visits) {
            writer.write(JSON.writeValueAsString(visit) + "\n");
          }
        });
  }

  /**
   * What is in it by now. {@link #read} would do the same and let go of the lock, which a process loses
   * when it closes the file anywhere.
   */
  public Contents contents() throws IOException {
    return parse(file, bytes());
  }

  private byte[] bytes() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
      // As many reads as it takes.
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /**
   * Reads a journal; of two visits of the same task the first counts.
   *
   * @throws IOException if there is none, or its first line is no suite
   */
  public static Contents read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    return parse(file, Files.readAllBytes(file));
  }

  /** Not as strictly decoded text: a line may be torn in the middle of a character. */
  private static Contents parse(Path file, byte[] bytes) throws IOException {
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    try {
      Header header = JSON.readValue(lines.isEmpty() ? "" : lines.getFirst(), Header.class);
      List<Visit> visits = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        try {
          visits.add(JSON.readValue(line, Visit.class));
        } catch (JacksonException torn) {
          // Its visit will be made again.
        }
      }
      return new Contents(header.suite(), header.shard(), visits);
    } catch (JacksonException e) {
      throw new IOException(
          file + " is not a journal: its first line holds no suite that this version reads", e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
