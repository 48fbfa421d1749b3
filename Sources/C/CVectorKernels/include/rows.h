#pragma once
#include <stddef.h>
#include <stdint.h>

// Long rows of numbers, as galleries hold them.

/// 16-bit floating-point numbers (IEEE binary16) widened to 32 bits, exactly.
void facet_widen_halves(const uint16_t *from, float *to, size_t count);

/// products[r] = sum_c rows[r][c] * vector[c], in an order of additions that depends on neither
/// the row's place nor the number of rows.
void facet_row_products(
    const float *rows, size_t count, size_t columns, const float *vector, float *products);
