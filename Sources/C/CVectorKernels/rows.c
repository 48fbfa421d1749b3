#include "rows.h"

#include <string.h>

#include "dispatch.h"

// Widens one binary16 number: a multiplication moves its exponent to the bias of binary32, and also
// normalizes subnormal numbers.
INLINE float widened(uint16_t half) {
  const uint32_t magnitude = (uint32_t)(half & 0x7fff) << 13;
  uint32_t bits = magnitude;
  float value;
  if (magnitude >= 0x0f800000) {  // infinity or not a number
    bits |= 0x70000000;
    memcpy(&value, &bits, 4);
  } else {
    memcpy(&value, &bits, 4);
    value *= 0x1p112f;
  }
  return half & 0x8000 ? -value : value;
}

static void widen_halves_plain(const uint16_t *from, float *to, size_t count) {
  for (size_t i = 0; i < count; i++) to[i] = widened(from[i]);
}

#if defined(__x86_64__)
#include <immintrin.h>

FACET_AVX2 static void widen_halves_avx2(const uint16_t *from, float *to, size_t count) {
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    _mm256_storeu_ps(to + i, _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(from + i))));
  }
  for (; i < count; i++) to[i] = widened(from[i]);
}

void facet_widen_halves(const uint16_t *from, float *to, size_t count) {
  // AVX-512 gains nothing: memory is the limit.
  (facet_vector_level() > 0 ? widen_halves_avx2 : widen_halves_plain)(from, to, count);
}
#else
void facet_widen_halves(const uint16_t *from, float *to, size_t count) {
  widen_halves_plain(from, to, count);
}
#endif

// There are 64 partial sums per row, four vectors of AVX-512: enough to hide the latency of an
// addition.
INLINE void row_products(
    const float *rows, size_t count, size_t columns, const float *vector, float *products) {
  for (size_t r = 0; r < count; r++) {
    const float *row = rows + r * columns;
    float sums[64] = {0};
    size_t c = 0;
    for (; c + 64 <= columns; c += 64) {
      // Rows follow each other: memory is asked for what comes two pages later.
      for (size_t line = 0; line < 64; line += 16) __builtin_prefetch(row + c + 2048 + line);
      for (size_t l = 0; l < 64; l++) sums[l] += row[c + l] * vector[c + l];
    }
    for (size_t l = 0; c < columns; c++, l++) sums[l] += row[c] * vector[c];
    for (size_t width = 32; width > 0; width /= 2) {
      for (size_t l = 0; l < width; l++) sums[l] += sums[l + width];
    }
    products[r] = sums[0];
  }
}

DISPATCHED(
    void, row_products,
    (const float *rows, size_t count, size_t columns, const float *vector, float *products),
    (rows, count, columns, vector, products))
