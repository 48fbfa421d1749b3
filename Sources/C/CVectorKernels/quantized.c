#include "quantized.h"

#include <math.h>
#include <string.h>

#include "dispatch.h"

INLINE size_t least_of(size_t a, size_t b) { return a < b ? a : b; }

void facet_quantize_weights(const facet_quantized *layer, const float *weights) {
  const size_t width = facet_quantized_width(layer->inputs);
  const size_t blocks = facet_quantized_blocks(layer->inputs);
  const size_t all = facet_quantized_outputs(layer->outputs);
  memset(layer->weights, 0, all * width);
  memset(layer->scales, 0, blocks * all * sizeof *layer->scales);
  memset(layer->sums, 0, blocks * all * sizeof *layer->sums);
  for (size_t n = 0; n < layer->outputs; n++) {
    const float *row = weights + n * layer->inputs;
    const size_t strip = n / facet_quantized_strip * facet_quantized_strip;
    for (size_t b = 0; b < blocks; b++) {
      const size_t begin = b * facet_quantized_block;
      const size_t end = least_of(begin + facet_quantized_block, layer->inputs);
      float most = 0;
      for (size_t k = begin; k < end; k++) most = fmaxf(most, fabsf(row[k]));
      const float scale = most / 127;
      if (!(scale > 0)) continue;
      int32_t sum = 0;
      for (size_t k = begin; k < end; k++) {
        const int32_t rounded = (int32_t)lrintf(row[k] / scale);
        sum += rounded;
        layer->weights[strip * width + k / 4 * 4 * facet_quantized_strip + (n - strip) * 4 + k % 4] =
            (int8_t)rounded;
      }
      layer->scales[b * all + n] = scale;
      layer->sums[b * all + n] = scale * (float)sum;
    }
  }
}

#if defined(__x86_64__)

#include <immintrin.h>

#define VNNI                                                                        \
  __attribute__((                                                                   \
      target("avx512f,avx512vl,avx512bw,avx512dq,avx512vnni,fma,f16c"), min_vector_width(512)))

int facet_quantized_is_supported(void) {
  return facet_vector_level() == 2 && __builtin_cpu_supports("avx512vnni");
}

VNNI void facet_quantize_rows(
    const float *from, size_t rows, size_t stride, size_t inputs, uint8_t *to, float *scales,
    float *offsets) {
  const size_t width = facet_quantized_width(inputs), blocks = facet_quantized_blocks(inputs);
  for (size_t r = 0; r < rows; r++) {
    for (size_t b = 0; b < blocks; b++) {
      const float *row = from + r * stride + b * facet_quantized_block;
      uint8_t *out = to + r * width + b * facet_quantized_block;
      const size_t count = least_of(facet_quantized_block, inputs - b * facet_quantized_block);
      // What is beyond the row counts as its first number.
      const __m512 first = _mm512_set1_ps(row[0]);
      __m512 lows = first, highs = first;
      for (size_t k = 0; k < count; k += 16) {
        const __mmask16 mask = count - k >= 16 ? 0xffff : (__mmask16)((1u << (count - k)) - 1);
        const __m512 values = _mm512_mask_loadu_ps(first, mask, row + k);
        lows = _mm512_min_ps(lows, values);
        highs = _mm512_max_ps(highs, values);
      }
      const float low = _mm512_reduce_min_ps(lows), high = _mm512_reduce_max_ps(highs);
      const float scale = (high - low) / 255;
      const float inverse = scale > 0 ? 1 / scale : 0;
      const __m512 all_low = _mm512_set1_ps(low), all_inverse = _mm512_set1_ps(inverse);
      for (size_t k = 0; k < count; k += 16) {
        const __mmask16 mask = count - k >= 16 ? 0xffff : (__mmask16)((1u << (count - k)) - 1);
        const __m512 values = _mm512_maskz_loadu_ps(mask, row + k);
        const __m512i rounded =
            _mm512_cvtps_epu32(_mm512_mul_ps(_mm512_sub_ps(values, all_low), all_inverse));
        _mm512_mask_cvtusepi32_storeu_epi8(out + k, mask, rounded);
      }
      scales[r * blocks + b] = scale;
      offsets[r * blocks + b] = low;
    }
    for (size_t k = inputs; k < width; k++) to[r * width + k] = 0;
  }
}

// Computes `height` rows times one strip, with all sums of a block in registers.
INLINE VNNI void tile(
    const facet_quantized *layer, const uint8_t *rows, size_t strip, const float *scales,
    const float *offsets, float *to, size_t height) {
  const size_t width = facet_quantized_width(layer->inputs);
  const size_t blocks = facet_quantized_blocks(layer->inputs);
  const size_t all = facet_quantized_outputs(layer->outputs);
  const int8_t *weights = layer->weights + strip * width;
  for (size_t b = 0; b < blocks; b++) {
    __m512i sums[12][2];
#pragma clang loop unroll(full)
    for (size_t r = 0; r < height; r++) sums[r][0] = sums[r][1] = _mm512_setzero_si512();
    const size_t end = least_of((b + 1) * facet_quantized_block, width);
    for (size_t k = b * facet_quantized_block; k < end; k += 4) {
      const int8_t *four = weights + k * facet_quantized_strip;
      const __m512i first = _mm512_loadu_si512(four), second = _mm512_loadu_si512(four + 64);
#pragma clang loop unroll(full)
      for (size_t r = 0; r < height; r++) {
        int32_t inputs;
        memcpy(&inputs, rows + r * width + k, 4);
        const __m512i spread = _mm512_set1_epi32(inputs);
        sums[r][0] = _mm512_dpbusd_epi32(sums[r][0], spread, first);
        sums[r][1] = _mm512_dpbusd_epi32(sums[r][1], spread, second);
      }
    }
#pragma clang loop unroll(full)
    for (size_t v = 0; v < 2; v++) {
      const size_t column = strip + 16 * v;
      const __m512 weight_scales = _mm512_loadu_ps(layer->scales + b * all + column);
      const __m512 weight_sums = _mm512_loadu_ps(layer->sums + b * all + column);
      const size_t left = column < layer->outputs ? layer->outputs - column : 0;
      const __mmask16 mask = left >= 16 ? 0xffff : (__mmask16)((1u << left) - 1);
#pragma clang loop unroll(full)
      for (size_t r = 0; r < height; r++) {
        float *out = to + r * layer->outputs + column;
        const __m512 scale =
            _mm512_mul_ps(_mm512_set1_ps(scales[r * blocks + b]), weight_scales);
        const __m512 before = b > 0 ? _mm512_maskz_loadu_ps(mask, out) : _mm512_setzero_ps();
        const __m512 offset =
            _mm512_fmadd_ps(_mm512_set1_ps(offsets[r * blocks + b]), weight_sums, before);
        _mm512_mask_storeu_ps(
            out, mask, _mm512_fmadd_ps(_mm512_cvtepi32_ps(sums[r][v]), scale, offset));
      }
    }
  }
}

VNNI void facet_quantized_product(
    const facet_quantized *layer, const uint8_t *rows, size_t count, const float *scales,
    const float *offsets, float *to) {
  const size_t width = facet_quantized_width(layer->inputs);
  const size_t blocks = facet_quantized_blocks(layer->inputs);
  for (size_t s = 0; s < layer->outputs; s += facet_quantized_strip) {
    size_t r = 0;
#define TILES(height)                                                                  \
  for (; r + height <= count; r += height) {                                           \
    tile(                                                                              \
        layer, rows + r * width, s, scales + r * blocks, offsets + r * blocks,         \
        to + r * layer->outputs, height);                                              \
  }
    TILES(12)
    TILES(4)
    TILES(1)
#undef TILES
  }
}

#else

int facet_quantized_is_supported(void) { return 0; }

void facet_quantize_rows(
    const float *from, size_t rows, size_t stride, size_t inputs, uint8_t *to, float *scales,
    float *offsets) {
  __builtin_trap();
}

void facet_quantized_product(
    const facet_quantized *layer, const uint8_t *rows, size_t count, const float *scales,
    const float *offsets, float *to) {
  __builtin_trap();
}

#endif
