package paretojit.stencil.build;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import paretojit.stencil.build.ElfObject.Relocation;
import paretojit.stencil.library.Catalog;
import paretojit.stencil.library.Family;
import paretojit.stencil.library.Hole;
import paretojit.stencil.library.HoleKind;
import paretojit.stencil.library.Stencil;

/**
 * Turns functions of an object file into stencils, and refuses what the emitter could not patch.
 *
 * <p>The gate: only known pairs of relocation and symbol, no reference within the object and so none
 * to data, control that goes on at the end and nowhere behind it, and (by {@link #checkAssembly}) no
 * use of the stack. A stencil that ends in a jump to its continuation loses that jump: the emitter
 * places what comes next right behind it.
 */
final class StencilReader {
  private static final int JUMP_BYTES = 5;
  private static final byte JMP_REL32 = (byte) 0xe9;

  private final Catalog catalog;
  private final boolean mayUseFrames;

  StencilReader(Catalog catalog) {
    this(catalog, false);
  }

  /**
   * A reader.
   *
   * @param mayUseFrames whether a stencil may spill below the frame, see {@link FrameGate}
   */
  StencilReader(Catalog catalog, boolean mayUseFrames) {
    this.catalog = catalog;
    this.mayUseFrames = mayUseFrames;
  }

  /**
   * What became of a function of an object file.
   *
   * @param stencil with no code if it was refused
   * @param refusal why; empty if it was not
   */
  record Verdict(Stencil stencil, String refusal) {
    boolean isGood() {
      return refusal.isEmpty();
    }
  }

  /**
   * The stencils of an object file, in address order.
   *
   * @param assembly the instructions of each function, as {@link
   *     paretojit.stencil.library.StencilListing#parseObjdump} has them
   */
  List<Verdict> read(ElfObject object, List<List<String>> assembly) {
    List<Verdict> verdicts = new ArrayList<>();
    for (int k = 0; k < assembly.size(); k++) {
      ElfObject.Function function = object.functions().get(k);
      try {
        Stencil stencil = read(function);
        checkAssembly(stencil, assembly.get(k));
        verdicts.add(new Verdict(stencil, ""));
      } catch (AssertionError e) {
        Family family = family(function.name());
        Stencil refused = new Stencil(family, key(family, function.name()), new byte[0], List.of());
        verdicts.add(new Verdict(refused, refused.name() + ": " + e.getMessage()));
      }
    }
    return verdicts;
  }

  private Family family(String symbol) {
    return symbol.startsWith("glue_")
        ? catalog.family(symbol)
        : catalog.families().get(Integer.parseInt(symbol.substring(1, symbol.indexOf('_'))));
  }

  private static int key(Family family, String symbol) {
    return family.shape() == Family.Shape.GLUE
        ? 0
        : Integer.parseInt(symbol.substring(symbol.indexOf('_') + 1), 16);
  }

  /** The stencil that a function is, as far as its bytes and relocations tell. */
  Stencil read(ElfObject.Function function) {
    Family family = family(function.name());
    byte[] code = function.code();
    if (code.length > Hole.LONGEST_STENCIL_BYTES) {
      throw new AssertionError("it is %d bytes long".formatted(code.length));
    }
    List<Hole> holes = new ArrayList<>();
    for (Relocation relocation : function.relocations()) {
      holes.add(hole(relocation));
    }
    int length = code.length;
    Hole last = holes.isEmpty() ? null : holes.getLast();
    if (last != null
        && last.kind() == HoleKind.CONT
        && last.offset() == length - 4
        && last.addend() == -4
        && code[length - JUMP_BYTES] == JMP_REL32) {
      length -= JUMP_BYTES;
      holes.removeLast();
    }
    Set<HoleKind> allowed = allowed(family);
    for (Hole hole : holes) {
      if (!allowed.contains(hole.kind())) {
        throw new AssertionError("unexpected hole " + hole.kind());
      }
    }
    return new Stencil(family, key(family, function.name()), Arrays.copyOf(code, length), holes);
  }

  private Hole hole(Relocation relocation) {
    HoleKind kind =
        HoleKind.ofSymbol(relocation.symbol())
            .orElseThrow(() -> new AssertionError("unknown symbol '" + relocation.symbol() + "'"));
    boolean fits =
        switch (kind.width()) {
          // The sign-extending form only, except for immediates, whose instruction is ours. At -O0
          // an address is a movabs, whose upper half stays zero: no offset is negative.
          case NUMBER ->
              relocation.type() == ElfObject.R_X86_64_32S
                  || relocation.type() == ElfObject.R_X86_64_32
                      && (kind == HoleKind.IMM32 || kind == HoleKind.OFFSET)
                  || relocation.type() == ElfObject.R_X86_64_64 && mayUseFrames;
          case BYTE -> relocation.type() == ElfObject.R_X86_64_8;
          case LONG -> relocation.type() == ElfObject.R_X86_64_64;
          case DISTANCE ->
              relocation.type() == ElfObject.R_X86_64_PLT32
                  || relocation.type() == ElfObject.R_X86_64_PC32;
        };
    if (!fits) {
      throw new AssertionError("relocation type " + relocation.type() + " of " + kind);
    }
    return new Hole(relocation.offset(), kind, Math.toIntExact(relocation.addend()));
  }

  /** A family's stencils may refer to their operands, their own traps, and go where its shape says. */
  private static Set<HoleKind> allowed(Family family) {
    Set<HoleKind> allowed = java.util.EnumSet.noneOf(HoleKind.class);
    for (HoleKind kind : HoleKind.values()) {
      boolean isOwn =
          switch (family.shape()) {
            case GLUE -> true;
            case BRANCH -> kind == HoleKind.TAKEN || kind == HoleKind.CONT;
            case JUMP -> kind == HoleKind.TAKEN;
            case TABLE -> kind == HoleKind.TAKEN || kind == HoleKind.TABLE;
            case VALUE, EFFECT, TRAPPING_VALUE, TRAPPING_EFFECT ->
                kind == HoleKind.CONT || family.traps().contains(kind);
          };
      if (isOwn || kind.width() != HoleKind.Width.DISTANCE) {
        allowed.add(kind);
      }
    }
    return allowed;
  }

  /**
   * Checks a stencil's disassembly: the stack is not its to use, nor are ctx and fp to change; and
   * no arithmetic on whole vectors, whose upper lanes hold garbage that may be slow to compute on.
   * Flags that are a stencil's result, or another one's operand, must survive in it.
   */
  void checkAssembly(Stencil stencil, List<String> listing) {
    if (stencil.family().shape() == Family.Shape.GLUE) {
      return;
    }
    List<String> instructions = listing.stream().map(StencilReader::withoutComment).toList();
    if (!instructions.getLast().startsWith("jmp")) {
      throw new AssertionError("it does not end in a jump");
    }
    checkFlags(stencil, instructions);
    boolean hasFrame = mayUseFrames && FrameGate.makesFrame(instructions);
    if (hasFrame) {
      FrameGate.check(instructions);
    }
    for (String text : instructions) {
      if (!hasFrame && touchesFrame(text)
          || text.contains("%esp")
          || text.startsWith("push")
          || text.startsWith("pop") && !text.startsWith("popcnt")
          || text.startsWith("call")
          || text.matches("v(add|sub|mul|div|sqrt|round|fmadd\\d+|cvt\\w+)p[sd] .*")) {
        throw new AssertionError("forbidden instruction " + text);
      }
    }
  }

  private static boolean touchesFrame(String text) {
    return text.contains("%rsp") || text.endsWith(", %r12") || text.endsWith(", %r13");
  }

  /** Without what objdump says about its numbers. */
  private static String withoutComment(String instruction) {
    int comment = instruction.indexOf('#');
    return (comment < 0 ? instruction : instruction.substring(0, comment)).strip();
  }

  /** A stencil that sets flags does so last; one that keeps them does nothing but move. */
  private static void checkFlags(Stencil stencil, List<String> instructions) {
    boolean sets = stencil.family().has(Family.SETS_FLAGS);
    if (!sets && !stencil.family().has(Family.KEEPS_FLAGS)) {
      return;
    }
    boolean isSet = !sets;
    for (String text : instructions) {
      if (sets && text.matches("(cmp|test)[bwlq] .*")) {
        isSet = true;
      } else if (isSet && !text.matches("v?mov.*|cmov.*|set.*|j.*|vpcmpeq.*")) {
        throw new AssertionError("it loses flags: " + text);
      }
    }
    if (!isSet) {
      throw new AssertionError("it sets no flags");
    }
  }
}
