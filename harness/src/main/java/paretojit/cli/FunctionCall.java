package paretojit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import paretojit.ir.IrModule;
import paretojit.ir.Signature;
import paretojit.program.Program;
import paretojit.program.Values;
import paretojit.runtime.Instance;

/**
 * A call of an exported function, its arguments read as the signature wants them.
 *
 * @param arguments bits of the values
 */
record FunctionCall(Program program, String name, Signature signature, long[] arguments) {
  /** What a WASI library wants called before anything else. */
  private static final String INITIALIZE = "_initialize";

  /**
   * Finds the function and reads the arguments.
   *
   * @param name of the export; empty for the only function there is
   * @throws UserError that says which functions there are, or what arguments it takes
   */
  static FunctionCall of(Program program, String name, List<String> arguments) {
    IrModule module = program.module();
    List<IrModule.Export> functions =
        module.exports().stream()
            .filter(export -> export.kind() == IrModule.ExportKind.FUNCTION)
            .toList();
    if (functions.isEmpty()) {
      throw new UserError(program.name() + " exports no function");
    }
    if (name.isEmpty() && functions.size() > 1) {
      throw new UserError(
          program.name() + ": which function? --invoke one of " + names(module, functions));
    }
    IrModule.Export export =
        functions.stream()
            .filter(f -> name.isEmpty() || f.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new UserError(
                        "%s exports no function '%s'; it exports %s"
                            .formatted(program.name(), name, names(module, functions))));
    Signature signature = module.functionSignature(export.index());
    return new FunctionCall(
        program, export.name(), signature, read(export.name(), signature, arguments));
  }

  private static String names(IrModule module, List<IrModule.Export> functions) {
    int shown = 12;
    String names =
        functions.stream()
            .limit(shown)
            .map(f -> f.name() + types(module.functionSignature(f.index()).paramKinds()))
            .collect(Collectors.joining(", "));
    return functions.size() > shown
        ? names + " and " + (functions.size() - shown) + " more"
        : names;
  }

  private static String types(List<Signature.Kind> kinds) {
    return kinds.stream()
        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" ", "(", ")"));
  }

  private static long[] read(String name, Signature signature, List<String> arguments) {
    List<Signature.Kind> kinds = signature.paramKinds();
    for (String argument : arguments) {
      if (argument.matches("--?[a-zA-Z].*") && !argument.matches("-[iInN][nNaA].*")) {
        throw new UserError("unknown option '" + argument + "'; see ./pareto exec --help");
      }
    }
    if (arguments.size() != kinds.size()) {
      throw new UserError(
          "%s takes %d argument%s %s, not %d"
              .formatted(
                  name,
                  kinds.size(),
                  kinds.size() == 1 ? "" : "s",
                  types(kinds),
                  arguments.size()));
    }
    long[] bits = new long[kinds.size()];
    for (int k = 0; k < bits.length; k++) {
      try {
        bits[k] = Values.parse(kinds.get(k), arguments.get(k));
      } catch (IllegalArgumentException e) {
        throw new UserError(
            "argument %d of %s%s: %s".formatted(k + 1, name, types(kinds), e.getMessage()));
      }
    }
    return bits;
  }

  IrModule module() {
    return program.module();
  }

  /** Lets a WASI library set itself up. */
  void initialize(Instance instance) {
    boolean has = module().export(INITIALIZE, IrModule.ExportKind.FUNCTION).isPresent();
    if (has && !name.equals(INITIALIZE)) {
      instance.invoke(INITIALIZE);
    }
  }

  /** Results as {@code type:value}. */
  List<String> format(long[] results) {
    List<String> lines = new ArrayList<>();
    for (int k = 0; k < results.length; k++) {
      lines.add(Values.format(signature.resultKinds().get(k), results[k]));
    }
    return lines;
  }
}
