// A prepared network, shared by the file that runs it and the file that builds its steps.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "descriptions.hpp"
#include "internal.hpp"
#include "resources.hpp"

namespace facet {

struct Step {
  dnnl::primitive primitive;
  std::unordered_map<int, memory> arguments;
};

/// The block number that stands for memory of the caller, or for released memory.
constexpr size_t caller_block = SIZE_MAX;

struct Value {
  memory::desc layout;
  size_t block;
};

inline memory::format_tag tag(facet_layout layout) {
  return layout == facet_layout_planes ? memory::format_tag::nchw : memory::format_tag::nhwc;
}

}  // namespace facet

struct facet_plan {
  facet_plan(const facet_network &network, int32_t batch, int32_t threads);
  void run(const float *source, float *const *targets);

  std::vector<std::string> implementations;

 private:
  using memory = dnnl::memory;

  // Building, in steps.cpp. Each pushes the operation's value.
  void add_operation(const facet_network &network, size_t index);
  void add_convolution(const facet_network &network, size_t index);
  void add_pooling(const facet_network &network, size_t index);
  void add_scaling(const facet::Operation &operation);
  void add_gating(const facet_network &network, size_t index);
  void add_activation(const facet::Operation &operation);
  void add_repetition(const facet_network &network, size_t index);
  void add_addition(const facet::Operation &operation);
  void add_joining(const facet::Operation &operation);
  void add_slopes(const std::vector<float> &slopes);
  void add_normalization(
      const memory &source, const memory &target, const memory &factors, const memory &shifts);

  // The parts of building.
  void add_outputs(const facet_network &network, int32_t value);
  void add_reorder(const memory &from, const memory &to);
  void add_step(
      const dnnl::primitive &primitive, const memory::desc &scratch_layout,
      std::unordered_map<int, memory> arguments);
  /// Returns a value in a layout: itself, or a copy in a block that the caller returns.
  memory in_layout(int32_t value, const memory::desc &layout, size_t &copy);
  void give_back(size_t block) {
    if (block != facet::caller_block) pool.give(block);
  }
  void release(size_t operation);
  facet::Value new_value(const memory::desc &layout);
  memory at(int32_t value) const;
  memory packed(
      const std::vector<float> &numbers, const memory::desc &from, const memory::desc &to);
  /// Returns a vector with one number per channel.
  memory vector(const std::vector<float> &numbers);
  memory::dims dims(const facet::Shape &shape) const {
    return {batch, shape.channels, shape.height, shape.width};
  }

  const int64_t batch;
  const int32_t threads;
  dnnl::engine engine;
  dnnl::stream stream;
  dnnl::primitive_attr attributes;
  facet::Pool pool;
  std::vector<facet::Block> constants;
  std::unique_ptr<facet::Block> scratch;
  size_t scratch_size = 0;
  std::vector<facet::Value> values;
  /// The last operation that reads each value.
  std::vector<size_t> last_use;
  std::vector<facet::Step> steps;
  /// The caller's memory, whose addresses each run sets.
  memory input;
  std::vector<memory> outputs;
};
