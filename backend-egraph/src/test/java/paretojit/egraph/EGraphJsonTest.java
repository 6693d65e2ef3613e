package paretojit.egraph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paretojit.egraph.samples.MathSample;

class EGraphJsonTest {
  @Test
  void writtenGraphsReadBackTheSame() {
    var math = new MathSample();
    EGraph g = new EGraph(math.language(), math.analysis());
    MathSample.startTerms().forEach(t -> g.add(math.term(t)));
    int root = g.add(math.term("(d x (+ 1 (* 2 x)))"));
    GrowthTest.unlimited(g).iterations(4).run(math.rules());
    String json = EGraphJson.write(g, (graph, n) -> 1 + graph.arity(n), root);
    EGraphJson.Loaded loaded = EGraphJson.read(math.language(), "g.json", json);
    loaded.graph().checkInvariants();
    assertEquals(g.nodeCount(), loaded.graph().nodeCount());
    assertEquals(g.classCount(), loaded.graph().classCount());
    Extractor before = Extractor.additive(g, (graph, n) -> 1 + graph.arity(n));
    Extractor after = Extractor.additive(loaded.graph(), loaded.cost());
    assertEquals(before.cost(root), after.cost(loaded.roots()[0]));
    assertEquals("2", after.term(loaded.roots()[0]).toString());
  }

  @Test
  void cyclesWithoutAWayInAreKept() {
    Language open = Language.open();
    String json =
        """
        {"nodes": {
           "0": {"op": "f", "children": ["1"], "eclass": "a", "cost": 2.5},
           "1": {"op": "g", "children": ["0"], "eclass": "b"},
           "2": {"op": "\\u0068", "children": ["0", "1"], "eclass": "c", "subsumed": false}
         },
         "root_eclasses": ["c"]}
        """;
    EGraphJson.Loaded loaded = EGraphJson.read(open, "cycle.json", json);
    EGraph g = loaded.graph();
    assertEquals(3, g.nodeCount());
    assertEquals(3, g.classCount());
    assertEquals(Extractor.INFINITE, Extractor.size(g).cost(loaded.roots()[0]));
    int h = g.firstNode(loaded.roots()[0]);
    assertEquals("h", open.name(g.head(h)));
    assertEquals(3, loaded.cost().cost(g, g.firstNode(g.child(h, 0))));
    EGraphJson.Loaded again =
        EGraphJson.read(open, "again", EGraphJson.write(g, loaded.cost(), loaded.roots()));
    assertEquals(3, again.graph().nodeCount());
    assertArrayEquals(new int[] {1}, new int[] {again.roots().length});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1, 2 | x:1:6: expected ']'",
        "{\"nodes\": 3} | x:1:1: expected an object for nodes",
        "{\"nodes\": {\"a\": {\"eclass\": \"c\"}}} | x:1:1: expected a string for the op of node a",
        "{\"nodes\": {\"a\": {\"op\": \"f\", \"children\": [\"b\"], \"eclass\": \"c\"}}}"
            + " | x:1:1: node a has the child b, which is no node",
        "{\"nodes\": {}, \"root_eclasses\": [\"c\"]} | x:1:1: there is no class c",
        "{\"nodes\": tru} | x:1:11: expected a value",
        "{\"a\": 1, \"a\": 2} | x:1:14: the key a occurs twice",
        "{} x | x:1:4: expected the end",
      })
  void errorsAreLocated(String text, String message) {
    var e =
        assertThrows(
            SyntaxException.class, () -> EGraphJson.read(Language.open(), "x", text.strip()));
    assertEquals(message, e.getMessage());
  }
}
