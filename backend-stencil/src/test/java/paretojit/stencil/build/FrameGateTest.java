package paretojit.stencil.build;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What stencils with a frame of their own may do, and what they may not. */
class FrameGateTest {
  private static final String GOOD =
      "subq $0x20, %rsp; movq %r12, 0x8(%rsp); movq %r13, (%rsp); leaq 0x18(%rsp), %rax;"
          + " cmpq %rax, %rcx; jae 0x30; movq 0x8(%rsp), %r12; movq (%rsp), %r13;"
          + " addq $0x20, %rsp; jmp 0x40 <CONT>; movq 0x8(%rsp), %r12; movq %rax, %r13;"
          + " addq $0x20, %rsp; jmp 0x50 <TRAP_EXPLICIT>";

  private static void check(String code) {
    List<String> instructions = List.of(code.split("; *"));
    assertTrue(FrameGate.makesFrame(instructions));
    FrameGate.check(instructions);
  }

  /** Refuses the good code with a change. */
  private static void assertRefused(String what, String from, String to) {
    assertTrue(GOOD.contains(from), from);
    String code = GOOD.replace(from, to);
    AssertionError error = assertThrows(AssertionError.class, () -> check(code), code);
    assertTrue(String.valueOf(error.getMessage()).contains(what), error::toString);
  }

  @Test
  void letsBalancedFramesThrough() {
    check(GOOD);
    assertFalse(FrameGate.makesFrame(List.of("movq %rax, %rcx", "jmp 0x0 <CONT>")));
  }

  @Test
  void refusesWaysOutWithAnotherStackPointer() {
    assertRefused("balanced", "addq $0x20, %rsp; jmp 0x40 <CONT>", "jmp 0x40 <CONT>");
    assertRefused("balanced", "addq $0x20, %rsp; jmp 0x40", "addq $0x18, %rsp; jmp 0x40");
    assertRefused("balanced", "jae 0x30", "jae 0x30 <TRAP_EXPLICIT>");
    assertRefused("balanced", "cmpq %rax, %rcx", "andq $-0x10, %rsp");
    assertRefused("balanced", "cmpq %rax, %rcx", "addq $0x20, %rsp; cmpq %rax, %rcx");
  }

  @Test
  void refusesAccessesOutsideOfTheFrame() {
    assertRefused("leaves its frame", "0x18(%rsp)", "0x20(%rsp)");
    assertRefused("leaves its frame", "0x18(%rsp)", "-0x8(%rsp)");
    assertRefused("leaves its frame", "leaq 0x18(%rsp), %rax", "movq %rsp, %rax");
  }

  @Test
  void refusesOtherValuesInThePinnedRegisters() {
    assertRefused("ctx or fp", "movq 0x8(%rsp), %r12", "movq 0x10(%rsp), %r12");
    assertRefused("ctx or fp", "movq (%rsp), %r13", "movq %rax, %r13");
    assertRefused("ctx or fp", "cmpq %rax, %rcx", "movq %rax, 0x8(%rsp)");
  }
}
