package paretojit.peer.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import paretojit.engine.Unsupported;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A peer at work in a process of its own, as this side sees it. It ends when its standard input does,
 * so it does not outlive this process for longer than a call takes.
 */
final class PeerProcess implements AutoCloseable {
  /** Replies may leave out what says nothing. */
  static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  private final String name;
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader replies;

  private PeerProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.requests = process.outputWriter();
    this.replies = process.inputReader();
  }

  /**
   * Starts a peer; its error output is this process's.
   *
   * @param name for messages
   * @throws Unsupported if it cannot be started
   */
  static PeerProcess start(String name, List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      return new PeerProcess(name, process);
    } catch (IOException e) {
      throw new Unsupported(name + " does not start: " + e.getMessage());
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Asks and waits for the answer, however long it takes.
   *
   * @throws PeerException if the process is gone, or says that something went wrong
   * @throws Unsupported if the peer says so
   */
  Reply ask(Request request) {
    Reply reply = replyTo(JSON.writeValueAsString(request));
    if (reply.unsupported() != null) {
      throw new Unsupported(reply.unsupported());
    }
    if (reply.error() != null) {
      throw new PeerException(name + ": " + reply.error());
    }
    return reply;
  }

  private Reply replyTo(String request) {
    try {
      requests.write(request);
      requests.newLine();
      requests.flush();
      String line = replies.readLine();
      while (line != null && !line.startsWith("{")) {
        line = replies.readLine(); // something else printed it
      }
      if (line != null) {
        return Objects.requireNonNull(JSON.readValue(line, Reply.class));
      }
    } catch (IOException e) {
      // The process is going away, which is all that matters.
    }
    throw new PeerException(name + " " + ending());
  }

  private String ending() {
    try {
      boolean isOver = process.waitFor(5, TimeUnit.SECONDS);
      close();
      if (!isOver) {
        return "closed its output";
      }
      int status = process.exitValue();
      return status > 128 ? "was ended by signal " + (status - 128) : "ended with status " + status;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "is gone";
    }
  }

  /** Kills the process. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
