package paretojit.wasm.script;

import java.util.List;
import paretojit.ir.Signature;
import paretojit.ir.Type;
import paretojit.runtime.Imports;
import paretojit.runtime.Store;

/** The module "spectest" that test scripts may import; its functions print nothing. */
final class SpecTest {
  private static final String MODULE = "spectest";
  private static final long TABLE_MIN = 10;
  private static final long TABLE_MAX = 20;

  private SpecTest() {}

  static Imports imports(Store store) {
    Imports imports = new Imports();
    print(imports, "print");
    print(imports, "print_i32", Type.I32);
    print(imports, "print_i64", Type.I64);
    print(imports, "print_f32", Type.F32);
    print(imports, "print_f64", Type.F64);
    print(imports, "print_i32_f32", Type.I32, Type.F32);
    print(imports, "print_f64_f64", Type.F64, Type.F64);
    global(imports, store, "global_i32", Signature.Kind.I32, 666);
    global(imports, store, "global_i64", Signature.Kind.I64, 666);
    global(imports, store, "global_f32", Signature.Kind.F32, Float.floatToRawIntBits(666.6f));
    global(imports, store, "global_f64", Signature.Kind.F64, Double.doubleToRawLongBits(666.6));
    imports.add(MODULE, "table", store.newTable(Signature.Kind.FUNCREF, TABLE_MIN, TABLE_MAX));
    imports.add(MODULE, "memory", store.newMemory(1, 2));
    return imports;
  }

  private static void print(Imports imports, String name, Type... params) {
    Signature signature = Signature.of(List.of(params), List.of());
    imports.add(MODULE, name, signature, (caller, args, results) -> {});
  }

  private static void global(
      Imports imports, Store store, String name, Signature.Kind kind, long bits) {
    imports.add(MODULE, name, store.newGlobal(kind, false, bits));
  }
}
