#include "area.h"

#include <string.h>

#include "dispatch.h"

INLINE void add_samples(const uint8_t *samples, uint32_t *sums, size_t count) {
  for (size_t i = 0; i < count; i++) sums[i] += samples[i];
}

INLINE void area_normalized(const facet_area *area, uint32_t *sums, float *result) {
  const uint64_t width = area->width, height = area->height;
  const uint64_t new_width = area->new_width, new_height = area->new_height;
  const uint64_t last_column = area->first_column + area->columns;
  const size_t from = 3 * (size_t)(area->first_column * width / new_width);
  const size_t to = 3 * (size_t)((last_column * width + new_width - 1) / new_width);
  for (uint64_t row = area->first_row; row < area->first_row + area->rows; row++) {
    const uint64_t top = row * height / new_height;
    const uint64_t bottom = ((row + 1) * height + new_height - 1) / new_height;
    memset(sums + from, 0, (to - from) * sizeof *sums);
    for (uint64_t y = top; y < bottom; y++) {
      add_samples(area->source + y * area->stride + from, sums + from, to - from);
    }
    for (uint64_t column = area->first_column; column < last_column; column++) {
      const uint64_t left = column * width / new_width;
      const uint64_t right = ((column + 1) * width + new_width - 1) / new_width;
      uint32_t red = 0, green = 0, blue = 0;
      for (uint64_t x = left; x < right; x++) {
        red += sums[3 * x];
        green += sums[3 * x + 1];
        blue += sums[3 * x + 2];
      }
      const float count = (float)((bottom - top) * (right - left));
      *result++ = ((float)red / count - 127.5f) * 0.0078125f;
      *result++ = ((float)green / count - 127.5f) * 0.0078125f;
      *result++ = ((float)blue / count - 127.5f) * 0.0078125f;
    }
  }
}

DISPATCHED(
    void, area_normalized, (const facet_area *area, uint32_t *sums, float *result),
    (area, sums, result))
