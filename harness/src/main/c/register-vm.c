// An interpreter for a small register machine, running insertion sort written in its code.
//
// Three-address instructions in 32-bit words as in Ierusalimschy, de Figueiredo and Celes, "The
// implementation of Lua 5.0", 2005; dispatch by one switch in a loop.
//
// In the suite for: a br_table whose target changes at every step, operand decoding by shifts and
// masks, registers of the interpreted machine in memory.
// n: number of programs run, each sorting 24 fresh numbers.
// Checksum: sorted memory and the number of steps; 0xBAD on an invalid instruction.
#include "support/checksum.h"
#include "support/random.h"

#define REGISTERS 16
#define MEMORY_WORDS 32
#define SORTED_WORDS 24
#define INVALID 0xBAD

typedef enum {
  SET,   // a := bc
  MOVE,  // a := b
  ADD,   // a := b + c
  SUB,   // a := b - c
  XOR,   // a := b ^ c
  LOAD,  // a := memory[b + c]
  STORE, // memory[b + c] := a
  JUMP,  // to bc
  LESS,  // skip the next instruction unless a < b, signed
  HALT,
} Opcode;

#define CODE(opcode, a, b, c) ((u32)(opcode) | (u32)(a) << 8 | (u32)(b) << 16 | (u32)(c) << 24)
#define CODE_WIDE(opcode, a, bc) ((u32)(opcode) | (u32)(a) << 8 | (u32)(bc) << 16)

// Registers: 0 zero, 1 one, 2 length, 3 i, 4 j, 5 value, 6 left neighbour, 7 fold.
static const u32 insertion_sort[] = {
    /*  0 */ CODE_WIDE(SET, 0, 0),
    /*  1 */ CODE_WIDE(SET, 1, 1),
    /*  2 */ CODE_WIDE(SET, 2, SORTED_WORDS),
    /*  3 */ CODE(MOVE, 3, 1, 0),
    /*  4 */ CODE(LESS, 3, 2, 0), // while i < length
    /*  5 */ CODE_WIDE(JUMP, 0, 7),
    /*  6 */ CODE_WIDE(JUMP, 0, 21),
    /*  7 */ CODE(LOAD, 5, 3, 0),
    /*  8 */ CODE(MOVE, 4, 3, 0),
    /*  9 */ CODE(LESS, 0, 4, 0), // while 0 < j
    /* 10 */ CODE_WIDE(JUMP, 0, 12),
    /* 11 */ CODE_WIDE(JUMP, 0, 18),
    /* 12 */ CODE(SUB, 8, 4, 1),
    /* 13 */ CODE(LOAD, 6, 8, 0),
    /* 14 */ CODE(LESS, 5, 6, 0), // and value < memory[j - 1]
    /* 15 */ CODE_WIDE(JUMP, 0, 17),
    /* 16 */ CODE_WIDE(JUMP, 0, 18),
    /* 17 */ CODE_WIDE(JUMP, 0, 23),
    /* 18 */ CODE(STORE, 5, 4, 0),
    /* 19 */ CODE(ADD, 3, 3, 1),
    /* 20 */ CODE_WIDE(JUMP, 0, 4),
    /* 21 */ CODE(XOR, 7, 5, 3),
    /* 22 */ CODE(HALT, 7, 0, 0),
    /* 23 */ CODE(STORE, 6, 4, 0),
    /* 24 */ CODE(MOVE, 4, 8, 0),
    /* 25 */ CODE_WIDE(JUMP, 0, 9),
};

static u32 registers[REGISTERS];
static u32 memory[MEMORY_WORDS];
static u32 steps;

static u32 interpret(const u32 *code) {
  u32 pc = 0;
  for (;;) {
    u32 instruction = code[pc++];
    u32 a = instruction >> 8 & 0xFF, b = instruction >> 16 & 0xFF, c = instruction >> 24;
    steps++;
    switch ((Opcode)(instruction & 0xFF)) {
    case SET:
      registers[a] = instruction >> 16;
      break;
    case MOVE:
      registers[a] = registers[b];
      break;
    case ADD:
      registers[a] = registers[b] + registers[c];
      break;
    case SUB:
      registers[a] = registers[b] - registers[c];
      break;
    case XOR:
      registers[a] = registers[b] ^ registers[c];
      break;
    case LOAD:
      registers[a] = memory[(registers[b] + registers[c]) % MEMORY_WORDS];
      break;
    case STORE:
      memory[(registers[b] + registers[c]) % MEMORY_WORDS] = registers[a];
      break;
    case JUMP:
      pc = instruction >> 16;
      break;
    case LESS:
      pc += (i32)registers[a] >= (i32)registers[b];
      break;
    case HALT:
      return registers[a];
    default:
      return INVALID;
    }
  }
}

int run(int n) {
  Random random = random_from(29);
  fill_bytes(memory, 0, sizeof(memory));
  fill_bytes(registers, 0, sizeof(registers));
  steps = 0;
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    for (int i = 0; i < SORTED_WORDS; i++) {
      memory[i] = random_u32(&random);
    }
    sum = mix32(sum, interpret(insertion_sort));
    for (int i = 0; i < SORTED_WORDS; i++) {
      sum = mix32(sum, memory[i]);
    }
  }
  return (int)mix32(sum, steps);
}
