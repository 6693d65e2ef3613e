package paretojit.report.listing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import paretojit.engine.BadEngineId;
import paretojit.engine.CompileStats;
import paretojit.engine.Engine;
import paretojit.engine.Engines;
import paretojit.engine.IrEngine;
import paretojit.engine.NativeArtifact;
import paretojit.engine.Pipeline;
import paretojit.engine.Session;
import paretojit.engine.Unsupported;
import paretojit.engine.WasmEngine;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.text.IrWriter;
import paretojit.program.Disassembler;
import paretojit.program.Disassembler.Instruction;
import paretojit.toolchain.ToolchainException;
import paretojit.wasm.WasmException;
import paretojit.wasm.WasmReader;

/** Compiles programs by every engine of a list, to show what becomes of them. */
public final class Lister {
  /** Programs of more IR instructions are not for reading; {@code ./pareto compile} shows them. */
  private static final int MOST_INSTRUCTIONS = 20_000;

  /** Listings beyond these many characters are left out, so that browsers can open the report. */
  private static final int MOST_CHARACTERS = 6_000_000;

  /** Code that is disassembled at once: few processes, and texts that fit into memory. */
  private static final int BATCH_BYTES = 400_000;

  private final List<Engine> engines = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Those that are not asked: they have no compiler, or another process has their code. */
  private final List<String> silent = new ArrayList<>();

  /**
   * A program to be listed.
   *
   * @param leftOut engines that must not have it, which might end this process, with the reason
   */
  public record Program(byte[] wasm, Map<String, String> leftOut) {}

  /**
   * What became of a program.
   *
   * @param codeBytes by engine, of those that show code: to be held against what was measured
   * @param packed the listing for the page's script; empty if there is none
   * @param reason why there is none; else empty
   */
  public record Packed(Map<String, Long> codeBytes, String packed, String reason) {
    /** No listing, for a reason. */
    public static Packed absent(String reason) {
      return new Packed(Map.of(), "", reason);
    }
  }

  /**
   * Machine code of a program's functions, imported ones left out.
   *
   * @param names of functions, by where they begin
   * @param size as engines tell it
   */
  private record Code(
      byte[] bytes, int[] start, int[] length, Map<Integer, String> names, long size) {}

  /** A program that waits for its machine code to become text. */
  private record Draft(
      IrModule module,
      List<Listing.View> ir,
      Map<String, Code> code,
      List<String> notes,
      List<String> silent) {}

  /**
   * A lister for the engines of a suite. Those that show no code are told in the listings' notes.
   *
   * @param ids engine ids
   */
  public Lister(Engines registry, List<String> ids) {
    for (String id : ids) {
      Engine engine;
      try {
        engine = registry.find(id);
      } catch (BadEngineId e) {
        notes.add(id + ": this version of ParetoJIT has no such engine.");
        continue;
      }
      if (!(engine instanceof Pipeline)
          && !(engine instanceof WasmEngine peer && peer.isInThisProcess())) {
        silent.add(id);
      } else if (engine.missing().isPresent()) {
        notes.add(id + ": " + engine.missing().get() + ".");
      } else {
        engines.add(engine);
      }
    }
  }

  /**
   * Listings of programs, in their order.
   *
   * @param programs by any name
   */
  public <K> Map<K, Packed> list(Map<K, Program> programs) throws IOException {
    Map<K, Packed> listings = new LinkedHashMap<>();
    Map<K, Draft> batch = new LinkedHashMap<>();
    int bytes = 0;
    for (Map.Entry<K, Program> program : programs.entrySet()) {
      listings.put(program.getKey(), Packed.absent("")); // holds its place
      try {
        Draft draft = compile(program.getValue());
        batch.put(program.getKey(), draft);
        bytes += draft.code().values().stream().mapToInt(code -> code.bytes().length).sum();
      } catch (WasmException e) {
        listings.put(program.getKey(), Packed.absent("It cannot be read: " + e.getMessage() + "."));
      } catch (Unsupported e) {
        listings.put(program.getKey(), Packed.absent(String.valueOf(e.getMessage())));
      }
      if (bytes > BATCH_BYTES) {
        listings.putAll(finish(batch));
        batch.clear();
        bytes = 0;
      }
    }
    listings.putAll(finish(batch));
    return withinLimit(listings);
  }

  private static IrModule readable(byte[] wasm) {
    IrModule module = WasmReader.read(wasm);
    int size = module.functions().stream().mapToInt(Function::instCount).sum();
    if (size > MOST_INSTRUCTIONS) {
      throw new Unsupported(
          "A program of %d IR instructions is too large to be listed here; ./pareto compile FILE --emit asm --function NAME shows a part of it."
              .formatted(size));
    }
    return module;
  }

  private static <K> Map<K, Packed> withinLimit(Map<K, Packed> listings) {
    Map<K, Packed> kept = new LinkedHashMap<>();
    long characters = 0;
    for (Map.Entry<K, Packed> each : listings.entrySet()) {
      characters += each.getValue().packed().length();
      kept.put(
          each.getKey(),
          characters <= MOST_CHARACTERS
              ? each.getValue()
              : Packed.absent(
                  "Left out, because the report would become too large; ./pareto compile FILE"
                      + " --emit ir,opt,asm shows it."));
    }
    return kept;
  }

  // ---- compiling ----

  private Draft compile(Program program) {
    IrModule module = readable(program.wasm());
    Draft draft =
        new Draft(
            module,
            new ArrayList<>(),
            new LinkedHashMap<>(),
            new ArrayList<>(notes),
            new ArrayList<>(silent));
    draft.ir.add(new Listing.View("IR, as read from WebAssembly", "", texts(module)));
    Map<List<String>, List<String>> optimized = new LinkedHashMap<>();
    for (Engine engine : engines) {
      String id = engine.id().toString();
      String why = program.leftOut().get(id);
      if (why != null) {
        draft.notes.add(id + ": " + why + ".");
        continue;
      }
      try {
        if (engine instanceof Pipeline pipeline && !pipeline.midEnd().name().equals("none")) {
          List<String> texts = texts(pipeline.optimize(module, CompileStats.untimed()));
          optimized.computeIfAbsent(texts, t -> new ArrayList<>()).add(id);
        }
        code(engine, module, program.wasm())
            .ifPresentOrElse(code -> draft.code.put(id, code), () -> draft.silent.add(id));
      } catch (Unsupported e) {
        draft.notes.add(id + ": unsupported: " + e.getMessage() + ".");
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        draft.notes.add(id + ": failed to compile it: " + e + ".");
      }
    }
    optimized.forEach(
        (texts, ids) ->
            draft.ir.add(
                new Listing.View("IR after the mid-end of " + String.join(", ", ids), "", texts)));
    return draft;
  }

  private static List<String> texts(IrModule module) {
    return module.functions().stream().map(IrWriter::write).toList();
  }

  private static List<String> names(IrModule module) {
    return module.functions().stream().map(function -> "%" + function.name()).toList();
  }

  private static Optional<Code> code(Engine engine, IrModule module, byte[] wasm) {
    return switch (engine) {
      case IrEngine compiler ->
          compiler.compile(module, CompileStats.untimed()).artifact() instanceof NativeArtifact code
              ? Optional.of(code(module, code))
              : Optional.empty();
      case WasmEngine peer -> {
        try (Session session = peer.open(wasm)) {
          yield session.image().map(image -> code(module, image));
        }
      }
    };
  }

  private static Code code(IrModule module, NativeArtifact code) {
    int imported = module.importedFunctions();
    int[] start = code.functionOffset();
    List<String> names = new ArrayList<>();
    module.functionImports().forEach(each -> names.add(each.from().toString()));
    names.addAll(names(module));
    return new Code(
        code.code(),
        Arrays.copyOfRange(start, imported, start.length),
        Arrays.copyOfRange(code.functionLength(), imported, start.length),
        byStart(start, names),
        code.codeBytes());
  }

  private static Code code(IrModule module, Session.CodeImage image) {
    int[] start = image.functionOffset();
    if (start.length != module.functions().size()) {
      throw new AssertionError(start.length + " functions in place of those of the module");
    }
    return new Code(
        image.code(),
        start,
        image.functionLength(),
        byStart(start, names(module)),
        image.codeBytes());
  }

  private static Map<Integer, String> byStart(int[] start, List<String> names) {
    Map<Integer, String> byStart = new HashMap<>();
    for (int f = 0; f < start.length; f++) {
      byStart.put(start[f], names.get(f));
    }
    return byStart;
  }

  // ---- machine code as text ----

  private static <K> Map<K, Packed> finish(Map<K, Draft> batch) throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    for (Draft draft : batch.values()) {
      for (Code code : draft.code.values()) {
        for (int f = 0; f < code.start.length; f++) {
          int start = code.start[f];
          pieces.add(Arrays.copyOfRange(code.bytes, start, start + code.length[f]));
        }
      }
    }
    List<List<Instruction>> instructions = List.of();
    String failure = "";
    try {
      instructions = Disassembler.instructions(pieces);
    } catch (ToolchainException e) {
      failure = "Machine code cannot be shown here: " + e.getMessage() + ".";
    }
    Iterator<List<Instruction>> next = instructions.iterator();
    Map<K, Packed> listings = new LinkedHashMap<>();
    for (Map.Entry<K, Draft> each : batch.entrySet()) {
      Draft draft = each.getValue();
      List<Listing.View> views = new ArrayList<>(draft.ir);
      Map<String, Long> sizes = new LinkedHashMap<>();
      List<String> notes = new ArrayList<>(draft.notes);
      if (failure.isEmpty()) {
        draft.code.forEach(
            (id, code) -> {
              views.add(view(id, code, next));
              sizes.put(id, code.size);
            });
      } else {
        notes.add(failure);
      }
      if (!draft.silent.isEmpty()) {
        notes.add("Without code to show: " + String.join(", ", draft.silent) + ".");
      }
      String packed = new Listing(names(draft.module), views, notes).pack();
      listings.put(each.getKey(), new Packed(sizes, packed, ""));
    }
    return listings;
  }

  /**
   * A view of machine code.
   *
   * @param next gives the instructions of its functions, one after the other
   */
  private static Listing.View view(String id, Code code, Iterator<List<Instruction>> next) {
    List<String> texts = new ArrayList<>();
    for (int f = 0; f < code.start.length; f++) {
      texts.add(Assembly.text(next.next(), code.start[f], code.length[f], code.names));
    }
    return new Listing.View(
        "machine code of " + id, "whole program: " + code.size + " bytes", texts);
  }
}
