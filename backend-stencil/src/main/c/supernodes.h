// Two operations in one stencil. Which pairs there are follows from what programs do: see
// ./pareto stencils --pairs.

// a op what is in memory 0, in one instruction.
#define OF_LOAD(name, type, expression) \
  INLINE t_##type name##_load_##type(u8* base, t_##type a, u64 address) { \
    t_##type b = PEEK(t_##type, base + address + HOLE(OFFSET)); \
    return expression; \
  }
#define INT_OF_LOAD(name, expression) OF_LOAD(name, i32, expression) OF_LOAD(name, i64, expression)
#define FLOAT_OF_LOAD(name, expression) OF_LOAD(name, f32, expression) OF_LOAD(name, f64, expression)
INT_OF_LOAD(iadd, a + b)
INT_OF_LOAD(isub, a - b)
INT_OF_LOAD(imul, a * b)
INT_OF_LOAD(band, a & b)
INT_OF_LOAD(bor, a | b)
INT_OF_LOAD(bxor, a ^ b)
FLOAT_OF_LOAD(fadd, a + b)
FLOAT_OF_LOAD(fsub, a - b)
FLOAT_OF_LOAD(fmul, a * b)
FLOAT_OF_LOAD(fdiv, a / b)

// Sums as addresses are computed: of 32 bits, wrapping.
INLINE u64 sum_imm_i32(u64 a, u64 b) {
  u64 r;
  __asm__("leal IMM32(%q1,%q2), %k0" : "=r"(r) : "r"(a), "r"(b));
  return r;
}
#define SCALED(k, scale) \
  INLINE u32 sum_shl##k##_i32(u32 a, u32 b) { return a + (b << k); } \
  INLINE u64 shl##k##_imm_i32(u64 a) { return LEA("leal IMM32(," "%q1," scale "), %k0", a); }
SCALED(1, "2")
SCALED(2, "4")
SCALED(3, "8")
