// An ordered map as a B-tree of minimum degree eight: insertion, lookup and range scans.
//
// Bayer and McCreight, "Organization and maintenance of large ordered indices", 1972; insertion
// splits full nodes on the way down (Cormen et al., "Introduction to Algorithms", chapter 18).
//
// In the suite for: pointer chasing, binary search in small arrays, overlapping block moves,
// recursion.
// n: number of rounds of 64 insertions, 64 lookups and one range scan; the tree is emptied when its
// node pool is nearly used up.
// Checksum: every value found, and every range's sum.
#include "support/checksum.h"
#include "support/random.h"

#define MIN_DEGREE 8
#define MOST_KEYS (2 * MIN_DEGREE - 1)
#define NODES 2048
#define BATCH 64
#define MOST_NEW_NODES_A_ROUND (BATCH * 6) // every level split, for every insertion
#define KEY_RANGE 100000
#define SCAN_WIDTH 1000

typedef struct Node {
  u32 keys;
  bool leaf;
  u32 key[MOST_KEYS];
  u32 value[MOST_KEYS];
  struct Node *child[MOST_KEYS + 1];
} Node;

static Node pool[NODES];
static u32 used_nodes;
static Node *root;

static Node *new_node(bool leaf) {
  Node *node = &pool[used_nodes++];
  node->keys = 0;
  node->leaf = leaf;
  return node;
}

static void clear(void) {
  used_nodes = 0;
  root = new_node(true);
}

// Index of the first key that is not below the wanted one.
static u32 lower_bound(const Node *node, u32 key) {
  u32 low = 0, high = node->keys;
  while (low < high) {
    u32 middle = (low + high) / 2;
    if (node->key[middle] < key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

static const u32 *find(u32 key) {
  const Node *node = root;
  for (;;) {
    u32 at = lower_bound(node, key);
    if (at < node->keys && node->key[at] == key) {
      return &node->value[at];
    }
    if (node->leaf) {
      return NULL;
    }
    node = node->child[at];
  }
}

static void open_gap(Node *node, u32 at) {
  u32 moved = node->keys - at;
  move_bytes(&node->key[at + 1], &node->key[at], moved * sizeof(node->key[0]));
  move_bytes(&node->value[at + 1], &node->value[at], moved * sizeof(node->value[0]));
  if (!node->leaf) {
    move_bytes(&node->child[at + 2], &node->child[at + 1], moved * sizeof(node->child[0]));
  }
  node->keys++;
}

// Splits the full child of a parent that is not full; the median moves up.
static void split_child(Node *parent, u32 at) {
  Node *left = parent->child[at];
  Node *right = new_node(left->leaf);
  right->keys = left->keys = MIN_DEGREE - 1;
  copy_bytes(right->key, left->key + MIN_DEGREE, (MIN_DEGREE - 1) * sizeof(left->key[0]));
  copy_bytes(right->value, left->value + MIN_DEGREE, (MIN_DEGREE - 1) * sizeof(left->value[0]));
  if (!left->leaf) {
    copy_bytes(right->child, left->child + MIN_DEGREE, MIN_DEGREE * sizeof(left->child[0]));
  }
  open_gap(parent, at);
  parent->key[at] = left->key[MIN_DEGREE - 1];
  parent->value[at] = left->value[MIN_DEGREE - 1];
  parent->child[at + 1] = right;
}

static void insert(u32 key, u32 value) {
  if (root->keys == MOST_KEYS) {
    Node *old_root = root;
    root = new_node(false);
    root->child[0] = old_root;
    split_child(root, 0);
  }
  Node *node = root;
  for (;;) {
    u32 at = lower_bound(node, key);
    if (at < node->keys && node->key[at] == key) {
      node->value[at] = value;
      return;
    }
    if (node->leaf) {
      open_gap(node, at);
      node->key[at] = key;
      node->value[at] = value;
      return;
    }
    if (node->child[at]->keys == MOST_KEYS) {
      split_child(node, at); // and look again: the median may be the key
    } else {
      node = node->child[at];
    }
  }
}

static u32 sum_range(const Node *node, u32 first, u32 last) {
  u32 sum = 0;
  u32 at = lower_bound(node, first);
  for (; at < node->keys && node->key[at] <= last; at++) {
    if (!node->leaf) {
      sum += sum_range(node->child[at], first, last);
    }
    sum += node->key[at] ^ node->value[at];
  }
  if (!node->leaf) {
    sum += sum_range(node->child[at], first, last);
  }
  return sum;
}

int run(int n) {
  Random random = random_from(19);
  u32 sum = 0;
  clear();
  for (int round = 0; round < n; round++) {
    if (used_nodes + MOST_NEW_NODES_A_ROUND > NODES) {
      clear();
    }
    for (int i = 0; i < BATCH; i++) {
      u32 key = random_below(&random, KEY_RANGE);
      insert(key, random_u32(&random));
    }
    for (int i = 0; i < BATCH; i++) {
      const u32 *found = find(random_below(&random, KEY_RANGE));
      sum = mix32(sum, found != NULL ? *found : 0);
    }
    u32 first = random_below(&random, KEY_RANGE);
    sum = mix32(sum, sum_range(root, first, first + SCAN_WIDTH));
  }
  return (int)sum;
}
