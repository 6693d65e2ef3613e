package paretojit.emit.x64;

/** The recommended multi-byte no-operations (Intel SDM vol. 2, NOP), as words to store. */
final class Nops {
  private static final long[] WORDS = {
    0,
    0x90, // nop
    0x9066, // data16 nop
    0x001F0F, // nop [rax]
    0x00401F0F, // nop [rax + disp8]
    0x00_0044_1F0FL, // nop [rax + rax + disp8]
    0x0000_441F_0F66L, // data16 of the same
    0x0000_0000_801F_0FL, // nop [rax + disp32]
    0x0000_0000_0084_1F0FL, // nop [rax + rax + disp32]
  };

  private Nops() {}

  /** The no-operation of {@code bytes} bytes, 1 to 8, in the low bytes of a long. */
  static long word(int bytes) {
    return WORDS[bytes];
  }
}
