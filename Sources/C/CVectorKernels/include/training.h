#pragma once
#include <stddef.h>

// Element-wise parts of training. Maps are stored in blocks of 16 channels: [pictures, blocks,
// places, 16]. The best of AVX-512, AVX2 and plain C is chosen at run time.

typedef struct {
  size_t pictures;
  /// The number of channels / 16.
  size_t blocks;
  /// The height * width.
  size_t places;
} facet_maps;

/// Computes the sum and the sum of squares of each channel, over all pictures and places.
void facet_map_sums(const facet_maps *shape, const float *x, double *sums, double *squares);

/// Computes y = prelu(x * factor + shift + residual), with factors and shifts by channel. The
/// residual may be NULL; a slope of 1 keeps negative numbers.
void facet_map_forward(
    const facet_maps *shape, const float *x, const float *factors, const float *shifts,
    const float *residual, float slope, float *y);

/// Turns the gradient of `facet_map_forward`'s result into that of the PReLU's input, in place: if
/// the input was negative, the gradient is multiplied by the slope. Also computes, per channel, the
/// sum of the new gradient and of its products with x. Returns the gradient of the slope.
double facet_map_backward(
    const facet_maps *shape, const float *x, const float *factors, const float *shifts,
    const float *residual, float slope, float *gradient, double *sums, double *products);

/// Computes to = gradient * a + x * b + c, with a, b and c by channel; added to `to` if `adds`.
void facet_map_combine(
    const facet_maps *shape, const float *gradient, const float *x, const float *a, const float *b,
    const float *c, int adds, float *to);

/// Computes the maxima of 2 by 2 places that do not overlap: `x` is [pictures, blocks, height,
/// width, 16], with even height and width.
void facet_map_maximum(
    size_t maps, size_t height, size_t width, const float *x, float *y);

/// Moves each gradient to the first of its four places that has the maximum; the others become 0.
void facet_map_maximum_backward(
    size_t maps, size_t height, size_t width, const float *x, const float *y,
    const float *y_gradient, float *x_gradient);

/// values += addend.
void facet_add(float *values, const float *addend, size_t count);

/// Computes hidden = gelu(values + bias), and values += bias (for the backward pass).
void facet_gelu_forward(
    float *values, const float *bias, float *hidden, size_t rows, size_t columns);

/// gradient *= gelu'(values).
void facet_gelu_backward(const float *values, float *gradient, size_t count);

/// Turns gradients of softmax(scale * row) into those of the row, in place.
void facet_softmax_backward(
    const float *softmax, float *gradient, size_t rows, size_t columns, float scale);

/// The backward pass of `facet_layer_norm_rows`: adds to `x_gradient`, `gain_gradient`,
/// `shift_gradient`.
void facet_layer_norm_backward(
    const float *x, const float *gain, const float *gradient, float *x_gradient,
    float *gain_gradient, float *shift_gradient, size_t rows, size_t columns, float epsilon);

/// sums[c] += sum_r values[r][c].
void facet_column_sums(const float *values, float *sums, size_t rows, size_t columns);

/// A step of stochastic gradient descent with momentum:
/// v = momentum * v + (g + decay * w), w -= rate * v.
void facet_sgd_step(
    float *weights, const float *gradient, float *velocity, size_t count, float rate,
    float momentum, float decay);

/// A step of AdamW: w -= rate * decay * w, m and s are the moments,
/// w -= rate * (m * first_correction) / (sqrt(s * second_correction) + epsilon).
void facet_adamw_step(
    float *weights, const float *gradient, float *first, float *second, size_t count, float rate,
    float beta1, float beta2, float epsilon, float decay, float first_correction,
    float second_correction);
