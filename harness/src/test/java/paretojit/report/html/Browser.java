package paretojit.report.html;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium with one page, spoken to by the DevTools protocol. */
final class Browser implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final String LISTENING = "DevTools listening on ";

  /** So that a browser that hangs fails the test. */
  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final String session;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  private Browser(Process process, URI address) {
    this.process = process;
    this.socket = client.newWebSocketBuilder().buildAsync(address, new Listener()).join();
    String target =
        send("", "Target.createTarget", Map.of("url", "about:blank"))
            .path("targetId")
            .stringValue();
    session =
        send("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .path("sessionId")
            .stringValue();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      send(domain + ".enable", Map.of());
    }
  }

  /** The program to run, if there is one on the PATH. */
  static Optional<Path> program() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts the browser.
   *
   * @param profile an empty folder
   */
  static Browser start(Path program, Path profile) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox", // tests may run as root
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("TMPDIR", profile.toString());
    Process process = builder.start();
    List<String> said = new ArrayList<>();
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      said.add(line);
      if (line.startsWith(LISTENING)) {
        Thread.ofVirtual().start(() -> reader.lines().forEach(rest -> {}));
        return new Browser(process, URI.create(line.substring(LISTENING.length())));
      }
    }
    throw new IOException(program + " did not start: " + said);
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
      message.append(data);
      if (isLast) {
        JsonNode node = JSON.readTree(message.toString());
        message.setLength(0);
        take(node);
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }
  }

  private void take(JsonNode message) {
    CompletableFuture<JsonNode> answer = waiting.remove(message.path("id").asInt(-1));
    if (answer != null) {
      answer.complete(message);
      return;
    }
    JsonNode params = message.path("params");
    switch (message.path("method").asString("")) {
      case "Runtime.exceptionThrown" -> errors.add(params.path("exceptionDetails").toString());
      case "Runtime.consoleAPICalled" -> errors.add(params.path("args").toString());
      case "Log.entryAdded" -> errors.add(params.path("entry").toString());
      case "Network.requestWillBeSent" ->
          requests.add(params.path("request").path("url").asString(""));
      default -> {}
    }
  }

  private JsonNode send(String method, Map<String, ?> params) {
    return send(session, method, params);
  }

  private JsonNode send(String to, String method, Map<String, ?> params) {
    int id = lastId.incrementAndGet();
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("id", id);
    message.put("method", method);
    message.put("params", params);
    if (!to.isEmpty()) {
      message.put("sessionId", to);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    socket.sendText(JSON.writeValueAsString(message), true).join();
    JsonNode node = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    if (node.has("error")) {
      throw new AssertionError(method + ": " + node.path("error"));
    }
    return node.path("result");
  }

  /** What the page's console said, and its uncaught exceptions. */
  List<String> errors() {
    return errors;
  }

  /** Whatever the page asked for. */
  List<String> requests() {
    return requests;
  }

  void resize(int width, int height) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  void setFeature(String name, String value) {
    send(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", name, "value", value))));
  }

  void open(URI address) {
    send("Page.navigate", Map.of("url", "about:blank"));
    send("Page.navigate", Map.of("url", address.toString()));
    waitFor("document.readyState === 'complete' && location.href !== 'about:blank'");
  }

  /** The value of an expression. */
  JsonNode value(String script) {
    JsonNode result =
        send(
            "Runtime.evaluate",
            Map.of("expression", script, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(script + ": " + result.path("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  /** Waits until an expression is true; how long that may take is no part of the test. */
  void waitFor(String condition) {
    value(
        "new Promise(done => { const look = () => (%s) ? done(true) : setTimeout(look, 20); look(); })"
            .formatted(condition));
  }

  /**
   * Presses a key.
   *
   * @param key as the DOM names it: {@code Tab}, {@code ArrowDown}
   * @param code Windows' virtual key code
   * @param text what it types, or empty
   */
  void press(String key, int code, String text) {
    Map<String, Object> down = new LinkedHashMap<>();
    down.put("type", text.isEmpty() ? "rawKeyDown" : "keyDown");
    down.put("key", key);
    down.put("code", key);
    down.put("windowsVirtualKeyCode", code);
    if (!text.isEmpty()) {
      down.put("text", text);
    }
    send("Input.dispatchKeyEvent", down);
    send(
        "Input.dispatchKeyEvent",
        Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", code));
  }

  void screenshot(Path file) throws IOException {
    String png = send("Page.captureScreenshot", Map.of("format", "png")).path("data").stringValue();
    Files.write(file, Base64.getDecoder().decode(png));
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    // One that still lived could write into its profile, which is about to be deleted.
    all.forEach(each -> each.onExit().join());
  }
}
