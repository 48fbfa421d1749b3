#pragma once
#include <math.h>

#include "dispatch.h"
#include "exponential.h"

// erfc(x) for x >= 0 as 2^P(x), P fitted to log2(erfc) on [0, 4.3] for least absolute error (7e-8).
INLINE float erfc_fast(float x) {
  x = x > 4.3f ? 4.3f : x;
  float p = -4.536095366347581e-05f;
  p = p * x + 0.0004455242888070643f;
  p = p * x - 0.0014894877094775438f;
  p = p * x - 0.0007745660841464996f;
  p = p * x + 0.02825363539159298f;
  p = p * x - 0.1484815925359726f;
  p = p * x - 0.9184163808822632f;
  p = p * x - 1.6279085874557495f;
  return exp2_fast(p * x);
}

// Returns Phi(x), the share of a normal distribution below x.
INLINE float normal_share(float x) {
  const float tail = 0.5f * erfc_fast(fabsf(x) * 0.7071067811865476f);
  return x < 0.0f ? tail : 1.0f - tail;
}

INLINE float gelu(float x) { return x * normal_share(x); }
