// Gravitation among eight bodies, integrated by the leapfrog (kick-drift-kick) scheme.
//
// Hockney and Eastwood, "Computer Simulation Using Particles", chapter 4. The system is generated:
// a heavy star and seven planets on nearly circular orbits.
//
// In the suite for: f64 latency chains with sqrt and division, structure fields loaded and stored
// around every pair, a triangular pair loop.
// n: number of time steps.
// Checksum: positions, velocities and total energy at the end.
#include "support/checksum.h"
#include "support/random.h"
#include "support/trig.h"

#define BODIES 8

typedef struct {
  f64 x, y, z;
  f64 vx, vy, vz;
  f64 mass;
} Body;

static Body bodies[BODIES];

static void place_bodies(Random *random) {
  bodies[0] = (Body){.mass = 1.0};
  for (int i = 1; i < BODIES; i++) {
    f64 radius = 1.0 + 0.7 * i;
    f64 angle = 2.0 * PI * random_unit(random);
    f64 speed = 1.0 / __builtin_sqrt(radius);
    f64 height = 0.1 * random_unit(random);
    f64 mass = 0.001 * random_unit(random);
    bodies[i] = (Body){
        .x = radius * cosine(angle),
        .y = radius * sine(angle),
        .z = height,
        .vx = -speed * sine(angle),
        .vy = speed * cosine(angle),
        .mass = mass,
    };
  }
}

static f64 distance(const Body *a, const Body *b) {
  f64 dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
  return __builtin_sqrt(dx * dx + dy * dy + dz * dz);
}

static void kick(f64 time) {
  for (int i = 0; i < BODIES; i++) {
    for (int j = i + 1; j < BODIES; j++) {
      Body *a = &bodies[i], *b = &bodies[j];
      f64 dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      f64 squared = dx * dx + dy * dy + dz * dz;
      f64 pull = time / (squared * __builtin_sqrt(squared));
      a->vx -= dx * b->mass * pull;
      a->vy -= dy * b->mass * pull;
      a->vz -= dz * b->mass * pull;
      b->vx += dx * a->mass * pull;
      b->vy += dy * a->mass * pull;
      b->vz += dz * a->mass * pull;
    }
  }
}

static void drift(f64 time) {
  for (int i = 0; i < BODIES; i++) {
    bodies[i].x += time * bodies[i].vx;
    bodies[i].y += time * bodies[i].vy;
    bodies[i].z += time * bodies[i].vz;
  }
}

static f64 total_energy(void) {
  f64 energy = 0.0;
  for (int i = 0; i < BODIES; i++) {
    const Body *a = &bodies[i];
    energy += 0.5 * a->mass * (a->vx * a->vx + a->vy * a->vy + a->vz * a->vz);
    for (int j = i + 1; j < BODIES; j++) {
      energy -= a->mass * bodies[j].mass / distance(a, &bodies[j]);
    }
  }
  return energy;
}

int run(int n) {
  const f64 step = 0.002;
  Random random = random_from(8);
  place_bodies(&random);
  kick(0.5 * step);
  for (int i = 0; i < n; i++) {
    drift(step);
    kick(step);
  }
  u32 sum = mix_f64(0, total_energy());
  for (int i = 0; i < BODIES; i++) {
    const Body *body = &bodies[i];
    sum = mix_f64(mix_f64(mix_f64(sum, body->x), body->y), body->z);
    sum = mix_f64(mix_f64(mix_f64(sum, body->vx), body->vy), body->vz);
  }
  return (int)sum;
}
