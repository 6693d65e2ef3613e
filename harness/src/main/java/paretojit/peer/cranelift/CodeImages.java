package paretojit.peer.cranelift;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import paretojit.runtime.RawMemory;

/**
 * How much code Wasmtime made, which its Java API does not tell: each module is an ELF image in
 * anonymous memory, whose symbols have the exact size of each function.
 */
final class CodeImages {
  private static final int ELF_MAGIC = 0x464c457f;
  private static final int SECTION_HEADERS = 40; // e_shoff
  private static final int SECTION_COUNT = 60; // e_shnum
  private static final int SECTION_HEADER_BYTES = 64;
  private static final int SECTION_TYPE = 4; // sh_type
  private static final int SECTION_OFFSET = 24; // sh_offset
  private static final int SECTION_BYTES = 32; // sh_size
  private static final int SYMBOL_TABLE = 2; // SHT_SYMTAB
  private static final int SYMBOL_RECORD_BYTES = 24;
  private static final int SYMBOL_SIZE = 16; // st_size

  private CodeImages() {}

  /** Where images are in this process. */
  static List<Long> addresses() {
    List<Long> addresses = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
        String[] fields = line.split("\\s+", 6); // range, permissions, offset, device, inode, path
        boolean isAnonymous = fields.length < 6 || fields[5].isEmpty();
        if (isAnonymous && fields[1].startsWith("r")) {
          long address = Long.parseUnsignedLong(fields[0].substring(0, fields[0].indexOf('-')), 16);
          if (RawMemory.getInt(address) == ELF_MAGIC) {
            addresses.add(address);
          }
        }
      }
    } catch (IOException e) {
      return List.of(); // no such file here
    }
    return addresses;
  }

  /** Bytes of functions in the one image that was not there before; nothing if that is not clear. */
  static OptionalLong codeBytesSince(List<Long> before) {
    List<Long> images = new ArrayList<>(addresses());
    images.removeAll(before);
    return images.size() == 1
        ? OptionalLong.of(codeBytes(images.getFirst()))
        : OptionalLong.empty();
  }

  private static long codeBytes(long image) {
    long sections = image + RawMemory.getLong(image + SECTION_HEADERS);
    int count = RawMemory.getShort(image + SECTION_COUNT);
    long bytes = 0;
    for (int k = 0; k < count; k++) {
      long header = sections + (long) k * SECTION_HEADER_BYTES;
      if (RawMemory.getInt(header + SECTION_TYPE) == SYMBOL_TABLE) {
        long symbol = image + RawMemory.getLong(header + SECTION_OFFSET);
        long end = symbol + RawMemory.getLong(header + SECTION_BYTES);
        for (; symbol < end; symbol += SYMBOL_RECORD_BYTES) {
          bytes += RawMemory.getLong(symbol + SYMBOL_SIZE);
        }
      }
    }
    return bytes;
  }
}
