// Computes a network with oneDNN, versions 2 and 3.
//
// Activations stay in whatever layout each convolution prefers; weights are brought into theirs
// once. A per-channel PReLU runs as a primitive of its own, in place on the convolution's result:
// fused into the convolution it would fall to the reference implementation, a hundred times slower.

#include <algorithm>
#include <memory>
#include <oneapi/dnnl/dnnl.hpp>
#include <string>
#include <unordered_map>

#include "internal.hpp"
#include "resources.hpp"

namespace {

using dnnl::memory;
using facet::Block;
using facet::guarded;
using facet::Pool;
using facet::require;
using facet::ThreadCount;

struct Step {
  dnnl::primitive primitive;
  std::unordered_map<int, memory> arguments;
};

/// In place of a block of the pool: memory of the caller, or none any more.
constexpr size_t caller_block = SIZE_MAX;

struct Value {
  memory::desc layout;
  size_t block;
};

dnnl::convolution_forward::primitive_desc convolution_description(
    const dnnl::engine &engine, const memory::desc &source, const memory::desc &weights,
    const memory::desc &bias, const memory::desc &target, const memory::dims &strides,
    const memory::dims &padding, const dnnl::primitive_attr &attributes) {
  const auto kind = dnnl::prop_kind::forward_inference;
  const auto algorithm = dnnl::algorithm::convolution_auto;
#if DNNL_VERSION_MAJOR >= 3
  return {engine, kind,    algorithm, source,  weights,   bias,
          target, strides, padding,   padding, attributes};
#else
  const dnnl::convolution_forward::desc description(
      kind, algorithm, source, weights, bias, target, strides, padding, padding);
  return {description, attributes, engine};
#endif
}

dnnl::prelu_forward::primitive_desc prelu_description(
    const dnnl::engine &engine, const memory::desc &data, const memory::desc &slopes,
    const dnnl::primitive_attr &attributes) {
  const auto kind = dnnl::prop_kind::forward_inference;
#if DNNL_VERSION_MAJOR >= 3
  return {engine, kind, data, slopes, data, attributes};
#else
  return {dnnl::prelu_forward::desc(kind, data, slopes), attributes, engine};
#endif
}

memory::desc plain(const memory::dims &dims, memory::format_tag tag) {
  return {dims, memory::data_type::f32, tag};
}

memory::format_tag tag(facet_layout layout) {
  return layout == facet_layout_planes ? memory::format_tag::nchw : memory::format_tag::nhwc;
}

}  // namespace

struct facet_plan {
  facet_plan(const facet_network &network, int32_t batch, int32_t threads);
  void run(const float *source, float *const *targets);

  std::vector<std::string> implementations;

 private:
  void add_convolution(const facet_network &network, size_t index);
  void add_slopes(const std::vector<float> &slopes);
  void add_outputs(const facet_network &network, int32_t value);
  void add_reorder(const memory &from, const memory &to);
  void add_step(
      const dnnl::primitive &primitive, const memory::desc &scratch_layout,
      std::unordered_map<int, memory> arguments);
  void release(size_t convolution);
  Value new_value(const memory::desc &layout);
  memory at(int32_t value) const;
  memory packed(
      const std::vector<float> &numbers, const memory::desc &from, const memory::desc &to);
  memory::dims dims(const facet::Shape &shape) const {
    return {batch, shape.channels, shape.height, shape.width};
  }

  const int64_t batch;
  const int32_t threads;
  dnnl::engine engine;
  dnnl::stream stream;
  dnnl::primitive_attr attributes;
  Pool pool;
  std::vector<Block> constants;
  std::unique_ptr<Block> scratch;
  size_t scratch_size = 0;
  std::vector<Value> values;
  /// By value: the last convolution that reads it.
  std::vector<size_t> last_use;
  std::vector<Step> steps;
  /// The caller's memory, whose addresses each run sets.
  memory input;
  std::vector<memory> outputs;
};

facet_plan::facet_plan(const facet_network &network, int32_t batch, int32_t threads)
    : batch(batch),
      threads(threads),
      engine(dnnl::engine::kind::cpu, 0),
      stream(engine),
      outputs(network.outputs.size()) {
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  const size_t count = network.convolutions.size();
  last_use.assign(count + 1, 0);
  for (size_t i = 0; i < count; ++i) {
    last_use[i + 1] = i;  // of a value that only an output reads
    const facet::Convolution &convolution = network.convolutions[i];
    last_use[convolution.input] = i;
    if (convolution.residual >= 0) last_use[convolution.residual] = i;
  }
  const auto input_layout = plain(dims(network.shapes[0]), tag(network.input_layout));
  input = memory(input_layout, engine, nullptr);
  values.push_back({input_layout, caller_block});
  for (size_t i = 0; i < count; ++i) {
    add_convolution(network, i);
    if (!network.convolutions[i].slopes.empty()) add_slopes(network.convolutions[i].slopes);
    add_outputs(network, int32_t(i) + 1);
    release(i);
  }
  // One scratchpad for all: the steps run one after the other.
  scratch = std::make_unique<Block>(scratch_size);
  for (Step &step : steps) {
    const auto found = step.arguments.find(DNNL_ARG_SCRATCHPAD);
    if (found != step.arguments.end()) found->second.set_data_handle(scratch->address());
  }
}

void facet_plan::add_convolution(const facet_network &network, size_t index) {
  const facet::Convolution &convolution = network.convolutions[index];
  const facet::Shape in = network.shapes[convolution.input];
  const facet::Shape out = network.shapes[index + 1];
  const auto any = memory::format_tag::any;
  const bool is_grouped = convolution.groups > 1;
  memory::dims weight_dims = {
      out.channels / convolution.groups, in.channels / convolution.groups,
      convolution.kernel_height, convolution.kernel_width};
  if (is_grouped) weight_dims.insert(weight_dims.begin(), convolution.groups);
  const auto bias_layout = plain({out.channels}, memory::format_tag::x);
  // A new one: copies of attributes share what is set on them.
  dnnl::primitive_attr with_sum;
  with_sum.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  if (convolution.residual >= 0) {
    dnnl::post_ops operations;
    operations.append_sum();
    with_sum.set_post_ops(operations);
  }
  const auto description = convolution_description(
      engine, plain(dims(in), any), plain(weight_dims, any), bias_layout, plain(dims(out), any),
      {convolution.stride, convolution.stride}, {convolution.padding, convolution.padding},
      with_sum);

  memory source = at(convolution.input);
  size_t converted = caller_block;
  if (source.get_desc() != description.src_desc()) {
    const Value value = new_value(description.src_desc());
    const memory target(value.layout, engine, pool.address(value.block));
    add_reorder(source, target);
    source = target;
    converted = value.block;
  }
  // The sum is taken in place: where the residual is not needed again, its own memory becomes the
  // result's.
  const int32_t residual = convolution.residual;
  if (residual > 0 && last_use[residual] == index && residual != convolution.input &&
      values[residual].layout == description.dst_desc()) {
    values.push_back(values[residual]);
    values[residual].block = caller_block;
  } else {
    values.push_back(new_value(description.dst_desc()));
    if (residual >= 0) add_reorder(at(residual), at(int32_t(index) + 1));
  }

  const auto weight_tag = is_grouped ? memory::format_tag::goihw : memory::format_tag::oihw;
  add_step(
      dnnl::convolution_forward(description), description.scratchpad_desc(),
      {{DNNL_ARG_SRC, source},
       {DNNL_ARG_WEIGHTS,
        packed(convolution.weights, plain(weight_dims, weight_tag), description.weights_desc())},
       {DNNL_ARG_BIAS, packed(convolution.bias, bias_layout, bias_layout)},
       {DNNL_ARG_DST, at(int32_t(index) + 1)}});
  implementations.push_back(description.impl_info_str());
  if (converted != caller_block) pool.give(converted);
}

void facet_plan::add_slopes(const std::vector<float> &slopes) {
  const int32_t value = int32_t(values.size()) - 1;
  const memory data = at(value);
  const auto layout =
      plain({1, int64_t(slopes.size()), 1, 1}, memory::format_tag::nchw);
  const auto description = prelu_description(
      engine, data.get_desc(), plain({1, int64_t(slopes.size()), 1, 1}, memory::format_tag::any),
      attributes);
  add_step(
      dnnl::prelu_forward(description), description.scratchpad_desc(),
      {{DNNL_ARG_SRC, data},
       {DNNL_ARG_WEIGHTS, packed(slopes, layout, description.weights_desc())},
       {DNNL_ARG_DST, data}});
  implementations.push_back(description.impl_info_str());
}

void facet_plan::add_outputs(const facet_network &network, int32_t value) {
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (network.outputs[i].value != value) continue;
    const auto layout = plain(dims(network.shapes[size_t(value)]), tag(network.outputs[i].layout));
    outputs[i] = memory(layout, engine, nullptr);
    add_reorder(at(value), outputs[i]);
  }
}

void facet_plan::add_reorder(const memory &from, const memory &to) {
  const dnnl::reorder::primitive_desc description(from, to, attributes);
  add_step(
      dnnl::reorder(description), description.scratchpad_desc(),
      {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
}

void facet_plan::add_step(
    const dnnl::primitive &primitive, const memory::desc &scratch_layout,
    std::unordered_map<int, memory> arguments) {
  scratch_size = std::max(scratch_size, scratch_layout.get_size());
  arguments.emplace(DNNL_ARG_SCRATCHPAD, memory(scratch_layout, engine, nullptr));
  steps.push_back({primitive, std::move(arguments)});
}

/// Makes room where nothing reads a value after a convolution.
void facet_plan::release(size_t convolution) {
  for (size_t value = 1; value < values.size(); ++value) {
    if (last_use[value] != convolution || values[value].block == caller_block) continue;
    pool.give(values[value].block);
    values[value].block = caller_block;
  }
}

Value facet_plan::new_value(const memory::desc &layout) {
  return {layout, pool.take(layout.get_size())};
}

memory facet_plan::at(int32_t value) const {
  const Value &found = values[size_t(value)];
  // All that hold the input share one object, whose address each run sets.
  return value == 0 ? input : memory(found.layout, engine, pool.address(found.block));
}

memory facet_plan::packed(
    const std::vector<float> &numbers, const memory::desc &from, const memory::desc &to) {
  constants.emplace_back(to.get_size());
  memory target(to, engine, constants.back().address());
  memory source(from, engine, const_cast<float *>(numbers.data()));
  dnnl::reorder(source, target).execute(stream, source, target);
  stream.wait();
  return target;
}

void facet_plan::run(const float *source, float *const *targets) {
  const ThreadCount count(threads);
  input.set_data_handle(const_cast<float *>(source));
  for (size_t i = 0; i < outputs.size(); ++i) outputs[i].set_data_handle(targets[i]);
  for (const Step &step : steps) step.primitive.execute(stream, step.arguments);
  stream.wait();
}

extern "C" facet_plan *facet_plan_create(
    const facet_network *network, int32_t batch, int32_t threads, facet_convolution_error *error) {
  return guarded(error, static_cast<facet_plan *>(nullptr), [&] {
    require(batch > 0 && threads > 0, "a batch and a number of threads are at least 1");
    const ThreadCount count(threads);
    return std::make_unique<facet_plan>(*network, batch, threads).release();
  });
}

extern "C" void facet_plan_destroy(facet_plan *plan) { delete plan; }

extern "C" int32_t facet_plan_run(
    facet_plan *plan, const float *input, float *const *outputs, facet_convolution_error *error) {
  return guarded(error, int32_t(-1), [&] {
    plan->run(input, outputs);
    return int32_t(0);
  });
}

extern "C" const char *facet_plan_implementation(const facet_plan *plan, size_t step) {
  return step < plan->implementations.size() ? plan->implementations[step].c_str() : nullptr;
}
