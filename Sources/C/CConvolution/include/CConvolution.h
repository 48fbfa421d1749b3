#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Why a call failed; empty when it did not.
typedef struct {
  char text[256];
} facet_convolution_error;

/// Convolutions and what lies between them, with their weights: what to compute. Read only once it
/// is built, so plans may be made from it on any thread.
typedef struct facet_network facet_network;

/// A network prepared for one batch size and one number of threads: how to compute it. It owns its
/// packed weights and all working memory, and runs on one thread of the caller at a time.
typedef struct facet_plan facet_plan;

/// What happens to each number of a convolution's result.
typedef enum {
  facet_activation_none = 0,
  /// Negative numbers become 0.
  facet_activation_relu = 1,
  /// 1 / (1 + exp(-x)).
  facet_activation_sigmoid = 2,
} facet_activation;

/// One convolution. Values are numbered: 0 is the input, every step adds the next.
typedef struct {
  int32_t input;
  /// A value of the result's shape that is added before the slopes or the activation apply, or -1.
  int32_t residual;
  int32_t output_channels;
  int32_t groups;
  int32_t kernel_height, kernel_width;
  int32_t stride;
  /// Rows of zeros above and below, columns of zeros left and right.
  int32_t padding_rows, padding_columns;
  /// None where there are slopes.
  facet_activation activation;
  /// Shape [output_channels, input_channels / groups, kernel_height, kernel_width].
  const float *weights;
  /// Shape [output_channels].
  const float *bias;
  /// PReLU's factor of negative results, by channel: shape [output_channels]; or NULL.
  const float *slopes;
} facet_convolution;

/// How a batch lies in the caller's memory.
typedef enum {
  /// Channels, then rows, then columns.
  facet_layout_planes = 0,
  /// Rows, then columns, then channels.
  facet_layout_pixels = 1,
} facet_layout;

facet_network *facet_network_create(
    int32_t channels, int32_t height, int32_t width, facet_layout input_layout,
    facet_convolution_error *error);
void facet_network_destroy(facet_network *network);

/// Adds a convolution and copies its numbers. Returns the number of its value, or -1.
int32_t facet_network_add_convolution(
    facet_network *network, const facet_convolution *convolution, facet_convolution_error *error);

/// Adds the largest number in each window of side by side. Returns the number of its value, or -1;
/// so do the others.
///
/// With `partial` other than 0, windows that begin inside and end outside count too, with what they
/// have inside; else they are left out.
int32_t facet_network_add_maximum(
    facet_network *network, int32_t input, int32_t side, int32_t stride, int32_t partial,
    facet_convolution_error *error);

/// Adds the mean of each channel: a value of one row and one column.
int32_t facet_network_add_average(
    facet_network *network, int32_t input, facet_convolution_error *error);

/// Adds factor * x + shift with one factor and one shift per channel.
int32_t facet_network_add_scaling(
    facet_network *network, int32_t input, const float *factors, const float *shifts,
    facet_convolution_error *error);

/// Adds the product of a value and one number per channel, itself a value of one row and column.
int32_t facet_network_add_gating(
    facet_network *network, int32_t input, int32_t gates, facet_convolution_error *error);

/// Adds the sum of two values of one shape, and PReLU unless `slopes` is NULL.
int32_t facet_network_add_addition(
    facet_network *network, int32_t first, int32_t second, const float *slopes,
    facet_convolution_error *error);

/// Adds the channels of several values behind each other.
int32_t facet_network_add_joining(
    facet_network *network, const int32_t *inputs, int32_t count, facet_convolution_error *error);

/// Makes a value an output. Returns 0, or -1.
int32_t facet_network_add_output(
    facet_network *network, int32_t value, facet_layout layout, facet_convolution_error *error);

/// The number of elements of one picture's value.
size_t facet_network_value_size(const facet_network *network, int32_t value);

/// Packs the weights and prepares each step. NULL on failure.
facet_plan *facet_plan_create(
    const facet_network *network, int32_t batch, int32_t threads, facet_convolution_error *error);
void facet_plan_destroy(facet_plan *plan);

/// Runs a whole batch.
///
/// `input` has batch pictures; `outputs` has one block a declared output, in their order, each for
/// batch pictures. Returns 0, or -1.
int32_t facet_plan_run(
    facet_plan *plan, const float *input, float *const *outputs, facet_convolution_error *error);

/// What computes a step (each followed by its slopes, in order), in the words of the library,
/// such as "jit:avx512_core"; NULL behind the last step.
const char *facet_plan_implementation(const facet_plan *plan, size_t step);

#ifdef __cplusplus
}
#endif

#include "training.h"
