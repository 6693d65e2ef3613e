package paretojit.report.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import paretojit.engine.Engines;
import paretojit.engine.Session;
import paretojit.engine.WasmEngine;
import paretojit.suite.InputLevel;
import paretojit.suite.Workload;
import paretojit.suite.Workloads;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Listings of workloads, and what is said of programs that have none. */
class ListerTest {
  private static final List<String> ENGINES =
      List.of("stencil@x64", "egraph@x64", "hybrid@x64", "interp", "no-such@x64");

  private static final List<String> PEERS = List.of("cranelift:speed@x64", "chicory@jvm");

  private static Map<String, Lister.Packed> list(Map<String, Lister.Program> programs)
      throws IOException {
    return new Lister(Engines.load(), ENGINES).list(programs);
  }

  private static Lister.Program module(String name, InputLevel level) {
    Workload workload = Workloads.shipped().named(name).orElseThrow();
    return new Lister.Program(Workloads.module(workload, level), Map.of());
  }

  private static JsonNode unpack(Lister.Packed listing) throws IOException {
    byte[] bytes = Base64.getDecoder().decode(listing.packed());
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return JsonMapper.shared().readTree(in.readAllBytes());
    }
  }

  private static List<String> labels(JsonNode listing) {
    List<String> labels = new ArrayList<>();
    listing.path("views").forEach(view -> labels.add(view.path("label").stringValue()));
    return labels;
  }

  /** The text of a view's function. */
  private static String text(JsonNode listing, int view, int function) {
    int text = listing.path("views").path(view).path("texts").path(function).asInt();
    return listing.path("pool").path(text).stringValue();
  }

  @Test
  void aListingHasIrAndMachineCodeOfEveryEngineThatShowsIt() throws IOException {
    Map<String, Lister.Program> programs = new LinkedHashMap<>();
    programs.put("quicksort", module("quicksort", InputLevel.O0));
    programs.put("crc32", module("crc32", InputLevel.O2));
    Map<String, Lister.Packed> listings = list(programs);
    assertEquals(List.of("quicksort", "crc32"), List.copyOf(listings.keySet()));
    for (Map.Entry<String, Lister.Packed> entry : listings.entrySet()) {
      Lister.Packed packed = entry.getValue();
      JsonNode listing = unpack(packed);
      List<String> labels = labels(listing);
      // What is alike is shown once; each generator has costs of its own, so it need not be alike.
      List<String> optimized =
          entry.getKey().equals("crc32")
              ? List.of("IR after the mid-end of egraph@x64, hybrid@x64")
              : List.of("IR after the mid-end of egraph@x64", "IR after the mid-end of hybrid@x64");
      List<String> expected = new ArrayList<>(List.of("IR, as read from WebAssembly"));
      expected.addAll(optimized);
      expected.addAll(
          List.of(
              "machine code of stencil@x64",
              "machine code of egraph@x64",
              "machine code of hybrid@x64"));
      assertEquals(expected, labels);
      int functions = listing.path("functions").size();
      for (int f = 0; f < functions; f++) {
        String name = listing.path("functions").path(f).stringValue();
        assertTrue(text(listing, 0, f).startsWith("function " + name + "("), text(listing, 0, f));
        assertTrue(text(listing, 1, f).startsWith("function " + name + "("), text(listing, 1, f));
        for (int view = labels.size() - 3; view < labels.size(); view++) {
          String code = text(listing, view, f);
          assertTrue(code.matches("(?s).*\\b(ret|jmp|ud2)\\b.*"), code);
          assertEquals("", undefinedLabels(code), code);
        }
      }
      assertEquals(
          List.of("stencil@x64", "egraph@x64", "hybrid@x64"),
          List.copyOf(packed.codeBytes().keySet()));
      assertEquals(
          "[\"no-such@x64: this version of ParetoJIT has no such engine.\",\"Without code to show:"
              + " interp.\"]",
          listing.path("notes").toString());
    }
    // Functions call each other by name.
    assertTrue(unpack(of(listings, "quicksort")).toString().contains("call %"));
  }

  private static String undefinedLabels(String code) {
    List<String> missing = new ArrayList<>();
    code.lines()
        .filter(line -> line.matches("\\s+j\\w+ L\\d+"))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .filter(label -> !code.startsWith(label + ":") && !code.contains("\n" + label + ":\n"))
        .forEach(missing::add);
    return String.join(", ", missing);
  }

  @Test
  void aPeerInThisProcessShowsItsCodeAndOthersAreNamed() throws IOException {
    Engines engines = Engines.load();
    for (String peer : PEERS) {
      Assumptions.assumeTrue(engines.find(peer).missing().isEmpty(), () -> peer + " is missing");
    }
    Map<String, Lister.Program> program = Map.of("crc32", module("crc32", InputLevel.O0));
    Lister.Packed packed = of(new Lister(engines, PEERS).list(program), "crc32");
    JsonNode listing = unpack(packed);
    assertEquals(
        List.of("IR, as read from WebAssembly", "machine code of " + PEERS.getFirst()),
        labels(listing));
    long bytes = packed.codeBytes().getOrDefault(PEERS.getFirst(), 0L);
    try (WasmEngine cranelift = (WasmEngine) engines.find(PEERS.getFirst());
        Session session = cranelift.open(module("crc32", InputLevel.O0).wasm())) {
      assertEquals(bytes, session.compile(false).codeBytes().orElseThrow());
    }
    for (int f = 0; f < listing.path("functions").size(); f++) {
      assertTrue(text(listing, 1, f).matches("(?s) +push rbp\n.* ret\n.*"), text(listing, 1, f));
    }
    assertEquals("[\"Without code to show: chicory@jvm.\"]", listing.path("notes").toString());
  }

  @Test
  void whatCannotBeListedSaysWhyAndOthersStillAre() throws IOException {
    Map<String, Lister.Program> programs = new LinkedHashMap<>();
    programs.put("broken", new Lister.Program(new byte[] {0, 'a', 's', 'm', 1}, Map.of()));
    programs.put("large", module("synthetic/straight-100000", InputLevel.GIVEN));
    programs.put("crc32", module("crc32", InputLevel.O0));
    Map<String, Lister.Packed> listings = list(programs);
    assertTrue(reason(listings, "broken").startsWith("It cannot be read: "), "" + listings);
    assertTrue(reason(listings, "large").contains("too large"), reason(listings, "large"));
    assertEquals("", reason(listings, "crc32"));
    assertEquals("", of(listings, "broken").packed());
  }

  @Test
  void whatEndedAWorkerIsNotCompiledAgain() throws IOException {
    byte[] wasm = module("crc32", InputLevel.O0).wasm();
    Map<String, String> leftOut = Map.of("egraph@x64", "it crashed");
    JsonNode listing =
        unpack(of(list(Map.of("crc32", new Lister.Program(wasm, leftOut))), "crc32"));
    assertEquals(
        List.of(
            "IR, as read from WebAssembly",
            "IR after the mid-end of hybrid@x64",
            "machine code of stencil@x64",
            "machine code of hybrid@x64"),
        labels(listing));
    assertTrue(listing.path("notes").toString().contains("egraph@x64: it crashed."), "" + listing);
  }

  private static String reason(Map<String, Lister.Packed> listings, String name) {
    return of(listings, name).reason();
  }

  private static Lister.Packed of(Map<String, Lister.Packed> listings, String name) {
    return Objects.requireNonNull(listings.get(name));
  }
}
