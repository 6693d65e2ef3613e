package paretojit.peer.llvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import paretojit.engine.CompileStats;
import paretojit.engine.Engines;
import paretojit.engine.IrEngine;
import paretojit.ir.IrModule;
import paretojit.runtime.Imports;
import paretojit.runtime.Instance;
import paretojit.runtime.Store;
import paretojit.suite.InputLevel;
import paretojit.suite.Workload;
import paretojit.suite.WorkloadSize;
import paretojit.suite.Workloads;
import paretojit.wasm.WasmReader;

/** The workloads' answers under LLVM. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class LlvmWorkloadsTest {
  private static final Engines ENGINES = new Engines(List.of(new LlvmProvider()));

  private static List<Workload> workloads() {
    return Workloads.shipped().all();
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void checksumsHold(Workload workload) {
    for (InputLevel level : InputLevel.OF_C) {
      byte[] bytes = Workloads.module(workload, level);
      for (String id : List.of("llvm:O0@x64", "llvm:O2@x64")) {
        check(workload, ENGINES.findIr(id), WasmReader.read(bytes), level);
      }
    }
  }

  private static void check(Workload workload, IrEngine engine, IrModule module, InputLevel level) {
    try (Store store = new Store()) {
      Instance instance =
          engine.compile(module, CompileStats.untimed()).instantiate(store, new Imports());
      Workload.Call call = workload.call(WorkloadSize.TEST);
      for (int k = 0; k < 2; k++) {
        int actual = (int) instance.invoke(Workload.ENTRY, call.n())[0];
        assertEquals(call.checksum(), actual, engine.id() + " " + level + ", call " + k);
      }
    }
  }
}
