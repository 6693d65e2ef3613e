package paretojit.stencil.build;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A relocatable x86-64 ELF object, as far as stencils need it: the functions of {@code .text} with
 * their relocations.
 *
 * @param functions in address order
 */
record ElfObject(List<Function> functions) {
  /** System V ABI, x86-64 supplement, table 4.9. */
  static final int R_X86_64_64 = 1;

  static final int R_X86_64_PC32 = 2;
  static final int R_X86_64_PLT32 = 4;
  static final int R_X86_64_32 = 10;
  static final int R_X86_64_32S = 11;
  static final int R_X86_64_8 = 14;

  private static final int SHT_SYMTAB = 2;
  private static final int SHT_RELA = 4;
  private static final int STT_FUNC = 2;
  private static final int SECTION_HEADER_BYTES = 64;
  private static final int SYMBOL_BYTES = 24;
  private static final int RELA_BYTES = 24;

  /** A function's code and relocations, offsets counted from its start. */
  record Function(String name, byte[] code, List<Relocation> relocations) {}

  /** {@code symbol} is empty for references to sections of the object itself. */
  record Relocation(int offset, int type, String symbol, long addend) {}

  private record Section(
      int name, int type, long flags, int offset, int size, int link, int info) {}

  private record Symbol(String name, int type, int section, int value, int size) {}

  /** Reads an object file; its form is the build's own doing, so surprises are AssertionErrors. */
  static ElfObject read(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (in.getInt(0) != 0x464c457f || file[4] != 2 || in.getShort(18) != 62) {
      throw new AssertionError("not an x86-64 ELF object");
    }
    List<Section> sections = sections(in);
    int nameTable = sections.get(Short.toUnsignedInt(in.getShort(62))).offset();
    int text = -1;
    List<Symbol> symbols = List.of();
    for (int k = 0; k < sections.size(); k++) {
      Section section = sections.get(k);
      String name = string(file, nameTable + section.name());
      if (name.equals(".text")) {
        text = k;
      }
      if (section.type() == SHT_SYMTAB) {
        symbols = symbols(file, in, section, sections.get(section.link()).offset());
      }
    }
    if (text < 0) {
      throw new AssertionError("no .text");
    }
    return new ElfObject(functions(file, in, sections, text, symbols));
  }

  private static List<Section> sections(ByteBuffer in) {
    int start = (int) in.getLong(40);
    int count = Short.toUnsignedInt(in.getShort(60));
    List<Section> sections = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      int at = start + k * SECTION_HEADER_BYTES;
      sections.add(
          new Section(
              in.getInt(at),
              in.getInt(at + 4),
              in.getLong(at + 8),
              (int) in.getLong(at + 24),
              (int) in.getLong(at + 32),
              in.getInt(at + 40),
              in.getInt(at + 44)));
    }
    return sections;
  }

  private static List<Symbol> symbols(byte[] file, ByteBuffer in, Section table, int strings) {
    List<Symbol> symbols = new ArrayList<>();
    for (int at = table.offset(); at < table.offset() + table.size(); at += SYMBOL_BYTES) {
      symbols.add(
          new Symbol(
              string(file, strings + in.getInt(at)),
              in.get(at + 4) & 15,
              Short.toUnsignedInt(in.getShort(at + 6)),
              (int) in.getLong(at + 8),
              (int) in.getLong(at + 16)));
    }
    return symbols;
  }

  private static List<Function> functions(
      byte[] file, ByteBuffer in, List<Section> sections, int text, List<Symbol> symbols) {
    List<Relocation> relocations = relocations(in, sections, text, symbols);
    List<Symbol> starts =
        symbols.stream()
            .filter(s -> s.type() == STT_FUNC && s.section() == text)
            .sorted(Comparator.comparingInt(Symbol::value))
            .toList();
    int base = sections.get(text).offset();
    List<Function> functions = new ArrayList<>();
    int next = 0;
    for (Symbol symbol : starts) {
      List<Relocation> own = new ArrayList<>();
      while (next < relocations.size()
          && relocations.get(next).offset() < symbol.value() + symbol.size()) {
        Relocation r = relocations.get(next++);
        own.add(new Relocation(r.offset() - symbol.value(), r.type(), r.symbol(), r.addend()));
      }
      int from = base + symbol.value();
      byte[] code = Arrays.copyOfRange(file, from, from + symbol.size());
      functions.add(new Function(symbol.name(), code, own));
    }
    if (next != relocations.size()) {
      throw new AssertionError("relocations outside of functions");
    }
    return functions;
  }

  private static List<Relocation> relocations(
      ByteBuffer in, List<Section> sections, int text, List<Symbol> symbols) {
    List<Relocation> relocations = new ArrayList<>();
    for (Section section : sections) {
      if (section.type() != SHT_RELA || section.info() != text) {
        continue;
      }
      for (int at = section.offset(); at < section.offset() + section.size(); at += RELA_BYTES) {
        long info = in.getLong(at + 8);
        relocations.add(
            new Relocation(
                (int) in.getLong(at),
                (int) info,
                symbols.get((int) (info >>> 32)).name(),
                in.getLong(at + 16)));
      }
    }
    relocations.sort(Comparator.comparingInt(Relocation::offset));
    return relocations;
  }

  private static String string(byte[] file, int start) {
    int end = start;
    while (file[end] != 0) {
      end++;
    }
    return new String(file, start, end - start, StandardCharsets.UTF_8);
  }
}
