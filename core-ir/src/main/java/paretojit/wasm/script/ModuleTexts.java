package paretojit.wasm.script;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import paretojit.wasm.Wabt;
import paretojit.wasm.script.Command.ModuleBytes;

/**
 * Converts the texts of a script's modules, many at a time because starting wabt is dear. A text that
 * wabt rejects spoils its whole batch, which is then halved until the culprit is alone.
 */
final class ModuleTexts {
  private static final String NAME = "modules";
  private static final List<String> OPTIONS = List.of("--no-check", "--enable-multi-memory");

  private final Map<Integer, String> texts = new TreeMap<>();
  private final Map<Integer, ModuleBytes> converted = new HashMap<>();

  /** The module at a place of the script: before {@link #convert} only its text is noted. */
  ModuleBytes bytes(int place, String text) {
    texts.put(place, text);
    return converted.getOrDefault(place, new ModuleBytes(null, "not converted"));
  }

  void convert() {
    convert(new ArrayList<>(texts.keySet()));
  }

  private void convert(List<Integer> places) {
    if (places.isEmpty()) {
      return;
    }
    StringBuilder script = new StringBuilder();
    for (int place : places) {
      script.append(texts.get(place)).append('\n');
    }
    byte[] input = script.toString().getBytes(StandardCharsets.UTF_8);
    Wabt.Output output = Wabt.WAST2JSON.run(NAME + ".wast", input, NAME + ".json", OPTIONS);
    if (output.status() == 0 && output.files().size() == places.size() + 1) {
      for (int k = 0; k < places.size(); k++) {
        byte[] bytes = output.files().get(NAME + "." + k + ".wasm");
        converted.put(places.get(k), new ModuleBytes(bytes, bytes == null ? "no output" : null));
      }
    } else if (places.size() == 1) {
      String problem = output.errors().lines().findFirst().orElse("no output");
      converted.put(places.get(0), new ModuleBytes(null, problem.replaceFirst("^.*error: ", "")));
    } else {
      int half = places.size() / 2;
      convert(places.subList(0, half));
      convert(places.subList(half, places.size()));
    }
  }
}
