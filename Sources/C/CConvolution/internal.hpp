// The part that both halves of the shim share: the description of a network.
#pragma once

#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "CConvolution.h"

namespace facet {

struct Shape {
  int64_t channels, height, width;
  size_t size() const { return size_t(channels) * size_t(height) * size_t(width); }
  bool operator==(const Shape &other) const {
    return channels == other.channels && height == other.height && width == other.width;
  }
};

enum class Kind {
  convolution,
  maximum,
  average,
  scaling,
  gating,
  activation,
  repetition,
  addition,
  product,
  joining
};

/// One step; its kind determines which fields matter.
struct Operation {
  Kind kind;
  /// The numbers of the values that it reads, except a convolution's residual.
  std::vector<int32_t> inputs;
  int32_t residual = -1;
  facet_activation activation = facet_activation_none;
  /// Of a clip: its limits.
  float low = 0, high = 0;
  int64_t groups = 1, kernel_height = 1, kernel_width = 1, stride = 1;
  int64_t padding_rows = 0, padding_columns = 0;
  /// Of a scaling: the factors.
  std::vector<float> weights;
  /// Of a scaling: the shifts.
  std::vector<float> bias;
  std::vector<float> slopes;
};

struct WinogradWeights;

struct Output {
  int32_t value;
  facet_layout layout;
};

/// Runs `body` and turns exceptions into text: none may leave a C function.
template <typename Result, typename Body>
Result guarded(facet_convolution_error *error, Result failure, Body body) {
  error->text[0] = 0;
  const char *text = "an unknown exception";
  try {
    return body();
  } catch (const std::exception &exception) {
    text = exception.what();
    std::strncpy(error->text, text, sizeof error->text - 1);
  } catch (...) {
    std::strncpy(error->text, text, sizeof error->text - 1);
  }
  error->text[sizeof error->text - 1] = 0;
  return failure;
}

inline void require(bool condition, const char *text) {
  if (!condition) throw std::invalid_argument(text);
}

/// So many weights fill the caches (a megabyte, and more for Winograd), and reading them costs more
/// than the products with one picture.
constexpr size_t large_weights = 1 << 18;

}  // namespace facet

struct facet_network {
  facet_layout input_layout;
  /// By value: 0 is the input.
  std::vector<facet::Shape> shapes;
  /// Operation i makes value i + 1.
  std::vector<facet::Operation> operations;
  std::vector<facet::Output> outputs;
  /// The first operation with large weights; their number if there is none.
  size_t first_large() const {
    size_t index = 0;
    while (index < operations.size() && operations[index].weights.size() < facet::large_weights) {
      ++index;
    }
    return index;
  }
  /// Of convolutions that run in our own kernels, by operation: packed once for all plans.
  mutable std::vector<std::shared_ptr<const facet::WinogradWeights>> packed;
  mutable std::mutex lock;
};
