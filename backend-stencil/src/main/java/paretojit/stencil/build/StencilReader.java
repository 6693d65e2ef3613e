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
 * <p>The gate: no data sections, only known pairs of relocation and symbol, no reference within the
 * object, control that goes on at the end and nowhere behind it, and (by {@link #checkAssembly}) no
 * use of the stack. A stencil that ends in a jump to its continuation loses that jump: the emitter
 * places what comes next right behind it.
 */
final class StencilReader {
  private static final int JUMP_BYTES = 5;
  private static final byte JMP_REL32 = (byte) 0xe9;

  private final Catalog catalog;

  StencilReader(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The stencils of an object file, in address order. */
  List<Stencil> read(ElfObject object) {
    if (!object.dataSections().isEmpty()) {
      throw new AssertionError("stencils need data: " + object.dataSections());
    }
    List<Stencil> stencils = new ArrayList<>();
    for (ElfObject.Function function : object.functions()) {
      try {
        stencils.add(read(function));
      } catch (AssertionError e) {
        throw new AssertionError(describe(function) + ": " + e.getMessage(), e);
      }
    }
    return stencils;
  }

  private String describe(ElfObject.Function function) {
    Family family = family(function.name());
    return function.name() + " (" + family.text(key(family, function.name())) + ")";
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

  private Stencil read(ElfObject.Function function) {
    Family family = family(function.name());
    byte[] code = function.code();
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

  private static Hole hole(Relocation relocation) {
    HoleKind kind =
        HoleKind.ofSymbol(relocation.symbol())
            .orElseThrow(() -> new AssertionError("unknown symbol '" + relocation.symbol() + "'"));
    boolean fits =
        switch (kind.width()) {
          // The sign-extending form only, except for immediates, whose instruction is ours.
          case NUMBER ->
              relocation.type() == ElfObject.R_X86_64_32S
                  || relocation.type() == ElfObject.R_X86_64_32
                      && (kind == HoleKind.IMM32 || kind == HoleKind.OFFSET);
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
  static void checkAssembly(Stencil stencil, List<String> instructions) {
    if (stencil.family().shape() == Family.Shape.GLUE) {
      return;
    }
    if (!instructions.getLast().startsWith("jmp")) {
      throw new AssertionError(stencil.name() + " does not end in a jump");
    }
    checkFlags(stencil, instructions);
    for (String instruction : instructions) {
      String text = instruction.strip();
      if (text.contains("%rsp")
          || text.contains("%esp")
          || text.startsWith("push")
          || text.startsWith("pop") && !text.startsWith("popcnt")
          || text.startsWith("call")
          || text.endsWith(", %r12")
          || text.endsWith(", %r13")
          || text.matches("v(add|sub|mul|div|sqrt|round|fmadd\\d+|cvt\\w+)p[sd] .*")) {
        throw new AssertionError(stencil.name() + ": forbidden instruction " + text);
      }
    }
  }

  /** A stencil that sets flags does so last; one that keeps them does nothing but move. */
  private static void checkFlags(Stencil stencil, List<String> instructions) {
    boolean sets = stencil.family().has(Family.SETS_FLAGS);
    if (!sets && !stencil.family().has(Family.KEEPS_FLAGS)) {
      return;
    }
    boolean isSet = !sets;
    for (String instruction : instructions) {
      String text = instruction.strip();
      if (sets && text.matches("(cmp|test)[bwlq] .*")) {
        isSet = true;
      } else if (isSet && !text.matches("v?mov.*|cmov.*|set.*|j.*|vpcmpeq.*")) {
        throw new AssertionError(stencil.name() + " loses flags: " + text);
      }
    }
    if (!isSet) {
      throw new AssertionError(stencil.name() + " sets no flags");
    }
  }
}
