package paretojit.regalloc;

import java.util.EnumSet;
import java.util.Set;

/** Register allocation of one function after another; keeps its arrays. Not thread-safe. */
public final class Allocator {
  private final Liveness liveness = new Liveness();
  private final Intervals intervals = new Intervals();
  private final RegisterFile file;
  private final LinearScan scan;
  private final Resolver resolver;
  private final Allocation result = new Allocation();

  /** An allocator with all techniques. */
  public Allocator(RegisterFile file) {
    this(file, EnumSet.allOf(Technique.class));
  }

  public Allocator(RegisterFile file, Set<Technique> techniques) {
    this.file = file;
    this.scan = new LinearScan(file, techniques);
    this.resolver = new Resolver(scan, file, techniques);
  }

  /**
   * Allocates sealed code.
   *
   * @param check whether to prove the result right, which takes many times as long
   * @return valid until the next call
   */
  public Allocation run(MachineCode code, boolean check) {
    liveness.compute(code);
    intervals.build(code, liveness);
    scan.run(code, intervals);
    result.operandLocation = scan.operandLocation;
    result.firstLocation = intervals.location;
    result.slotCount = scan.slots().count();
    result.usedRegisters = scan.usedRegisters;
    resolver.run(code, intervals, liveness, result);
    if (check) {
      try {
        new Checker(code, result, file).check();
      } catch (AssertionError e) {
        throw new AssertionError(e.getMessage() + "\n" + Listing.of(code, result), e);
      }
    }
    return result;
  }
}
