/*
 * The way in and out of generated code, for x86-64 System V.
 *
 * The build assembles this file into flat bytes that run at any address; they begin with the
 * offsets of the entry points. vm_context.h is rendered from the class VmContext.
 */
#include "vm_context.h"

        .intel_syntax noprefix
        .text
start:
        .long   enter - start
        .long   trap_exit - start
        .long   runtime_call - start

/*
 * int enter(code rdi, context rsi, args rdx, function rcx): calls code(context, args, function).
 * Returns 0 when the code returned, 1 when it trapped; the store then says how. Entries nest (generated code -> runtime
 * call -> host -> enter): each remembers the one before it.
 */
        .p2align 4
enter:
        push    rbp
        push    rbx
        push    r12
        push    r13
        push    r14
        push    r15
        mov     r10, rcx
        mov     rax, [rsi + VM_STORE]
        mov     rcx, [rax + VM_STORE_EXIT_SP]
        push    rax
        push    rcx
        sub     rsp, 8                          /* the stack is 16-byte aligned from here */
        mov     [rax + VM_STORE_EXIT_SP], rsp
        test    rcx, rcx
        jnz     limits_set

        /* Outermost entry: the limit is a budget below here, or what the thread's stack allows. */
        mov     r8, rsp
        sub     r8, [rax + VM_STORE_STACK_BUDGET]
        mov     r9, [rax + VM_STORE_STACK_LOW]
        cmp     r8, r9
        cmovb   r8, r9
        cmp     r8, [rax + VM_STORE_STACK_LIMIT]
        je      limits_set
        mov     [rax + VM_STORE_STACK_LIMIT], r8
        mov     rcx, [rax + VM_STORE_FIRST_CONTEXT]
next_context:
        test    rcx, rcx
        jz      limits_set
        mov     [rcx + VM_STACK_LIMIT], r8
        mov     rcx, [rcx + VM_NEXT_CONTEXT]
        jmp     next_context

limits_set:
        /* Java code between nested entries cannot be left to run out of stack: it would unwind into native frames. */
        cmp     rsp, [rsi + VM_STACK_LIMIT]
        jb      too_deep
        mov     rax, rdi
        mov     rdi, rsi
        mov     rsi, rdx
        mov     rdx, r10
        call    rax
        xor     eax, eax
leave:
        add     rsp, 8
        pop     rcx
        pop     rdx
        mov     [rdx + VM_STORE_EXIT_SP], rcx
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbx
        pop     rbp
        ret

too_deep:
        mov     rdi, rsi
        mov     esi, VM_TRAP_STACK_OVERFLOW
        mov     rdx, VM_NO_PLACE
        xor     ecx, ecx
        jmp     trap_exit

/*
 * Jumped to, with rdi = context, esi = trap code (VM_TRAP_RECORDED: the store has it already),
 * rdx = place, ecx = user code: unwinds to the innermost enter, which returns 1.
 */
        .p2align 4
trap_exit:
        mov     r8, [rdi + VM_STORE]
        mov     [r8 + VM_STORE_TRAP_PLACE], rdx
        cmp     esi, VM_TRAP_RECORDED
        je      recorded
        mov     [r8 + VM_STORE_TRAP_CODE], esi
        mov     [r8 + VM_STORE_TRAP_USER], ecx
recorded:
        mov     rsp, [r8 + VM_STORE_EXIT_SP]
        mov     eax, 1
        jmp     leave

/*
 * long runtime_call(context rdi, packed rsi, args rdx), see RuntimeCalls. What would trap is left to Java.
 */
        .p2align 4
runtime_call:
        cmp     rsi, VM_PACKED_MEMORY_COPY
        je      copy
        cmp     rsi, VM_PACKED_MEMORY_FILL
        je      fill
upcall:
        mov     rax, [rdi + VM_STORE]
        jmp     [rax + VM_STORE_UPCALL]

copy:
        mov     eax, [rdx]                      /* to */
        mov     ecx, [rdx + 8]                  /* from */
        mov     r9d, [rdx + 16]                 /* length */
        mov     r8, [rdi + VM_MEMORY0_LENGTH]
        sub     r8, r9                          /* the last place where so much begins */
        jb      upcall
        cmp     rax, r8
        ja      upcall
        cmp     rcx, r8
        ja      upcall
        mov     r10, [rdi + VM_STORE]
        mov     r10, [r10 + VM_STORE_MEMMOVE]
        mov     r8, [rdi + VM_MEMORY0_BASE]
        lea     rsi, [r8 + rcx]
        jmp     change_memory

fill:
        mov     eax, [rdx]                      /* to */
        mov     ecx, [rdx + 8]                  /* byte */
        mov     r9d, [rdx + 16]                 /* length */
        mov     r8, [rdi + VM_MEMORY0_LENGTH]
        sub     r8, r9
        jb      upcall
        cmp     rax, r8
        ja      upcall
        mov     r10, [rdi + VM_STORE]
        mov     r10, [r10 + VM_STORE_MEMSET]
        mov     r8, [rdi + VM_MEMORY0_BASE]
        mov     esi, ecx

change_memory:
        lea     rdi, [r8 + rax]
        mov     rdx, r9
        sub     rsp, 8
        call    r10
        add     rsp, 8
        xor     eax, eax
        ret
