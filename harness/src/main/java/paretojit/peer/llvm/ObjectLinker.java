package paretojit.peer.llvm;

import java.lang.foreign.Linker;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import paretojit.engine.NativeArtifact;
import paretojit.engine.Target;
import paretojit.engine.Unsupported;

/**
 * Makes one position-independent piece of code of an object file.
 *
 * <pre>
 *   .text | .rodata… | a stub per function: rdx = function; jump to its signature's wrapper
 *                    | a stub per library function: jump to its address in this process
 * </pre>
 */
final class ObjectLinker {
  /** All levels of LLVM share a convention, so their code can share a store. */
  static final String CONVENTION = "llvm";

  // Relocation types of the x86-64 psABI, section "Relocation Types".
  private static final int R_PC32 = 2;
  private static final int R_PLT32 = 4;
  private static final int R_PC64 = 24;

  private static final int STUB_ALIGN = 16;
  private static final int LEA_RDX_RIP = 0x158d48;
  private static final int LEA_BYTES = 7;
  private static final byte JMP = (byte) 0xe9;
  private static final int JMP_BYTES = 5;
  private static final short JMP_INDIRECT = 0x25ff;
  private static final int JMP_INDIRECT_BYTES = 6;

  private final ElfObject object;
  private final int[] placeOf;
  private final Map<String, Integer> libraryStub = new HashMap<>();
  private final List<Long> libraryAddress = new ArrayList<>();
  private int stubs;
  private int size;

  ObjectLinker(ElfObject object) {
    this.object = object;
    this.placeOf = new int[object.sectionCount()];
  }

  /**
   * Links.
   *
   * @param functions how many functions {@code f0}, {@code f1}, … the object has
   * @param wrapperNumber for each the {@code s…} that calls it
   */
  NativeArtifact link(int functions, int[] wrapperNumber) {
    layOut();
    findLibraryFunctions();
    int wrappers = size + STUB_ALIGN * libraryAddress.size();
    size = wrappers + STUB_ALIGN * functions;
    ByteBuffer code = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    copySections(code);
    for (int k = 0; k < libraryAddress.size(); k++) {
      int at = stubs + STUB_ALIGN * k;
      code.putShort(at, JMP_INDIRECT);
      code.putLong(at + JMP_INDIRECT_BYTES, libraryAddress.get(k));
    }
    relocate(code);
    int[] functionOffset = new int[functions];
    int[] functionLength = new int[functions];
    int[] signatureOffset = new int[functions];
    findFunctions(functionOffset, functionLength, signatureOffset);
    int[] wrapperOffset = new int[functions];
    for (int f = 0; f < functions; f++) {
      int at = wrappers + STUB_ALIGN * f;
      wrapperOffset[f] = at;
      wrapperStub(code, at, functionOffset[f], signatureOffset[wrapperNumber[f]]);
    }
    return new NativeArtifact(
        Target.X64, CONVENTION, code.array(), size, functionOffset, functionLength, wrapperOffset);
  }

  /** Gives every section that is needed at run time its place. */
  private void layOut() {
    Arrays.fill(placeOf, -1);
    for (int s = 0; s < placeOf.length; s++) {
      if ((object.flags(s) & ElfObject.SHF_ALLOC) != 0 && object.size(s) > 0) {
        boolean isConstant = (object.flags(s) & ElfObject.SHF_WRITE) == 0;
        if (!isConstant || object.type(s) == ElfObject.SHT_NOBITS) {
          throw new Unsupported("LLVM's code wants writable data: " + object.sectionName(s));
        }
        placeOf[s] = aligned(size, object.align(s));
        size = placeOf[s] + object.size(s);
      }
    }
    stubs = aligned(size, STUB_ALIGN);
    size = stubs;
  }

  private static int aligned(int at, int align) {
    return at + align - 1 & -align;
  }

  private void copySections(ByteBuffer code) {
    for (int s = 0; s < placeOf.length; s++) {
      if (placeOf[s] >= 0) {
        code.put(placeOf[s], object.bytes(), object.offset(s), object.size(s));
      }
    }
  }

  /** What LLVM calls but nobody defines is the C library's: fma, memcpy, …. */
  private void findLibraryFunctions() {
    var libraries = Linker.nativeLinker().defaultLookup();
    for (int k = 1; k < object.symbolCount(); k++) {
      String name = object.symbolName(k);
      if (object.symbolSection(k) == ElfObject.UNDEFINED && !name.isEmpty()) {
        long address =
            libraries
                .find(name)
                .orElseThrow(() -> new Unsupported("LLVM's code needs a function " + name))
                .address();
        libraryStub.put(name, stubs + STUB_ALIGN * libraryAddress.size());
        libraryAddress.add(address);
      }
    }
  }

  private void relocate(ByteBuffer code) {
    for (int s = 0; s < placeOf.length; s++) {
      if (object.type(s) == ElfObject.SHT_RELA && placeOf[object.info(s)] >= 0) {
        for (int k = 0; k < object.relocationCount(s); k++) {
          relocate(code, s, k);
        }
      }
    }
  }

  private void relocate(ByteBuffer code, int section, int k) {
    int at = placeOf[object.info(section)] + object.relocationOffset(section, k);
    int symbol = object.relocationSymbol(section, k);
    long distance = place(symbol) + object.relocationAddend(section, k) - at;
    switch (object.relocationType(section, k)) {
      case R_PC32, R_PLT32 -> code.putInt(at, Math.toIntExact(distance));
      case R_PC64 -> code.putLong(at, distance);
      default ->
          throw new Unsupported(
              "LLVM's code has a relocation of type %d against '%s'"
                  .formatted(object.relocationType(section, k), object.symbolName(symbol)));
    }
  }

  private long place(int symbol) {
    int section = object.symbolSection(symbol);
    if (section == ElfObject.UNDEFINED) {
      return Objects.requireNonNull(libraryStub.get(object.symbolName(symbol)));
    }
    if (section >= placeOf.length || placeOf[section] < 0) {
      throw new AssertionError("a relocation leaves the code: " + object.symbolName(symbol));
    }
    return placeOf[section] + object.symbolValue(symbol);
  }

  private void findFunctions(int[] offsets, int[] lengths, int[] signatureOffset) {
    for (int k = 1; k < object.symbolCount(); k++) {
      int section = object.symbolSection(k);
      String name = object.symbolName(k);
      boolean isCode = section != ElfObject.UNDEFINED && section < placeOf.length;
      if (!isCode || name.length() < 2 || !Character.isDigit(name.charAt(1))) {
        continue;
      }
      int number = Integer.parseInt(name, 1, name.length(), 10);
      int place = (int) place(k);
      if (name.startsWith(Declarations.FUNCTION_PREFIX)) {
        offsets[number] = place;
        lengths[number] = object.symbolSize(k);
      } else {
        signatureOffset[number] = place;
      }
    }
  }

  /** {@code lea rdx, [function]; jmp wrapper}. */
  private static void wrapperStub(ByteBuffer code, int at, int function, int wrapper) {
    code.putInt(at, LEA_RDX_RIP);
    code.putInt(at + 3, function - (at + LEA_BYTES));
    int jump = at + LEA_BYTES;
    code.put(jump, JMP);
    code.putInt(jump + 1, wrapper - (jump + JMP_BYTES));
  }
}
