package paretojit.stencil.library;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The stencils, as flat arrays that the emitter reads without following objects.
 *
 * <p>A stencil is found in two steps: {@code base(family) + key} indexes {@link #ids}, whose entry
 * (or -1) indexes the tables of code and holes. The resource is written when the project is built.
 */
public final class StencilLibrary {
  /** The name of its file. */
  public static final String RESOURCE = "x64.stencils";

  private static final int MAGIC = 0x53544e32;

  private final LibraryFiles files;
  private final Catalog catalog;
  private final int[] base;
  private final int[] ids;
  private final int[] places;
  private final int[] codeStart;
  private final int[] holeStart;
  private final int[] holes;
  private final byte[] code;

  private StencilLibrary(
      LibraryFiles files,
      Catalog catalog,
      int[] places,
      int[] codeStart,
      int[] holeStart,
      int[] holes,
      byte[] code) {
    this.files = files;
    this.catalog = catalog;
    this.places = places;
    this.codeStart = codeStart;
    this.holeStart = holeStart;
    this.holes = holes;
    this.code = code;
    this.base = bases(catalog);
    this.ids = new int[base[base.length - 1]];
    Arrays.fill(ids, -1);
    for (int id = 0; id < places.length; id++) {
      ids[places[id]] = id;
    }
  }

  /** Start of each family's keys; the last entry is one past the last key. */
  private static int[] bases(Catalog catalog) {
    int[] base = new int[catalog.size() + 1];
    for (Family family : catalog.families()) {
      base[family.id() + 1] = base[family.id()] + family.keySpan();
    }
    return base;
  }

  /** Reads the library built with this project. */
  public static StencilLibrary load() {
    return load(LibraryFiles.standard());
  }

  /** Reads a library that was built for this catalog. */
  public static StencilLibrary load(LibraryFiles files) {
    try (InputStream in = files.open(RESOURCE)) {
      return read(files, ByteBuffer.wrap(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads what {@link #write} wrote. */
  private static StencilLibrary read(LibraryFiles files, ByteBuffer in) {
    if (in.getInt() != MAGIC) {
      throw new AssertionError("not a stencil library");
    }
    Catalog catalog = new Catalog();
    if (in.getInt() != catalog.fingerprint()) {
      throw new AssertionError("the stencil library was built for another catalog; build it again");
    }
    int count = in.getInt();
    int holeCount = in.getInt();
    int codeBytes = in.getInt();
    int[] places = ints(in, count);
    int[] codeStart = ints(in, count + 1);
    int[] holeStart = ints(in, count + 1);
    int[] holes = ints(in, holeCount);
    // Room behind the last stencil, so that a copy of a fixed length never reads past the end.
    byte[] code = new byte[codeBytes + 64];
    in.get(code, 0, codeBytes);
    return new StencilLibrary(files, catalog, places, codeStart, holeStart, holes, code);
  }

  private static int[] ints(ByteBuffer in, int count) {
    int[] values = new int[count];
    in.asIntBuffer().get(values);
    in.position(in.position() + 4 * count);
    return values;
  }

  /** Writes a library of the given stencils, in their order. */
  public static void write(List<Stencil> stencils, OutputStream file) throws IOException {
    Catalog catalog = new Catalog();
    int[] base = bases(catalog);
    DataOutputStream out = new DataOutputStream(file);
    out.writeInt(MAGIC);
    out.writeInt(catalog.fingerprint());
    out.writeInt(stencils.size());
    out.writeInt(stencils.stream().mapToInt(s -> s.holes().size()).sum());
    out.writeInt(stencils.stream().mapToInt(s -> s.code().length).sum());
    for (Stencil stencil : stencils) {
      out.writeInt(base[stencil.family().id()] + stencil.key());
    }
    int start = 0;
    for (Stencil stencil : stencils) {
      out.writeInt(start);
      start += stencil.code().length;
    }
    out.writeInt(start);
    start = 0;
    for (Stencil stencil : stencils) {
      out.writeInt(start);
      start += stencil.holes().size();
    }
    out.writeInt(start);
    for (Stencil stencil : stencils) {
      for (Hole hole : stencil.holes()) {
        out.writeInt(hole.pack());
      }
    }
    for (Stencil stencil : stencils) {
      out.write(stencil.code());
    }
    out.flush();
  }

  /** Where it came from, and with it its listing and its origin. */
  public LibraryFiles files() {
    return files;
  }

  public Catalog catalog() {
    return catalog;
  }

  /** Number of stencils. */
  public int size() {
    return places.length;
  }

  /** Where the keys of a family start in {@link #ids()}. */
  public int base(String family) {
    return base[catalog.family(family).id()];
  }

  /** The stencil of a family for a key, or -1. */
  public int find(Family family, int key) {
    return ids[base[family.id()] + key];
  }

  /** A stencil for people and tools. */
  public Stencil stencil(int id) {
    int place = places[id];
    int search = Arrays.binarySearch(base, place);
    int family = search >= 0 ? search : -search - 2;
    List<Hole> list = new ArrayList<>();
    for (int h = holeStart[id]; h < holeStart[id + 1]; h++) {
      list.add(Hole.unpack(holes[h]));
    }
    return new Stencil(
        catalog.families().get(family),
        place - base[family],
        Arrays.copyOfRange(code, codeStart[id], codeStart[id + 1]),
        list);
  }

  // ---- the arrays themselves, for the emitter; not to be written ----

  /** Stencil by base + key, -1 where there is none. */
  public int[] ids() {
    return ids;
  }

  /** Start of each stencil's bytes in {@link #code()}, and one past the last. */
  public int[] codeStart() {
    return codeStart;
  }

  /** Start of each stencil's holes in {@link #holes()}, and one past the last. */
  public int[] holeStart() {
    return holeStart;
  }

  /** Holes as {@link Hole#pack} has them. */
  public int[] holes() {
    return holes;
  }

  public byte[] code() {
    return code;
  }
}
