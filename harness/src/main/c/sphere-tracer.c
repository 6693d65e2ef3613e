// A picture of spheres over a floor by sphere tracing a signed distance field, in single precision.
//
// J. C. Hart, "Sphere tracing: a geometric method for the antialiased ray tracing of implicit
// surfaces", The Visual Computer 12, 1996.
//
// In the suite for: f32 arithmetic, min and sqrt, small structures passed by value, loops left
// early on convergence, float-to-int conversion of colours.
// n: number of picture rows (of 32, visited in scattered order), 32 rays each.
// Checksum: brightness and distance of every ray.
#include "support/checksum.h"

#define COLUMNS 32
#define ROWS 32
#define MOST_STEPS 48
#define FAR 20.0f
#define NEAR_ENOUGH 0.002f

typedef struct {
  f32 x, y, z;
} Vector;

typedef struct {
  Vector centre;
  f32 radius;
} Sphere;

static const Sphere spheres[] = {
    {{0.0f, 0.2f, 4.0f}, 1.0f},
    {{-1.4f, -0.3f, 3.2f}, 0.5f},
    {{1.3f, -0.4f, 2.9f}, 0.4f},
    {{0.6f, 1.3f, 5.0f}, 0.7f},
};

static Vector add_scaled(Vector a, Vector b, f32 scale) {
  return (Vector){a.x + scale * b.x, a.y + scale * b.y, a.z + scale * b.z};
}

static f32 dot(Vector a, Vector b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

static Vector unit(Vector a) {
  f32 scale = 1.0f / __builtin_sqrtf(dot(a, a));
  return (Vector){a.x * scale, a.y * scale, a.z * scale};
}

static f32 distance_to_scene(Vector point) {
  f32 nearest = point.y + 1.0f; // the floor
  for (int i = 0; i < COUNT_OF(spheres); i++) {
    Vector offset = add_scaled(point, spheres[i].centre, -1.0f);
    f32 distance = __builtin_sqrtf(dot(offset, offset)) - spheres[i].radius;
    nearest = distance < nearest ? distance : nearest;
  }
  return nearest;
}

static Vector normal_at(Vector point) {
  const f32 e = 0.01f;
  f32 here = distance_to_scene(point);
  return unit((Vector){
      distance_to_scene((Vector){point.x + e, point.y, point.z}) - here,
      distance_to_scene((Vector){point.x, point.y + e, point.z}) - here,
      distance_to_scene((Vector){point.x, point.y, point.z + e}) - here,
  });
}

// Distance along the ray to the surface, or FAR.
static f32 march(Vector origin, Vector direction) {
  f32 travelled = 0.05f;
  for (int step = 0; step < MOST_STEPS && travelled < FAR; step++) {
    f32 clear = distance_to_scene(add_scaled(origin, direction, travelled));
    if (clear < NEAR_ENOUGH) {
      return travelled;
    }
    travelled += clear;
  }
  return FAR;
}

static u32 brightness(Vector point, Vector light) {
  f32 lambert = dot(normal_at(point), light);
  if (lambert <= 0.0f || march(point, light) < FAR) {
    lambert = 0.0f; // turned away from the light, or in shadow
  }
  return (u32)(40.0f + 215.0f * lambert);
}

int run(int n) {
  Vector light = unit((Vector){-0.6f, 0.8f, -0.5f});
  Vector eye = {0.0f, 0.0f, 0.0f};
  u32 sum = 0;
  for (int i = 0; i < n; i++) {
    int row = (int)((u32)i * 13u % ROWS);
    for (int x = 0; x < COLUMNS; x++) {
      f32 right = ((f32)x + 0.5f) / (COLUMNS / 2) - 1.0f;
      f32 up = 1.0f - ((f32)row + 0.5f) / (ROWS / 2);
      Vector direction = unit((Vector){right, up, 1.5f});
      f32 distance = march(eye, direction);
      u32 shade = distance < FAR ? brightness(add_scaled(eye, direction, distance), light) : 0;
      sum = mix_f32(mix32(sum, shade), distance);
    }
  }
  return (int)sum;
}
