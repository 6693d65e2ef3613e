// Area, perimeter and growth of 128 mixed shapes through tables of methods.
//
// The shapes example of every text on dynamic dispatch (Stroustrup, "The C++ Programming
// Language"), written out with explicit tables as C++ compilers lay them out.
//
// In the suite for: loads of a table and of a function pointer followed by an indirect call, four
// targets per call site, f64 values through indirect signatures.
// n: number of passes over all shapes.
// Checksum: total area and perimeter after every pass.
#include "support/checksum.h"
#include "support/random.h"
#include "support/trig.h"

#define SHAPES 128

typedef struct Shape Shape;

typedef struct {
  f64 (*area)(const Shape *);
  f64 (*perimeter)(const Shape *);
  void (*scale)(Shape *, f64 factor);
} Methods;

struct Shape {
  const Methods *methods;
  f64 a, b, c; // lengths, as the kind of shape uses them
};

static Shape shapes[SHAPES];

static f64 circle_area(const Shape *shape) {
  return PI * shape->a * shape->a;
}

static f64 circle_perimeter(const Shape *shape) {
  return 2.0 * PI * shape->a;
}

static f64 rectangle_area(const Shape *shape) {
  return shape->a * shape->b;
}

static f64 rectangle_perimeter(const Shape *shape) {
  return 2.0 * (shape->a + shape->b);
}

static f64 triangle_perimeter(const Shape *shape) {
  return shape->a + shape->b + shape->c;
}

static f64 triangle_area(const Shape *shape) {
  f64 s = 0.5 * triangle_perimeter(shape); // Heron's formula
  return __builtin_sqrt(s * (s - shape->a) * (s - shape->b) * (s - shape->c));
}

static f64 ellipse_area(const Shape *shape) {
  return PI * shape->a * shape->b;
}

static f64 ellipse_perimeter(const Shape *shape) {
  f64 a = shape->a, b = shape->b; // Ramanujan's approximation
  return PI * (3.0 * (a + b) - __builtin_sqrt((3.0 * a + b) * (a + 3.0 * b)));
}

static void scale_radius(Shape *shape, f64 factor) {
  shape->a *= factor;
}

static void scale_two(Shape *shape, f64 factor) {
  shape->a *= factor;
  shape->b *= factor;
}

static void scale_three(Shape *shape, f64 factor) {
  shape->a *= factor;
  shape->b *= factor;
  shape->c *= factor;
}

static const Methods kinds[] = {
    {circle_area, circle_perimeter, scale_radius},
    {rectangle_area, rectangle_perimeter, scale_two},
    {triangle_area, triangle_perimeter, scale_three},
    {ellipse_area, ellipse_perimeter, scale_two},
};

static void make_shapes(Random *random) {
  for (int i = 0; i < SHAPES; i++) {
    f64 a = 1.0 + random_unit(random), b = 1.0 + random_unit(random);
    f64 c = (a > b ? a - b : b - a) + 0.5; // a triangle with sides a, b, c exists
    shapes[i] = (Shape){&kinds[random_below(random, COUNT_OF(kinds))], a, b, c};
  }
}

int run(int n) {
  Random random = random_from(32);
  make_shapes(&random);
  u32 sum = 0;
  for (int pass = 0; pass < n; pass++) {
    f64 area = 0.0, perimeter = 0.0;
    f64 factor = pass & 1 ? 0.8 : 1.25;
    for (int i = 0; i < SHAPES; i++) {
      Shape *shape = &shapes[i];
      area += shape->methods->area(shape);
      perimeter += shape->methods->perimeter(shape);
      shape->methods->scale(shape, factor);
    }
    sum = mix_f64(mix_f64(sum, area), perimeter);
  }
  return (int)sum;
}
