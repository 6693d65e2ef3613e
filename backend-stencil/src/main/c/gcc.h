// The register file for GCC 12, which has no convention with this many arguments and cannot be told
// to make a tail call.
//
// A stencil is a function without arguments. It begins with an assembly that "writes" the registers
// of the register file, and every way out is an assembly that "reads" them and jumps. The flags
// -fcall-used-REG keep GCC from saving what a C function would have to save. GCC does not know that
// the assembly jumps, so it cannot jump there conditionally: JumpThreading mends its assembly.

#define STENCIL void
#define PARAMS void
#define MUSTTAIL

#define REGISTERS(X) \
  X(struct context*, ctx, "r12") X(u8*, fp, "r13") X(u8*, base, "rdx") \
  X(u64, r0, "r14") X(u64, r1, "r15") X(u64, r2, "rdi") X(u64, r3, "rsi") \
  X(u64, r4, "rcx") X(u64, r5, "r8") X(u64, r6, "r9") X(u64, r7, "r11") X(u64, t, "rax") \
  X(v4f, x0, "xmm0") X(v4f, x1, "xmm1") X(v4f, x2, "xmm2") X(v4f, x3, "xmm3") \
  X(v4f, x4, "xmm4") X(v4f, x5, "xmm5") X(v4f, x6, "xmm6") X(v4f, xt, "xmm7")

// GCC heeds a variable's register only where it is an operand of assembly; in between there are
// copies, which need no instruction.
#define DECLARE_IN(type, name, reg) register type in_##name __asm__(reg);
#define COPY_IN(type, name, reg) type name = in_##name;
#define DECLARE_OUT(type, name, reg) register type out_##name __asm__(reg) = name;
#define UNDEFINED \
  REGISTERS(DECLARE_IN) \
  __asm__ volatile("" \
                   : "=r"(in_ctx), "=r"(in_fp), "=r"(in_base), "=r"(in_r0), "=r"(in_r1), \
                     "=r"(in_r2), "=r"(in_r3), "=r"(in_r4), "=r"(in_r5), "=r"(in_r6), \
                     "=r"(in_r7), "=r"(in_t), "=x"(in_x0), "=x"(in_x1), \
                     "=x"(in_x2), "=x"(in_x3), "=x"(in_x4), "=x"(in_x5), \
                     "=x"(in_x6), "=x"(in_xt)); \
  REGISTERS(COPY_IN)

#define PINNED \
  "r"(out_ctx), "r"(out_fp), "r"(out_base), "r"(out_r0), "r"(out_r1), "r"(out_r2), \
      "r"(out_r3), "r"(out_r4), "r"(out_r5), "r"(out_r6), "r"(out_r7), "x"(out_x0), \
      "x"(out_x1), "x"(out_x2), "x"(out_x3), "x"(out_x4), "x"(out_x5), "x"(out_x6), "x"(out_xt)
#define EXIT(text, ...) \
  do { \
    REGISTERS(DECLARE_OUT) \
    __asm__ volatile(text : : __VA_ARGS__ : "memory"); \
    __builtin_unreachable(); \
  } while (0)
#define EXIT_KEEP(text) EXIT(text, PINNED, "r"(out_t))
#define EXIT_DROP(text) EXIT(text, PINNED)
#define EXIT_LEAVE(text) EXIT(text, "r"(out_ctx))
#define JUMP(address) EXIT("jmp *%[target]", PINNED, [target] "r"(address))

#define CONT(how) EXIT_##how("jmp CONT")
#define TAKEN(how) EXIT_##how("jmp TAKEN")
#define TRAP_INTEGER_DIVISION_BY_ZERO(how) EXIT_##how("jmp TRAP_INTEGER_DIVISION_BY_ZERO")
#define TRAP_INTEGER_OVERFLOW(how) EXIT_##how("jmp TRAP_INTEGER_OVERFLOW")
#define TRAP_BAD_CONVERSION_TO_INTEGER(how) EXIT_##how("jmp TRAP_BAD_CONVERSION_TO_INTEGER")
#define TRAP_HEAP_OUT_OF_BOUNDS(how) EXIT_##how("jmp TRAP_HEAP_OUT_OF_BOUNDS")
#define TRAP_TABLE_OUT_OF_BOUNDS(how) EXIT_##how("jmp TRAP_TABLE_OUT_OF_BOUNDS")
#define TRAP_INDIRECT_CALL_TO_NULL(how) EXIT_##how("jmp TRAP_INDIRECT_CALL_TO_NULL")
#define TRAP_BAD_SIGNATURE(how) EXIT_##how("jmp TRAP_BAD_SIGNATURE")
#define TRAP_EXPLICIT(how) EXIT_##how("jmp TRAP_EXPLICIT")

// As in stencil.h; assigning a lane would clear the others, so that the register is taken as it is.
INLINE v4f vector_f32(f32 a) { v4f r; __asm__("" : "=x"(r) : "0"(a)); return r; }
INLINE v2d vector_f64(f64 a) { v2d r; __asm__("" : "=x"(r) : "0"(a)); return r; }
// Holds the extension by the operation that made the number, rather than by the copy behind it.
INLINE u64 extend(u32 a) { u64 r = a; __asm__("" : "+r"(r)); return r; }
