#include "patches.h"

#include <math.h>
#include <string.h>

#include "dispatch.h"

static const float largest_code = 127;

// Exact: see `facet_widen_halves`. The numbers here are finite.
INLINE float widened(uint16_t half) {
  const uint32_t bits = (uint32_t)(half & 0x7fff) << 13;
  float value;
  memcpy(&value, &bits, 4);
  value *= 0x1p112f;
  return half & 0x8000 ? -value : value;
}

// Rounds to the nearest, ties to even, as the processor's own instruction does; |value| < 65504.
INLINE uint16_t narrowed(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  const uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
  bits &= 0x7fffffff;
  if (bits < 0x38800000) {  // subnormal: the addition rounds at the last bit of binary16
    float magnitude;
    memcpy(&magnitude, &bits, 4);
    magnitude += 0.5f;
    memcpy(&bits, &magnitude, 4);
    return (uint16_t)(sign | (bits - 0x3f000000));
  }
  bits += 0xc8000fff + (bits >> 13 & 1);
  return (uint16_t)(sign | bits >> 13);
}

INLINE void encode_halves(const uint16_t *halves, size_t count, int8_t *codes, uint16_t *peak) {
  uint16_t largest = 0;
  for (size_t i = 0; i < count; i++) {
    const uint16_t magnitude = halves[i] & 0x7fff;
    if (magnitude > largest) largest = magnitude;
  }
  *peak = largest;
  if (largest == 0) {
    memset(codes, 0, count);
    return;
  }
  const float scale = widened(largest);
  for (size_t i = 0; i < count; i++) {
    codes[i] = (int8_t)rintf(widened(halves[i]) * largest_code / scale);
  }
}

DISPATCHED(
    void, encode_halves, (const uint16_t *halves, size_t count, int8_t *codes, uint16_t *peak),
    (halves, count, codes, peak))

static void decode_plain(const int8_t *codes, size_t count, uint16_t peak, uint16_t *halves) {
  const float scale = widened(peak);
  for (size_t i = 0; i < count; i++) halves[i] = narrowed((float)codes[i] * scale / largest_code);
}

#if defined(__x86_64__)
#include <immintrin.h>

FACET_AVX2 static void decode_avx2(
    const int8_t *codes, size_t count, uint16_t peak, uint16_t *halves) {
  const __m256 scale = _mm256_set1_ps(widened(peak));
  const __m256 largest = _mm256_set1_ps(largest_code);
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m256i wide = _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)(codes + i)));
    const __m256 values = _mm256_div_ps(_mm256_mul_ps(_mm256_cvtepi32_ps(wide), scale), largest);
    _mm_storeu_si128(
        (__m128i *)(halves + i),
        _mm256_cvtps_ph(values, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
  }
  decode_plain(codes + i, count - i, peak, halves + i);
}

void facet_decode_halves(const int8_t *codes, size_t count, uint16_t peak, uint16_t *halves) {
  (facet_vector_level() > 0 ? decode_avx2 : decode_plain)(codes, count, peak, halves);
}
#else
void facet_decode_halves(const int8_t *codes, size_t count, uint16_t peak, uint16_t *halves) {
  decode_plain(codes, count, peak, halves);
}
#endif
