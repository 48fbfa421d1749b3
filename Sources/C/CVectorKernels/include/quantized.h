#pragma once
#include <stddef.h>
#include <stdint.h>

// Matrix products of numbers in 8 bits with sums in 32 bits, for AVX-512 VNNI. A block of
// neighboring numbers shares a scale; sums within a block are exact.

/// The number of inputs that share a scale, and of outputs that are stored together.
enum { facet_quantized_block = 512, facet_quantized_strip = 32 };

/// The row length of inputs in 8 bits: the next multiple of 4.
static inline size_t facet_quantized_width(size_t inputs) { return (inputs + 3) & ~(size_t)3; }

static inline size_t facet_quantized_blocks(size_t inputs) {
  return (inputs + facet_quantized_block - 1) / facet_quantized_block;
}

/// The number of outputs with those that fill the last strip.
static inline size_t facet_quantized_outputs(size_t outputs) {
  return (outputs + facet_quantized_strip - 1) / facet_quantized_strip * facet_quantized_strip;
}

/// The weights of a linear layer.
typedef struct {
  size_t inputs, outputs;
  /// [strips, width / 4, 32, 4].
  int8_t *weights;
  /// [blocks, all outputs]: what a unit of weight stands for.
  float *scales;
  /// [blocks, all outputs]: the sum of a block's weights.
  float *sums;
} facet_quantized;

/// Returns whether this processor and the thread's vector level permit these products.
int facet_quantized_is_supported(void);

/// Rounds weights, shape [outputs, inputs], symmetrically: the largest of a block becomes 127.
void facet_quantize_weights(const facet_quantized *layer, const float *weights);

/// Rounds rows of inputs, `stride` apart: x is about offset + scale * q, q 0...255.
///
/// `to` is [rows, width]; scales and offsets are [rows, blocks].
void facet_quantize_rows(
    const float *from, size_t rows, size_t stride, size_t inputs, uint8_t *to, float *scales,
    float *offsets);

/// Computes the products of such rows with the weights: to[r][n], shape [rows, outputs]. A row's
/// numbers depend on no other row.
void facet_quantized_product(
    const facet_quantized *layer, const uint8_t *rows, size_t count, const float *scales,
    const float *offsets, float *to);
