// Prepares and runs a network with oneDNN, versions 2 and 3.

#include "plan.hpp"

#include <algorithm>

using dnnl::memory;
using facet::Block;
using facet::caller_block;
using facet::guarded;
using facet::plain;
using facet::require;
using facet::Step;
using facet::tag;
using facet::ThreadCount;
using facet::Value;

facet_plan::facet_plan(const facet_network &network, int32_t batch, int32_t threads)
    : batch(batch),
      threads(threads),
      engine(dnnl::engine::kind::cpu, 0),
      stream(engine),
      outputs(network.outputs.size()) {
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  const size_t count = network.operations.size();
  last_use.assign(count + 1, 0);
  for (size_t i = 0; i < count; ++i) {
    last_use[i + 1] = i;  // of a value that only an output reads
    const facet::Operation &operation = network.operations[i];
    for (const int32_t value : operation.inputs) last_use[size_t(value)] = i;
    if (operation.residual >= 0) last_use[size_t(operation.residual)] = i;
  }
  const auto input_layout = plain(dims(network.shapes[0]), tag(network.input_layout));
  input = memory(input_layout, engine, nullptr);
  values.push_back({input_layout, caller_block});
  for (size_t i = 0; i < count; ++i) {
    add_operation(network, i);
    add_outputs(network, int32_t(i) + 1);
    release(i);
  }
  // One scratchpad serves all steps, which run one after the other.
  scratch = std::make_unique<Block>(scratch_size);
  for (Step &step : steps) {
    const auto found = step.arguments.find(DNNL_ARG_SCRATCHPAD);
    if (found != step.arguments.end()) found->second.set_data_handle(scratch->address());
  }
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

memory facet_plan::in_layout(int32_t value, const memory::desc &layout, size_t &copy) {
  const memory source = at(value);
  if (source.get_desc() == layout) return source;
  const Value converted = new_value(layout);
  const memory target(layout, engine, pool.address(converted.block));
  add_reorder(source, target);
  copy = converted.block;
  return target;
}

/// Releases values that are not read after an operation.
void facet_plan::release(size_t operation) {
  for (size_t value = 1; value < values.size(); ++value) {
    if (last_use[value] != operation || values[value].block == caller_block) continue;
    pool.give(values[value].block);
    values[value].block = caller_block;
  }
}

Value facet_plan::new_value(const memory::desc &layout) {
  return {layout, pool.take(layout.get_size())};
}

memory facet_plan::at(int32_t value) const {
  const Value &found = values[size_t(value)];
  // All values that contain the input share one object, whose address each run sets.
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

memory facet_plan::vector(const std::vector<float> &numbers) {
  const auto layout = plain({int64_t(numbers.size())}, memory::format_tag::x);
  return packed(numbers, layout, layout);
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
