// Moves, selection, conditions, and the checks before indirect calls.

INLINE u64 move_i64(u64 a) { return a; }
INLINE f32 move_f32(f32 a) { return a; }
INLINE f64 move_f64(f64 a) { return a; }

// d holds the value for the other outcome already.
INLINE u64 select_i64(u64 d, u32 condition, u64 a) { return condition ? a : d; }
INLINE u64 select_not_i64(u64 d, u32 condition, u64 a) { return condition ? d : a; }
INLINE f32 select_f32(f32 d, u32 condition, f32 a) { return condition ? a : d; }
INLINE f32 select_not_f32(f32 d, u32 condition, f32 a) { return condition ? d : a; }
INLINE f64 select_f64(f64 d, u32 condition, f64 a) { return condition ? a : d; }
INLINE f64 select_not_f64(f64 d, u32 condition, f64 a) { return condition ? d : a; }

INLINE int nonzero_i32(u32 a) { return a != 0; }
INLINE int zero_i32(u32 a) { return a == 0; }
#define AGAINST_ZERO(name, relation) \
  INLINE int name##_zero_i32(u32 a) { return (i32)a relation 0; } \
  INLINE int name##_zero_i64(u64 a) { return (i64)a relation 0; }
AGAINST_ZERO(eq, ==)
AGAINST_ZERO(ne, !=)
AGAINST_ZERO(slt, <)
AGAINST_ZERO(sge, >=)
AGAINST_ZERO(sgt, >)
AGAINST_ZERO(sle, <=)
INLINE int trapz_i32(u32 a) { return a != 0 ? OK : EXPLICIT; }
INLINE int trapnz_i32(u32 a) { return a == 0 ? OK : EXPLICIT; }

// From a table index to the FuncRef; OFFSET is the table's place, IMM64 the signature's id.
INLINE int check_callee(struct funcref* callee) {
  if (callee == 0) return INDIRECT_CALL_TO_NULL;
  if (callee->signature != WIDE_i64) return BAD_SIGNATURE;
  return OK;
}
INLINE int check_ref_i64(u64 a, u64* d) {
  *d = a;
  return check_callee((struct funcref*)a);
}
INLINE int check_indirect_i64(struct context* ctx, u32 index, u64* d) {
  struct table* table = table_at(ctx);
  if (index >= table->length) return TABLE_OUT_OF_BOUNDS;
  *d = table->elements[index];
  return check_callee((struct funcref*)*d);
}

// TABLE holds a 32-bit distance from itself for each index below IMM32; others go to TAKEN.
#define JUMP_TABLE(index) \
  int above; \
  __asm__("cmpl $IMM32, %1" : "=@ccae"(above) : "r"(index)); \
  if (!above) { \
    i32* table; \
    __asm__("leaq TABLE(%%rip), %0" : "=r"(table)); \
    JUMP((u8*)table + table[index]); \
  } \
  MUSTTAIL TAKEN(DROP);
