package paretojit.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a table as an Apache Parquet file, with as little of the format as a table without missing
 * values needs: one row group, a page for each column, plain encoding, compressed by gzip.
 *
 * <pre>
 *   "PAR1"  (PageHeader, page) for each column  FileMetaData  its length  "PAR1"
 *   page    texts: length and bytes of each; numbers: 8 bytes each, the lowest first
 * </pre>
 *
 * Field and enumeration numbers are those of the format's {@code parquet.thrift}.
 */
final class ParquetTable {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int INT64 = 2;
  private static final int BYTE_ARRAY = 6;
  private static final int REQUIRED = 0;
  private static final int UTF8 = 0;
  private static final int PLAIN = 0;
  private static final int RLE = 3;
  private static final int GZIP = 2;
  private static final int DATA_PAGE = 0;

  private ParquetTable() {}

  /** A column, of as many values as every other. */
  sealed interface Column {
    String name();

    record Texts(String name, List<String> values) implements Column {}

    record Numbers(String name, long[] values) implements Column {}
  }

  /** Writes the table; does not close the stream. */
  static void write(OutputStream out, List<Column> columns, int rows) throws IOException {
    List<ThriftStruct> schema = new ArrayList<>();
    schema.add(new ThriftStruct().text(4, "samples").i32(5, columns.size()));
    List<ThriftStruct> chunks = new ArrayList<>();
    long offset = MAGIC.length;
    long uncompressed = 0;
    out.write(MAGIC);
    for (Column column : columns) {
      byte[] page = page(column);
      byte[] packed = packed(page);
      byte[] header = pageHeader(page.length, packed.length, rows).bytes();
      out.write(header);
      out.write(packed);
      schema.add(element(column));
      int size = header.length + page.length;
      chunks.add(chunk(column, rows, offset, size, header.length + packed.length));
      uncompressed += size;
      offset += header.length + packed.length;
    }
    ThriftStruct group = new ThriftStruct().structs(1, chunks).i64(2, uncompressed).i64(3, rows);
    byte[] metadata =
        new ThriftStruct()
            .i32(1, 1)
            .structs(2, schema)
            .i64(3, rows)
            .structs(4, List.of(group))
            .text(6, "ParetoJIT")
            .bytes();
    out.write(metadata);
    out.write(int32(metadata.length));
    out.write(MAGIC);
  }

  private static ThriftStruct element(Column column) {
    ThriftStruct element =
        new ThriftStruct().i32(1, type(column)).i32(3, REQUIRED).text(4, column.name());
    return switch (column) {
      case Column.Texts _ ->
          element.i32(6, UTF8).struct(10, new ThriftStruct().struct(1, new ThriftStruct()));
      case Column.Numbers _ -> element;
    };
  }

  private static int type(Column column) {
    return switch (column) {
      case Column.Texts _ -> BYTE_ARRAY;
      case Column.Numbers _ -> INT64;
    };
  }

  private static ThriftStruct pageHeader(int size, int packedSize, int rows) {
    ThriftStruct data = new ThriftStruct().i32(1, rows).i32(2, PLAIN).i32(3, RLE).i32(4, RLE);
    return new ThriftStruct().i32(1, DATA_PAGE).i32(2, size).i32(3, packedSize).struct(5, data);
  }

  private static ThriftStruct chunk(
      Column column, int rows, long offset, int size, int packedSize) {
    ThriftStruct metadata =
        new ThriftStruct()
            .i32(1, type(column))
            .i32s(2, PLAIN)
            .texts(3, List.of(column.name()))
            .i32(4, GZIP)
            .i64(5, rows)
            .i64(6, size)
            .i64(7, packedSize)
            .i64(9, offset);
    return new ThriftStruct().i64(2, offset).struct(3, metadata);
  }

  private static byte[] page(Column column) {
    return switch (column) {
      case Column.Texts(String _, List<String> values) -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String value : values) {
          byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
          out.writeBytes(int32(bytes.length));
          out.writeBytes(bytes);
        }
        yield out.toByteArray();
      }
      case Column.Numbers(String _, long[] values) -> {
        byte[] bytes = new byte[Long.BYTES * values.length];
        littleEndian(bytes).asLongBuffer().put(values);
        yield bytes;
      }
    };
  }

  private static byte[] packed(byte[] page) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(page);
    }
    return out.toByteArray();
  }

  private static byte[] int32(int value) {
    byte[] bytes = new byte[Integer.BYTES];
    littleEndian(bytes).putInt(value);
    return bytes;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
