package paretojit.peer.llvm;

/** The intrinsic functions that the lowering uses. */
enum Intrinsic {
  SMIN("llvm.smin"),
  SMAX("llvm.smax"),
  UMIN("llvm.umin"),
  UMAX("llvm.umax"),
  ABS("llvm.abs"),
  CTLZ("llvm.ctlz"),
  CTTZ("llvm.cttz"),
  CTPOP("llvm.ctpop"),
  BSWAP("llvm.bswap"),
  BITREVERSE("llvm.bitreverse"),
  FSHL("llvm.fshl"),
  FSHR("llvm.fshr"),
  MINIMUM("llvm.minimum"),
  MAXIMUM("llvm.maximum"),
  COPYSIGN("llvm.copysign"),
  FMA("llvm.fma"),
  SQRT("llvm.sqrt"),
  FABS("llvm.fabs"),
  CEIL("llvm.ceil"),
  FLOOR("llvm.floor"),
  TRUNC("llvm.trunc"),
  ROUNDEVEN("llvm.roundeven"),
  /** Overloaded on result and operand. */
  FP_TO_SI_SAT("llvm.fptosi.sat"),
  /** Overloaded on result and operand. */
  FP_TO_UI_SAT("llvm.fptoui.sat"),
  READ_REGISTER("llvm.read_register");

  private final String text;

  Intrinsic(String text) {
    this.text = text;
  }

  /** The name without its types. */
  String text() {
    return text;
  }
}
