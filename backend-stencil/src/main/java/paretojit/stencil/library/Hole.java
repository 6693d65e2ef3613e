package paretojit.stencil.library;

/**
 * A place in a stencil's bytes that the code generator fills.
 *
 * @param offset in bytes from the stencil's start
 * @param addend added to the value, or to the target of a distance (which counts from the hole)
 */
public record Hole(int offset, HoleKind kind, int addend) {
  /** The packed form of library tables: offset, kind, addend from the lowest bits up. */
  public int pack() {
    if (offset > 0xff || addend < Byte.MIN_VALUE || addend > Byte.MAX_VALUE) {
      throw new AssertionError("hole out of range: " + this);
    }
    return offset | kind.ordinal() << 8 | addend << 16;
  }

  public static Hole unpack(int packed) {
    return new Hole(packed & 0xff, HoleKind.of(packed >>> 8 & 0xff), packed >> 16);
  }
}
