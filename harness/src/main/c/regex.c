// Regular expression search by simulating a non-deterministic automaton over lines of 64 letters.
//
// K. Thompson, "Regular expression search algorithm", Communications of the ACM 11(6), 1968;
// program form and thread lists after R. Cox, "Regular expression matching: the virtual machine
// approach", 2009. Each expression is parsed into a tree, the tree is turned into a program, the
// program is run.
//
// In the suite for: recursion over a tree, a switch in the innermost loop, sparse sets of threads.
// n: number of lines, each searched with the next of six expressions.
// Checksum: the ends of all matches in every line.
#include "support/checksum.h"
#include "support/random.h"

#define LINE_LENGTH 64
#define MOST_NODES 64
#define MOST_INSTRUCTIONS 64
#define EXPRESSIONS 6

typedef enum { EMPTY, LETTER, ANY, SEQUENCE, CHOICE, STAR, PLUS, OPTIONAL } NodeKind;

typedef struct Node {
  NodeKind kind;
  u8 letter;
  struct Node *left, *right;
} Node;

typedef enum { MATCH_LETTER, MATCH_ANY, SPLIT, JUMP, ACCEPT } Opcode;

typedef struct {
  Opcode opcode;
  u8 letter;
  int x, y; // targets of SPLIT; JUMP uses x
} Instruction;

typedef struct {
  Instruction instructions[MOST_INSTRUCTIONS];
  int length;
} Program;

typedef struct {
  int count;
  int thread[MOST_INSTRUCTIONS];
} ThreadList;

static Node nodes[MOST_NODES];
static int used_nodes;
static const char *rest; // of the expression being parsed

static Program programs[EXPRESSIONS];
static ThreadList lists[2];
static u32 generation;
static u32 seen_in[MOST_INSTRUCTIONS]; // generation in which a thread was last added

// ---- parsing: choice := sequence ('|' sequence)*, sequence := repeat*, repeat := atom [*+?]

static Node *parse_choice(void);

static Node *new_node(NodeKind kind, Node *left, Node *right) {
  Node *node = &nodes[used_nodes++];
  *node = (Node){.kind = kind, .left = left, .right = right};
  return node;
}

static Node *parse_atom(void) {
  char c = *rest++;
  if (c == '(') {
    Node *inner = parse_choice();
    rest++; // the closing parenthesis
    return inner;
  }
  Node *node = new_node(c == '.' ? ANY : LETTER, NULL, NULL);
  node->letter = (u8)c;
  return node;
}

static Node *parse_repeat(void) {
  Node *node = parse_atom();
  for (;; rest++) {
    switch (*rest) {
    case '*':
      node = new_node(STAR, node, NULL);
      break;
    case '+':
      node = new_node(PLUS, node, NULL);
      break;
    case '?':
      node = new_node(OPTIONAL, node, NULL);
      break;
    default:
      return node;
    }
  }
}

static Node *parse_sequence(void) {
  Node *node = new_node(EMPTY, NULL, NULL);
  while (*rest != '\0' && *rest != '|' && *rest != ')') {
    node = new_node(SEQUENCE, node, parse_repeat());
  }
  return node;
}

static Node *parse_choice(void) {
  Node *node = parse_sequence();
  while (*rest == '|') {
    rest++;
    node = new_node(CHOICE, node, parse_sequence());
  }
  return node;
}

// ---- code generation

static Instruction *emit(Program *program, Opcode opcode) {
  Instruction *instruction = &program->instructions[program->length++];
  *instruction = (Instruction){.opcode = opcode};
  return instruction;
}

static void generate(Program *program, const Node *node) {
  switch (node->kind) {
  case EMPTY:
    break;
  case LETTER:
    emit(program, MATCH_LETTER)->letter = node->letter;
    break;
  case ANY:
    emit(program, MATCH_ANY);
    break;
  case SEQUENCE:
    generate(program, node->left);
    generate(program, node->right);
    break;
  case CHOICE: {
    Instruction *split = emit(program, SPLIT);
    split->x = program->length;
    generate(program, node->left);
    Instruction *jump = emit(program, JUMP);
    split->y = program->length;
    generate(program, node->right);
    jump->x = program->length;
    break;
  }
  case STAR: {
    int start = program->length;
    Instruction *split = emit(program, SPLIT);
    split->x = program->length;
    generate(program, node->left);
    emit(program, JUMP)->x = start;
    split->y = program->length;
    break;
  }
  case PLUS: {
    int start = program->length;
    generate(program, node->left);
    Instruction *split = emit(program, SPLIT);
    split->x = start;
    split->y = program->length;
    break;
  }
  case OPTIONAL: {
    Instruction *split = emit(program, SPLIT);
    split->x = program->length;
    generate(program, node->left);
    split->y = program->length;
    break;
  }
  }
}

static void compile(Program *program, const char *expression) {
  used_nodes = 0;
  rest = expression;
  program->length = 0;
  generate(program, parse_choice());
  emit(program, ACCEPT);
}

// ---- simulation

// Adds a thread and all it reaches without reading a letter.
static void add_thread(const Program *program, ThreadList *list, int at) {
  if (seen_in[at] == generation) {
    return;
  }
  seen_in[at] = generation;
  const Instruction *instruction = &program->instructions[at];
  switch (instruction->opcode) {
  case JUMP:
    add_thread(program, list, instruction->x);
    break;
  case SPLIT:
    add_thread(program, list, instruction->x);
    add_thread(program, list, instruction->y);
    break;
  case MATCH_LETTER:
  case MATCH_ANY:
  case ACCEPT:
    list->thread[list->count++] = at;
    break;
  }
}

// Returns the fold of all positions at which some match ends.
static u32 search(const Program *program, const u8 *line) {
  u32 ends = 0;
  ThreadList *now = &lists[0], *next = &lists[1];
  now->count = 0;
  generation++;
  for (int at = 0; at <= LINE_LENGTH; at++) {
    add_thread(program, now, 0); // a match may start anywhere
    generation++;
    next->count = 0;
    bool accepted = false;
    for (int i = 0; i < now->count; i++) {
      int thread = now->thread[i];
      const Instruction *instruction = &program->instructions[thread];
      switch (instruction->opcode) {
      case MATCH_LETTER:
        if (at < LINE_LENGTH && line[at] == instruction->letter) {
          add_thread(program, next, thread + 1);
        }
        break;
      case MATCH_ANY:
        if (at < LINE_LENGTH) {
          add_thread(program, next, thread + 1);
        }
        break;
      case ACCEPT:
        accepted = true;
        break;
      case SPLIT:
      case JUMP:
        break; // never on a list
      }
    }
    if (accepted) {
      ends = mix32(ends, (u32)at);
    }
    ThreadList *held = now;
    now = next;
    next = held;
  }
  return ends;
}

int run(int n) {
  static const char *const expressions[EXPRESSIONS] = {
      "(a|b)*abb", "a?b+(cd|dc)*e", "ab.*ba", "(ab|ba|cc)+d?", "e(.e|..e)+a", "((a|b)(c|d))+e",
  };
  static u8 line[LINE_LENGTH];
  Random random = random_from(28);
  generation = 0;
  fill_bytes(seen_in, 0, sizeof(seen_in));
  for (int i = 0; i < EXPRESSIONS; i++) {
    compile(&programs[i], expressions[i]);
  }
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    for (int i = 0; i < LINE_LENGTH; i++) {
      line[i] = (u8)('a' + random_below(&random, 5));
    }
    sum = mix32(sum, search(&programs[round % EXPRESSIONS], line));
  }
  return (int)sum;
}
