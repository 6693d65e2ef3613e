/*
 * The signal handler that turns faults of generated code into traps, for x86-64 Linux.
 *
 * A fault is a trap if its instruction lies in registered code and its address in a registered
 * reservation of a linear memory; everything else is handed to the handler that was there before,
 * HotSpot's. The build assembles this file into flat bytes that run at any address; they begin with
 * the offset of the handler and room for the address of the registry (see FaultRegistry).
 */
#include "vm_context.h"

        .intel_syntax noprefix

        /* siginfo_t and ucontext_t of Linux; a register's place is 8 * REG_name behind GREGS. */
        .set    SI_ADDR, 16
        .set    GREGS, 40
        .set    REG_RDI, GREGS + 8 * 8
        .set    REG_RSI, GREGS + 8 * 9
        .set    REG_RDX, GREGS + 8 * 12
        .set    REG_RCX, GREGS + 8 * 14
        .set    REG_RIP, GREGS + 8 * 16

        .text
start:
        .long   on_fault - start
        .long   registry - start
        .p2align 3
registry:
        .quad   0

/* void on_fault(signal edi, siginfo rsi, ucontext rdx) */
        .p2align 4
on_fault:
        mov     rax, [rip + registry]
        mov     r8, [rdx + REG_RIP]
        mov     r9, [rax + VM_FAULT_CODE_COUNT]
        mov     r10, [rax + VM_FAULT_CODES]
next_code:
        test    r9, r9
        jz      not_ours
        dec     r9
        cmp     r8, [r10 + VM_FAULT_BEGIN]
        jb      not_in_code
        cmp     r8, [r10 + VM_FAULT_END]
        jb      in_code
not_in_code:
        add     r10, VM_FAULT_ENTRY_BYTES
        jmp     next_code

in_code:
        mov     r11d, [r10 + VM_FAULT_CONTEXT_REGISTER]
        mov     r8, [rsi + SI_ADDR]
        mov     r9, [rax + VM_FAULT_MEMORY_COUNT]
        mov     r10, [rax + VM_FAULT_MEMORIES]
next_memory:
        test    r9, r9
        jz      not_ours
        dec     r9
        cmp     r8, [r10 + VM_FAULT_BEGIN]
        jb      not_in_memory
        cmp     r8, [r10 + VM_FAULT_END]
        jb      in_memory
not_in_memory:
        add     r10, VM_FAULT_ENTRY_BYTES
        jmp     next_memory

in_memory:
        /* As if the faulting instruction had been a jump to the trap exit: its place is its address. */
        mov     rcx, [rdx + GREGS + 8 * r11]
        mov     r8, [rdx + REG_RIP]
        mov     [rdx + REG_RDI], rcx
        mov     dword ptr [rdx + REG_RSI], VM_TRAP_FAULT
        mov     [rdx + REG_RDX], r8
        mov     qword ptr [rdx + REG_RCX], 0
        mov     r8, [rcx + VM_TRAP_EXIT]
        mov     [rdx + REG_RIP], r8
        ret

not_ours:
        jmp     [rax + VM_FAULT_OTHERS]
