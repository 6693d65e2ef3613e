// Shortest paths from one vertex in sparse graphs of 128 vertices, with a binary heap.
//
// E. W. Dijkstra, "A note on two problems in connexion with graphs", 1959; heap after J. W. J.
// Williams, "Algorithm 232: heapsort", 1964, with stale entries skipped.
//
// In the suite for: heap sifting with unpredictable branches, adjacency lists in index arrays,
// packed 64-bit keys.
// n: number of searches, each from another vertex of a graph that is changed a little.
// Checksum: distance of every vertex.
#include "support/checksum.h"
#include "support/random.h"

#define VERTICES 128
#define DEGREE 5
#define EDGES (VERTICES * DEGREE)
#define UNREACHED ~0u

static u32 edge_target[EDGES]; // edges of vertex v: [v * DEGREE, (v + 1) * DEGREE)
static u32 edge_length[EDGES];
static u32 distance[VERTICES];

static u64 heap[EDGES + 1]; // distance << 32 | vertex, least first
static u32 heap_size;

static void push(u64 entry) {
  u32 hole = heap_size++;
  while (hole > 0 && heap[(hole - 1) / 2] > entry) {
    heap[hole] = heap[(hole - 1) / 2];
    hole = (hole - 1) / 2;
  }
  heap[hole] = entry;
}

static u64 pop(void) {
  u64 least = heap[0], entry = heap[--heap_size];
  u32 hole = 0;
  for (;;) {
    u32 child = 2 * hole + 1;
    if (child + 1 < heap_size && heap[child + 1] < heap[child]) {
      child++;
    }
    if (child >= heap_size || heap[child] >= entry) {
      break;
    }
    heap[hole] = heap[child];
    hole = child;
  }
  heap[hole] = entry;
  return least;
}

static void search(u32 start) {
  for (int v = 0; v < VERTICES; v++) {
    distance[v] = UNREACHED;
  }
  heap_size = 0;
  distance[start] = 0;
  push(start);
  while (heap_size > 0) {
    u64 entry = pop();
    u32 vertex = (u32)entry, travelled = (u32)(entry >> 32);
    if (travelled > distance[vertex]) {
      continue; // a shorter way was found after this entry was pushed
    }
    for (u32 e = vertex * DEGREE; e < (vertex + 1) * DEGREE; e++) {
      u32 through = travelled + edge_length[e];
      if (through < distance[edge_target[e]]) {
        distance[edge_target[e]] = through;
        push((u64)through << 32 | edge_target[e]);
      }
    }
  }
}

int run(int n) {
  Random random = random_from(23);
  for (int e = 0; e < EDGES; e++) {
    edge_target[e] = random_below(&random, VERTICES);
    edge_length[e] = 1 + random_below(&random, 1000);
  }
  u32 sum = 0;
  for (int round = 0; round < n; round++) {
    u32 moved_edge = random_below(&random, EDGES);
    edge_target[moved_edge] = random_below(&random, VERTICES);
    search((u32)round % VERTICES);
    for (int v = 0; v < VERTICES; v++) {
      sum = mix32(sum, distance[v]);
    }
  }
  return (int)sum;
}
