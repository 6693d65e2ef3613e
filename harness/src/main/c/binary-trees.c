// Building, mirroring and folding perfect binary trees of 255 nodes from a bump allocator.
//
// After H.-J. Boehm's GCBench (1997), with the collector replaced by an arena that is reset.
//
// In the suite for: allocation and first-touch stores, doubly recursive functions, pointer chasing.
// n: number of trees.
// Checksum: fold of every tree before and after mirroring.
#include "support/checksum.h"

#define DEPTH 7
#define ARENA_BYTES (1 << 14)

typedef struct Node {
  struct Node *left, *right;
  u32 label;
} Node;

static _Alignas(16) u8 arena[ARENA_BYTES];
static u32 arena_used;

static void *allocate(u32 bytes) {
  void *block = arena + arena_used;
  arena_used += (bytes + 7) & ~7u;
  return block;
}

static Node *build(int depth, u32 label) {
  Node *node = allocate(sizeof(Node));
  node->label = label;
  node->left = depth == 0 ? NULL : build(depth - 1, 2 * label);
  node->right = depth == 0 ? NULL : build(depth - 1, 2 * label + 1);
  return node;
}

static void mirror(Node *node) {
  if (node == NULL) {
    return;
  }
  Node *held = node->left;
  node->left = node->right;
  node->right = held;
  mirror(node->left);
  mirror(node->right);
}

static u32 fold(const Node *node) {
  return node == NULL ? 1 : 31 * fold(node->left) + 17 * fold(node->right) + node->label;
}

int run(int n) {
  u32 sum = 0;
  for (int tree = 0; tree < n; tree++) {
    arena_used = 0;
    Node *root = build(DEPTH, (u32)tree);
    sum = mix32(sum, fold(root));
    mirror(root);
    sum = mix32(sum, fold(root));
  }
  return (int)sum;
}
