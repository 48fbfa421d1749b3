#pragma once
#include <stddef.h>

// Element-wise parts of a transformer block, for rows of 32-bit numbers. The best of AVX-512,
// AVX2 and plain C is chosen at run time; all three run the same arithmetic.

/// Computes values[r][c] = gelu(values[r][c] + bias[c]), gelu(x) = x * Phi(x) (exact, by erf;
/// absolute error below 3e-7 * |x|).
void facet_gelu_rows(float *values, const float *bias, size_t rows, size_t columns);

/// Replaces each row by softmax(scale * row).
void facet_softmax_rows(float *values, size_t rows, size_t columns, size_t stride, float scale);

/// to[r] = (from[r] - mean) / sqrt(variance + epsilon) * gain + shift, over the columns of a row.
void facet_layer_norm_rows(
    const float *from, float *to, const float *gain, const float *shift, size_t rows,
    size_t columns, float epsilon);

/// values[r][c] += addend[r][c] + bias[c].
void facet_add_rows(
    float *values, const float *addend, const float *bias, size_t rows, size_t columns);
