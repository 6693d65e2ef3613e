package paretojit.stencil.x64;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import paretojit.ir.Op;
import paretojit.ir.Type;
import paretojit.stencil.library.Catalog;
import paretojit.stencil.library.Family;

/**
 * Runs every variant of every pure operation in the library on edge values: the result must be
 * {@link Op#eval}'s, every other pinned register and the memory's base must keep what they held, and
 * an i32 result must be zero-extended.
 */
class StencilVariantTest {
  private final VariantRunner runner = new VariantRunner();

  @Test
  void everyVariantComputesWhatTheOpcodeTableSays() {
    int variants = 0;
    for (Family family : runner.library.catalog().families()) {
      VariantRunner.Meaning meaning = meaning(family);
      if (meaning != null) {
        variants += runner.check(family, meaning);
      }
    }
    assertTrue(variants > 55_000, "only " + variants + " variants were checked");
    assertTrue(runner.checks > 400_000, "only " + runner.checks + " results were compared");
  }

  private VariantRunner.@Nullable Meaning meaning(Family family) {
    if (family.name().startsWith("move_")) {
      return (_, in) -> in[0];
    }
    if (family.name().startsWith("add_wide")) {
      return null;
    }
    if (family.name().startsWith("select_not_")) {
      return (_, in) -> (int) in[1] != 0 ? in[0] : in[2];
    }
    if (family.name().startsWith("select_")) {
      return (_, in) -> (int) in[1] != 0 ? in[2] : in[0];
    }
    if (family.name().equals("br_nonzero")) {
      return (_, in) -> (int) in[0] != 0 ? 1 : 0;
    }
    if (family.name().equals("br_zero")) {
      return (_, in) -> (int) in[0] != 0 ? 0 : 1;
    }
    VariantRunner.Meaning fused = SupernodeMeanings.of(family, runner.memory);
    if (fused != null) {
      return fused;
    }
    for (Op op : Op.values()) {
      for (Type type : Type.values()) {
        if (!op.isEvaluable() || op.isConst() || op == Op.SELECT) {
          continue;
        }
        for (Type from : Type.values()) {
          if (family.function().equals(Catalog.name(op, type) + "_" + from)) {
            return (_, in) -> op.eval(type, from, in[0], 0, 0);
          }
        }
        if (family.function().equals(Catalog.name(op, type))) {
          Type result = op.isCompare() ? Type.I32 : type;
          return (_, in) -> op.eval(result, type, in[0], at(in, 1), at(in, 2));
        }
      }
    }
    return null;
  }

  private static long at(long[] inputs, int k) {
    return k < inputs.length ? inputs[k] : 0;
  }
}
