package paretojit.regalloc;

/**
 * What an allocator must know of a target's registers. Masks have a bit for each location below
 * {@link Location#FIRST_SLOT}: general registers in bits 0 to 15, vector registers in 16 to 31.
 *
 * @param allocatable registers that may hold values
 * @param calleeSaved those of them that survive calls
 * @param order allocatable registers in order of preference for values that meet no call
 * @param scratch a vector register outside {@code allocatable} that moves may use
 */
public record RegisterFile(int allocatable, int calleeSaved, int[] order, int scratch) {}
