package paretojit.stencil.x64;

import java.util.Locale;
import paretojit.engine.EngineOptions;
import paretojit.engine.OptionSpec;
import paretojit.stencil.library.OperandKind;

/**
 * Whose copy-and-patch it is: how far values may live in registers, and what one stencil may do.
 *
 * <p>An ablation, all with the same stencils: what differs from {@link #PINNED} is only what is left
 * out, so that a comparison says what it was worth.
 */
enum Profile {
  /** Ours: values pinned in registers across stencils and blocks. */
  PINNED(OperandKind.GENERAL_REGISTERS, true, true),

  /**
   * Xu and Kjolstad's (OOPSLA 2021): variables in the frame, at most three temporaries of an
   * expression in registers; constants in the code, comparisons fused with their branch.
   */
  PAPER(3, true, true),

  /** CPython's: a stencil does one operation, and its operands are in memory. */
  CPYTHON(0, false, false);

  private final int registers;
  final boolean immediates;
  final boolean fuses;

  Profile(int registers, boolean immediates, boolean fuses) {
    this.registers = registers;
    this.immediates = immediates;
    this.fuses = fuses;
  }

  static OptionSpec option() {
    return OptionSpec.choice(
        "profile",
        PINNED.text(),
        "pinned: ours; paper: variables in frame slots, three temporaries; cpython: one operation a"
            + " stencil, operands in memory",
        PINNED.text(),
        PAPER.text(),
        CPYTHON.text());
  }

  static Profile of(EngineOptions options) {
    return valueOf(options.text("profile").toUpperCase(Locale.ROOT));
  }

  /** The registers of a file that may be used of those allowed. */
  int registers(int allowed) {
    return Math.min(registers, allowed);
  }

  /** Whether only temporaries have registers: values used once, in the block that defines them. */
  boolean onlyTemporaries() {
    return this == PAPER;
  }

  private String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
