#pragma once

#include <stddef.h>
#include <stdint.h>

/// A part of a picture that is resized by area: each result is the mean of the pixels from floor(i
/// * n / m) to before ceil((i + 1) * n / m), for result i of m from n pixels.
typedef struct {
  /// The first sample of the rectangle that is resized: red, green, blue, red...
  const uint8_t *source;
  /// The number of bytes from one row to the next.
  size_t stride;
  /// The size of the rectangle, and of the whole result, only a part of which is computed.
  uint32_t width, height, new_width, new_height;
  /// The part: rows and columns of the whole result.
  uint32_t first_row, rows, first_column, columns;
} facet_area;

/// Writes (mean - 127.5) / 128 for each channel of each pixel of the part: shape [rows, columns, 3].
///
/// `sums` must have room for 3 * width numbers. A window has at most 16 million pixels.
void facet_area_normalized(const facet_area *area, uint32_t *sums, float *result);
