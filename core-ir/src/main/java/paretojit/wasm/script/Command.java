package paretojit.wasm.script;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One command of a test script; {@code line} is where it stands. */
public sealed interface Command {
  int line();

  /** The command as scripts spell it, shortened. */
  default String text() {
    return switch (this) {
      case Instantiate c -> "module" + suffix(c.name);
      case Define c -> "module definition" + suffix(c.name);
      case InstantiateDefined c -> "module instance" + suffix(c.name);
      case Register c -> "register \"" + c.as + "\"";
      case Perform c -> c.action.text();
      case AssertReturn c -> "assert_return " + c.action.text();
      case AssertTrap c -> "assert_trap " + c.action.text();
      case AssertExhaustion c -> "assert_exhaustion " + c.action.text();
      case AssertModuleTrap c -> "assert_trap (module)";
      case AssertInvalid c -> "assert_invalid";
      case AssertMalformed c -> "assert_malformed";
      case AssertUnlinkable c -> "assert_unlinkable";
      case Skip c -> "command";
    };
  }

  private static String suffix(@Nullable String name) {
    return name == null ? "" : " " + name;
  }

  /** A module in the binary format, or the reason why its text could not be converted. */
  record ModuleBytes(byte @Nullable [] bytes, @Nullable String problem) {}

  /** Makes an instance, which becomes the current one and may have a name. */
  record Instantiate(int line, @Nullable String name, ModuleBytes module) implements Command {}

  /** Gives a module a name without making an instance. */
  record Define(int line, @Nullable String name, ModuleBytes module) implements Command {}

  /** Makes an instance of a named (or the last defined) module. */
  record InstantiateDefined(int line, @Nullable String name, @Nullable String definition)
      implements Command {}

  /** Offers an instance's exports to later modules, as module {@code as}. */
  record Register(int line, @Nullable String name, String as) implements Command {}

  /** An action by itself: it must not trap. */
  record Perform(int line, Action action) implements Command {}

  record AssertReturn(int line, Action action, List<Expected> expected) implements Command {}

  record AssertTrap(int line, Action action, String message) implements Command {}

  record AssertExhaustion(int line, Action action, String message) implements Command {}

  /** Instantiating the module must trap. */
  record AssertModuleTrap(int line, ModuleBytes module, String message) implements Command {}

  record AssertInvalid(int line, ModuleBytes module, String message) implements Command {}

  record AssertMalformed(int line, ModuleBytes module, String message) implements Command {}

  record AssertUnlinkable(int line, ModuleBytes module, String message) implements Command {}

  /** A command that is of no concern here. */
  record Skip(int line, String reason) implements Command {}

  /** Something done to an instance, the current one unless it is named. */
  sealed interface Action {
    @Nullable String instance();

    String export();

    default String text() {
      String verb = this instanceof Get ? "get" : "invoke";
      return "(%s%s \"%s\")".formatted(verb, suffix(instance()), export());
    }
  }

  record Invoke(@Nullable String instance, String export, List<Argument> arguments)
      implements Action {}

  record Get(@Nullable String instance, String export) implements Action {}

  /** An argument: bits as {@link paretojit.ir.Op#eval} has them, or the number of a host object. */
  record Argument(Kind kind, long bits) {}

  /** What an argument or result is. */
  enum Kind {
    I32,
    I64,
    F32,
    F64,
    /** A null reference of any type. */
    NULL,
    /** Any function. */
    FUNCTION,
    /** The host's object of that number, or any when it is -1. */
    HOST
  }

  /** How a result is compared. */
  enum Match {
    /** Bit for bit. */
    BITS,
    /** A NaN whose payload is the canonical one. */
    CANONICAL_NAN,
    /** A NaN whose payload's first bit is set. */
    ARITHMETIC_NAN
  }

  /** Results that are right: one of {@code values}. */
  record Expected(List<ExpectedValue> values) {}

  record ExpectedValue(Kind kind, Match match, long bits) {}
}
