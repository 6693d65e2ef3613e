package paretojit.peer.llvm;

/**
 * What a call needs to know: the function's type, and the function or a pointer to it.
 *
 * @param type handle of an LLVM function type
 * @param function handle of an LLVM value
 */
record Callee(long type, long function) {
  /** The same type, another function. */
  Callee at(long pointer) {
    return new Callee(type, pointer);
  }
}
