// All-pairs shortest paths of directed graphs with 32 vertices, with next hops.
//
// R. W. Floyd, "Algorithm 97: shortest path", Communications of the ACM 5(6), 1962.
//
// In the suite for: an integer loop nest over rows of one matrix, a branch that gets rarer as the
// algorithm proceeds, two arrays stored under it.
// n: number of graphs.
// Checksum: distance and next hop of every pair.
#include "support/checksum.h"
#include "support/random.h"

#define VERTICES 32
#define UNREACHABLE 1000000

static int distance[VERTICES][VERTICES];
static u8 next_hop[VERTICES][VERTICES];

static void make_graph(Random *random) {
  for (int from = 0; from < VERTICES; from++) {
    for (int to = 0; to < VERTICES; to++) {
      bool edge = random_below(random, 6) == 0;
      distance[from][to] = edge ? 1 + (int)random_below(random, 100) : UNREACHABLE;
      next_hop[from][to] = (u8)to;
    }
    distance[from][from] = 0;
  }
}

static void relax_all(void) {
  for (int via = 0; via < VERTICES; via++) {
    for (int from = 0; from < VERTICES; from++) {
      int first_leg = distance[from][via];
      for (int to = 0; to < VERTICES; to++) {
        int detour = first_leg + distance[via][to];
        if (detour < distance[from][to]) {
          distance[from][to] = detour;
          next_hop[from][to] = next_hop[from][via];
        }
      }
    }
  }
}

int run(int n) {
  Random random = random_from(12);
  u32 sum = 0;
  for (int graph = 0; graph < n; graph++) {
    make_graph(&random);
    relax_all();
    for (int from = 0; from < VERTICES; from++) {
      for (int to = 0; to < VERTICES; to++) {
        sum = mix32(sum, (u32)distance[from][to] << 8 | next_hop[from][to]);
      }
    }
  }
  return (int)sum;
}
