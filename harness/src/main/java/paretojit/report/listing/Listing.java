package paretojit.report.listing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * A program as engines see it.
 *
 * @param functions names of its functions, those it imports left out
 * @param views in the order in which they are offered
 * @param notes what is not shown, and why
 */
record Listing(List<String> functions, List<View> views, List<String> notes) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /**
   * One way to look at the program.
   *
   * @param label what it is, for a menu
   * @param detail more about it, or empty
   * @param texts of each function
   */
  record View(String label, String detail, List<String> texts) {}

  /** A view as the page's script reads it: numbers of texts in a pool. */
  private record PackedView(String label, String detail, int[] texts) {}

  private record PackedListing(
      List<String> functions, List<PackedView> views, List<String> pool, List<String> notes) {}

  /** The listing as JSON, each text once, compressed by gzip, in base64. */
  String pack() {
    Map<String, Integer> pool = new LinkedHashMap<>();
    List<PackedView> packed = new ArrayList<>();
    for (View view : views) {
      int[] texts =
          view.texts().stream()
              .mapToInt(
                  text -> {
                    int next = pool.size();
                    return pool.computeIfAbsent(text, t -> next);
                  })
              .toArray();
      packed.add(new PackedView(view.label(), view.detail(), texts));
    }
    List<String> texts = List.copyOf(pool.keySet());
    String json = JSON.writeValueAsString(new PackedListing(functions, packed, texts, notes));
    return Base64.getEncoder().encodeToString(gzip(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out =
        new GZIPOutputStream(packed) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
