#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The reason why a call failed; empty if it did not.
typedef struct {
  char text[256];
} facet_convolution_error;

/// Convolutions and the steps between them, with their weights: the computation. It is only read
/// once it is built, so plans may be created from it on any thread.
typedef struct facet_network facet_network;

/// A network prepared for one batch size and one number of threads. It owns its packed weights and
/// all working memory, and runs on one thread of the caller at a time.
typedef struct facet_plan facet_plan;

/// The function applied to each number of a convolution's result.
typedef enum {
  facet_activation_none = 0,
  /// The function max(x, 0).
  facet_activation_relu = 1,
  /// The function 1 / (1 + exp(-x)).
  facet_activation_sigmoid = 2,
  /// The nearest number from low to high.
  facet_activation_clip = 3,
} facet_activation;

/// One convolution. Values are numbered: 0 is the input, every step adds the next.
typedef struct {
  int32_t input;
  /// The number of a value of the result's shape that is added before the slopes or the activation,
  /// or -1.
  int32_t residual;
  int32_t output_channels;
  int32_t groups;
  int32_t kernel_height, kernel_width;
  int32_t stride;
  /// The numbers of rows of zeros above and below, and of columns of zeros left and right.
  int32_t padding_rows, padding_columns;
  /// The activation; none if there are slopes.
  facet_activation activation;
  /// The limits of facet_activation_clip.
  float low, high;
  /// The weights, shape [output_channels, input_channels / groups, kernel_height, kernel_width].
  const float *weights;
  /// The bias, shape [output_channels].
  const float *bias;
  /// The PReLU's factors of negative results, by channel: shape [output_channels]; or NULL.
  const float *slopes;
} facet_convolution;

/// The layout of a batch in the caller's memory.
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
/// `padding` is the number of rows and columns on each side that windows may extend to; they never
/// hold the maximum. If `partial` is not 0, windows that extend beyond them count with the part
/// inside; otherwise they are left out.
int32_t facet_network_add_maximum(
    facet_network *network, int32_t input, int32_t side, int32_t stride, int32_t padding,
    int32_t partial, facet_convolution_error *error);

/// Adds the mean of each window, as facet_network_add_maximum does; what is beyond the edge does not count.
int32_t facet_network_add_moving_average(
    facet_network *network, int32_t input, int32_t side, int32_t stride, int32_t padding,
    int32_t partial, facet_convolution_error *error);

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

/// Adds an activation alone, or PReLU if `slopes` is not NULL (then `activation` is none).
int32_t facet_network_add_activation(
    facet_network *network, int32_t input, facet_activation activation, float low, float high,
    const float *slopes, facet_convolution_error *error);

/// Adds a value of `factor` times the height and width, in which each number is repeated.
int32_t facet_network_add_repetition(
    facet_network *network, int32_t input, int32_t factor, facet_convolution_error *error);

/// Adds the sum of two values of one shape, and PReLU unless `slopes` is NULL.
int32_t facet_network_add_addition(
    facet_network *network, int32_t first, int32_t second, const float *slopes,
    facet_convolution_error *error);

/// Adds the product of two values of one shape, number by number.
int32_t facet_network_add_product(
    facet_network *network, int32_t first, int32_t second, facet_convolution_error *error);

/// Adds the channels of several values, concatenated.
int32_t facet_network_add_joining(
    facet_network *network, const int32_t *inputs, int32_t count, facet_convolution_error *error);

/// Makes a value an output. Returns 0, or -1.
int32_t facet_network_add_output(
    facet_network *network, int32_t value, facet_layout layout, facet_convolution_error *error);

/// Returns the number of elements of one picture's value.
size_t facet_network_value_size(const facet_network *network, int32_t value);

/// Returns 1 if batches of a group have something to share: weights that exceed the caches.
int32_t facet_network_has_large_weights(const facet_network *network);

/// Packs the weights and prepares each step. Returns NULL on failure.
///
/// A step takes the pictures of a batch together, as the library does. The batches of a group are
/// computed each as if alone, to the same bits, but share the reading of large weights.
facet_plan *facet_plan_create(
    const facet_network *network, int32_t batch, int32_t group, int32_t threads,
    facet_convolution_error *error);
void facet_plan_destroy(facet_plan *plan);

/// Runs some batches, at most the plan's group of them.
///
/// `input` contains the pictures of all batches; `outputs` contains one block per declared output,
/// in their order, each for as many pictures. Returns 0, or -1.
int32_t facet_plan_run(
    facet_plan *plan, int32_t batches, const float *input, float *const *outputs,
    facet_convolution_error *error);

/// Computes products[r] = the sum of matrix[r][c] * vector[c], with the sums of
/// facet_row_products, on the threads of a plan. Threads of another library would wait while these
/// still look for work.
void facet_plan_row_products(
    const float *matrix, size_t rows, size_t columns, const float *vector, float *products,
    int32_t threads);

/// Returns the implementation of a step (each followed by its slopes, in order), in the words of
/// the library, such as "jit:avx512_core"; NULL after the last step.
const char *facet_plan_implementation(const facet_plan *plan, size_t step);

#ifdef __cplusplus
}
#endif

#include "training.h"
