package paretojit.stencil.x64;

import org.jspecify.annotations.Nullable;
import paretojit.ir.Op;
import paretojit.ir.Type;
import paretojit.stencil.library.Catalog;
import paretojit.stencil.library.Family;

/** What the stencils of a family compute, in terms of {@link Op#eval}. */
final class VariantMeanings {
  private VariantMeanings() {}

  /** The meaning of a family, or null if it has none that a {@link VariantRunner} can check. */
  static VariantRunner.@Nullable Meaning of(Family family, byte[] memory) {
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
    VariantRunner.Meaning fused = SupernodeMeanings.of(family, memory);
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
