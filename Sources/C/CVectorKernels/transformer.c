#include "transformer.h"

#include <math.h>

#include "dispatch.h"
#include "normal.h"

INLINE void gelu_rows(float *values, const float *bias, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) {
    float *row = values + r * columns;
    for (size_t c = 0; c < columns; c++) row[c] = gelu(row[c] + bias[c]);
  }
}

INLINE void softmax_rows(float *values, size_t rows, size_t columns, size_t stride, float scale) {
  const float factor = scale * 1.4426950408889634f;
  for (size_t r = 0; r < rows; r++) {
    float *row = values + r * stride;
    float most = row[0];
    for (size_t c = 1; c < columns; c++) most = row[c] > most ? row[c] : most;
    // There are sixteen partial sums: the same order of additions whatever the width of a vector.
    float sums[16] = {0};
    size_t c = 0;
    for (; c + 16 <= columns; c += 16) {
      for (size_t l = 0; l < 16; l++) {
        row[c + l] = exp2_fast((row[c + l] - most) * factor);
        sums[l] += row[c + l];
      }
    }
    for (size_t l = 0; c < columns; c++, l++) {
      row[c] = exp2_fast((row[c] - most) * factor);
      sums[l] += row[c];
    }
    float sum = 0;
    for (size_t l = 0; l < 16; l++) sum += sums[l];
    const float inverse = 1.0f / sum;
    for (c = 0; c < columns; c++) row[c] *= inverse;
  }
}

INLINE float sum16(const float *row, size_t columns, float center, int squared) {
  float sums[16] = {0};
  size_t c = 0;
  for (; c + 16 <= columns; c += 16) {
    for (size_t l = 0; l < 16; l++) {
      float value = row[c + l] - center;
      sums[l] += squared ? value * value : value;
    }
  }
  for (size_t l = 0; c < columns; c++, l++) {
    float value = row[c] - center;
    sums[l] += squared ? value * value : value;
  }
  float sum = 0;
  for (size_t l = 0; l < 16; l++) sum += sums[l];
  return sum;
}

INLINE void layer_norm_rows(
    const float *from, float *to, const float *gain, const float *shift, size_t rows,
    size_t columns, float epsilon) {
  for (size_t r = 0; r < rows; r++) {
    const float *row = from + r * columns;
    float *out = to + r * columns;
    const float mean = sum16(row, columns, 0, 0) / (float)columns;
    const float variance = sum16(row, columns, mean, 1) / (float)columns;
    const float inverse = 1.0f / sqrtf(variance + epsilon);
    for (size_t c = 0; c < columns; c++) out[c] = (row[c] - mean) * inverse * gain[c] + shift[c];
  }
}

INLINE void add_rows(
    float *values, const float *addend, const float *bias, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) {
    float *row = values + r * columns;
    const float *other = addend + r * columns;
    for (size_t c = 0; c < columns; c++) row[c] += other[c] + bias[c];
  }
}

DISPATCHED(
    void, gelu_rows, (float *values, const float *bias, size_t rows, size_t columns),
    (values, bias, rows, columns))
DISPATCHED(
    void, softmax_rows, (float *values, size_t rows, size_t columns, size_t stride, float scale),
    (values, rows, columns, stride, scale))
DISPATCHED(
    void, layer_norm_rows,
    (const float *from, float *to, const float *gain, const float *shift, size_t rows,
     size_t columns, float epsilon),
    (from, to, gain, shift, rows, columns, epsilon))
DISPATCHED(
    void, add_rows,
    (float *values, const float *addend, const float *bias, size_t rows, size_t columns),
    (values, addend, bias, rows, columns))
