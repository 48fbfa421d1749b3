#pragma once
#include <stddef.h>
#include <stdint.h>

// Patches in 8 bits per value: codes from -127 to 127, and the largest magnitude of their row, the peak. The value
// of a code is code * peak / 127, rounded to 16 bits (IEEE binary16). Encoding decoded values gives the same codes
// and peak again, as long as the peak is at least 2^-13.

/// Encodes a row of 16-bit numbers that are finite; a row of zeros gives zeros.
void facet_encode_halves(const uint16_t *halves, size_t count, int8_t *codes, uint16_t *peak);

/// Decodes a row, to the same bits on each machine.
void facet_decode_halves(const int8_t *codes, size_t count, uint16_t peak, uint16_t *halves);
