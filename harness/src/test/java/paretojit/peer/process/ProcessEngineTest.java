package paretojit.peer.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import paretojit.engine.EngineId;
import paretojit.engine.Session;
import paretojit.engine.Unsupported;
import paretojit.measure.TestPeer;
import paretojit.peer.TrapMessages;
import paretojit.suite.InputLevel;
import paretojit.suite.Workload;
import paretojit.suite.WorkloadSize;
import paretojit.suite.Workloads;

/** The protocol with a peer's process, and what happens when the process does not keep to it. */
class ProcessEngineTest {
  private static final Workload WORKLOAD = Workloads.shipped().named("collatz").orElseThrow();
  private static final byte[] WASM = Workloads.module(WORKLOAD, InputLevel.O2);
  private static final Workload.Call CALL = WORKLOAD.call(WorkloadSize.TEST);

  private static ProcessEngine peer(String fault) {
    return TestPeer.engine(EngineId.parse("peer@jvm"), fault);
  }

  private static long call(Session session) {
    try (Session.Running instance = session.instantiate()) {
      return instance.call(Workload.ENTRY, Workload.SIGNATURE, CALL.n()).results()[0];
    }
  }

  @Test
  void sessionsShareAProcessAndDoNotMixUp() {
    Workload other = Workloads.shipped().named("crc32").orElseThrow();
    try (ProcessEngine engine = peer("none");
        Session first = engine.open(WASM);
        Session second = engine.open(Workloads.module(other, InputLevel.O0))) {
      assertEquals(CALL.checksum(), (int) call(first));
      try (Session.Running instance = second.instantiate()) {
        Workload.Call wanted = other.call(WorkloadSize.TEST);
        long[] results = instance.call(Workload.ENTRY, Workload.SIGNATURE, wanted.n()).results();
        assertEquals(wanted.checksum(), (int) results[0]);
      }
      Session.Compilation compilation = first.compile(true);
      assertTrue(compilation.nanos().getAsLong() > 0);
      assertEquals(List.of("read"), List.copyOf(compilation.phaseNanos().keySet()));
    }
  }

  @Test
  void aDeadProcessIsReplacedWhenTheNextSessionOpens() {
    try (ProcessEngine engine = peer("killed")) {
      for (int k = 0; k < 2; k++) {
        Session session = engine.open(WASM);
        PeerException death = assertThrows(PeerException.class, () -> call(session));
        assertEquals("the test peer was ended by signal 9", death.getMessage());
        session.close(); // does not mind
      }
    }
  }

  @Test
  void whatThePeerSaysComesThrough() {
    try (ProcessEngine engine = peer("unsupported");
        Session session = engine.open(WASM)) {
      Unsupported refusal = assertThrows(Unsupported.class, () -> session.compile(false));
      assertEquals("anything at all", refusal.getMessage());
    }
    try (ProcessEngine engine = peer("babble");
        Session session = engine.open(WASM)) {
      PeerException error = assertThrows(PeerException.class, () -> session.compile(false));
      assertTrue(String.valueOf(error.getMessage()).contains("I do not know how"));
    }
  }

  @Test
  void aProgramThatDoesNotExistIsUnsupported() {
    var kind = new ProcessEngine.Kind("nothing", "nothing", new TrapMessages(Map.of()), false);
    var host = new ProcessEngine.Host(List.of("/does/not/exist"), "", null);
    try (ProcessEngine engine = new ProcessEngine(EngineId.parse("peer@jvm"), kind, host)) {
      assertThrows(Unsupported.class, () -> engine.open(WASM));
    }
  }
}
