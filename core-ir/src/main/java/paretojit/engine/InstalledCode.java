package paretojit.engine;

import java.util.List;
import paretojit.ir.IrModule;
import paretojit.ir.Signature;
import paretojit.ir.Type;
import paretojit.runtime.Code;
import paretojit.runtime.CodeCache;
import paretojit.runtime.Instance;
import paretojit.runtime.Slots;
import paretojit.runtime.Store;

/** A {@link NativeArtifact} in a store's code cache. */
public final class InstalledCode implements Code {
  private final IrModule module;
  private final NativeArtifact artifact;
  private final long base;

  private InstalledCode(IrModule module, NativeArtifact artifact, long base) {
    this.module = module;
    this.artifact = artifact;
    this.base = base;
  }

  /** Copies the code into the store's code cache, where it stays until the store is closed. */
  public static InstalledCode install(Store store, IrModule module, NativeArtifact artifact) {
    CodeCache.Region region = store.codeCache().install(artifact.code(), artifact.length());
    store.own(region);
    InstalledCode code = new InstalledCode(module, artifact, region.address());
    if (code.needsGuards()) {
      store.ownFaults(region.address(), artifact.length(), artifact.contextRegister(), code::place);
    }
    return code;
  }

  @Override
  public boolean needsGuards() {
    return artifact.faults().count() > 0;
  }

  /** The place of the access at an offset in the code, function and instruction. */
  private long place(int offset) {
    int[] starts = artifact.functionOffset();
    int[] lengths = artifact.functionLength();
    for (int function = 0; function < starts.length; function++) {
      if (offset >= starts[function] && offset - starts[function] < lengths[function]) {
        return (long) function << 32 | artifact.faults().instAt(offset);
      }
    }
    throw new AssertionError("a fault at %#x, outside of all functions".formatted(offset));
  }

  @Override
  public IrModule module() {
    return module;
  }

  public NativeArtifact artifact() {
    return artifact;
  }

  /** Address of the artifact's first byte. */
  public long base() {
    return base;
  }

  @Override
  public String convention() {
    return artifact.convention();
  }

  @Override
  public long functionAddress(int function) {
    return base + artifact.functionOffset()[function];
  }

  @Override
  public void invoke(Instance instance, int function, long[] args, long[] results) {
    Signature signature = module.functionSignature(function);
    List<Type> params = signature.params();
    List<Type> resultTypes = signature.results();
    Store store = instance.store();
    long slots = store.pushSlots(Math.max(params.size(), resultTypes.size()));
    try {
      Slots.write(args, params.size(), slots);
      long wrapper = base + artifact.wrapperOffset()[function];
      store.enter(instance, wrapper, slots, functionAddress(function));
      Slots.read(resultTypes, slots, results);
    } finally {
      store.popSlots(slots);
    }
  }
}
