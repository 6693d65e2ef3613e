package paretojit.runtime;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import paretojit.ir.IrModule;
import paretojit.ir.Signature;

/** What is at hand for modules to import, by module name and name. */
public final class Imports {
  private final Map<IrModule.ImportName, Extern> externs = new HashMap<>();

  public Imports add(String module, String name, Extern extern) {
    externs.put(new IrModule.ImportName(module, name), extern);
    return this;
  }

  /** Adds a Java function. */
  public Imports add(String module, String name, Signature signature, HostFunction body) {
    return add(module, name, new Func.Host(signature, body));
  }

  /** Adds everything that an instance exports, under a module name. */
  public Imports addAll(String module, Instance instance) {
    for (IrModule.Export export : instance.module().exports()) {
      add(module, export.name(), instance.extern(export));
    }
    return this;
  }

  /** Adds everything another set holds; its entries win. */
  public Imports addAll(Imports others) {
    externs.putAll(others.externs);
    return this;
  }

  @Nullable Extern find(IrModule.ImportName from) {
    return externs.get(from);
  }
}
