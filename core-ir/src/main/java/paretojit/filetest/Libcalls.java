package paretojit.filetest;

import java.util.List;
import paretojit.ir.IrModule;
import paretojit.ir.Op;
import paretojit.ir.Signature;
import paretojit.ir.Type;
import paretojit.ir.text.IrReader;
import paretojit.runtime.HostFunction;
import paretojit.runtime.Imports;

/** Host functions for the library calls that CLIF files make, with the meaning of the opcodes. */
final class Libcalls {
  private Libcalls() {}

  /** What a module that {@link IrReader} read wants to import from the C library. */
  static Imports of(IrModule module) {
    Imports imports = new Imports();
    for (IrModule.FunctionImport wanted : module.functionImports()) {
      Op op = op(wanted.from().name());
      if (wanted.from().module().equals(IrReader.LIBCALL_MODULE) && op != null) {
        Signature signature = module.signatures().get(wanted.signature());
        imports.add(wanted.from().module(), wanted.from().name(), signature, body(op, signature));
      }
    }
    return imports;
  }

  private static Op op(String name) {
    return switch (name.substring(0, name.length() - 3)) {
      case "Ceil" -> Op.CEIL;
      case "Floor" -> Op.FLOOR;
      case "Trunc" -> Op.TRUNC;
      case "Nearest" -> Op.NEAREST;
      case "Fma" -> Op.FMA;
      default -> throw new AssertionError("the reader imports no other: " + name);
    };
  }

  private static HostFunction body(Op op, Signature signature) {
    List<Type> params = signature.params();
    Type result = signature.results().getFirst();
    return (caller, args, results) ->
        results[0] =
            op.eval(
                result,
                params.getFirst(),
                args[0],
                args.length > 1 ? args[1] : 0,
                args.length > 2 ? args[2] : 0);
  }
}
