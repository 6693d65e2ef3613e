// The few pieces C cannot say: those that move the stack pointer or call out.
//
// A frame lies on the native stack: rsp = r13 = fp while a function's stencils run, 16-aligned.
// From fp upwards: outgoing stack arguments, temporaries, slots; above the frame the return
// address and then the caller's outgoing area, where stack parameters came and stack results go.

#include "abi.h"

#define TEXT(x) #x
#define OFFSET_OF(name) TEXT(name)
#define GLUE(name, text) \
  __attribute__((naked)) void glue_##name(void) { __asm__ volatile(text); }
#define LOAD_BASE "movq " OFFSET_OF(VM_MEMORY0_BASE) "(%r12), %rdx\n"

// Arguments are in registers, the base of memory 0 too: only rbx and r10 may be used.
GLUE(prologue,
     "movq %rsp, %r10\n"
     "subq $OFFSET, %r10\n"
     "cmpq " OFFSET_OF(VM_STACK_LIMIT) "(%r12), %r10\n"
     "jb TRAP_STACK_OVERFLOW\n"
     "movq %r10, %rsp\n"
     "movq %r10, %r13\n")
GLUE(return, "addq $OFFSET, %rsp\nret\n")
GLUE(call, "call TAKEN\nmovq %rsp, %r13\n")
// t is the FuncRef; the context is kept in slot SLOT_A. Another instance has another memory.
GLUE(call_ref,
     "movq %r12, SLOT_A(%r13)\n"
     "movq " OFFSET_OF(VM_FUNC_REF_CONTEXT) "(%rax), %r12\n"
     LOAD_BASE
     "call *(%rax)\n"
     "movq %rsp, %r13\n"
     "movq SLOT_A(%r13), %r12\n"
     LOAD_BASE)
// Arguments and results are in the outgoing area; r12 and r13 survive a C function, rdx does not.
GLUE(runtime,
     "movq %r12, %rdi\n"
     "movabsq $IMM64, %rsi\n"
     "movq %r13, %rdx\n"
     "call *" OFFSET_OF(VM_RUNTIME_CALL) "(%r12)\n"
     LOAD_BASE
     "testl %eax, %eax\n"
     "jne TRAP_RECORDED\n")
// The way out of a trap with a code (IMM32) and a user's code (OFFSET). Where one instruction can get
// there IMM64 is its place: the function's index in the upper half, the instruction's number in the lower.
GLUE(trap_at,
     "movabsq $IMM64, %rdx\n"
     "movq %r12, %rdi\n"
     "movl $IMM32, %esi\n"
     "movl $OFFSET, %ecx\n"
     "jmp *" OFFSET_OF(VM_TRAP_EXIT) "(%r12)\n")
// Where several can, each has a short one that names it (IMM32) and goes on to the one they share, whose
// IMM64 is the function's index alone.
GLUE(trap_site,
     "movl $IMM32, %edx\n"
     "jmp TAKEN\n")
GLUE(trap,
     "movabsq $IMM64, %r10\n"
     "orq %r10, %rdx\n"
     "movq %r12, %rdi\n"
     "movl $IMM32, %esi\n"
     "movl $OFFSET, %ecx\n"
     "jmp *" OFFSET_OF(VM_TRAP_EXIT) "(%r12)\n")
// A function (rdx) called from outside: rdi = context, rsi = buffer, kept above the outgoing area.
GLUE(enter,
     "subq $OFFSET, %rsp\n"
     "movq %rsp, %r13\n"
     "movq %rdi, %r12\n"
     "movq %rsi, SLOT_A(%r13)\n"
     "movq %rdx, SLOT_B(%r13)\n"
     LOAD_BASE
     "movq %rsi, %rax\n")
GLUE(call_entered, "call *SLOT_B(%r13)\nmovq %rsp, %r13\n")
