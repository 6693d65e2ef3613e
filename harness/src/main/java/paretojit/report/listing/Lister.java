package paretojit.report.listing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import paretojit.engine.BadEngineId;
import paretojit.engine.CompileStats;
import paretojit.engine.CompiledModule;
import paretojit.engine.Engine;
import paretojit.engine.Engines;
import paretojit.engine.IrEngine;
import paretojit.engine.NativeArtifact;
import paretojit.engine.Pipeline;
import paretojit.engine.Unsupported;
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

  private final List<IrEngine> engines = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

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

  /** A program that waits for its machine code to become text. */
  private static final class Draft {
    final IrModule module;
    final List<Listing.View> ir = new ArrayList<>();
    final Map<String, NativeArtifact> code = new LinkedHashMap<>();
    final List<String> notes;

    Draft(IrModule module, List<String> notes) {
      this.module = module;
      this.notes = new ArrayList<>(notes);
    }

    int[] functions() {
      return IntStream.range(module.importedFunctions(), module.functionCount()).toArray();
    }

    int bytes() {
      return code.values().stream().mapToInt(NativeArtifact::length).sum();
    }
  }

  /**
   * A lister for the engines of a suite. Those that show no code are told in the listings' notes.
   *
   * @param ids engine ids
   */
  public Lister(Engines registry, List<String> ids) {
    List<String> silent = new ArrayList<>();
    for (String id : ids) {
      Engine engine;
      try {
        engine = registry.find(id);
      } catch (BadEngineId e) {
        notes.add(id + ": this version of ParetoJIT has no such engine.");
        continue;
      }
      if (!(engine instanceof Pipeline pipeline)) {
        silent.add(id);
      } else if (engine.missing().isPresent()) {
        notes.add(id + ": " + engine.missing().get() + ".");
      } else {
        engines.add(pipeline);
      }
    }
    if (!silent.isEmpty()) {
      notes.add("Without code to show: " + String.join(", ", silent) + ".");
    }
  }

  /**
   * Listings of programs, in their order.
   *
   * @param programs WebAssembly modules by any name
   */
  public <K> Map<K, Packed> list(Map<K, byte[]> programs) throws IOException {
    Map<K, Packed> listings = new LinkedHashMap<>();
    Map<K, Draft> batch = new LinkedHashMap<>();
    int bytes = 0;
    for (Map.Entry<K, byte[]> program : programs.entrySet()) {
      listings.put(program.getKey(), Packed.absent("")); // holds its place
      try {
        Draft draft = compile(readable(program.getValue()));
        batch.put(program.getKey(), draft);
        bytes += draft.bytes();
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

  private Draft compile(IrModule module) {
    Draft draft = new Draft(module, notes);
    draft.ir.add(new Listing.View("IR, as read from WebAssembly", "", texts(module)));
    Map<List<String>, List<String>> optimized = new LinkedHashMap<>();
    for (IrEngine engine : engines) {
      String id = engine.id().toString();
      try {
        if (engine instanceof Pipeline pipeline && !pipeline.midEnd().name().equals("none")) {
          List<String> texts = texts(pipeline.optimize(module, CompileStats.untimed()));
          optimized.computeIfAbsent(texts, t -> new ArrayList<>()).add(id);
        }
        CompiledModule compiled = engine.compile(module, CompileStats.untimed());
        if (compiled.artifact() instanceof NativeArtifact code) {
          draft.code.put(id, code);
        }
      } catch (Unsupported e) {
        draft.notes.add(id + ": unsupported: " + e.getMessage() + ".");
      } catch (RuntimeException | AssertionError e) {
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

  // ---- machine code as text ----

  private static <K> Map<K, Packed> finish(Map<K, Draft> batch) throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    for (Draft draft : batch.values()) {
      for (NativeArtifact code : draft.code.values()) {
        for (int f : draft.functions()) {
          int start = code.functionOffset()[f];
          pieces.add(Arrays.copyOfRange(code.code(), start, start + code.functionLength()[f]));
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
    Map<K, Packed> listings = new LinkedHashMap<>();
    int at = 0;
    for (Map.Entry<K, Draft> each : batch.entrySet()) {
      Draft draft = each.getValue();
      List<Listing.View> views = new ArrayList<>(draft.ir);
      Map<String, Long> codeBytes = new LinkedHashMap<>();
      if (!failure.isEmpty()) {
        draft.notes.add(failure);
      } else {
        for (Map.Entry<String, NativeArtifact> code : draft.code.entrySet()) {
          int count = draft.module.functions().size();
          views.add(
              code(draft, code.getKey(), code.getValue(), instructions.subList(at, at + count)));
          codeBytes.put(code.getKey(), code.getValue().codeBytes());
          at += count;
        }
      }
      List<String> names = draft.module.functions().stream().map(f -> "%" + f.name()).toList();
      String packed = new Listing(names, views, draft.notes).pack();
      listings.put(each.getKey(), new Packed(codeBytes, packed, ""));
    }
    return listings;
  }

  private static Listing.View code(
      Draft draft, String id, NativeArtifact code, List<List<Instruction>> instructions) {
    Map<Integer, String> names = new HashMap<>();
    for (int f = 0; f < draft.module.functionCount(); f++) {
      names.put(
          code.functionOffset()[f],
          draft.module.isImported(f)
              ? draft.module.functionImports().get(f).from().toString()
              : "%" + draft.module.function(f).name());
    }
    List<String> texts = new ArrayList<>();
    int[] functions = draft.functions();
    for (int k = 0; k < functions.length; k++) {
      int start = code.functionOffset()[functions[k]];
      int length = code.functionLength()[functions[k]];
      texts.add(Assembly.text(instructions.get(k), start, length, names));
    }
    return new Listing.View(
        "machine code of " + id, "whole program: " + code.codeBytes() + " bytes", texts);
  }
}
