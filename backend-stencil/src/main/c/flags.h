// Comparisons in two stencils: one sets the processor's flags, those behind it use them. Between
// them only moves may stand. That clang puts nothing in which changes flags is checked when the
// library is built (Family.SETS_FLAGS and KEEPS_FLAGS).

#define SET_FLAGS(name, type, suffix, reg) \
  INLINE void flags_##name##_##type(u64 a, u64 b) { \
    __asm__ volatile(#name suffix " %" reg "1, %" reg "0" : : "r"(a), "r"(b) : "cc"); \
  } \
  INLINE void flags_##name##_##type##_imm(u64 a) { \
    __asm__ volatile(#name suffix " $IMM32, %" reg "0" : : "r"(a) : "cc"); \
  }
SET_FLAGS(cmp, i32, "l", "k")
SET_FLAGS(cmp, i64, "q", "")
SET_FLAGS(test, i32, "l", "k")
SET_FLAGS(test, i64, "q", "")
// Against zero.
INLINE void flags_zero_i32(u64 a) { __asm__ volatile("testl %k0, %k0" : : "r"(a) : "cc"); }
INLINE void flags_zero_i64(u64 a) { __asm__ volatile("testq %0, %0" : : "r"(a) : "cc"); }

// What is in memory 0 against b.
#define FLAGS_OF_LOAD(name, memory_type, type, suffix, reg) \
  INLINE void flags_##name##_##type(u8* base, u64 address, u64 b) { \
    __asm__ volatile("cmp" suffix " %" reg "1, %0" \
                     : : "m"(PEEK(memory_type, base + address + HOLE(OFFSET))), "r"(b) : "cc"); \
  } \
  INLINE void flags_##name##_##type##_imm(u8* base, u64 address) { \
    __asm__ volatile("cmp" suffix " $IMM32, %0" \
                     : : "m"(PEEK(memory_type, base + address + HOLE(OFFSET))) : "cc"); \
  }
FLAGS_OF_LOAD(load, u32, i32, "l", "k")
FLAGS_OF_LOAD(load, u64, i64, "q", "")
// Bytes as unsigned numbers against a constant that is one too.
INLINE void flags_uload8_i32(u8* base, u64 address) {
  __asm__ volatile("cmpb $IMM8, %0"
                   : : "m"(PEEK(u8, base + address + HOLE(OFFSET))) : "cc");
}

#define CONDITION(name, flag) \
  INLINE u64 set_##name(void) { \
    u64 r; \
    __asm__ volatile("set" flag " %b0\n\tmovzbl %b0, %k0" : "=r"(r)); \
    return r; \
  } \
  INLINE u64 choose_##name(u64 d, u64 a) { \
    __asm__ volatile("cmov" flag "q %1, %0" : "+r"(d) : "r"(a)); \
    return d; \
  } \
  INLINE int flags_##name(void) { \
    int r; \
    __asm__ volatile("" : "=@cc" flag(r)); \
    return r; \
  }
CONDITION(eq, "e")
CONDITION(ne, "ne")
CONDITION(slt, "l")
CONDITION(sge, "ge")
CONDITION(sgt, "g")
CONDITION(sle, "le")
CONDITION(ult, "b")
CONDITION(uge, "ae")
CONDITION(ugt, "a")
CONDITION(ule, "be")
