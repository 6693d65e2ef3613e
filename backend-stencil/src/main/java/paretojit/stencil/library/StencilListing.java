package paretojit.stencil.library;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The disassembly of every stencil, kept beside the library for listings.
 *
 * <p>Text form: a line {@code name} at the margin, then one indented line per instruction, in which
 * holes are spelled as {@code <SLOT_A>}.
 */
public final class StencilListing {
  /** The name of its compressed file. */
  public static final String RESOURCE = "x64.listing.gz";

  private final Map<String, List<String>> byName;

  private StencilListing(Map<String, List<String>> byName) {
    this.byName = byName;
  }

  public static StencilListing load(LibraryFiles files) {
    try (InputStream in = files.open(RESOURCE)) {
      return read(
          new BufferedReader(
              new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StencilListing read(BufferedReader in) throws IOException {
    Map<String, List<String>> byName = new HashMap<>();
    List<String> current = new ArrayList<>();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("  ")) {
        current.add(line.strip());
      } else {
        current = new ArrayList<>();
        byName.put(line, current);
      }
    }
    return new StencilListing(byName);
  }

  /** The instructions of a stencil. */
  public List<String> assembly(Stencil stencil) {
    return byName.getOrDefault(stencil.name(), List.of());
  }

  /** Adds a stencil to a listing. */
  public static void append(StringBuilder out, Stencil stencil, List<String> assembly) {
    out.append(stencil.name()).append('\n');
    for (String line : assembly) {
      out.append("  ").append(line).append('\n');
    }
  }

  /** Takes the output of {@code llvm-objdump -d -r} apart: one list per function, in order. */
  public static List<List<String>> parseObjdump(String output) {
    List<List<String>> functions = new ArrayList<>();
    List<String> current = new ArrayList<>();
    for (String line : output.lines().toList()) {
      if (line.endsWith(">:")) {
        current = new ArrayList<>();
        functions.add(current);
      } else if (line.contains("R_X86_64_")) {
        // "  0000000000000006:  R_X86_64_PLT32  CONT-0x4"
        String symbol = line.substring(line.lastIndexOf('\t') + 1).strip();
        int sign = Math.max(symbol.lastIndexOf('-'), symbol.lastIndexOf('+'));
        int last = current.size() - 1;
        current.set(
            last, current.get(last) + " <" + (sign > 0 ? symbol.substring(0, sign) : symbol) + ">");
      } else if (line.contains(":\t") || line.matches("\\s*[0-9a-f]+:\\s.*")) {
        String instruction = clean(line.substring(line.indexOf(':') + 1));
        // Padding behind a function.
        if (!instruction.startsWith("nop")) {
          current.add(instruction);
        }
      }
    }
    return functions;
  }

  /** Drops objdump's guess at targets: {@code <s12_80+0x9>}. */
  private static String clean(String instruction) {
    int guess = instruction.indexOf(" <s");
    String text = guess < 0 ? instruction : instruction.substring(0, guess);
    return text.strip().replace('\t', ' ');
  }
}
