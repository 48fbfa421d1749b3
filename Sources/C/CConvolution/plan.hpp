// A prepared network, shared by the file that runs it and the file that builds its steps.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "descriptions.hpp"
#include "internal.hpp"
#include "resources.hpp"
#include "winograd.hpp"

namespace facet {

using Arguments = std::unordered_map<int, memory>;

/// A step of oneDNN, or a convolution of our own.
struct Step {
  dnnl::primitive primitive;
  /// By member of the group.
  std::vector<Arguments> arguments;
  std::shared_ptr<const Winograd> winograd = nullptr;
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

/// Whether an operation is a convolution that our own kernels compute.
inline bool serves(const facet_network &network, size_t index) {
  const Operation &operation = network.operations[index];
  return operation.kind == Kind::convolution &&
         Winograd::serves(
             operation, network.shapes[size_t(operation.inputs[0])], network.shapes[index + 1]);
}

}  // namespace facet

struct facet_plan {
  facet_plan(const facet_network &network, int32_t batch, int32_t group, int32_t threads);
  void run(size_t members, const float *source, float *const *targets);

  std::vector<std::string> implementations;

 private:
  using memory = dnnl::memory;

  void run(const facet::Step &step, size_t first, size_t last);

  // Building, in steps.cpp. Each pushes the operation's value.
  void add_operation(const facet_network &network, size_t index);
  void add_convolution(const facet_network &network, size_t index);
  void add_winograd(const facet_network &network, size_t index);
  void add_pooling(const facet_network &network, size_t index);
  void add_scaling(const facet::Operation &operation);
  void add_gating(const facet_network &network, size_t index);
  void add_activation(const facet::Operation &operation);
  void add_repetition(const facet_network &network, size_t index);
  void add_pairwise(const facet::Operation &operation);
  void add_joining(const facet::Operation &operation);
  void add_slopes(const std::vector<float> &slopes);
  void add_normalization(
      const memory &source, const memory &target, const memory &factors, const memory &shifts);

  // The parts of building.
  void absorb_scalings(const facet_network &network);
  void add_outputs(const facet_network &network, int32_t value);
  void add_reorder(const memory &from, const memory &to);
  void add_step(
      const dnnl::primitive &primitive, const memory::desc &scratch_layout,
      facet::Arguments arguments);
  void add_step(facet::Step step, const facet::Arguments &arguments);
  /// Returns a value in a layout: itself, or a copy in a block that the caller returns.
  memory in_layout(int32_t value, const memory::desc &layout, size_t &copy);
  void give_back(size_t block) {
    if (block != facet::caller_block) pool.give(block);
  }
  void release(size_t operation);
  size_t copies() const;
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
  const size_t group;
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
  /// Whether each operation is a scaling that the convolution after it does on the way in.
  std::vector<bool> is_absorbed;
  std::vector<facet::Step> steps;
  /// The operation that is being added.
  size_t current = 0;
  /// The first operation whose weights are so large that they are read once for the whole group,
  /// and its first step.
  size_t shared_operation, shared_step = 0;
  /// The caller's memory by member of the group, whose addresses each run sets.
  std::vector<memory> inputs;
  std::vector<std::vector<memory>> outputs;
  std::vector<size_t> output_sizes;
  size_t input_size;
};
