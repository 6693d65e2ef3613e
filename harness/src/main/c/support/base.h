// What every workload starts from: fixed-width types and the one entry point.
//
// Workloads are freestanding C11: the compiler's own headers are not assumed to exist, so
// <stdint.h>, <stdbool.h> and <stddef.h> are spelled out here from predefined macros.
#ifndef SUPPORT_BASE_H
#define SUPPORT_BASE_H

typedef __UINT8_TYPE__ u8;
typedef __UINT16_TYPE__ u16;
typedef __UINT32_TYPE__ u32;
typedef __UINT64_TYPE__ u64;
typedef __INT32_TYPE__ i32;
typedef __INT64_TYPE__ i64;
typedef float f32;
typedef double f64;

#define bool _Bool
#define true 1
#define false 0
#define NULL ((void *)0)

#define COUNT_OF(array) ((int)(sizeof(array) / sizeof((array)[0])))

// The compiler may turn these into calls or, on WebAssembly, into memory.copy and memory.fill.
#define copy_bytes(target, source, bytes) __builtin_memcpy((target), (source), (bytes))
#define move_bytes(target, source, bytes) __builtin_memmove((target), (source), (bytes))
#define fill_bytes(target, value, bytes) __builtin_memset((target), (value), (bytes))

static inline u32 rotate_left32(u32 x, int by) {
  return (x << (by & 31)) | (x >> (-by & 31));
}

static inline u64 rotate_left64(u64 x, int by) {
  return (x << (by & 63)) | (x >> (-by & 63));
}

// Does an amount of work that grows linearly with n, from the same initial state at every call,
// and returns a checksum of everything computed. Each program says what n counts.
int run(int n);

#endif
