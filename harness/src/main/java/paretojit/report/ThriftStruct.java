package paretojit.report;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A structure in Thrift's compact protocol, in which Parquet has its metadata: a header and a value for
 * each field, and a 0.
 *
 * <pre>
 *   header   distance to the field's number before &lt;&lt; 4 | type
 *   integer  zigzag, then seven bits a byte, the lowest first
 *   text     length, bytes in UTF-8
 *   list     size &lt;&lt; 4 | type of elements (size 15 and more: behind it), elements without headers
 * </pre>
 *
 * Fields are given in the order of their numbers.
 */
final class ThriftStruct {
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int STRUCT = 12;

  private static final int LONG_LIST = 15;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int last;

  ThriftStruct i32(int field, int value) {
    header(field, I32);
    integer(value);
    return this;
  }

  ThriftStruct i64(int field, long value) {
    header(field, I64);
    integer(value);
    return this;
  }

  ThriftStruct text(int field, String value) {
    header(field, BINARY);
    text(value);
    return this;
  }

  ThriftStruct struct(int field, ThriftStruct value) {
    header(field, STRUCT);
    out.writeBytes(value.bytes());
    return this;
  }

  ThriftStruct structs(int field, List<ThriftStruct> values) {
    list(field, STRUCT, values.size());
    values.forEach(value -> out.writeBytes(value.bytes()));
    return this;
  }

  ThriftStruct texts(int field, List<String> values) {
    list(field, BINARY, values.size());
    values.forEach(this::text);
    return this;
  }

  ThriftStruct i32s(int field, int... values) {
    list(field, I32, values.length);
    for (int value : values) {
      integer(value);
    }
    return this;
  }

  byte[] bytes() {
    byte[] fields = out.toByteArray();
    byte[] all = new byte[fields.length + 1];
    System.arraycopy(fields, 0, all, 0, fields.length);
    return all;
  }

  private void header(int field, int type) {
    int distance = field - last;
    if (distance <= 0 || distance > 15) {
      throw new AssertionError("field " + field + " after " + last);
    }
    out.write(distance << 4 | type);
    last = field;
  }

  private void list(int field, int type, int size) {
    header(field, LIST);
    out.write(Math.min(size, LONG_LIST) << 4 | type);
    if (size >= LONG_LIST) {
      unsigned(size);
    }
  }

  private void text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    unsigned(bytes.length);
    out.writeBytes(bytes);
  }

  private void integer(long value) {
    unsigned(value << 1 ^ value >> 63);
  }

  private void unsigned(long value) {
    long rest = value;
    while ((rest & ~0x7F) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
