#pragma once
#include <stddef.h>
#include <stdint.h>

// Entropic optimal transport between the patches of two faces, in 32-bit numbers. The rows of a
// pair are the gallery's patches, its columns the query's. The best of AVX-512, AVX2 and plain C is
// chosen at run time.

/// The row length of the matrices below: the next multiple of 16.
static inline size_t facet_padded(size_t count) { return (count + 15) & ~(size_t)15; }

/// The matrices and vectors of one pair, each 64-byte aligned.
typedef struct {
  size_t rows;
  size_t columns;
  /// [rows, padded(columns)], zero in the padding.
  float *kernel;
  /// [columns, padded(rows)]: the same, transposed.
  float *transposed;
  /// [padded(rows)] and [padded(columns)]: the flow is row_scale * kernel * column_scale.
  float *row_scale;
  float *column_scale;
  /// [padded(rows)] and [padded(columns)]: for passing results.
  float *row_sums;
  float *column_sums;
} facet_sinkhorn_pair;

/// kernel = exp((similarity - top) * inverse_epsilon), its transpose, and both scales 1.
/// `stride`: elements from one row of `similarity` to the next.
void facet_sinkhorn_prepare(
    const facet_sinkhorn_pair *pair, const float *similarity, size_t stride, float top,
    float inverse_epsilon);

/// Computes the least and the greatest number of a matrix.
void facet_range(
    const float *values, size_t rows, size_t columns, size_t stride, float *least,
    float *greatest);

/// Runs one iteration: the row scales that give the row sums, then the column scales that give the
/// column sums. Returns the sum of |change| of the row scales.
float facet_sinkhorn_step(
    const facet_sinkhorn_pair *pair, const float *row_weights, const float *column_weights);

/// Iterates until the total difference between the rows' sums and their weights is at most
/// `tolerance`, or `most` times. Returns the number of iterations.
int facet_sinkhorn_converge(
    const facet_sinkhorn_pair *pair, const float *row_weights, const float *column_weights,
    float tolerance, int most);

/// Returns the sum of flow * similarity. `row_sums` and `column_sums` of the pair become those of
/// the flow.
float facet_sinkhorn_similarity(
    const facet_sinkhorn_pair *pair, const float *similarity, size_t stride);

/// row_sums[i] = sum_j column_factors[j] * values[i][j],
/// column_sums[j] = sum_i row_factors[i] * values[i][j].
void facet_weighted_sums(
    const float *values, size_t rows, size_t columns, size_t stride, const float *row_factors,
    const float *column_factors, float *row_sums, float *column_sums);
