package paretojit.stencil.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How GCC's assembly is mended: jumps to jumps out of a stencil become jumps out of it. */
class JumpThreadingTest {
  /** Mends one function's body, instructions separated by semicolons. */
  private static String mend(String body) {
    String text =
        List.of(body.split("; ")).stream()
            .map(line -> line.startsWith(".L") ? line : "\t" + line)
            .collect(Collectors.joining("\n", "s0_0:\n#APP\n", "\n\t.size\ts0_0, .-s0_0\n"));
    return JumpThreading.mend(text)
        .lines()
        .filter(line -> !line.startsWith("s0_0") && !line.startsWith("\t.size"))
        .map(String::strip)
        .collect(Collectors.joining("; "));
  }

  @Test
  void aBranchJumpsWhereItsBlockDoes() {
    assertEquals(
        "testl %eax, %eax; jne TAKEN; jmp CONT",
        mend("testl %eax, %eax; jne .L1; jmp CONT; .L1:; jmp TAKEN"));
  }

  @Test
  void aBranchIsInvertedSoThatTheContinuationIsLast() {
    assertEquals("jne TAKEN; jmp CONT", mend("je .L1; jmp TAKEN; .L1:; jmp CONT"));
    assertEquals("jp CONT; je TAKEN; jmp CONT", mend("jp .L1; jne .L1; jmp TAKEN; .L1:; jmp CONT"));
  }

  @Test
  void aTrapBesideTheWayIsJumpedTo() {
    assertEquals(
        "cmpq %rax, 16(%r12); jb TRAP_EXPLICIT; .L1:; movl (%rax), %eax; jmp CONT",
        mend("cmpq %rax, 16(%r12); jnb .L1; jmp TRAP_EXPLICIT; .L1:; movl (%rax), %eax; jmp CONT"));
  }

  @Test
  void aPartThatEndsInTheContinuationGoesLast() {
    assertEquals(
        "je .L1; nop; jmp TAKEN; .L2:; int3; jmp TRAP_EXPLICIT; .L1:; js .L2; cltd; jmp CONT",
        mend(
            "je .L1; nop; jmp TAKEN; .L1:; js .L2; cltd; jmp CONT; .L2:; int3; jmp TRAP_EXPLICIT"));
  }

  @Test
  void jumpsWithinAndByTablesStay() {
    String loop = ".L1:; decl %eax; jne .L1; jmp CONT";
    assertEquals(loop, mend(loop));
    String table = "cmpl $IMM32, %eax; jnb TAKEN; jmp *%rax";
    assertEquals(table, mend("cmpl $IMM32, %eax; jnb .L1; jmp *%rax; .L1:; jmp TAKEN"));
  }
}
