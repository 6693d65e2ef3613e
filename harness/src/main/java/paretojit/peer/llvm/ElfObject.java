package paretojit.peer.llvm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads a relocatable ELF64 file: sections, symbols and relocations by index, straight from its
 * bytes. Names of fields are those of the System V ABI ("Object Files"), without their prefixes.
 */
final class ElfObject {
  static final int SHT_SYMTAB = 2;
  static final int SHT_RELA = 4;
  static final int SHT_NOBITS = 8;
  static final long SHF_WRITE = 1;
  static final long SHF_ALLOC = 2;
  static final int UNDEFINED = 0;
  static final int SECTION_SYMBOL = 3;

  private static final int SECTION_BYTES = 64;
  private static final int SYMBOL_BYTES = 24;
  private static final int RELA_BYTES = 24;

  private final byte[] bytes;
  private final ByteBuffer data;
  private final int sections;
  private final int count;
  private final int sectionNames;
  private int symbolTable = -1;

  ElfObject(byte[] file) {
    bytes = file;
    data = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < SECTION_BYTES || data.getInt(0) != 0x464c457f) {
      throw new AssertionError("LLVM's object file is not ELF");
    }
    sections = Math.toIntExact(data.getLong(40));
    // More than 65,279 sections are counted elsewhere; one text section is what we have.
    count = data.getShort(60) & 0xffff;
    sectionNames = data.getShort(62) & 0xffff;
    for (int s = 0; s < count; s++) {
      if (type(s) == SHT_SYMTAB) {
        symbolTable = s;
      }
    }
  }

  byte[] bytes() {
    return bytes;
  }

  // ---- sections

  int sectionCount() {
    return count;
  }

  private int header(int section) {
    return sections + SECTION_BYTES * section;
  }

  String sectionName(int section) {
    return text(sectionNames, data.getInt(header(section)));
  }

  int type(int section) {
    return data.getInt(header(section) + 4);
  }

  long flags(int section) {
    return data.getLong(header(section) + 8);
  }

  /** Where the section's bytes begin in the file. */
  int offset(int section) {
    return Math.toIntExact(data.getLong(header(section) + 24));
  }

  int size(int section) {
    return Math.toIntExact(data.getLong(header(section) + 32));
  }

  /** The section that a relocation section is about. */
  int info(int section) {
    return data.getInt(header(section) + 44);
  }

  private int link(int section) {
    return data.getInt(header(section) + 40);
  }

  int align(int section) {
    return Math.max(1, Math.toIntExact(data.getLong(header(section) + 48)));
  }

  private String text(int stringSection, int at) {
    int start = offset(stringSection) + at;
    int end = start;
    while (bytes[end] != 0) {
      end++;
    }
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  // ---- symbols

  int symbolCount() {
    return symbolTable < 0 ? 0 : size(symbolTable) / SYMBOL_BYTES;
  }

  private int symbol(int index) {
    return offset(symbolTable) + SYMBOL_BYTES * index;
  }

  String symbolName(int index) {
    return text(link(symbolTable), data.getInt(symbol(index)));
  }

  /** Section that defines the symbol, or {@link #UNDEFINED}. */
  int symbolSection(int index) {
    return data.getShort(symbol(index) + 6) & 0xffff;
  }

  /** Offset in its section. */
  long symbolValue(int index) {
    return data.getLong(symbol(index) + 8);
  }

  int symbolSize(int index) {
    return Math.toIntExact(data.getLong(symbol(index) + 16));
  }

  // ---- relocations

  int relocationCount(int section) {
    return size(section) / RELA_BYTES;
  }

  private int relocation(int section, int k) {
    return offset(section) + RELA_BYTES * k;
  }

  /** Offset in the section that {@link #info} names. */
  int relocationOffset(int section, int k) {
    return Math.toIntExact(data.getLong(relocation(section, k)));
  }

  int relocationType(int section, int k) {
    return data.getInt(relocation(section, k) + 8);
  }

  int relocationSymbol(int section, int k) {
    return data.getInt(relocation(section, k) + 12);
  }

  long relocationAddend(int section, int k) {
    return data.getLong(relocation(section, k) + 16);
  }
}
