package paretojit.wasm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Writes modules byte by byte, right or wrong ones. */
final class Bin {
  static final int I32 = 0x7f;
  static final int I64 = 0x7e;
  static final int F32 = 0x7d;
  static final int F64 = 0x7c;
  static final int EMPTY = 0x40;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** The eight bytes a module begins with. */
  static Bin module() {
    return new Bin().hex("0061736d 01000000");
  }

  /** A module whose only function has no parameters and the given body, {@code end} included. */
  static byte[] body(String hex) {
    return function("00 00", "00 " + hex);
  }

  /**
   * A module of one function, exported as "f".
   *
   * @param type counts and types of parameters and results
   * @param code counts and types of locals, then the code, {@code end} included
   */
  static byte[] function(String type, String code) {
    return module()
        .section(1, new Bin().u(1).u(0x60).hex(type))
        .section(3, new Bin().hex("01 00"))
        .section(7, new Bin().u(1).name("f").hex("00 00"))
        .section(10, new Bin().u(1).sized(new Bin().hex(code)))
        .bytes();
  }

  Bin hex(String hex) {
    bytes.writeBytes(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
    return this;
  }

  Bin add(byte[] more) {
    bytes.writeBytes(more);
    return this;
  }

  Bin b(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
    return this;
  }

  /** An unsigned LEB128 number. */
  Bin u(int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      bytes.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    bytes.write(rest);
    return this;
  }

  /** A signed LEB128 number. */
  Bin s(long value) {
    long rest = value;
    while (rest > 63 || rest < -64) {
      bytes.write((int) (rest & 0x7f | 0x80));
      rest >>= 7;
    }
    bytes.write((int) (rest & 0x7f));
    return this;
  }

  Bin name(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    return u(utf8.length).add(utf8);
  }

  Bin sized(Bin contents) {
    return u(contents.size()).add(contents.bytes());
  }

  Bin section(int id, Bin contents) {
    return u(id).sized(contents);
  }

  int size() {
    return bytes.size();
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
