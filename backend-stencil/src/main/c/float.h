// Floating-point operations, bit-exact as WebAssembly's. No constant may land in .rodata: masks
// are made in registers, bounds come from integer immediates.

#define FLOAT2(name, expression) \
  INLINE f32 name##_f32(f32 a, f32 b) { return expression; } \
  INLINE f64 name##_f64(f64 a, f64 b) { return expression; }
FLOAT2(fadd, a + b)
FLOAT2(fsub, a - b)
FLOAT2(fmul, a * b)
FLOAT2(fdiv, a / b)

// All bits set, made by one instruction that the optimizer does not look into.
INLINE v2u ones(void) {
  v2u r;
  __asm__("vpcmpeqd %0, %0, %0" : "=x"(r));
  return r;
}
INLINE v4u lanes(f32 a) { return (v4u)vector_f32(a); }
INLINE v2u lanes64(f64 a) { return (v2u)vector_f64(a); }
#define SIGN32 ((v4u)ones() << 31)
#define REST32 ((v4u)ones() >> 1)
#define SIGN64 (ones() << 63)
#define REST64 (ones() >> 1)
INLINE f32 fneg_f32(f32 a) { return ((v4f)(lanes(a) ^ SIGN32))[0]; }
INLINE f64 fneg_f64(f64 a) { return ((v2d)(lanes64(a) ^ SIGN64))[0]; }
INLINE f32 fabs_f32(f32 a) { return ((v4f)(lanes(a) & REST32))[0]; }
INLINE f64 fabs_f64(f64 a) { return ((v2d)(lanes64(a) & REST64))[0]; }
INLINE f32 fcopysign_f32(f32 a, f32 b) {
  return ((v4f)((lanes(a) & REST32) | (lanes(b) & SIGN32)))[0];
}
INLINE f64 fcopysign_f64(f64 a, f64 b) {
  return ((v2d)((lanes64(a) & REST64) | (lanes64(b) & SIGN64)))[0];
}

// Equal operands differ at most in the sign of zero: minimum ors the signs, maximum ands them.
INLINE f32 fmin_f32(f32 a, f32 b) {
  if (a != a || b != b) return a + b;
  if (a == b) return ((v4f)(lanes(a) | lanes(b)))[0];
  return a < b ? a : b;
}
INLINE f64 fmin_f64(f64 a, f64 b) {
  if (a != a || b != b) return a + b;
  if (a == b) return ((v2d)(lanes64(a) | lanes64(b)))[0];
  return a < b ? a : b;
}
INLINE f32 fmax_f32(f32 a, f32 b) {
  if (a != a || b != b) return a + b;
  if (a == b) return ((v4f)(lanes(a) & lanes(b)))[0];
  return a > b ? a : b;
}
INLINE f64 fmax_f64(f64 a, f64 b) {
  if (a != a || b != b) return a + b;
  if (a == b) return ((v2d)(lanes64(a) & lanes64(b)))[0];
  return a > b ? a : b;
}
INLINE f32 fma_f32(f32 a, f32 b, f32 c) { return __builtin_fmaf(a, b, c); }
INLINE f64 fma_f64(f64 a, f64 b, f64 c) { return __builtin_fma(a, b, c); }

#define FLOAT1(name, builtin) \
  INLINE f32 name##_f32(f32 a) { return __builtin_##builtin##f(a); } \
  INLINE f64 name##_f64(f64 a) { return __builtin_##builtin(a); }
FLOAT1(sqrt, sqrt)
FLOAT1(ceil, ceil)
FLOAT1(floor, floor)
FLOAT1(trunc, trunc)
FLOAT1(nearest, roundeven)

#define FCMP(name, expression) \
  INLINE int fcmp_##name##_f32(f32 a, f32 b) { return expression; } \
  INLINE int fcmp_##name##_f64(f64 a, f64 b) { return expression; }
FCMP(eq, a == b)
FCMP(ne, a != b)
FCMP(lt, a < b)
FCMP(le, a <= b)
FCMP(gt, a > b)
FCMP(ge, a >= b)
FCMP(ord, !__builtin_isunordered(a, b))
FCMP(uno, __builtin_isunordered(a, b))
FCMP(one, a < b || a > b)
FCMP(ueq, !(a < b || a > b))
FCMP(ult, !(a >= b))
FCMP(ule, !(a > b))
FCMP(ugt, !(a <= b))
FCMP(uge, !(a < b))

INLINE f64 fpromote_f64_f32(f32 a) { return a; }
INLINE f32 fdemote_f32_f64(f64 a) { return a; }
INLINE u32 bitcast_i32_f32(f32 a) { return bits_f32(a); }
INLINE u64 bitcast_i64_f64(f64 a) { return bits_f64(a); }
INLINE f32 bitcast_f32_i32(u32 a) { return as_f32(a); }
INLINE f64 bitcast_f64_i64(u64 a) { return as_f64(a); }

// Integer to float. Unsigned 64-bit values above the signed range are halved, the lost bit kept
// for the rounding, and doubled again.
#define FROM_INT(type) \
  INLINE type fcvt_from_sint_##type##_i32(u32 a) { return (type)(i32)a; } \
  INLINE type fcvt_from_sint_##type##_i64(u64 a) { return (type)(i64)a; } \
  INLINE type fcvt_from_uint_##type##_i32(u32 a) { return (type)(i64)OPAQUE((u64)a); } \
  INLINE type fcvt_from_uint_##type##_i64(u64 a) { \
    if ((i64)a >= 0) return (type)(i64)a; \
    type half = (type)(i64)OPAQUE((a >> 1) | (a & 1)); \
    return half + half; \
  }
FROM_INT(f32)
FROM_INT(f64)

// Float to integer. The instruction gives the smallest i64 for NaN and what does not fit.
#define INVALID ((i64)0x8000000000000000)
INLINE i64 truncate_f32(f32 a) { return __builtin_ia32_cvttss2si64(vector_f32(a)); }
INLINE i64 truncate_f64(f64 a) { return __builtin_ia32_cvttsd2si64(vector_f64(a)); }
INLINE f32 two63_f32(void) { return as_f32(OPAQUE(0x5f000000u)); }
INLINE f64 two63_f64(void) { return as_f64(OPAQUE(0x43e0000000000000ul)); }
INLINE f32 minus_two63_f32(void) { return as_f32(OPAQUE(0xdf000000u)); }
INLINE f64 minus_two63_f64(void) { return as_f64(OPAQUE(0xc3e0000000000000ul)); }

#define TO_INT(type) \
  INLINE int fcvt_to_sint_i32_##type(type a, u32* d) { \
    i64 r = truncate_##type(a); \
    *d = (u32)r; \
    if (LIKELY(r == (i32)r)) return OK; \
    return a != a ? BAD_CONVERSION_TO_INTEGER : INTEGER_OVERFLOW; \
  } \
  INLINE int fcvt_to_uint_i32_##type(type a, u32* d) { \
    i64 r = truncate_##type(a); \
    *d = (u32)r; \
    if (LIKELY((u64)r == (u32)r)) return OK; \
    return a != a ? BAD_CONVERSION_TO_INTEGER : INTEGER_OVERFLOW; \
  } \
  INLINE int fcvt_to_sint_i64_##type(type a, u64* d) { \
    i64 r = truncate_##type(a); \
    *d = (u64)r; \
    if (LIKELY(r != INVALID) || a == minus_two63_##type()) return OK; \
    return a != a ? BAD_CONVERSION_TO_INTEGER : INTEGER_OVERFLOW; \
  } \
  INLINE int fcvt_to_uint_i64_##type(type a, u64* d) { \
    i64 r = truncate_##type(a); \
    *d = (u64)r; \
    if (LIKELY(r >= 0)) return OK; \
    r = truncate_##type(a - two63_##type()); \
    *d = (u64)r ^ (u64)INVALID; \
    if (a >= two63_##type() && r >= 0) return OK; \
    return a != a ? BAD_CONVERSION_TO_INTEGER : INTEGER_OVERFLOW; \
  } \
  INLINE u32 fcvt_to_sint_sat_i32_##type(type a) { \
    i64 r = truncate_##type(a); \
    if (LIKELY(r == (i32)r)) return (u32)r; \
    if (a != a) return 0; \
    return a < as_##type(0) ? 0x80000000u : 0x7fffffffu; \
  } \
  INLINE u32 fcvt_to_uint_sat_i32_##type(type a) { \
    i64 r = truncate_##type(a); \
    if (LIKELY((u64)r == (u32)r)) return (u32)r; \
    return a > as_##type(0) ? 0xffffffffu : 0; \
  } \
  INLINE u64 fcvt_to_sint_sat_i64_##type(type a) { \
    i64 r = truncate_##type(a); \
    if (LIKELY(r != INVALID)) return (u64)r; \
    if (a != a) return 0; \
    return a < as_##type(0) ? (u64)INVALID : ~(u64)INVALID; \
  } \
  INLINE u64 fcvt_to_uint_sat_i64_##type(type a) { \
    i64 r = truncate_##type(a); \
    if (LIKELY(r >= 0)) return (u64)r; \
    if (!(a > as_##type(0))) return 0; \
    r = truncate_##type(a - two63_##type()); \
    return r >= 0 ? (u64)r ^ (u64)INVALID : ~(u64)0; \
  }
TO_INT(f32)
TO_INT(f64)
