package paretojit.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The options of one engine: what its id gives, and the documented defaults for the rest. Asking
 * for an option that was never declared is a bug.
 */
public final class EngineOptions {
  private final Map<String, String> values;

  private EngineOptions(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** All defaults. */
  public static EngineOptions defaults(List<OptionSpec> specs) {
    return of(specs, List.of());
  }

  /** As an id would give them: {@code of(specs, "regs=0", "direct")}. */
  public static EngineOptions of(List<OptionSpec> specs, String... given) {
    String id = given.length == 0 ? "x" : "x:" + String.join(":", given);
    return of(specs, EngineId.parse(id).options());
  }

  /** Checks what an id gives against what is declared. @throws BadEngineId if it does not fit */
  static EngineOptions of(List<OptionSpec> specs, List<EngineId.Option> given) {
    Map<String, String> values = new LinkedHashMap<>();
    specs.forEach(spec -> values.put(spec.name(), spec.defaultValue()));
    List<String> seen = new ArrayList<>();
    for (EngineId.Option option : given) {
      EngineId.Option full = withKey(option, specs);
      OptionSpec spec = find(specs, full.key());
      String value = Objects.requireNonNull(full.value());
      if (!spec.accepts().test(value)) {
        throw new BadEngineId(
            "option %s cannot be '%s': it is %s".formatted(spec.name(), value, spec.values()));
      }
      if (seen.contains(spec.name())) {
        throw new BadEngineId("option %s is given twice".formatted(spec.name()));
      }
      seen.add(spec.name());
      values.put(spec.name(), value);
    }
    return new EngineOptions(values);
  }

  /** {@code O2} becomes {@code level=O2} where declared so; {@code direct} becomes {@code =on}. */
  private static EngineId.Option withKey(EngineId.Option option, List<OptionSpec> specs) {
    if (option.value() != null) {
      return option;
    }
    for (OptionSpec spec : specs) {
      if (spec.bareWords().contains(option.key())) {
        return new EngineId.Option(spec.name(), option.key());
      }
    }
    return new EngineId.Option(option.key(), "on");
  }

  private static OptionSpec find(List<OptionSpec> specs, String key) {
    for (OptionSpec spec : specs) {
      if (spec.name().equals(key)) {
        return spec;
      }
    }
    String known =
        specs.isEmpty()
            ? "it has none"
            : specs.stream().map(spec -> "\n  " + spec).collect(Collectors.joining());
    throw new BadEngineId("no option '%s'; the options are: %s".formatted(key, known));
  }

  /** True when a flag is {@code on}. */
  public boolean flag(String name) {
    return text(name).equals("on");
  }

  public int number(String name) {
    return Integer.parseInt(text(name));
  }

  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new AssertionError("option " + name + " is not declared");
    }
    return value;
  }
}
