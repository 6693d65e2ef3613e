package paretojit.peer.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import paretojit.engine.Unsupported;

/** The other side of {@link PeerProcess}, for peers whose host program is in Java. */
public final class PeerHost {
  private PeerHost() {}

  /** Does what it is asked. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Answers a request; what it throws becomes an error, or {@link Unsupported} what it says.
     */
    Reply answer(Request request);
  }

  /** Answers requests from standard input until that ends. Nothing else gets to standard output. */
  public static void serve(Handler handler) throws IOException {
    PrintStream replies = System.out;
    System.setOut(System.err);
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      replies.println(PeerProcess.JSON.writeValueAsString(answer(handler, line)));
      replies.flush();
    }
  }

  private static Reply answer(Handler handler, String line) {
    try {
      return handler.answer(PeerProcess.JSON.readValue(line, Request.class));
    } catch (Unsupported e) {
      return Reply.unsupported(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      return Reply.error(e.toString());
    }
  }
}
