package paretojit.egraph.samples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import paretojit.egraph.Analysis;
import paretojit.egraph.EGraph;
import paretojit.egraph.Language;
import paretojit.egraph.Rewrite;
import paretojit.egraph.RuleReader;
import paretojit.egraph.Term;

/** A language, what can be known of its classes, and rules. One object serves one thread. */
public sealed interface Sample permits OpenSample, MathSample, LambdaSample {
  /** The operators. */
  Language language();

  /** A fresh analysis for one e-graph. */
  Analysis analysis();

  /** A reader of more rules, which knows the language's conditions. */
  RuleReader reader();

  /** The rules that come with the language; they need {@link #analysis}. */
  List<Rewrite> rules();

  /** An empty e-graph. */
  default EGraph graph() {
    return new EGraph(language(), analysis());
  }

  /** A term of the language. */
  default Term term(String text) {
    return Term.parse(language(), text);
  }

  /** The names {@link #named} knows. */
  static List<String> names() {
    return List.of("open", "math", "lambda");
  }

  /** A sample by name. */
  static Sample named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "open" -> new OpenSample();
      case "math" -> new MathSample();
      case "lambda" -> new LambdaSample();
      default ->
          throw new IllegalArgumentException(
              "no language '" + name + "'; there are " + String.join(", ", names()));
    };
  }

  /** The rules of a text beside this class. */
  static List<Rewrite> read(RuleReader reader, String resource) {
    try (InputStream in = Sample.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new AssertionError(resource + " is not on the class path");
      }
      return reader.read(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
