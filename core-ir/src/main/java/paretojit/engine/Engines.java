package paretojit.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import paretojit.ir.IrModule;

/**
 * All engines there are: what the {@link EngineProvider}s offer, and their compositions.
 *
 * <pre>
 *   generator@target            no mid-end         isel@x64, stencil@x64
 *   midend+generator@target     any two            gvn+isel@x64
 *   a name for a composition                       egraph@x64, hybrid@x64
 *   an engine of its own                           interp
 * </pre>
 */
public final class Engines {
  /** The option of every composed engine that exchanges its mid-end. */
  private static final String MIDEND_OPTION = "midend";

  private static final String NO_MIDEND = "none";

  /** A composition that has a name of its own. */
  private record Composition(String name, String midEnd, String generator) {}

  private static final List<Composition> COMPOSITIONS =
      List.of(
          new Composition("egraph", "aegraph", "isel"),
          new Composition("hybrid", "aegraph", "stencil"));

  /**
   * An engine as a list shows it.
   *
   * @param options every option its id can have
   */
  public record Listing(String id, String summary, List<OptionSpec> options) {}

  private final List<MidEnd> midEnds = new ArrayList<>();
  private final List<CodeGenerator> generators = new ArrayList<>();
  private final List<EngineFactory> factories = new ArrayList<>();

  /** The engines of the given providers. */
  public Engines(List<EngineProvider> providers) {
    midEnds.add(new NoMidEnd());
    for (EngineProvider provider : providers) {
      midEnds.addAll(provider.midEnds());
      generators.addAll(provider.codeGenerators());
      factories.addAll(provider.engines());
    }
  }

  /** The engines on the class path. */
  public static Engines load() {
    return new Engines(
        ServiceLoader.load(EngineProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList());
  }

  public List<MidEnd> midEnds() {
    return List.copyOf(midEnds);
  }

  public List<CodeGenerator> codeGenerators() {
    return List.copyOf(generators);
  }

  /** Every engine with a name of its own, in a fixed order. */
  public List<Listing> list() {
    List<Listing> listings = new ArrayList<>();
    for (EngineFactory factory : factories) {
      String id = new EngineId(factory.name(), List.of(), factory.target()).toString();
      listings.add(new Listing(id, factory.summary(), factory.options()));
    }
    for (CodeGenerator generator : generators) {
      listings.add(listing(generator.name(), NO_MIDEND, generator));
    }
    for (Composition composition : COMPOSITIONS) {
      for (CodeGenerator generator : generators) {
        if (generator.name().equals(composition.generator)
            && midEnd(composition.midEnd).isPresent()) {
          listings.add(listing(composition.name, composition.midEnd, generator));
        }
      }
    }
    return listings;
  }

  private Listing listing(String name, String midEnd, CodeGenerator generator) {
    MidEnd first = midEnd(midEnd).orElseThrow();
    String summary = "%s × %s: %s".formatted(midEnd, generator.name(), generator.summary());
    return new Listing(
        name + "@" + generator.target().text(), summary, optionSpecs(midEnd, first, generator));
  }

  /** The engine of that id. @throws BadEngineId that says what exists, if there is none */
  public Engine find(String id) {
    return find(EngineId.parse(id));
  }

  /** The engine of that id. @throws BadEngineId that says what exists, if there is none */
  public Engine find(EngineId id) {
    try {
      for (EngineFactory factory : factories) {
        if (factory.name().equals(id.name()) && Objects.equals(factory.target(), id.target())) {
          return factory.create(id, EngineOptions.of(factory.options(), id.options()));
        }
      }
      return compose(id);
    } catch (BadEngineId e) {
      throw new BadEngineId("engine %s: %s".formatted(id, e.getMessage()));
    }
  }

  /**
   * The engine of that id, which has to take the shared IR.
   *
   * @throws BadEngineId that says what exists, if there is none
   */
  public IrEngine findIr(String id) {
    if (find(id) instanceof IrEngine engine) {
      return engine;
    }
    throw new BadEngineId(
        "engine %s: takes whole WebAssembly modules only; this needs one of the shared IR, such as %s"
            .formatted(id, irEngineNames()));
  }

  private Pipeline compose(EngineId id) {
    String midEndName = NO_MIDEND;
    String generatorName = id.name();
    int plus = id.name().indexOf('+');
    if (plus >= 0) {
      midEndName = id.name().substring(0, plus);
      generatorName = id.name().substring(plus + 1);
    }
    for (Composition composition : COMPOSITIONS) {
      if (composition.name.equals(id.name())) {
        midEndName = composition.midEnd;
        generatorName = composition.generator;
      }
    }
    CodeGenerator generator = generator(generatorName, id.target());
    String standard = midEndName;
    String chosen =
        id.options().stream()
            .filter(option -> option.key().equals(MIDEND_OPTION))
            .map(EngineId.Option::value)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(standard);
    MidEnd midEnd =
        midEnd(chosen)
            .orElseThrow(
                () ->
                    new BadEngineId(
                        "no mid-end '%s'; there are: %s".formatted(chosen, midEndNames())));
    List<OptionSpec> specs = optionSpecs(standard, midEnd, generator);
    EngineOptions options = EngineOptions.of(specs, id.options());
    if (!chosen.equals(NO_MIDEND) && generator.takesWholeModules(options)) {
      throw new BadEngineId(
          "there is no IR in this mode that mid-end %s could rewrite".formatted(chosen));
    }
    return new Pipeline(id, midEnd, generator, options);
  }

  private CodeGenerator generator(String name, @Nullable String target) {
    return generators.stream()
        .filter(g -> g.name().equals(name) && g.target().text().equals(target))
        .findFirst()
        .orElseThrow(() -> new BadEngineId("no such engine; there are: " + engineNames()));
  }

  private Optional<MidEnd> midEnd(String name) {
    return midEnds.stream().filter(m -> m.name().equals(name)).findFirst();
  }

  private String engineNames() {
    String named = list().stream().map(Listing::id).collect(Collectors.joining(", "));
    return "%s, and any of %s before a '+'".formatted(named, midEndNames());
  }

  private String irEngineNames() {
    return list().stream()
        .map(Listing::id)
        .filter(id -> find(id) instanceof IrEngine)
        .collect(Collectors.joining(", "));
  }

  private String midEndNames() {
    return midEnds.stream().map(MidEnd::name).collect(Collectors.joining(", "));
  }

  /** The options of a composition; one that both halves declare is given to both. */
  private List<OptionSpec> optionSpecs(String standard, MidEnd midEnd, CodeGenerator generator) {
    OptionSpec choice =
        OptionSpec.choice(
            MIDEND_OPTION,
            standard,
            "what rewrites the IR first",
            midEnds.stream().map(MidEnd::name).toArray(String[]::new));
    Map<String, OptionSpec> specs =
        Stream.of(List.of(choice), midEnd.options(), generator.options())
            .flatMap(List::stream)
            .collect(
                Collectors.toMap(
                    OptionSpec::name, Function.identity(), (a, b) -> a, LinkedHashMap::new));
    return List.copyOf(specs.values());
  }

  /** The mid-end that does nothing. */
  private static final class NoMidEnd implements MidEnd {
    @Override
    public String name() {
      return NO_MIDEND;
    }

    @Override
    public String summary() {
      return "leaves the IR as it is";
    }

    @Override
    public MidEndPass begin(
        IrModule module, EngineOptions options, Supplier<OpCosts> costs, CompileStats stats) {
      return (index, function) -> function;
    }
  }
}
