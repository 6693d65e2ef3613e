package paretojit.engine;

import org.jspecify.annotations.Nullable;
import paretojit.ir.IrModule;
import paretojit.runtime.Code;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;

/** What an engine made of a module. It can be installed in any number of stores. */
public interface CompiledModule {
  /** The module as it was before compilation. */
  IrModule module();

  /** What the code generator produced, or null for engines that have no artifact to show. */
  @Nullable Artifact artifact();

  /** Bytes of code; 0 where there is none. */
  long codeBytes();

  /** Makes the code runnable in a store, which owns it from then on. */
  Code install(Store store);

  /** Installs the code and makes one instance, as {@link Instance#create}. */
  default Instance instantiate(Store store, Imports imports) {
    return Instance.create(store, install(store), imports);
  }
}
