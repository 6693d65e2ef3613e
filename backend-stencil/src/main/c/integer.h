// Integer operations. A name is mnemonic_type; an _imm form has its last operand in the code.

#define BINARY(name, type, expression) \
  INLINE t_##type name##_##type(t_##type a, t_##type b) { return expression; }
// One machine instruction with the immediate inside it. Registers are read and written whole, so
// that clang need not extend what is extended already.
#define IMMEDIATE(name, type, text) \
  INLINE u64 name##_##type##_imm(u64 a) { \
    __asm__(text : "+r"(a) : : "cc"); \
    return a; \
  }
#define ARITHMETIC(name, expression, insn) \
  BINARY(name, i32, expression) \
  BINARY(name, i64, expression) \
  IMMEDIATE(name, i32, insn "l $IMM32, %k0") \
  IMMEDIATE(name, i64, insn "q $IMM32, %0")
#define SHIFT(name, expr32, expr64, insn) \
  BINARY(name, i32, expr32) \
  BINARY(name, i64, expr64) \
  IMMEDIATE(name, i32, insn "l $IMM8, %k0") \
  IMMEDIATE(name, i64, insn "q $IMM8, %0")
#define LEA(text, a) ({ u64 sum_; __asm__(text : "=r"(sum_) : "r"(a)); sum_; })
#define BOTH(name, expr32, expr64) BINARY(name, i32, expr32) BINARY(name, i64, expr64)

ARITHMETIC(iadd, a + b, "add")
// For a result elsewhere than the operand, which saves a move.
INLINE u64 iadd_i32_apart(u64 a) { return LEA("leal IMM32(%q1), %k0", a); }
INLINE u64 iadd_i64_apart(u64 a) { return LEA("leaq IMM32(%1), %0", a); }
ARITHMETIC(isub, a - b, "sub")
ARITHMETIC(band, a & b, "and")
ARITHMETIC(bor, a | b, "or")
ARITHMETIC(bxor, a ^ b, "xor")
BOTH(imul, a * b, a * b)
INLINE u64 imul_i32_imm(u64 a) {
  u64 r;
  __asm__("imull $IMM32, %k1, %k0" : "=r"(r) : "r"(a) : "cc");
  return r;
}
INLINE u64 imul_i64_imm(u64 a) {
  u64 r;
  __asm__("imulq $IMM32, %1, %0" : "=r"(r) : "r"(a) : "cc");
  return r;
}
SHIFT(ishl, a << (b & 31), a << (b & 63), "shl")
SHIFT(ushr, a >> (b & 31), a >> (b & 63), "shr")
SHIFT(sshr, (u32)((i32)a >> (b & 31)), (u64)((i64)a >> (b & 63)), "sar")
SHIFT(rotl, (a << (b & 31)) | (a >> (-b & 31)), (a << (b & 63)) | (a >> (-b & 63)), "rol")
SHIFT(rotr, (a >> (b & 31)) | (a << (-b & 31)), (a >> (b & 63)) | (a << (-b & 63)), "ror")
// Rotations by a constant, IMM8 to the right.
INLINE u64 rotate_i32(u64 a) {
  u64 r;
  __asm__("rorxl $IMM8, %k1, %k0" : "=r"(r) : "r"(a));
  return r;
}
INLINE u64 rotate_i64(u64 a) {
  u64 r;
  __asm__("rorxq $IMM8, %1, %0" : "=r"(r) : "r"(a));
  return r;
}
BOTH(smin, (i32)a < (i32)b ? a : b, (i64)a < (i64)b ? a : b)
BOTH(smax, (i32)a > (i32)b ? a : b, (i64)a > (i64)b ? a : b)
BOTH(umin, a < b ? a : b, a < b ? a : b)
BOTH(umax, a > b ? a : b, a > b ? a : b)
BOTH(smulhi, (u32)((i64)(i32)a * (i32)b >> 32), (u64)((__int128)(i64)a * (i64)b >> 64))
BOTH(umulhi, (u32)((u64)a * b >> 32), (u64)((unsigned __int128)a * b >> 64))

#define DIVISION(type, signed_type, minimum) \
  INLINE int udiv_##type(t_##type a, t_##type b, t_##type* d) { \
    if (b == 0) return INTEGER_DIVISION_BY_ZERO; \
    *d = a / b; \
    return OK; \
  } \
  INLINE int urem_##type(t_##type a, t_##type b, t_##type* d) { \
    if (b == 0) return INTEGER_DIVISION_BY_ZERO; \
    *d = a % b; \
    return OK; \
  } \
  INLINE int sdiv_##type(t_##type a, t_##type b, t_##type* d) { \
    if (b == 0) return INTEGER_DIVISION_BY_ZERO; \
    if (b == (t_##type)-1) { \
      if (a == minimum) return INTEGER_OVERFLOW; \
      *d = -a; \
      return OK; \
    } \
    *d = (signed_type)a / (signed_type)b; \
    return OK; \
  } \
  INLINE int srem_##type(t_##type a, t_##type b, t_##type* d) { \
    if (b == 0) return INTEGER_DIVISION_BY_ZERO; \
    *d = b == (t_##type)-1 ? 0 : (signed_type)a % (signed_type)b; \
    return OK; \
  }
DIVISION(i32, i32, 0x80000000u)
DIVISION(i64, i64, 0x8000000000000000u)

#define UNARY(name, type, expression) \
  INLINE t_##type name##_##type(t_##type a) { return expression; }
#define UNARIES(name, expr32, expr64) UNARY(name, i32, expr32) UNARY(name, i64, expr64)
UNARIES(bnot, ~a, ~a)
UNARIES(ineg, -a, -a)
UNARIES(iabs, (i32)a < 0 ? -a : a, (i64)a < 0 ? -a : a)
UNARIES(clz, __builtin_ia32_lzcnt_u32(a), __builtin_ia32_lzcnt_u64(a))
UNARIES(ctz, __builtin_ia32_tzcnt_u32(a), __builtin_ia32_tzcnt_u64(a))
UNARIES(popcnt, __builtin_popcount(a), __builtin_popcountl(a))
UNARIES(bswap, __builtin_bswap32(a), __builtin_bswap64(a))
#ifdef __clang__
UNARIES(bitrev, __builtin_bitreverse32(a), __builtin_bitreverse64(a))
#else
// Swaps neighbours, then pairs, then fours, then the order of bytes.
#define SWAP(a, bits, mask) a = (a >> bits & mask) | (a & mask) << bits;
#define REVERSE(a, type, bswap) \
  ({ \
    type r_ = (a); \
    SWAP(r_, 1, (type)0x5555555555555555) \
    SWAP(r_, 2, (type)0x3333333333333333) \
    SWAP(r_, 4, (type)0x0f0f0f0f0f0f0f0f) \
    bswap(r_); \
  })
UNARIES(bitrev, REVERSE(a, u32, __builtin_bswap32), REVERSE(a, u64, __builtin_bswap64))
#endif
UNARIES(sextend8, (u32)(i8)a, (u64)(i8)a)
UNARIES(sextend16, (u32)(i16)a, (u64)(i16)a)
UNARY(sextend32, i64, (u64)(i32)a)
// For byte offsets that do not fit the addressing mode.
INLINE u64 add_wide_i64(u64 a) { return a + WIDE_i64; }
INLINE u64 uextend_i64_i32(u32 a) { return a; }
INLINE u64 sextend_i64_i32(u32 a) { return (u64)(i32)a; }
INLINE u32 ireduce_i32_i64(u64 a) { return a; }

// Comparisons; the immediate forms read the flags of one cmp.
#define COMPARE(name, type, insn, operand, flag, right, sign) \
  INLINE int name##_##type(t_##type a, t_##type b) { return (sign)a right (sign)b; } \
  INLINE int name##_##type##_imm(u64 a) { \
    int r; \
    __asm__(insn " $IMM32, " operand : "=@cc" flag(r) : "r"(a)); \
    return r; \
  }
#define COMPARISON(name, flag, relation, sign) \
  COMPARE(name, i32, "cmpl", "%k1", flag, relation, sign##32) \
  COMPARE(name, i64, "cmpq", "%1", flag, relation, sign##64)
COMPARISON(icmp_eq, "e", ==, u)
COMPARISON(icmp_ne, "ne", !=, u)
COMPARISON(icmp_slt, "l", <, i)
COMPARISON(icmp_sge, "ge", >=, i)
COMPARISON(icmp_sgt, "g", >, i)
COMPARISON(icmp_sle, "le", <=, i)
COMPARISON(icmp_ult, "b", <, u)
COMPARISON(icmp_uge, "ae", >=, u)
COMPARISON(icmp_ugt, "a", >, u)
COMPARISON(icmp_ule, "be", <=, u)
