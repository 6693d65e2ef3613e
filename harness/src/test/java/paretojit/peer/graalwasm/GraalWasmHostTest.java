package paretojit.peer.graalwasm;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import paretojit.engine.EngineId;
import paretojit.engine.Engines;
import paretojit.engine.Session;
import paretojit.engine.Unsupported;
import paretojit.peer.TrapMessages;
import paretojit.peer.process.ProcessEngine;
import paretojit.suite.InputLevel;
import paretojit.suite.Workloads;

class GraalWasmHostTest {
  private static final EngineId ID = EngineId.parse("graalwasm@jvm");

  /** A JVM without Graal's compiler would interpret, a hundred times slower: that is no data point. */
  @Test
  void interpretingOnlyIsUnsupported() {
    assumeTrue(Engines.load().find(ID).missing().isEmpty());
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-classpath",
            ManagementFactory.getRuntimeMXBean().getClassPath(),
            GraalWasmHost.class.getName());
    var kind = new ProcessEngine.Kind("", "GraalWasm", new TrapMessages(Map.of()), true);
    byte[] wasm = Workloads.module(Workloads.shipped().named("crc32").orElseThrow(), InputLevel.O2);
    try (ProcessEngine engine =
            new ProcessEngine(ID, kind, new ProcessEngine.Host(command, "", null));
        Session session = engine.open(wasm)) {
      Unsupported refusal = assertThrows(Unsupported.class, () -> session.compile(true));
      assertTrue(String.valueOf(refusal.getMessage()).contains("would interpret"));
    }
  }
}
