package paretojit.interp;

/**
 * A function in the form the interpreter runs.
 *
 * <p>A frame has {@code frameSize} registers: parameters first, then the constants, which are
 * copied in at each call.
 *
 * @param index function index in its module
 * @param code operations, followed by a few zeros so that operands can be fetched ahead
 * @param instOf IR instruction of the operation at each position
 * @param constants initial values of the registers from {@code firstConstant} on
 * @param slotBytes native memory the frame's stack slots need, 0 for none
 * @param slotAlign alignment of that memory, a power of two
 */
record Translated(
    int index,
    int[] code,
    int[] instOf,
    int frameSize,
    int firstConstant,
    long[] constants,
    long slotBytes,
    int slotAlign) {}
