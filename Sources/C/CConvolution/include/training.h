#pragma once

// Included by CConvolution.h, which declares the error type.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A trainable convolution: forward, and backward to its source and its weights. It owns its
/// working memory, and runs on the one thread that calls it.
///
/// Maps are stored in blocks of 16 channels: [batch, channels / 16, height, width, 16]; a source of
/// one channel is [batch, height, width]. Weights are [outputs, inputs, kernel, kernel].
typedef struct facet_trainable facet_trainable;

typedef struct {
  int32_t batch;
  /// The number of input channels: 1, or a multiple of 16.
  int32_t input_channels;
  /// The number of output channels: a multiple of 16.
  int32_t output_channels;
  int32_t height, width;
  int32_t kernel, stride, padding;
} facet_trainable_shape;

/// Returns NULL if oneDNN refuses the shape.
facet_trainable *facet_trainable_create(
    const facet_trainable_shape *shape, facet_convolution_error *error);
void facet_trainable_destroy(facet_trainable *trainable);

/// Returns 0 on success; `target` is overwritten.
int32_t facet_trainable_forward(
    facet_trainable *trainable, const float *source, const float *weights, float *target,
    facet_convolution_error *error);

/// Overwrites the gradients. `source_gradient` may be NULL, and must be for a source of one
/// channel.
int32_t facet_trainable_backward(
    facet_trainable *trainable, const float *source, const float *weights,
    const float *target_gradient, float *source_gradient, float *weight_gradient,
    facet_convolution_error *error);

/// Returns the implementation: 0 forward, 1 backward to the source, 2 backward to the weights; NULL
/// beyond.
const char *facet_trainable_implementation(const facet_trainable *trainable, size_t index);

#ifdef __cplusplus
}
#endif
