// Memory, globals and tables. OFFSET is the access's byte offset, END the offset of its last byte
// plus one; in the other operations they are numbers of the instruction.

#define UNALIGNED(type) struct __attribute__((packed, may_alias)) { type value; }
#define PEEK(type, address) (((UNALIGNED(type)*)(address))->value)

// Linear memory 0 begins at base: addresses are i32, zero-extended; t as address is a full 64-bit
// number. A guarded access leaves the check to the pages behind the memory.
#define CHECKED(start, length) \
  if (address + HOLE(END) > (length)) return HEAP_OUT_OF_BOUNDS; \
  u8* at = (start) + address + HOLE(OFFSET);
#define LOADS(name, type, memory_type) \
  INLINE int name##_##type(struct context* ctx, u8* base, u64 address, t_##type* d) { \
    CHECKED(base, ctx->memory0_length) \
    *d = (t_##type)PEEK(memory_type, at); \
    return OK; \
  } \
  INLINE int any_##name##_##type(struct context* ctx, u64 address, t_##type* d) { \
    struct memory* memory = (struct memory*)((u8*)ctx->memories + HOLE(SLOT_C)); \
    CHECKED(memory->base, memory->length) \
    *d = (t_##type)PEEK(memory_type, at); \
    return OK; \
  } \
  INLINE t_##type guarded_##name##_##type(u8* base, u64 address) { \
    return (t_##type)PEEK(memory_type, base + address + HOLE(OFFSET)); \
  } \
  INLINE t_##type native_##name##_##type(u64 address) { \
    return (t_##type)PEEK(memory_type, address + HOLE(OFFSET)); \
  }
LOADS(load, i32, u32)
LOADS(uload8, i32, u8)
LOADS(sload8, i32, i8)
LOADS(uload16, i32, u16)
LOADS(sload16, i32, i16)
LOADS(load, i64, u64)
LOADS(uload8, i64, u8)
LOADS(sload8, i64, i8)
LOADS(uload16, i64, u16)
LOADS(sload16, i64, i16)
LOADS(uload32, i64, u32)
LOADS(sload32, i64, i32)
LOADS(load, f32, f32)
LOADS(load, f64, f64)

#define STORES(name, type, memory_type) \
  INLINE int name##_##type(struct context* ctx, u8* base, t_##type value, u64 address) { \
    CHECKED(base, ctx->memory0_length) \
    PEEK(memory_type, at) = (memory_type)value; \
    return OK; \
  } \
  INLINE int any_##name##_##type(struct context* ctx, t_##type value, u64 address) { \
    struct memory* memory = (struct memory*)((u8*)ctx->memories + HOLE(SLOT_C)); \
    CHECKED(memory->base, memory->length) \
    PEEK(memory_type, at) = (memory_type)value; \
    return OK; \
  } \
  INLINE void guarded_##name##_##type(u8* base, t_##type value, u64 address) { \
    PEEK(memory_type, base + address + HOLE(OFFSET)) = (memory_type)value; \
  } \
  INLINE void native_##name##_##type(t_##type value, u64 address) { \
    PEEK(memory_type, address + HOLE(OFFSET)) = (memory_type)value; \
  }
STORES(istore8, i64, u8)
STORES(istore16, i64, u16)
STORES(store, i32, u32)
STORES(store, i64, u64)
STORES(store, f32, f32)
STORES(store, f64, f64)

// OFFSET is the place of the global in the context; an indirect one holds a pointer there.
#define GLOBALS(type) \
  INLINE t_##type global_get_##type(struct context* ctx) { \
    return AT(t_##type, (u8*)ctx + HOLE(OFFSET)); \
  } \
  INLINE void global_set_##type(struct context* ctx, t_##type value) { \
    AT(t_##type, (u8*)ctx + HOLE(OFFSET)) = value; \
  } \
  INLINE t_##type indirect_get_##type(struct context* ctx) { \
    return *AT(t_##type*, (u8*)ctx + HOLE(OFFSET)); \
  } \
  INLINE void indirect_set_##type(struct context* ctx, t_##type value) { \
    *AT(t_##type*, (u8*)ctx + HOLE(OFFSET)) = value; \
  }
GLOBALS(i32)
GLOBALS(i64)
GLOBALS(f32)
GLOBALS(f64)

INLINE u64 stack_addr_i64(u8* fp) { return (u64)(fp + HOLE(OFFSET)); }
INLINE u64 vmctx_i64(struct context* ctx) { return (u64)ctx; }
INLINE u32 memory_size_i32(struct context* ctx) { return ctx->memory0_length >> 16; }
INLINE u32 any_memory_size_i32(struct context* ctx) {
  return ((struct memory*)((u8*)ctx->memories + HOLE(OFFSET)))->length >> 16;
}
INLINE struct table* table_at(struct context* ctx) {
  return (struct table*)((u8*)ctx->tables + HOLE(OFFSET));
}
INLINE u32 table_size_i32(struct context* ctx) { return table_at(ctx)->length; }
INLINE int table_get_i64(struct context* ctx, u32 index, u64* d) {
  struct table* table = table_at(ctx);
  if (index >= table->length) return TABLE_OUT_OF_BOUNDS;
  *d = table->elements[index];
  return OK;
}
INLINE int table_set_i64(struct context* ctx, u32 index, u64 value) {
  struct table* table = table_at(ctx);
  if (index >= table->length) return TABLE_OUT_OF_BOUNDS;
  table->elements[index] = value;
  return OK;
}
// OFFSET is the place of the function's FuncRef among the instance's.
INLINE u64 ref_func_i64(struct context* ctx) { return (u64)((u8*)ctx->funcrefs + HOLE(OFFSET)); }
