// Convolutions of 3x3 with stride 1 by Winograd's minimal filtering, in our own kernels.
//
// oneDNN has Winograd for AVX-512 in version 2 only, in a layout of its own; its other convolutions
// prefer pixels of channels. These kernels read and write pixels of channels, do the sum and the
// activation on the way out, and serve AVX2 too.
//
// Lavin and Gray 2015, Fast Algorithms for Convolutional Neural Networks,
// https://arxiv.org/abs/1509.09308, section 4: F(2x2, 3x3) and F(4x4, 3x3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "internal.hpp"
#include "resources.hpp"

namespace facet {

/// The sizes that kernels need. Maps have the shape [height, width, channels].
struct WinogradSizes {
  int64_t inputs, outputs, height, width, out_height, out_width;
  int64_t padding_rows, padding_columns;
  /// The side of the square of results that a tile gives: 2 or 4.
  int64_t side;
  int64_t tile_rows() const { return (out_height + side - 1) / side; }
  int64_t tile_columns() const { return (out_width + side - 1) / side; }
  int64_t tiles() const { return tile_rows() * tile_columns(); }
  /// The numbers that a tile becomes: 16 or 36.
  int64_t points() const { return (side + 2) * (side + 2); }
};

/// The maps of several pictures; no residuals if nothing is added.
struct WinogradPictures {
  std::vector<const float *> sources, residuals;
  std::vector<float *> targets;
};

/// What a kernel works on. Tiles are counted through all pictures.
struct WinogradPart {
  const WinogradPictures &pictures;
  /// Of the scaling before the convolution, by channel; null if there is none.
  const float *factors, *shifts;
  const float *weights;
  const float *bias;
  /// The factors of negative results; null if there are none.
  const float *slopes;
  bool is_limited;
  float low, high;
};

/// Kernels of one kind of processor.
struct WinogradKernels {
  /// The outputs that one product makes: two vectors.
  int64_t panel;
  /// The most tiles that one product makes.
  int64_t rows;
  /// Transforms tiles `begin` to `end` into [points, end - begin, inputs].
  void (*transform)(
      const WinogradSizes &, const WinogradPart &, int64_t begin, int64_t end,
      float *transformed);
  /// Computes a panel of outputs of tiles `begin` to `end`. `products` has room for
  /// [points, end - begin, panel].
  void (*multiply)(
      const WinogradSizes &, const WinogradPart &, const float *transformed, int64_t begin,
      int64_t end, int64_t panel, float *products);
};

/// The kernels of this processor, or null.
const WinogradKernels *winograd_kernels();

/// Transformed filters, [outputs / panel, points, inputs, panel]: in the order of their use.
struct WinogradWeights {
  int64_t panel;
  Block numbers;
};

/// A convolution with its weights and working memory.
class Winograd {
 public:
  /// Whether the kernels serve a convolution.
  static bool serves(const Operation &operation, const Shape &in, const Shape &out);

  /// `scaling` may be null; `pictures` is the most that a run gets.
  Winograd(
      const facet_network &network, size_t index, const Operation *scaling, int32_t threads,
      int64_t pictures);

  /// Appends pictures that follow each other in memory; `residual` may be null.
  void append(
      int64_t count, const float *source, const float *residual, float *target,
      WinogradPictures &pictures) const;
  void run(const WinogradPictures &pictures) const;

  std::string name() const;

 private:
  const WinogradKernels &kernels;
  WinogradSizes sizes;
  int32_t threads;
  /// The tiles that are transformed together.
  int64_t chunk;
  /// How the threads divide the work. Many tiles with few channels: each takes every so many chunks
  /// from beginning to end. Few tiles with many channels: each takes a part of the results, so that
  /// each weight is read once, and transforms all tiles, which is less work than waiting for others.
  bool shares_channels;
  std::shared_ptr<const WinogradWeights> weights;
  std::vector<float> factors, shifts, bias, slopes;
  facet_activation activation;
  float low, high;
  /// Of each thread: the transformed tiles, then the products.
  std::vector<Block> transformed, products;
};

}  // namespace facet
