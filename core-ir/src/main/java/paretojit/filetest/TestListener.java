package paretojit.filetest;

/** Is told every outcome as soon as it is known, in the order of the file. */
@FunctionalInterface
public interface TestListener {
  void outcome(TestOutcome outcome);
}
