package paretojit.stencil.x64;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import paretojit.engine.NativeArtifact;
import paretojit.ir.Function;
import paretojit.ir.IrModule;
import paretojit.ir.text.IrWriter;
import paretojit.stencil.library.Hole;
import paretojit.stencil.library.HoleKind;
import paretojit.stencil.library.Stencil;
import paretojit.stencil.library.StencilLibrary;
import paretojit.stencil.library.StencilListing;

/**
 * Which stencils became a module's code, for listings: per instruction the stencils copied, their
 * bytes with the holes filled, what went into the holes, and their disassembly from the library.
 */
public final class StencilTrace {
  private int[] position = new int[256];
  private int[] stencil = new int[256];
  private int[] inst = new int[256];
  private int count;

  /** Notes a stencil that was copied. */
  public void add(int codePosition, int stencilId, int instruction) {
    if (count == position.length) {
      position = Arrays.copyOf(position, 2 * count);
      stencil = Arrays.copyOf(stencil, 2 * count);
      inst = Arrays.copyOf(inst, 2 * count);
    }
    position[count] = codePosition;
    stencil[count] = stencilId;
    inst[count++] = instruction;
  }

  /** How often each stencil of the library was copied. */
  int[] copies(StencilLibrary library) {
    int[] copies = new int[library.size()];
    for (int k = 0; k < count; k++) {
      copies[stencil[k]]++;
    }
    return copies;
  }

  /** What an instruction that stencils were copied for is, as a line for people. */
  interface Line {
    String of(Function function, int instruction);
  }

  /** An instruction of the IR. */
  static String irLine(Function function, int instruction) {
    return IrWriter.write(function, instruction).strip();
  }

  /** An instruction of WebAssembly, by its place in the bytes, as the IR has it. */
  static String wasmLine(Function function, int place) {
    StringJoiner line = new StringJoiner("; ", "byte " + place + ": ", "");
    line.setEmptyValue("byte " + place);
    for (int inst = 0; inst < function.instCount(); inst++) {
      if (function.source(inst) == place) {
        line.add(irLine(function, inst));
      }
    }
    return line.toString();
  }

  /** The listing of some defined functions. */
  String text(
      StencilLibrary library,
      NativeArtifact code,
      IrModule module,
      List<Integer> functions,
      Line line) {
    StencilListing listing = StencilListing.load(library.files());
    StringBuilder out = new StringBuilder();
    for (int index : functions) {
      Function function = module.function(index);
      int start = code.functionOffset()[index];
      int end = start + code.functionLength()[index];
      out.append(
          "function %%%s%s: %d bytes%n"
              .formatted(function.name(), function.signature(), end - start));
      int shown = -1;
      for (int k = 0; k < count; k++) {
        if (position[k] < start || position[k] >= end) {
          continue;
        }
        if (inst[k] != shown) {
          shown = inst[k];
          out.append("  ").append(line.of(function, shown)).append('\n');
        }
        append(out, library.stencil(stencil[k]), listing, code.code(), position[k], start);
      }
    }
    return out.toString();
  }

  private static void append(
      StringBuilder out, Stencil stencil, StencilListing listing, byte[] code, int at, int start) {
    int length = stencil.code().length;
    out.append("    %04x  %s%n".formatted(at - start, stencil.name()));
    out.append("          ").append(HexFormat.ofDelimiter(" ").formatHex(code, at, at + length));
    for (Hole hole : stencil.holes()) {
      out.append("  ").append(hole.kind()).append('=');
      out.append(value(hole, code, at, start));
    }
    out.append('\n');
    for (String line : shown(listing.assembly(stencil))) {
      out.append("            ").append(line).append('\n');
    }
  }

  /** Without the jump to the continuation, which is not copied. */
  private static List<String> shown(List<String> assembly) {
    boolean jumpsOn =
        !assembly.isEmpty()
            && assembly.getLast().startsWith("jmp")
            && assembly.getLast().endsWith("<CONT>");
    return jumpsOn ? assembly.subList(0, assembly.size() - 1) : assembly;
  }

  /** What a hole holds; a distance as its target, counted from the function's start. */
  private static String value(Hole hole, byte[] code, int at, int start) {
    ByteBuffer in = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
    int where = at + hole.offset();
    return switch (hole.kind().width()) {
      case NUMBER -> Integer.toString(in.getInt(where));
      case BYTE -> Integer.toString(in.get(where));
      case LONG -> "0x" + Long.toHexString(in.getLong(where));
      case DISTANCE -> target(hole, in.getInt(where) + where - hole.addend() - start);
    };
  }

  private static String target(Hole hole, int offset) {
    return hole.kind() == HoleKind.CONT ? "+" : "%04x".formatted(offset);
  }
}
