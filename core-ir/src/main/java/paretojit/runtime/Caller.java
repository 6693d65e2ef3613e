package paretojit.runtime;

/** What a host function sees of the program that called it. */
public record Caller(Instance instance) {
  public Store store() {
    return instance.store();
  }

  /** Memory 0 of the calling instance. @throws IllegalStateException if it has none */
  public LinearMemory memory() {
    if (instance.module().memories().isEmpty()) {
      throw new IllegalStateException("the calling module has no memory");
    }
    return instance.memory(0);
  }
}
