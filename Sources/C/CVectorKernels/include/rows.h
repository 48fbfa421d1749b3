#pragma once
#include <stddef.h>
#include <stdint.h>

// Kernels for long rows of numbers, as in galleries.

#ifdef __cplusplus
extern "C" {
#endif

/// Widens 16-bit floating-point numbers (IEEE binary16) to 32 bits, exactly.
void facet_widen_halves(const uint16_t *from, float *to, size_t count);

/// Computes products[r] = sum_c rows[r][c] * vector[c], in an order of additions that depends on
/// neither the row's position nor the number of rows.
void facet_row_products(
    const float *rows, size_t count, size_t columns, const float *vector, float *products);

/// Computes products[r][c] = sum_k rows[r][k] * factors[k][c], for `factors` that fit into the
/// caches.
///
/// `rows` is [count, channels]; `factors` [channels, width] and `products` [count, width] with a
/// width that is a multiple of 16. Each sum runs over k in order, whatever the row's place.
void facet_block_products(
    const float *rows, size_t count, size_t channels, const float *factors, size_t width,
    float *products);

#ifdef __cplusplus
}
#endif
