package paretojit.stencil.direct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paretojit.engine.BadEngineId;
import paretojit.engine.CompileStats;
import paretojit.engine.Engines;
import paretojit.engine.IrEngine;
import paretojit.engine.Unsupported;
import paretojit.fuzz.ProgramGenerator;
import paretojit.ir.IrModule;
import paretojit.ir.TrapCode;
import paretojit.ir.TrapException;
import paretojit.ir.Type;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;
import paretojit.wasm.WasmException;
import paretojit.wasm.WasmReader;
import paretojit.wasm.Wat;

/** Direct mode does what the interpreter does, and refuses what the reader refuses. */
class DirectModeTest {
  private static final String DIRECT = "stencil:direct@x64";
  private static final long[][] ARGUMENTS = {
    {0, 0, 0, 0},
    {1, -1, Float.floatToRawIntBits(1.5f), Double.doubleToRawLongBits(-2.5)},
    {-7, 0x123456789aL, Float.floatToRawIntBits(-1e9f), Double.doubleToRawLongBits(1e300)},
  };

  private final Engines engines = Engines.load();

  @ParameterizedTest
  @ValueSource(
      strings = {
        DIRECT,
        "stencil:direct:regs=0@x64",
        "stencil:direct:regs=1@x64",
        "stencil:direct:regs=3:bounds=explicit@x64",
        "stencil:direct:supernodes=off@x64"
      })
  void randomModulesAgreeWithTheInterpreter(String id) {
    RandomModules modules = new RandomModules(7);
    for (int k = 0; k < 400; k++) {
      byte[] bytes = modules.next();
      List<String> expected = run("interp", bytes);
      List<String> actual = run(id, bytes);
      if (!expected.equals(actual)) {
        fail(
            "module %d on %s:%nexpected %s%ngot      %s%n%s"
                .formatted(k, id, expected, actual, HexFormat.of().formatHex(bytes)));
      }
    }
  }

  @Test
  void someRandomModulesTrapAndSomeDoNot() {
    RandomModules modules = new RandomModules(7);
    int traps = 0;
    for (int k = 0; k < 60; k++) {
      if (run("interp", modules.next()).toString().contains("trap")) {
        traps++;
      }
    }
    assertTrue(traps > 0 && traps < 60, traps + " of 60 modules trap");
  }

  /** The same error at the same place, whatever byte of the code is another one. */
  @Test
  void refusesWhatTheReaderRefuses() {
    RandomModules modules = new RandomModules(11);
    Random random = new Random(12);
    int refused = 0;
    for (int k = 0; k < 150; k++) {
      byte[] bytes = modules.next();
      for (int change = 0; change < 40; change++) {
        byte[] other = bytes.clone();
        // The code section is more than half of the module, and the last one.
        int at = bytes.length / 2 + random.nextInt(bytes.length - bytes.length / 2);
        other[at] = (byte) random.nextInt(256);
        String expected = error(() -> WasmReader.read(other));
        String actual =
            error(
                () ->
                    engines.findIr(DIRECT).compile(WasmReader.open(other), CompileStats.untimed()));
        assertEquals(expected, actual, () -> HexFormat.of().formatHex(other));
        refused += expected.isEmpty() ? 0 : 1;
      }
    }
    assertTrue(refused > 1_000, refused + " modules refused");
  }

  private static String error(Runnable read) {
    try {
      read.run();
      return "";
    } catch (WasmException e) {
      return e.kind() + " " + e.getMessage();
    }
  }

  /** The place of a trap is its instruction's offset in the bytes. */
  @Test
  void trapsTellTheirPlace() {
    byte[] bytes =
        Wat.toBinary(
            """
            (module (memory 1) (func (export "f") (param i32) (result i32)
              local.get 0
              i32.eqz
              if unreachable end
              i32.const 1
              local.get 0
              i32.div_s
              local.get 0
              i32.load offset=65533
              i32.add))
            """);
    assertEquals(TrapCode.UNREACHABLE + " at " + place(bytes, 0x00), trap(bytes, 0));
    assertEquals(TrapCode.HEAP_OUT_OF_BOUNDS + " at " + place(bytes, 0x28), trap(bytes, 2));
  }

  /** Where an opcode is that the code has once, behind its first instructions. */
  private static int place(byte[] bytes, int opcode) {
    for (int at = bytes.length - 1; at >= 0; at--) {
      boolean isIt = (bytes[at] & 0xff) == opcode && (opcode != 0 || bytes[at - 1] == 0x40);
      if (isIt) {
        return at;
      }
    }
    throw new AssertionError("no such opcode");
  }

  private String trap(byte[] bytes, long argument) {
    try (Store store = new Store()) {
      Instance instance = instance(DIRECT, bytes, store);
      TrapException trap = assertThrows(TrapException.class, () -> instance.invoke("f", argument));
      return trap.code() + " at " + trap.source();
    }
  }

  @Test
  void takesWebAssemblyOnly() {
    IrModule module = ProgramGenerator.generate(1, 10);
    assertThrows(
        Unsupported.class, () -> engines.findIr(DIRECT).compile(module, CompileStats.untimed()));
  }

  @Test
  void hasNothingForAMidEndToRewrite() {
    assertThrows(BadEngineId.class, () -> engines.find("hybrid:direct@x64"));
  }

  /** HotSpot never compiles a method of 8,000 bytes of bytecode or more. */
  @Test
  void theMainLoopIsCompiled() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            FunctionCompiler.class.getResourceAsStream("FunctionCompiler.class"))) {
      for (MethodModel method : ClassFile.of().parse(in.readAllBytes()).methods()) {
        int bytes = method.code().map(code -> ((CodeAttribute) code).codeLength()).orElse(0);
        assertTrue(bytes < 8_000, method.methodName() + " has " + bytes);
      }
    }
  }

  private Instance instance(String id, byte[] bytes, Store store) {
    IrEngine engine = engines.findIr(id);
    return engine
        .compile(WasmReader.open(bytes), CompileStats.untimed())
        .instantiate(store, new Imports());
  }

  /** Results or trap of each call of the last function. */
  private List<String> run(String id, byte[] bytes) {
    List<String> outcomes = new ArrayList<>();
    try (Store store = new Store()) {
      Instance instance = instance(id, bytes, store);
      IrModule module = instance.module();
      int last = module.functionCount() - 1;
      List<Type> types = module.functionSignature(last).results();
      for (long[] args : ARGUMENTS) {
        long[] results = new long[types.size()];
        try {
          instance.invoke(last, args.clone(), results);
          outcomes.add(text(types, results));
        } catch (TrapException e) {
          outcomes.add("trap " + e.code() + " in " + e.function());
        }
      }
    }
    return outcomes;
  }

  private static String text(List<Type> types, long[] results) {
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < results.length; k++) {
      long bits = results[k];
      text.append(
          switch (types.get(k)) {
            case I32 -> Integer.toString((int) bits);
            case I64 -> Long.toString(bits);
            case F32 -> Float.toString(Float.intBitsToFloat((int) bits));
            case F64 -> Double.toString(Double.longBitsToDouble(bits));
          });
      text.append(' ');
    }
    return text.toString();
  }
}
