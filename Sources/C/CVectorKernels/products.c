#include <string.h>

#include "dispatch.h"
#include "rows.h"

typedef float lanes __attribute__((vector_size(64)));

// Computes `height` rows times `vectors` vectors of columns, with all sums in registers.
INLINE void tile(
    const float *rows, size_t channels, const float *factors, size_t width, float *products,
    size_t height, size_t vectors) {
  lanes sums[24] = {0};
  for (size_t k = 0; k < channels; k++) {
    lanes factor[4];
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) memcpy(&factor[v], factors + k * width + 16 * v, 64);
#pragma clang loop unroll(full)
    for (size_t r = 0; r < height; r++) {
      const float value = rows[r * channels + k];
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++) sums[r * vectors + v] += value * factor[v];
    }
  }
#pragma clang loop unroll(full)
  for (size_t r = 0; r < height; r++) {
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) {
      memcpy(products + r * width + 16 * v, &sums[r * vectors + v], 64);
    }
  }
}

// Computes all rows times some vectors of columns, `height` rows at a time.
INLINE void strip(
    const float *rows, size_t count, size_t channels, const float *factors, size_t width,
    float *products, size_t height, size_t vectors) {
  size_t r = 0;
  for (; r + height <= count; r += height) {
    tile(rows + r * channels, channels, factors, width, products + r * width, height, vectors);
  }
  for (; height > 4 && r + 4 <= count; r += 4) {
    tile(rows + r * channels, channels, factors, width, products + r * width, 4, vectors);
  }
  for (; r < count; r++) {
    tile(rows + r * channels, channels, factors, width, products + r * width, 1, vectors);
  }
}

static void block_products_plain(
    const float *rows, size_t count, size_t channels, const float *factors, size_t width,
    float *products) {
  for (size_t c = 0; c < width; c += 16) {
    strip(rows, count, channels, factors + c, width, products + c, 2, 1);
  }
}

#if defined(__x86_64__)
// There are 16 registers: 12 for sums.
FACET_AVX2 static void block_products_avx2(
    const float *rows, size_t count, size_t channels, const float *factors, size_t width,
    float *products) {
  for (size_t c = 0; c < width; c += 16) {
    strip(rows, count, channels, factors + c, width, products + c, 6, 1);
  }
}

// There are 32 registers: up to 24 for sums. (Three vectors contain a row of 42 or 48: 7 divides 42
// and 49.)
FACET_AVX512 static void block_products_avx512(
    const float *rows, size_t count, size_t channels, const float *factors, size_t width,
    float *products) {
  size_t c = 0;
  for (; c + 64 <= width; c += 64) {
    strip(rows, count, channels, factors + c, width, products + c, 6, 4);
  }
  switch ((width - c) / 16) {
    case 3: strip(rows, count, channels, factors + c, width, products + c, 7, 3); break;
    case 2: strip(rows, count, channels, factors + c, width, products + c, 12, 2); break;
    case 1: strip(rows, count, channels, factors + c, width, products + c, 16, 1); break;
    default: break;
  }
}
#endif

void facet_block_products(
    const float *rows, size_t count, size_t channels, const float *factors, size_t width,
    float *products) {
#if defined(__x86_64__)
  switch (facet_vector_level()) {
    case 2: block_products_avx512(rows, count, channels, factors, width, products); return;
    case 1: block_products_avx2(rows, count, channels, factors, width, products); return;
    default: break;
  }
#endif
  block_products_plain(rows, count, channels, factors, width, products);
}
