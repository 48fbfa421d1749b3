#include "sinkhorn.h"

#include <math.h>
#include <string.h>

#include "dispatch.h"
#include "exponential.h"

typedef float lanes __attribute__((vector_size(64)));

// Computes value += factor * from[0 ..< 16]. (A function that returned lanes would have no fixed
// calling convention without AVX-512.)
INLINE void add_scaled(lanes *value, float factor, const float *from) {
  lanes loaded;
  memcpy(&loaded, from, 64);
  *value += factor * loaded;
}

// Computes sums[0 ..< 16 * vectors) = sum_i factors[i] * matrix[i], with `parts` partial sums for
// each column: a single one would wait for the latency of every addition.
INLINE void combine_block(
    const float *matrix, size_t stride, const float *factors, size_t count, float *sums,
    size_t vectors, size_t parts) {
  lanes partial[8] = {0};
  size_t i = 0;
  for (; i + parts <= count; i += parts) {
#pragma clang loop unroll(full)
    for (size_t p = 0; p < parts; p++) {
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++) {
        add_scaled(
            &partial[p * vectors + v], factors[i + p], matrix + (i + p) * stride + 16 * v);
      }
    }
  }
  for (; i < count; i++) {
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) {
      add_scaled(&partial[v], factors[i], matrix + i * stride + 16 * v);
    }
  }
#pragma clang loop unroll(full)
  for (size_t v = 0; v < vectors; v++) {
    lanes sum = partial[v];
#pragma clang loop unroll(full)
    for (size_t p = 1; p < parts; p++) sum += partial[p * vectors + v];
    memcpy(sums + 16 * v, &sum, 64);
  }
}

// Computes sums[0 ..< stride) = sum_i factors[i] * matrix[i]; the stride is a multiple of 16.
INLINE void combine(
    const float *matrix, size_t stride, const float *factors, size_t count, float *sums) {
  size_t column = 0;
  for (; column + 64 <= stride; column += 64) {
    combine_block(matrix + column, stride, factors, count, sums + column, 4, 2);
  }
  switch ((stride - column) / 16) {
    case 3: combine_block(matrix + column, stride, factors, count, sums + column, 3, 2); break;
    case 2: combine_block(matrix + column, stride, factors, count, sums + column, 2, 4); break;
    case 1: combine_block(matrix + column, stride, factors, count, sums + column, 1, 8); break;
    default: break;
  }
}

// There are sixteen partial sums: the same order of additions whatever the width of a vector.
INLINE float total(const float *values, size_t count) {
  float sums[16] = {0};
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    for (size_t l = 0; l < 16; l++) sums[l] += values[i + l];
  }
  for (size_t l = 0; i < count; i++, l++) sums[l] += values[i];
  float sum = 0;
  for (size_t l = 0; l < 16; l++) sum += sums[l];
  return sum;
}

INLINE void sinkhorn_prepare(
    const facet_sinkhorn_pair *pair, const float *similarity, size_t stride, float top,
    float inverse_epsilon) {
  const size_t rows = pair->rows, columns = pair->columns;
  const size_t wide = facet_padded(columns), tall = facet_padded(rows);
  const float factor = inverse_epsilon * 1.4426950408889634f;
  for (size_t i = 0; i < rows; i++) {
    float *row = pair->kernel + i * wide;
    for (size_t j = 0; j < columns; j++) {
      row[j] = exp2_fast((similarity[i * stride + j] - top) * factor);
    }
    for (size_t j = columns; j < wide; j++) row[j] = 0;
  }
  memset(pair->transposed, 0, columns * tall * sizeof(float));
  for (size_t i = 0; i < rows; i += 16) {
    const size_t end = i + 16 < rows ? i + 16 : rows;
    for (size_t j = 0; j < columns; j++) {
      for (size_t l = i; l < end; l++) pair->transposed[j * tall + l] = pair->kernel[l * wide + j];
    }
  }
  for (size_t i = 0; i < tall; i++) pair->row_scale[i] = 1;
  for (size_t j = 0; j < wide; j++) pair->column_scale[j] = 1;
}

INLINE void range(
    const float *values, size_t rows, size_t columns, size_t stride, float *least,
    float *greatest) {
  float low = values[0], high = values[0];
  for (size_t i = 0; i < rows; i++) {
    const float *row = values + i * stride;
    for (size_t j = 0; j < columns; j++) {
      low = row[j] < low ? row[j] : low;
      high = row[j] > high ? row[j] : high;
    }
  }
  *least = low;
  *greatest = high;
}

// Computes the column scales that give the column sums, for the current row scales.
INLINE void scale_columns(const facet_sinkhorn_pair *pair, const float *column_weights) {
  combine(
      pair->kernel, facet_padded(pair->columns), pair->row_scale, pair->rows, pair->column_sums);
  for (size_t j = 0; j < pair->columns; j++) {
    pair->column_scale[j] = column_weights[j] / pair->column_sums[j];
  }
}

// Computes row_sums = kernel * column_scale.
INLINE void sum_rows(const facet_sinkhorn_pair *pair) {
  combine(
      pair->transposed, facet_padded(pair->rows), pair->column_scale, pair->columns,
      pair->row_sums);
}

INLINE float sinkhorn_step(
    const facet_sinkhorn_pair *pair, const float *row_weights, const float *column_weights) {
  sum_rows(pair);
  for (size_t i = 0; i < pair->rows; i++) {
    const float scale = row_weights[i] / pair->row_sums[i];
    pair->row_sums[i] = fabsf(scale - pair->row_scale[i]);
    pair->row_scale[i] = scale;
  }
  scale_columns(pair, column_weights);
  return total(pair->row_sums, pair->rows);
}

// Returns the distance of the rows' sums from their weights: the sum of absolute differences.
INLINE float row_miss(const facet_sinkhorn_pair *pair, const float *row_weights) {
  const float *scale = pair->row_scale, *sum = pair->row_sums;
  float misses[16] = {0};
  size_t i = 0;
  for (; i + 16 <= pair->rows; i += 16) {
    for (size_t l = 0; l < 16; l++) {
      misses[l] += fabsf(scale[i + l] * sum[i + l] - row_weights[i + l]);
    }
  }
  for (size_t l = 0; i < pair->rows; i++, l++) {
    misses[l] += fabsf(scale[i] * sum[i] - row_weights[i]);
  }
  return total(misses, 16);
}

INLINE int sinkhorn_converge(
    const facet_sinkhorn_pair *pair, const float *row_weights, const float *column_weights,
    float tolerance, int most) {
  int iterations = 0;
  while (iterations < most) {
    sum_rows(pair);
    // The columns are exact after each iteration, so only the rows can differ.
    if (iterations > 0 && row_miss(pair, row_weights) <= tolerance) break;
    for (size_t i = 0; i < pair->rows; i++) {
      pair->row_scale[i] = row_weights[i] / pair->row_sums[i];
    }
    scale_columns(pair, column_weights);
    iterations++;
  }
  return iterations;
}

INLINE float sinkhorn_similarity(
    const facet_sinkhorn_pair *pair, const float *similarity, size_t stride) {
  const size_t rows = pair->rows, columns = pair->columns, wide = facet_padded(columns);
  double sum = 0;
  for (size_t i = 0; i < rows; i++) {
    const float *kernel = pair->kernel + i * wide, *cosine = similarity + i * stride;
    float sums[16] = {0};
    size_t j = 0;
    for (; j + 16 <= columns; j += 16) {
      for (size_t l = 0; l < 16; l++) {
        sums[l] += kernel[j + l] * pair->column_scale[j + l] * cosine[j + l];
      }
    }
    for (size_t l = 0; j < columns; j++, l++) {
      sums[l] += kernel[j] * pair->column_scale[j] * cosine[j];
    }
    sum += (double)pair->row_scale[i] * total(sums, 16);
  }
  sum_rows(pair);
  for (size_t i = 0; i < rows; i++) pair->row_sums[i] *= pair->row_scale[i];
  combine(pair->kernel, wide, pair->row_scale, rows, pair->column_sums);
  for (size_t j = 0; j < columns; j++) pair->column_sums[j] *= pair->column_scale[j];
  return (float)sum;
}

INLINE void weighted_sums(
    const float *values, size_t rows, size_t columns, size_t stride, const float *row_factors,
    const float *column_factors, float *row_sums, float *column_sums) {
  for (size_t j = 0; j < columns; j++) column_sums[j] = 0;
  for (size_t i = 0; i < rows; i++) {
    const float *row = values + i * stride;
    const float factor = row_factors[i];
    float sums[16] = {0};
    size_t j = 0;
    for (; j + 16 <= columns; j += 16) {
      for (size_t l = 0; l < 16; l++) {
        sums[l] += column_factors[j + l] * row[j + l];
        column_sums[j + l] += factor * row[j + l];
      }
    }
    for (size_t l = 0; j < columns; j++, l++) {
      sums[l] += column_factors[j] * row[j];
      column_sums[j] += factor * row[j];
    }
    row_sums[i] = total(sums, 16);
  }
}

DISPATCHED(
    void, sinkhorn_prepare,
    (const facet_sinkhorn_pair *pair, const float *similarity, size_t stride, float top,
     float inverse_epsilon),
    (pair, similarity, stride, top, inverse_epsilon))
DISPATCHED(
    void, range,
    (const float *values, size_t rows, size_t columns, size_t stride, float *least,
     float *greatest),
    (values, rows, columns, stride, least, greatest))
DISPATCHED(
    float, sinkhorn_step,
    (const facet_sinkhorn_pair *pair, const float *row_weights, const float *column_weights),
    (pair, row_weights, column_weights))
DISPATCHED(
    int, sinkhorn_converge,
    (const facet_sinkhorn_pair *pair, const float *row_weights, const float *column_weights,
     float tolerance, int most),
    (pair, row_weights, column_weights, tolerance, most))
DISPATCHED(
    float, sinkhorn_similarity,
    (const facet_sinkhorn_pair *pair, const float *similarity, size_t stride),
    (pair, similarity, stride))
DISPATCHED(
    void, weighted_sums,
    (const float *values, size_t rows, size_t columns, size_t stride, const float *row_factors,
     const float *column_factors, float *row_sums, float *column_sums),
    (values, rows, columns, stride, row_factors, column_factors, row_sums, column_sums))
