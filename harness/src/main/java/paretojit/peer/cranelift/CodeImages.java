package paretojit.peer.cranelift;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import paretojit.engine.Session;

/**
 * The code that Wasmtime made, which its Java API does not show: each module is an ELF image in
 * anonymous memory, whose symbols have the place and exact size of each function.
 *
 * <p>Memory is read through the kernel: a garbage collector may give pages of its heap back between
 * the look at the list of mappings and the look into one.
 */
final class CodeImages {
  private static final int ELF_MAGIC = 0x464c457f;
  private static final int SECTION_HEADERS = 40; // e_shoff
  private static final int SECTION_COUNT = 60; // e_shnum
  private static final int HEADER_BYTES = 64;
  private static final int SECTION_HEADER_BYTES = 64;
  private static final int SECTION_TYPE = 4; // sh_type
  private static final int SECTION_OFFSET = 24; // sh_offset
  private static final int SECTION_BYTES = 32; // sh_size
  private static final int SECTION_LINK = 40; // sh_link
  private static final int SYMBOL_TABLE = 2; // SHT_SYMTAB
  private static final int SYMBOL_RECORD_BYTES = 24;
  private static final int SYMBOL_VALUE = 8; // st_value
  private static final int SYMBOL_SIZE = 16; // st_size

  /** The section of code, to which all symbols belong. */
  private static final int TEXT = 1;

  /** What names of functions begin with; their numbers follow. */
  private static final String FUNCTION = "_wasm_function_";

  private CodeImages() {}

  /**
   * A stretch of code.
   *
   * @param value where it begins in the section of code
   */
  private record Symbol(String name, long value, long bytes) {}

  /** Where images are in this process. */
  static List<Long> addresses() {
    List<Long> addresses = new ArrayList<>();
    try (FileChannel memory = memory()) {
      for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
        String[] fields = line.split("\\s+", 6); // range, permissions, offset, device, inode, path
        boolean isAnonymous = fields.length < 6 || fields[5].isEmpty();
        if (isAnonymous && fields[1].startsWith("r")) {
          long address = Long.parseUnsignedLong(fields[0].substring(0, fields[0].indexOf('-')), 16);
          if (isImage(memory, address)) {
            addresses.add(address);
          }
        }
      }
    } catch (IOException e) {
      return List.of(); // no such files here
    }
    return addresses;
  }

  private static boolean isImage(FileChannel memory, long address) {
    try {
      return read(memory, address, Integer.BYTES).getInt(0) == ELF_MAGIC;
    } catch (IOException e) {
      return false; // it is not there any more
    }
  }

  private static FileChannel memory() throws IOException {
    return FileChannel.open(Path.of("/proc/self/mem"), StandardOpenOption.READ);
  }

  private static ByteBuffer read(FileChannel memory, long address, long bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (memory.read(buffer, address + buffer.position()) < 0) {
        throw new EOFException();
      }
    }
    return buffer.flip();
  }

  /** Bytes of functions in the one image that was not there before; nothing if that is not clear. */
  static OptionalLong codeBytesSince(List<Long> before) {
    return codeSince(before)
        .map(code -> OptionalLong.of(code.codeBytes()))
        .orElse(OptionalLong.empty());
  }

  /** The code in that image. */
  static Optional<Session.CodeImage> codeSince(List<Long> before) {
    List<Long> images = new ArrayList<>(addresses());
    images.removeAll(before);
    if (images.size() != 1) {
      return Optional.empty();
    }
    try (FileChannel memory = memory()) {
      return Optional.of(code(memory, images.getFirst()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Session.CodeImage code(FileChannel memory, long image) throws IOException {
    ByteBuffer header = read(memory, image, HEADER_BYTES);
    int sections = header.getShort(SECTION_COUNT);
    long table = image + header.getLong(SECTION_HEADERS);
    ByteBuffer headers = read(memory, table, (long) sections * SECTION_HEADER_BYTES);
    List<Symbol> symbols = new ArrayList<>();
    for (int k = 0; k < sections; k++) {
      if (headers.getInt(k * SECTION_HEADER_BYTES + SECTION_TYPE) == SYMBOL_TABLE) {
        int names = headers.getInt(k * SECTION_HEADER_BYTES + SECTION_LINK);
        addSymbols(
            symbols, section(memory, image, headers, k), section(memory, image, headers, names));
      }
    }
    List<Symbol> functions =
        symbols.stream().filter(symbol -> symbol.name().startsWith(FUNCTION)).toList();
    ByteBuffer text = section(memory, image, headers, TEXT);
    byte[] code = new byte[text.remaining()];
    text.get(code);
    return new Session.CodeImage(
        code,
        functions.stream().mapToInt(symbol -> Math.toIntExact(symbol.value())).toArray(),
        functions.stream().mapToInt(symbol -> Math.toIntExact(symbol.bytes())).toArray(),
        symbols.stream().mapToLong(Symbol::bytes).sum());
  }

  private static ByteBuffer section(FileChannel memory, long image, ByteBuffer headers, int k)
      throws IOException {
    int header = k * SECTION_HEADER_BYTES;
    return read(
        memory,
        image + headers.getLong(header + SECTION_OFFSET),
        headers.getLong(header + SECTION_BYTES));
  }

  /** Functions, in the order of their numbers, and trampolines. */
  private static void addSymbols(List<Symbol> symbols, ByteBuffer table, ByteBuffer names) {
    for (int at = 0; at < table.limit(); at += SYMBOL_RECORD_BYTES) {
      int start = table.getInt(at);
      int end = start;
      while (names.get(end) != 0) {
        end++;
      }
      byte[] name = new byte[end - start];
      names.get(start, name);
      symbols.add(
          new Symbol(
              new String(name, StandardCharsets.UTF_8),
              table.getLong(at + SYMBOL_VALUE),
              table.getLong(at + SYMBOL_SIZE)));
    }
  }
}
