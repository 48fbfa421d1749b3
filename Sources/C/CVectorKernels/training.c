#include "training.h"

#include <math.h>
#include <string.h>

#include "dispatch.h"
#include "normal.h"

// The number of places that are summed in 32 bits before the sum is added in 64.
#define CHUNK 64

// Sixteen numbers, the channels of a block, as one vector: the compiler does not find these by
// itself. (Macros: a function that returned lanes would have no fixed calling convention.)
typedef float lanes __attribute__((vector_size(64)));
typedef int lanes_mask __attribute__((vector_size(64)));
typedef float placed_lanes __attribute__((vector_size(64), aligned(4), may_alias));

#define LOAD(from) (*(const placed_lanes *)(from))
#define STORE(to, values) (*(placed_lanes *)(to) = (values))
#define LARGER(x, y) __builtin_elementwise_max(x, y)
#define POSITIVE(x) __builtin_elementwise_max(x, (lanes){0})
#define NEGATIVE(x) __builtin_elementwise_min(x, (lanes){0})
// The numbers for which the mask is set, 0 elsewhere.
#define MASKED(x, mask) ((lanes)((lanes_mask)(x) & (mask)))

INLINE void map_sums(const facet_maps *shape, const float *x, double *sums, double *squares) {
  for (size_t c = 0; c < shape->blocks * 16; c++) sums[c] = squares[c] = 0;
  for (size_t p = 0; p < shape->pictures; p++) {
    for (size_t b = 0; b < shape->blocks; b++) {
      const float *map = x + (p * shape->blocks + b) * shape->places * 16;
      for (size_t start = 0; start < shape->places; start += CHUNK) {
        const size_t end = start + CHUNK < shape->places ? start + CHUNK : shape->places;
        lanes sum = {0}, square = {0};
        for (size_t i = start; i < end; i++) {
          const lanes value = LOAD(map + i * 16);
          sum += value;
          square += value * value;
        }
        for (size_t l = 0; l < 16; l++) {
          sums[b * 16 + l] += (double)sum[l];
          squares[b * 16 + l] += (double)square[l];
        }
      }
    }
  }
}

INLINE void forward_map(
    const float *x, const float *factors, const float *shifts, const float *residual, float slope,
    float *y, size_t count) {
  const lanes factor = LOAD(factors), shift = LOAD(shifts);
  for (size_t i = 0; i < count; i += 16) {
    lanes value = LOAD(x + i) * factor + shift;
    if (residual) value += LOAD(residual + i);
    STORE(y + i, POSITIVE(value) + NEGATIVE(value) * slope);
  }
}

INLINE void map_forward(
    const facet_maps *shape, const float *x, const float *factors, const float *shifts,
    const float *residual, float slope, float *y) {
  const size_t count = shape->places * 16;
  for (size_t p = 0; p < shape->pictures; p++) {
    for (size_t b = 0; b < shape->blocks; b++) {
      const size_t start = (p * shape->blocks + b) * count;
      if (residual) {
        forward_map(
            x + start, factors + b * 16, shifts + b * 16, residual + start, slope, y + start,
            count);
      } else {
        forward_map(x + start, factors + b * 16, shifts + b * 16, NULL, slope, y + start, count);
      }
    }
  }
}

// Computes up to CHUNK places of a map.
INLINE void backward_chunk(
    const float *x, const float *factors, const float *shifts, const float *residual, float slope,
    float *gradient, size_t count, double *sums, double *products, double *slope_gradient) {
  const lanes factor = LOAD(factors), shift = LOAD(shifts);
  lanes sum = {0}, product = {0}, slopes = {0};
  for (size_t i = 0; i < count; i += 16) {
    const lanes from = LOAD(x + i), g = LOAD(gradient + i);
    lanes value = from * factor + shift;
    if (residual) value += LOAD(residual + i);
    const lanes below = MASKED(g, value < 0);
    const lanes result = g - below + below * slope;
    slopes += below * value;
    sum += result;
    product += result * from;
    STORE(gradient + i, result);
  }
  for (size_t l = 0; l < 16; l++) {
    sums[l] += (double)sum[l];
    products[l] += (double)product[l];
    *slope_gradient += (double)slopes[l];
  }
}

INLINE double map_backward(
    const facet_maps *shape, const float *x, const float *factors, const float *shifts,
    const float *residual, float slope, float *gradient, double *sums, double *products) {
  double slope_gradient = 0;
  for (size_t c = 0; c < shape->blocks * 16; c++) sums[c] = products[c] = 0;
  for (size_t p = 0; p < shape->pictures; p++) {
    for (size_t b = 0; b < shape->blocks; b++) {
      const size_t first = (p * shape->blocks + b) * shape->places * 16;
      const float *factor = factors + b * 16, *shift = shifts + b * 16;
      for (size_t start = 0; start < shape->places; start += CHUNK) {
        const size_t end = start + CHUNK < shape->places ? start + CHUNK : shape->places;
        const size_t at = first + start * 16, count = (end - start) * 16;
        if (residual) {
          backward_chunk(
              x + at, factor, shift, residual + at, slope, gradient + at, count, sums + b * 16,
              products + b * 16, &slope_gradient);
        } else {
          backward_chunk(
              x + at, factor, shift, NULL, slope, gradient + at, count, sums + b * 16,
              products + b * 16, &slope_gradient);
        }
      }
    }
  }
  return slope_gradient;
}

INLINE void combine_map(
    const float *gradient, const float *x, const float *a, const float *b, const float *c, int adds,
    float *to, size_t count) {
  const lanes fa = LOAD(a), fb = LOAD(b), fc = LOAD(c);
  for (size_t i = 0; i < count; i += 16) {
    lanes sum = LOAD(gradient + i) * fa + LOAD(x + i) * fb + fc;
    if (adds) sum += LOAD(to + i);
    STORE(to + i, sum);
  }
}

INLINE void map_combine(
    const facet_maps *shape, const float *gradient, const float *x, const float *a, const float *b,
    const float *c, int adds, float *to) {
  const size_t count = shape->places * 16;
  for (size_t p = 0; p < shape->pictures; p++) {
    for (size_t block = 0; block < shape->blocks; block++) {
      const size_t start = (p * shape->blocks + block) * count, at = block * 16;
      if (adds) {
        combine_map(gradient + start, x + start, a + at, b + at, c + at, 1, to + start, count);
      } else {
        combine_map(gradient + start, x + start, a + at, b + at, c + at, 0, to + start, count);
      }
    }
  }
}

INLINE void map_maximum(size_t maps, size_t height, size_t width, const float *x, float *y) {
  for (size_t row = 0; row < maps * height / 2; row++) {
    const float *above = x + row * 2 * width * 16, *below = above + width * 16;
    for (size_t column = 0; column < width / 2; column++) {
      const float *a = above + column * 32, *b = below + column * 32;
      const lanes upper = LARGER(LOAD(a), LOAD(a + 16));
      const lanes lower = LARGER(LOAD(b), LOAD(b + 16));
      STORE(
          y + (row * (width / 2) + column) * 16, LARGER(upper, lower));
    }
  }
}

INLINE void map_maximum_backward(
    size_t maps, size_t height, size_t width, const float *x, const float *y,
    const float *y_gradient, float *x_gradient) {
  for (size_t row = 0; row < maps * height / 2; row++) {
    const size_t above = row * 2 * width * 16, below = above + width * 16;
    for (size_t column = 0; column < width / 2; column++) {
      const size_t from = (row * (width / 2) + column) * 16;
      const size_t at[4] = {
          above + column * 32, above + column * 32 + 16, below + column * 32,
          below + column * 32 + 16};
      const lanes most = LOAD(y + from);
      lanes left = LOAD(y_gradient + from);
      for (size_t k = 0; k < 4; k++) {
        const lanes given = MASKED(left, LOAD(x + at[k]) == most);
        STORE(x_gradient + at[k], given);
        left -= given;
      }
    }
  }
}

INLINE void add(float *values, const float *addend, size_t count) {
  for (size_t i = 0; i < count; i++) values[i] += addend[i];
}

INLINE void gelu_forward(
    float *values, const float *bias, float *hidden, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) {
    float *row = values + r * columns, *out = hidden + r * columns;
    for (size_t c = 0; c < columns; c++) {
      row[c] += bias[c];
      out[c] = gelu(row[c]);
    }
  }
}

INLINE void gelu_backward(const float *values, float *gradient, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const float x = values[i];
    // exp(-x^2 / 2) / sqrt(2 pi)
    const float density = 0.3989422804014327f * exp2_fast(-0.7213475204444817f * x * x);
    gradient[i] *= normal_share(x) + x * density;
  }
}

INLINE void softmax_backward(
    const float *softmax, float *gradient, size_t rows, size_t columns, float scale) {
  for (size_t r = 0; r < rows; r++) {
    const float *s = softmax + r * columns;
    float *g = gradient + r * columns;
    float sums[16] = {0};
    size_t c = 0;
    for (; c + 16 <= columns; c += 16) {
      for (size_t l = 0; l < 16; l++) sums[l] += s[c + l] * g[c + l];
    }
    for (size_t l = 0; c < columns; c++, l++) sums[l] += s[c] * g[c];
    float sum = 0;
    for (size_t l = 0; l < 16; l++) sum += sums[l];
    for (c = 0; c < columns; c++) g[c] = scale * s[c] * (g[c] - sum);
  }
}

INLINE void layer_norm_backward(
    const float *x, const float *gain, const float *gradient, float *x_gradient,
    float *gain_gradient, float *shift_gradient, size_t rows, size_t columns, float epsilon) {
  for (size_t r = 0; r < rows; r++) {
    const float *row = x + r * columns, *g = gradient + r * columns;
    float *out = x_gradient + r * columns;
    float sums[16] = {0}, squares[16] = {0};
    size_t c = 0;
    for (; c + 16 <= columns; c += 16) {
      for (size_t l = 0; l < 16; l++) sums[l] += row[c + l];
    }
    for (size_t l = 0; c < columns; c++, l++) sums[l] += row[c];
    float mean = 0;
    for (size_t l = 0; l < 16; l++) mean += sums[l];
    mean /= (float)columns;
    for (c = 0; c + 16 <= columns; c += 16) {
      for (size_t l = 0; l < 16; l++) {
        squares[l] += (row[c + l] - mean) * (row[c + l] - mean);
      }
    }
    for (size_t l = 0; c < columns; c++, l++) squares[l] += (row[c] - mean) * (row[c] - mean);
    float variance = 0;
    for (size_t l = 0; l < 16; l++) variance += squares[l];
    const float inverse = 1.0f / sqrtf(variance / (float)columns + epsilon);
    // The gradient of the normalized row h is g * gain, less its mean, and less h times its mean
    // product with h.
    float means[16] = {0}, products[16] = {0};
    for (c = 0; c + 16 <= columns; c += 16) {
      for (size_t l = 0; l < 16; l++) {
        const float h = (row[c + l] - mean) * inverse, d = g[c + l] * gain[c + l];
        means[l] += d;
        products[l] += d * h;
      }
    }
    for (size_t l = 0; c < columns; c++, l++) {
      const float h = (row[c] - mean) * inverse, d = g[c] * gain[c];
      means[l] += d;
      products[l] += d * h;
    }
    float total = 0, product = 0;
    for (size_t l = 0; l < 16; l++) {
      total += means[l];
      product += products[l];
    }
    total /= (float)columns;
    product /= (float)columns;
    for (c = 0; c < columns; c++) {
      const float h = (row[c] - mean) * inverse;
      out[c] += inverse * (g[c] * gain[c] - total - h * product);
      gain_gradient[c] += g[c] * h;
      shift_gradient[c] += g[c];
    }
  }
}

INLINE void column_sums(const float *values, float *sums, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) {
    const float *row = values + r * columns;
    for (size_t c = 0; c < columns; c++) sums[c] += row[c];
  }
}

INLINE void sgd_step(
    float *weights, const float *gradient, float *velocity, size_t count, float rate,
    float momentum, float decay) {
  for (size_t i = 0; i < count; i++) {
    velocity[i] = momentum * velocity[i] + (gradient[i] + decay * weights[i]);
    weights[i] -= rate * velocity[i];
  }
}

INLINE void adamw_step(
    float *weights, const float *gradient, float *first, float *second, size_t count, float rate,
    float beta1, float beta2, float epsilon, float decay, float first_correction,
    float second_correction) {
  for (size_t i = 0; i < count; i++) {
    const float g = gradient[i];
    const float m = beta1 * first[i] + (1 - beta1) * g;
    const float s = beta2 * second[i] + (1 - beta2) * g * g;
    first[i] = m;
    second[i] = s;
    const float step = m * first_correction / (sqrtf(s * second_correction) + epsilon);
    weights[i] -= rate * (step + decay * weights[i]);
  }
}

DISPATCHED(
    void, map_sums, (const facet_maps *shape, const float *x, double *sums, double *squares),
    (shape, x, sums, squares))
DISPATCHED(
    void, map_forward,
    (const facet_maps *shape, const float *x, const float *factors, const float *shifts,
     const float *residual, float slope, float *y),
    (shape, x, factors, shifts, residual, slope, y))
DISPATCHED(
    double, map_backward,
    (const facet_maps *shape, const float *x, const float *factors, const float *shifts,
     const float *residual, float slope, float *gradient, double *sums, double *products),
    (shape, x, factors, shifts, residual, slope, gradient, sums, products))
DISPATCHED(
    void, map_combine,
    (const facet_maps *shape, const float *gradient, const float *x, const float *a,
     const float *b, const float *c, int adds, float *to),
    (shape, gradient, x, a, b, c, adds, to))
DISPATCHED(
    void, map_maximum, (size_t maps, size_t height, size_t width, const float *x, float *y),
    (maps, height, width, x, y))
DISPATCHED(
    void, map_maximum_backward,
    (size_t maps, size_t height, size_t width, const float *x, const float *y,
     const float *y_gradient, float *x_gradient),
    (maps, height, width, x, y, y_gradient, x_gradient))
DISPATCHED(void, add, (float *values, const float *addend, size_t count), (values, addend, count))
DISPATCHED(
    void, gelu_forward,
    (float *values, const float *bias, float *hidden, size_t rows, size_t columns),
    (values, bias, hidden, rows, columns))
DISPATCHED(
    void, gelu_backward, (const float *values, float *gradient, size_t count),
    (values, gradient, count))
DISPATCHED(
    void, softmax_backward,
    (const float *softmax, float *gradient, size_t rows, size_t columns, float scale),
    (softmax, gradient, rows, columns, scale))
DISPATCHED(
    void, layer_norm_backward,
    (const float *x, const float *gain, const float *gradient, float *x_gradient,
     float *gain_gradient, float *shift_gradient, size_t rows, size_t columns, float epsilon),
    (x, gain, gradient, x_gradient, gain_gradient, shift_gradient, rows, columns, epsilon))
DISPATCHED(
    void, column_sums, (const float *values, float *sums, size_t rows, size_t columns),
    (values, sums, rows, columns))
DISPATCHED(
    void, sgd_step,
    (float *weights, const float *gradient, float *velocity, size_t count, float rate,
     float momentum, float decay),
    (weights, gradient, velocity, count, rate, momentum, decay))
DISPATCHED(
    void, adamw_step,
    (float *weights, const float *gradient, float *first, float *second, size_t count, float rate,
     float beta1, float beta2, float epsilon, float decay, float first_correction,
     float second_correction),
    (weights, gradient, first, second, count, rate, beta1, beta2, epsilon, decay,
     first_correction, second_correction))
