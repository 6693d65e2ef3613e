package paretojit.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.Parser;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The manifest's answers against an interpreter that shares nothing with this project. */
class WorkloadChecksumTest {
  private static List<Workload> workloads() {
    return Workloads.shipped().all();
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void checksumDependsOnTheArgumentAlone(Workload workload) {
    for (InputLevel level : InputLevel.OF_C) {
      Instance instance = Instance.builder(Parser.parse(Workloads.module(workload, level))).build();
      ExportFunction entry = instance.export(Workload.ENTRY);
      Workload.Call call = workload.call(WorkloadSize.TEST);
      assertEquals(call.checksum(), (int) entry.apply(call.n())[0], level + ", first call");
      entry.apply(call.n() + 1);
      assertEquals(call.checksum(), (int) entry.apply(call.n())[0], level + ", third call");
    }
  }
}
