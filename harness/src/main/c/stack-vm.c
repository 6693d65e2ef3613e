// An interpreter for a small stack machine, running a recursive Fibonacci function in its code.
//
// Dispatch through a table of functions, one per instruction (subroutine threading; Ertl and Gregg,
// "The structure and performance of efficient interpreters", 2003).
//
// In the suite for: an indirect call with a signature check for every interpreted instruction,
// machine state reached through a pointer.
// n: number of programs run.
// Checksum: result of every program and the number of steps.
#include "support/checksum.h"

#define STACK_WORDS 64
#define ARGUMENT 7

typedef struct {
  const u8 *code;
  u32 data[STACK_WORDS];
  u32 returns[STACK_WORDS];
  u32 depth;        // of data
  u32 return_depth; // of returns
  u32 bias;         // added by fib to its base cases, so that runs differ
} Machine;

// Executes one instruction whose operand, if any, is at pc; returns the next pc.
typedef u32 (*Handler)(Machine *machine, u32 pc);

enum { PUSH, DUPLICATE, SWAP, ADD, SUBTRACT, LESS, BIAS, JUMP_IF_ZERO, CALL, RETURN, HALT };

#define HALTED ~0u

static void push(Machine *machine, u32 value) {
  machine->data[machine->depth++] = value;
}

static u32 pop(Machine *machine) {
  return machine->data[--machine->depth];
}

static u32 do_push(Machine *machine, u32 pc) {
  push(machine, machine->code[pc]);
  return pc + 1;
}

static u32 do_duplicate(Machine *machine, u32 pc) {
  push(machine, machine->data[machine->depth - 1]);
  return pc;
}

static u32 do_swap(Machine *machine, u32 pc) {
  u32 b = pop(machine), a = pop(machine);
  push(machine, b);
  push(machine, a);
  return pc;
}

static u32 do_add(Machine *machine, u32 pc) {
  u32 b = pop(machine), a = pop(machine);
  push(machine, a + b);
  return pc;
}

static u32 do_subtract(Machine *machine, u32 pc) {
  u32 b = pop(machine), a = pop(machine);
  push(machine, a - b);
  return pc;
}

static u32 do_less(Machine *machine, u32 pc) {
  u32 b = pop(machine), a = pop(machine);
  push(machine, a < b);
  return pc;
}

static u32 do_bias(Machine *machine, u32 pc) {
  push(machine, pop(machine) + machine->bias);
  return pc;
}

static u32 do_jump_if_zero(Machine *machine, u32 pc) {
  return pop(machine) == 0 ? machine->code[pc] : pc + 1;
}

static u32 do_call(Machine *machine, u32 pc) {
  machine->returns[machine->return_depth++] = pc + 1;
  return machine->code[pc];
}

static u32 do_return(Machine *machine, u32 pc) {
  (void)pc;
  return machine->returns[--machine->return_depth];
}

static u32 do_halt(Machine *machine, u32 pc) {
  (void)machine, (void)pc;
  return HALTED;
}

static const Handler handlers[] = {
    [PUSH] = do_push,         [DUPLICATE] = do_duplicate,
    [SWAP] = do_swap,         [ADD] = do_add,
    [SUBTRACT] = do_subtract, [LESS] = do_less,
    [BIAS] = do_bias,         [JUMP_IF_ZERO] = do_jump_if_zero,
    [CALL] = do_call,         [RETURN] = do_return,
    [HALT] = do_halt,
};

// main: fib(ARGUMENT); fib(n) := n < 2 ? n + bias : fib(n - 1) + fib(n - 2)
static const u8 fibonacci[] = {
    /*  0 */ PUSH,         ARGUMENT,
    /*  2 */ CALL,         5,
    /*  4 */ HALT,
    /*  5 */ DUPLICATE,
    /*  6 */ PUSH,         2,
    /*  8 */ LESS,
    /*  9 */ JUMP_IF_ZERO, 13,
    /* 11 */ BIAS,
    /* 12 */ RETURN,
    /* 13 */ DUPLICATE,
    /* 14 */ PUSH,         1,
    /* 16 */ SUBTRACT,
    /* 17 */ CALL,         5,
    /* 19 */ SWAP,
    /* 20 */ PUSH,         2,
    /* 22 */ SUBTRACT,
    /* 23 */ CALL,         5,
    /* 25 */ ADD,
    /* 26 */ RETURN,
};

static Machine machine;

static u32 interpret(const u8 *code) {
  u32 steps = 0;
  machine.code = code;
  machine.depth = machine.return_depth = 0;
  for (u32 pc = 0; pc != HALTED; steps++) {
    pc = handlers[code[pc]](&machine, pc + 1);
  }
  return steps;
}

int run(int n) {
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    machine.bias = (u32)round;
    u32 steps = interpret(fibonacci);
    sum = mix32(mix32(sum, steps), pop(&machine));
  }
  return (int)sum;
}
