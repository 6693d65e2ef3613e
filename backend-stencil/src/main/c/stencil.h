// What every stencil is built from: the register file, the holes, and how operands are read and
// written.
//
// A stencil is a preserve_none function that ends in a musttail call of the next one, so the
// arguments below are a register file that survives from stencil to stencil:
//
//   ctx r12   fp r13   base rdx   r0..r7  r14 r15 rdi rsi rcx r8 r9 r11   t  rax
//   x0..x6, xt  xmm0..xmm7
//
// ctx is the instance's context, fp the frame (= rsp between stencils), base the address of memory
// 0, r* and x* hold pinned values, t and xt carry a value between stencils of one instruction. rbx,
// r10 and xmm8..15 are scratch. An i32 in a register or slot is zero-extended to 64 bits; an f32
// leaves the bits above it undefined.
//
// ctx and base are right between all stencils, at every entry and at every return: what changes
// them, a call of a C function or of another instance's, sets them again (see glue.c).
//
// Holes are addresses of undefined symbols: what clang leaves to the linker, the JIT patches.
//
// This is the register file as clang has it. GCC 12 knows neither preserve_none nor musttail;
// gcc.h gives it the same by other means.

#include "abi.h"

typedef unsigned char u8;
typedef signed char i8;
typedef unsigned short u16;
typedef short i16;
typedef unsigned u32;
typedef int i32;
typedef unsigned long u64;
typedef long i64;
typedef float f32;
typedef double f64;
// Aligned as the stack is for sure, where clang keeps everything at -O0.
#define VECTOR __attribute__((vector_size(16), aligned(8)))
typedef f32 v4f VECTOR;
typedef f64 v2d VECTOR;
typedef u64 v2u VECTOR;
typedef u32 v4u VECTOR;

struct memory {
  u8* base;
  u64 length;
};

struct funcref {
  void* code;
  void* context;
  u64 signature;
  u64 index;
};

struct table {
  u64* elements;
  u64 length;
};

// The head of the native context structure; abi.h is generated from the class that defines it.
struct context {
  void* store;
  u8* memory0;
  u64 memory0_length;
  u64 stack_limit;
  void* trap_exit;
  void* runtime_call;
  struct memory* memories;
  struct table* tables;
  struct funcref* funcrefs;
};

#define CHECK(type, field, offset) \
  _Static_assert(__builtin_offsetof(struct type, field) == offset, "native ABI")
CHECK(context, memory0, VM_MEMORY0_BASE);
CHECK(context, memory0_length, VM_MEMORY0_LENGTH);
CHECK(context, memories, VM_MEMORIES);
CHECK(context, tables, VM_TABLES);
CHECK(context, funcrefs, VM_FUNC_REFS);
CHECK(memory, length, VM_PAIR_LENGTH);
CHECK(funcref, code, VM_FUNC_REF_CODE);
CHECK(funcref, context, VM_FUNC_REF_CONTEXT);
CHECK(funcref, signature, VM_FUNC_REF_SIGNATURE);

#define INLINE static inline __attribute__((always_inline))
#ifdef __clang__
#define STENCIL __attribute__((preserve_none)) void
#define MUSTTAIL __attribute__((musttail)) return

#define PARAMS                                                                               \
  struct context *ctx, u8 *fp, u64 r0, u64 r1, u64 r2, u64 r3, u8 *base, u64 r4, u64 r5,     \
      u64 r6, u64 r7, u64 t, v4f x0, v4f x1, v4f x2, v4f x3, v4f x4, v4f x5, v4f x6, v4f xt
// Registers that need not survive are passed undefined, which costs nothing.
#define UNDEFINED u64 u; v4f v
#define KEEP ctx, fp, r0, r1, r2, r3, base, r4, r5, r6, r7, t, x0, x1, x2, x3, x4, x5, x6, xt
#define DROP ctx, fp, r0, r1, r2, r3, base, r4, r5, r6, r7, u, x0, x1, x2, x3, x4, x5, x6, xt
#define LEAVE ctx, (u8*)u, u, u, u, u, (u8*)u, u, u, u, u, u, v, v, v, v, v, v, v, v

// Where control goes: the next stencil, the other one of a branch, or out.
extern STENCIL CONT(PARAMS);
extern STENCIL TAKEN(PARAMS);
#define TRAP_HOLE(code) extern STENCIL TRAP_##code(PARAMS);
TRAP_HOLE(INTEGER_DIVISION_BY_ZERO)
TRAP_HOLE(INTEGER_OVERFLOW)
TRAP_HOLE(BAD_CONVERSION_TO_INTEGER)
TRAP_HOLE(HEAP_OUT_OF_BOUNDS)
TRAP_HOLE(TABLE_OUT_OF_BOUNDS)
TRAP_HOLE(INDIRECT_CALL_TO_NULL)
TRAP_HOLE(BAD_SIGNATURE)
TRAP_HOLE(EXPLICIT)
#define JUMP(address) MUSTTAIL ((STENCIL(*)(PARAMS))(address))(DROP)

// A number as the lowest lane of a vector register, whose others may hold anything.
INLINE v4f vector_f32(f32 a) { v4f r; r[0] = a; return r; }
INLINE v2d vector_f64(f64 a) { v2d r; r[0] = a; return r; }
INLINE u64 extend(u32 a) { return a; }
#else
#include "gcc.h"
#endif

// What a trapping operation returns, numbered as TrapCode; EXPLICIT is the instruction's own code.
enum outcome {
  OK = -1,
  INTEGER_DIVISION_BY_ZERO,
  INTEGER_OVERFLOW,
  BAD_CONVERSION_TO_INTEGER,
  HEAP_OUT_OF_BOUNDS,
  TABLE_OUT_OF_BOUNDS,
  INDIRECT_CALL_TO_NULL,
  BAD_SIGNATURE,
  EXPLICIT = 100
};
#define OR_TRAP(code) if (outcome == code) MUSTTAIL TRAP_##code(LEAVE);

// Holes of 32 bits: frame slots of the operands and two numbers of the instruction.
extern u8 SLOT_D[], SLOT_A[], SLOT_B[], SLOT_C[], OFFSET[], END[];
#define HOLE(symbol) ((u64)(symbol))

// Immediates are holes inside assembly, where their extension to 64 bits is certain.
#define IMM_ASM(type, text) ({ u64 imm_; __asm__(text : "=r"(imm_)); (type)imm_; })
#define IMM_i32 \
  ({ u64 half_ = IMM_ASM(u64, "movl $IMM32, %k0"); if (half_ >> 32) __builtin_unreachable(); (u32)half_; })
#define IMM_i64 IMM_ASM(u64, "movq $IMM32, %0")
#define WIDE_i64 IMM_ASM(u64, "movabsq $IMM64, %0")
#define WIDE_f32 as_f32(IMM_i32)
#define WIDE_f64 as_f64(WIDE_i64)

#define LIKELY(condition) __builtin_expect(!!(condition), 1)

// A value the optimizer knows nothing about, so that it cannot turn it into a constant in .rodata.
#define OPAQUE(value) ({ __typeof__(value) opaque_ = (value); __asm__("" : "+r"(opaque_)); opaque_; })

INLINE f32 as_f32(u32 bits) { f32 r; __builtin_memcpy(&r, &bits, 4); return r; }
INLINE f64 as_f64(u64 bits) { f64 r; __builtin_memcpy(&r, &bits, 8); return r; }
INLINE u32 bits_f32(f32 value) { u32 r; __builtin_memcpy(&r, &value, 4); return r; }
INLINE u64 bits_f64(f64 value) { u64 r; __builtin_memcpy(&r, &value, 8); return r; }

// Types of operands, as the catalog's letters name them.
typedef u32 t_i32;
typedef u64 t_i64;
typedef f32 t_f32;
typedef f64 t_f64;

#define GET_i32(reg) ((u32)(reg))
#define GET_i64(reg) (reg)
#define GET_f32(reg) ((reg)[0])
#define GET_f64(reg) (((v2d)(reg))[0])

#define SET_i32(reg, value) reg = extend(value)
#define SET_i64(reg, value) reg = (value)
#define SET_f32(reg, value) reg = vector_f32(value)
#define SET_f64(reg, value) reg = (v4f)vector_f64(value)

#define AT(type, address) (*(type*)(address))
#define LOAD_i32(slot) AT(u32, fp + HOLE(slot))
#define LOAD_i64(slot) AT(u64, fp + HOLE(slot))
#define LOAD_f32(slot) AT(f32, fp + HOLE(slot))
#define LOAD_f64(slot) AT(f64, fp + HOLE(slot))
#define PUT_i32(slot, value) AT(u64, fp + HOLE(slot)) = (u32)(value)
#define PUT_i64(slot, value) AT(u64, fp + HOLE(slot)) = (value)
#define PUT_f32(slot, value) AT(f32, fp + HOLE(slot)) = (value)
#define PUT_f64(slot, value) AT(f64, fp + HOLE(slot)) = (value)
