#include "training.h"

#include <math.h>

#include "dispatch.h"
#include "normal.h"

// So many places are summed in 32 bits before the sum goes into 64.
#define CHUNK 64

INLINE void map_sums(const facet_maps *shape, const float *x, double *sums, double *squares) {
  for (size_t c = 0; c < shape->blocks * 16; c++) sums[c] = squares[c] = 0;
  for (size_t p = 0; p < shape->pictures; p++) {
    for (size_t b = 0; b < shape->blocks; b++) {
      const float *map = x + (p * shape->blocks + b) * shape->places * 16;
      for (size_t start = 0; start < shape->places; start += CHUNK) {
        const size_t end = start + CHUNK < shape->places ? start + CHUNK : shape->places;
        float sum[16] = {0}, square[16] = {0};
        for (size_t i = start; i < end; i++) {
          for (size_t l = 0; l < 16; l++) {
            const float value = map[i * 16 + l];
            sum[l] += value;
            square[l] += value * value;
          }
        }
        for (size_t l = 0; l < 16; l++) {
          sums[b * 16 + l] += (double)sum[l];
          squares[b * 16 + l] += (double)square[l];
        }
      }
    }
  }
}

INLINE void map_forward(
    const facet_maps *shape, const float *x, const float *factors, const float *shifts,
    const float *residual, float slope, float *y) {
  for (size_t p = 0; p < shape->pictures; p++) {
    for (size_t b = 0; b < shape->blocks; b++) {
      const size_t start = (p * shape->blocks + b) * shape->places * 16;
      const float *factor = factors + b * 16, *shift = shifts + b * 16;
      if (residual) {
        for (size_t i = start; i < start + shape->places * 16; i += 16) {
          for (size_t l = 0; l < 16; l++) {
            const float value = x[i + l] * factor[l] + shift[l] + residual[i + l];
            y[i + l] = value < 0 ? value * slope : value;
          }
        }
      } else {
        for (size_t i = start; i < start + shape->places * 16; i += 16) {
          for (size_t l = 0; l < 16; l++) {
            const float value = x[i + l] * factor[l] + shift[l];
            y[i + l] = value < 0 ? value * slope : value;
          }
        }
      }
    }
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
        float sum[16] = {0}, product[16] = {0}, slopes[16] = {0};
        for (size_t i = first + start * 16; i < first + end * 16; i += 16) {
          for (size_t l = 0; l < 16; l++) {
            float value = x[i + l] * factor[l] + shift[l];
            if (residual) value += residual[i + l];
            float g = gradient[i + l];
            slopes[l] += value < 0 ? g * value : 0;
            g = value < 0 ? g * slope : g;
            gradient[i + l] = g;
            sum[l] += g;
            product[l] += g * x[i + l];
          }
        }
        for (size_t l = 0; l < 16; l++) {
          sums[b * 16 + l] += (double)sum[l];
          products[b * 16 + l] += (double)product[l];
          slope_gradient += (double)slopes[l];
        }
      }
    }
  }
  return slope_gradient;
}

INLINE void map_combine(
    const facet_maps *shape, const float *gradient, const float *x, const float *a, const float *b,
    const float *c, int adds, float *to) {
  for (size_t p = 0; p < shape->pictures; p++) {
    for (size_t block = 0; block < shape->blocks; block++) {
      const size_t start = (p * shape->blocks + block) * shape->places * 16;
      const float *fa = a + block * 16, *fb = b + block * 16, *fc = c + block * 16;
      if (adds) {
        for (size_t i = start; i < start + shape->places * 16; i += 16) {
          for (size_t l = 0; l < 16; l++) {
            to[i + l] += gradient[i + l] * fa[l] + x[i + l] * fb[l] + fc[l];
          }
        }
      } else {
        for (size_t i = start; i < start + shape->places * 16; i += 16) {
          for (size_t l = 0; l < 16; l++) {
            to[i + l] = gradient[i + l] * fa[l] + x[i + l] * fb[l] + fc[l];
          }
        }
      }
    }
  }
}

INLINE float greater(float a, float b) { return a < b ? b : a; }

INLINE void map_maximum(size_t maps, size_t height, size_t width, const float *x, float *y) {
  for (size_t row = 0; row < maps * height / 2; row++) {
    const float *above = x + row * 2 * width * 16, *below = above + width * 16;
    for (size_t column = 0; column < width / 2; column++) {
      const float *a = above + column * 32, *b = below + column * 32;
      float *out = y + (row * (width / 2) + column) * 16;
      for (size_t l = 0; l < 16; l++) {
        out[l] = greater(greater(a[l], a[16 + l]), greater(b[l], b[16 + l]));
      }
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
      for (size_t l = 0; l < 16; l++) {
        float left = y_gradient[from + l];
        for (size_t k = 0; k < 4; k++) {
          const int is_greatest = x[at[k] + l] == y[from + l];
          x_gradient[at[k] + l] = is_greatest ? left : 0;
          left = is_greatest ? 0 : left;
        }
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
    // The gradient of the normalised row h is g * gain; from it go its mean, and h times its mean
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
