package paretojit.egraph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermTest {
  private final Language open = Language.open();

  @Test
  void equalSubtermsAreOneNode() {
    Term t = Term.parse(open, "(+ (f x) (* (f x) (f x)))");
    assertEquals(4, t.size());
    assertEquals(8, t.treeSize());
    assertEquals(4, t.depth());
    assertEquals("(+ (f x) (* (f x) (f x)))", t.toString());
    assertEquals(t, Term.parse(open, "(+ (f x)   (* (f x) (f x)))"));
    assertNotEquals(t, Term.parse(open, "(+ (f x) (* (f x) (f y)))"));
  }

  @Test
  void buildingLeavesOutWhatTheRootDoesNotNeed() {
    var b = new Term.Builder(open);
    int x = b.add(open.operator("x", 0));
    b.add(open.operator("unused", 0));
    int f = b.add(open.operator("f", 1), x);
    b.add(open.operator("later", 0));
    assertEquals("(f x)", b.build(f).toString());
    assertEquals(2, b.build(f).size());
  }

  @Test
  void deepAndWideTermsPrint() {
    String deep = "(f ".repeat(50_000) + "x" + ")".repeat(50_000);
    Term t = Term.parse(open, deep);
    assertEquals(50_001, t.depth());
    assertEquals(deep, t.toString());
    String doubled = "x";
    for (int i = 0; i < 5; i++) {
      doubled = "(g " + doubled + " " + doubled + ")";
    }
    assertEquals(6, Term.parse(open, doubled).size());
    assertEquals(63, Term.parse(open, doubled).treeSize());
  }

  @Test
  void treeSizeSaturates() {
    var b = new Term.Builder(open);
    int n = b.add(open.operator("x", 0));
    for (int i = 0; i < 100; i++) {
      n = b.add(open.operator("g", 2), n, n);
    }
    assertEquals(Long.MAX_VALUE, b.build().treeSize());
  }

  @Test
  void prettyBreaksLongLines() {
    Term t = Term.parse(open, "(let x (+ aaaa bbbb) (if (= x 0) cccc dddd))");
    assertEquals("(let\n  x\n  (+ aaaa bbbb)\n  (if (= x 0) cccc dddd))", t.pretty(30));
    assertEquals(t.toString(), t.pretty(80));
    assertEquals(t, Term.parse(open, t.pretty(10)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(+ 1) | term:1:1: + takes 2 children, not 1",
        "(+ 1 (foo 2)) | term:1:6: unknown operator foo with 1 children",
        "(+ 1 ()) | term:1:6: expected an operator, found ()",
        "((+) 1 2) | term:1:2: expected an operator, found a list",
        "(+ 1 *) | term:1:6: unknown operator * with 0 children",
      })
  void unknownOperatorsAreLocated(String text, String message) {
    Language closed = Language.create();
    closed.operator("+", 2);
    closed.family("number", 0, (String w) -> w.matches("[0-9]+") ? Integer.valueOf(w) : null);
    var e = assertThrows(SyntaxException.class, () -> Term.parse(closed, text));
    assertEquals(message, e.getMessage());
  }

  @Test
  void payloadsAreInterned() {
    Language l = Language.create();
    int number =
        l.family("number", 0, (String w) -> w.matches("[0-9]+") ? Integer.valueOf(w) : null);
    int load = l.family("load", 1, (String w) -> w.startsWith("load+") ? w.substring(5) : null);
    int seven = l.head(number, 7);
    assertEquals(seven, l.find("7", 0));
    assertEquals(seven, l.find("007", 0));
    assertEquals("7", l.name(seven));
    assertEquals(7, l.payload(seven));
    assertEquals(load, l.familyOf(l.find("load+16", 1)));
    assertEquals(-1, l.find("load+16", 0));
  }

  @Test
  void forksGrowApart() {
    Language l = Language.open();
    int x = l.operator("x", 0);
    Language fork = l.fork();
    int y = fork.operator("y", 0);
    assertEquals(x, fork.operator("x", 0));
    assertEquals(1, l.heads());
    assertEquals(2, fork.heads());
    assertEquals(y, l.operator("z", 0));
  }
}
