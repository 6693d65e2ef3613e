package paretojit.ir.text;

import org.jspecify.annotations.Nullable;
import paretojit.ir.text.Syntax.SignatureNode;

/** What a function's body can name of its module. */
interface ModuleNames {
  /** A function by its index in the module, with its signature as the text has it. */
  record Callee(int index, SignatureNode signature) {}

  /** The function of that name. @throws OutsideSubset if there is none, or it was skipped */
  Callee functionNamed(String name);

  /** The function of that index, or null; only functions of module text have one to be named by. */
  @Nullable Callee function(int index);

  /** The module's signature of that index, or null. */
  @Nullable SignatureNode signature(int index);

  /** The index of an equal signature, added if need be. */
  int signatureIndex(SignatureNode signature);

  /** True if the text is a whole module: numbers are kept, and comparisons give i32. */
  boolean isModuleText();
}
