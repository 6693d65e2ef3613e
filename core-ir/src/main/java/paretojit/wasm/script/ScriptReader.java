package paretojit.wasm.script;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import paretojit.wasm.script.Command.Action;
import paretojit.wasm.script.Command.Argument;
import paretojit.wasm.script.Command.Expected;
import paretojit.wasm.script.Command.ExpectedValue;
import paretojit.wasm.script.Command.ModuleBytes;

/**
 * Reads a test script into commands.
 *
 * <p>Commands are taken apart here; the text of modules goes through wabt, all modules of a script at
 * once. A script in newer syntax than wabt knows so loses only the modules concerned.
 */
public final class ScriptReader {
  private static final Set<String> COMMANDS =
      Set.of("module", "register", "invoke", "get", "input", "output", "script");
  private static final String TEXT_FORMAT = "checks the text format, not the engines";

  private final String text;
  private final ModuleTexts modules = new ModuleTexts();

  private ScriptReader(String text) {
    this.text = text;
  }

  /**
   * Reads a script.
   *
   * @param file where the text is from
   * @throws ScriptException if it cannot be taken apart
   */
  public static Script read(Path file, String text) {
    return new ScriptReader(text).read(file);
  }

  private Script read(Path file) {
    List<Sexpr> forms = Sexpr.parse(text);
    if (!forms.isEmpty() && !isCommand(forms.get(0))) {
      // A script may be the fields of one module and nothing else.
      return new ScriptReader("(module " + text + "\n)").read(file);
    }
    // First the texts of all modules are collected, then they are converted, then used.
    for (Sexpr form : forms) {
      command(form(form));
    }
    modules.convert();
    List<Command> commands = new ArrayList<>();
    for (Sexpr form : forms) {
      commands.add(command(form(form)));
    }
    return new Script(file, commands);
  }

  private static boolean isCommand(Sexpr form) {
    return form instanceof Sexpr.Form f
        && (COMMANDS.contains(f.head()) || f.head().startsWith("assert_"));
  }

  private static Sexpr.Form form(Sexpr expression) {
    if (expression instanceof Sexpr.Form form) {
      return form;
    }
    throw new ScriptException("a command in brackets is expected", expression.line());
  }

  private Command command(Sexpr.Form form) {
    int line = form.line();
    return switch (form.head()) {
      case "module" -> module(form);
      case "register" -> {
        String as = string(form, 1);
        yield new Command.Register(line, name(form, 2), as);
      }
      case "invoke", "get" -> {
        Action action = action(form);
        yield action == null ? unsupportedValue(line) : new Command.Perform(line, action);
      }
      case "assert_return" -> assertReturn(form);
      case "assert_trap" -> {
        Sexpr.Form inner = form(item(form, 1));
        yield inner.head().equals("module")
            ? new Command.AssertModuleTrap(line, bytes(inner), string(form, 2))
            : assertTrap(form);
      }
      case "assert_exhaustion" -> {
        Action action = action(form(item(form, 1)));
        yield action == null
            ? unsupportedValue(line)
            : new Command.AssertExhaustion(line, action, string(form, 2));
      }
      case "assert_invalid" ->
          new Command.AssertInvalid(line, bytes(form(item(form, 1))), string(form, 2));
      case "assert_malformed" -> {
        Sexpr.Form inner = form(item(form, 1));
        yield isBinary(inner)
            ? new Command.AssertMalformed(line, bytes(inner), string(form, 2))
            : new Command.Skip(line, TEXT_FORMAT);
      }
      case "assert_unlinkable" ->
          new Command.AssertUnlinkable(line, bytes(form(item(form, 1))), string(form, 2));
      default -> new Command.Skip(line, "command " + form.head());
    };
  }

  private static Command unsupportedValue(int line) {
    return new Command.Skip(line, "a value of an unsupported type");
  }

  private Command assertTrap(Sexpr.Form form) {
    Action action = action(form(item(form, 1)));
    return action == null
        ? unsupportedValue(form.line())
        : new Command.AssertTrap(form.line(), action, string(form, 2));
  }

  private static Command assertReturn(Sexpr.Form form) {
    Action action = action(form(item(form, 1)));
    List<Expected> expected = new ArrayList<>();
    for (Sexpr each : form.items().subList(2, form.items().size())) {
      Expected values = expected(form(each));
      if (values == null) {
        return unsupportedValue(form.line());
      }
      expected.add(values);
    }
    return action == null
        ? unsupportedValue(form.line())
        : new Command.AssertReturn(form.line(), action, expected);
  }

  private static @Nullable Expected expected(Sexpr.Form form) {
    List<Sexpr> choices =
        form.head().equals("either") ? form.items().subList(1, form.items().size()) : List.of(form);
    List<ExpectedValue> values = new ArrayList<>();
    for (Sexpr choice : choices) {
      ExpectedValue value = Literals.value(form(choice));
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return new Expected(values);
  }

  private static @Nullable Action action(Sexpr.Form form) {
    String instance = name(form, 1);
    int next = instance == null ? 1 : 2;
    String export = string(form, next);
    if (form.head().equals("get")) {
      return new Command.Get(instance, export);
    }
    List<Argument> arguments = new ArrayList<>();
    for (Sexpr each : form.items().subList(next + 1, form.items().size())) {
      Argument argument = Literals.argument(form(each));
      if (argument == null) {
        return null;
      }
      arguments.add(argument);
    }
    return new Command.Invoke(instance, export, arguments);
  }

  // ---- modules ----

  private Command module(Sexpr.Form form) {
    int line = form.line();
    return switch (form.atom(1)) {
      case "instance" -> new Command.InstantiateDefined(line, name(form, 2), name(form, 3));
      case "definition" -> new Command.Define(line, name(form, 2), bytes(form));
      default -> new Command.Instantiate(line, name(form, 1), bytes(form));
    };
  }

  private static boolean isBinary(Sexpr.Form module) {
    return module.atom(contentAt(module)).equals("binary");
  }

  /** Where a module's contents start, after {@code definition} and its name. */
  private static int contentAt(Sexpr.Form module) {
    int at = module.atom(1).equals("definition") ? 2 : 1;
    return module.atom(at).startsWith("$") ? at + 1 : at;
  }

  private ModuleBytes bytes(Sexpr.Form module) {
    int at = contentAt(module);
    String keyword = module.atom(at);
    if (keyword.equals("binary")) {
      return new ModuleBytes(join(module, at + 1), null);
    }
    if (keyword.equals("quote")) {
      String quoted = new String(join(module, at + 1), StandardCharsets.UTF_8);
      boolean whole = quoted.stripLeading().startsWith("(module");
      return modules.bytes(module.from(), whole ? quoted : "(module " + quoted + ")");
    }
    String source = text.substring(module.from(), module.to());
    return modules.bytes(module.from(), source.replaceFirst("^\\(module\\s+definition", "(module"));
  }

  private static byte[] join(Sexpr.Form form, int from) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Sexpr each : form.items().subList(from, form.items().size())) {
      if (each instanceof Sexpr.Text string) {
        bytes.writeBytes(string.bytes());
      }
    }
    return bytes.toByteArray();
  }

  private static Sexpr item(Sexpr.Form form, int index) {
    if (index >= form.items().size()) {
      throw new ScriptException(form.head() + " is incomplete", form.line());
    }
    return form.items().get(index);
  }

  private static String string(Sexpr.Form form, int index) {
    if (item(form, index) instanceof Sexpr.Text string) {
      return string.string();
    }
    throw new ScriptException(form.head() + ": a string is expected", form.line());
  }

  private static @Nullable String name(Sexpr.Form form, int index) {
    String atom = form.atom(index);
    return atom.startsWith("$") ? atom : null;
  }
}
