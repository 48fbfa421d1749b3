// What the two halves of the shim share: the description of a network.
#pragma once

#include <cstring>
#include <exception>
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

struct Convolution {
  int32_t input, residual;
  int64_t groups, kernel_height, kernel_width, stride, padding;
  std::vector<float> weights, bias, slopes;
};

struct Output {
  int32_t value;
  facet_layout layout;
};

/// Runs `body` and turns whatever it throws into text: no exception may leave a C function.
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

}  // namespace facet

struct facet_network {
  facet_layout input_layout;
  /// By value: 0 is the input.
  std::vector<facet::Shape> shapes;
  /// Convolution i makes value i + 1.
  std::vector<facet::Convolution> convolutions;
  std::vector<facet::Output> outputs;
};
