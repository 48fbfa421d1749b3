#pragma once
#include <string.h>

#include "dispatch.h"

// Returns 2^x: the integer part goes into the exponent's bits, the rest through a polynomial fitted
// on [-1/2, 1/2] (relative error 7.5e-8).
INLINE float exp2_fast(float x) {
  x = x < -126.0f ? -126.0f : x;
  x = x > 126.0f ? 126.0f : x;
  float shifted = x + 12582912.0f;  // 1.5 * 2^23: rounds to a whole number
  float whole = shifted - 12582912.0f;
  float part = x - whole;
  float power = 0.0013276470126584172f;
  power = power * part + 0.009675541892647743f;
  power = power * part + 0.05550713464617729f;
  power = power * part + 0.24022120237350464f;
  power = power * part + 0.6931469440460205f;
  power = power * part + 1.0000001192092896f;
  // The low bits of `shifted` contain the integer part, which is moved to the place of an exponent.
  int bits;
  memcpy(&bits, &shifted, 4);
  int biased = (int)(((unsigned)bits << 23) + (127u << 23));
  float factor;
  memcpy(&factor, &biased, 4);
  return power * factor;
}
