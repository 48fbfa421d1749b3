// Prepares and runs a network with oneDNN, versions 2 and 3.

#include "plan.hpp"

#include <algorithm>

#include "CVectorKernels.h"

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

facet_plan::facet_plan(
    const facet_network &network, int32_t batch, int32_t group, int32_t threads)
    : batch(batch),
      group(size_t(group)),
      threads(threads),
      engine(dnnl::engine::kind::cpu, 0),
      stream(engine),
      outputs(network.outputs.size()),
      input_size(size_t(batch) * network.shapes[0].size()) {
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
  for (size_t i = 0; i < this->group; ++i) inputs.emplace_back(input_layout, engine, nullptr);
  values.push_back({input_layout, caller_block});
  absorb_scalings(network);
  shared_operation = network.first_large();
  for (current = 0; current < count; ++current) {
    const size_t i = current;
    if (i == shared_operation) shared_step = steps.size();
    add_operation(network, i);
    add_outputs(network, int32_t(i) + 1);
    release(i);
  }
  if (shared_operation == count) shared_step = steps.size();
  // One scratchpad serves all steps, which run one after the other.
  scratch = std::make_unique<Block>(scratch_size);
  for (Step &step : steps) {
    for (facet::Arguments &arguments : step.arguments) {
      const auto found = arguments.find(DNNL_ARG_SCRATCHPAD);
      if (found != arguments.end()) found->second.set_data_handle(scratch->address());
    }
  }
}

/// Finds scalings that only one convolution in our own kernels reads.
void facet_plan::absorb_scalings(const facet_network &network) {
  const size_t count = network.operations.size();
  is_absorbed.assign(count, false);
  std::vector<int> readers(count + 1, 0);
  for (const facet::Operation &operation : network.operations) {
    for (const int32_t value : operation.inputs) ++readers[size_t(value)];
    if (operation.residual >= 0) ++readers[size_t(operation.residual)];
  }
  for (const facet::Output &output : network.outputs) ++readers[size_t(output.value)];
  for (size_t i = 0; i < count; ++i) {
    if (!facet::serves(network, i)) continue;
    const size_t value = size_t(network.operations[i].inputs[0]);
    if (value == 0 || readers[value] > 1) continue;
    const facet::Operation &before = network.operations[value - 1];
    if (before.kind != facet::Kind::scaling) continue;
    is_absorbed[value - 1] = true;
    size_t &last = last_use[size_t(before.inputs[0])];
    last = std::max(last, i);
  }
}

void facet_plan::add_outputs(const facet_network &network, int32_t value) {
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (network.outputs[i].value != value) continue;
    const auto layout = plain(dims(network.shapes[size_t(value)]), tag(network.outputs[i].layout));
    for (size_t member = 0; member < group; ++member) {
      outputs[i].emplace_back(layout, engine, nullptr);
    }
    output_sizes.resize(outputs.size());
    output_sizes[i] = size_t(batch) * network.shapes[size_t(value)].size();
    add_reorder(at(value), outputs[i][0]);
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
    facet::Arguments arguments) {
  scratch_size = std::max(scratch_size, scratch_layout.get_size());
  arguments.emplace(DNNL_ARG_SCRATCHPAD, memory(scratch_layout, engine, nullptr));
  Step step;
  step.primitive = primitive;
  add_step(std::move(step), arguments);
}

/// Adds a step with the arguments of the first member of the group; those of the others follow.
void facet_plan::add_step(Step step, const facet::Arguments &arguments) {
  step.arguments.push_back(arguments);
  for (size_t member = 1; member < group; ++member) {
    facet::Arguments others;
    for (const auto &argument : arguments) {
      const int key = argument.first;
      const memory &first = argument.second;
      const auto is_first = [&](const std::vector<memory> &of) {
        return !of.empty() && of[0].get() == first.get();
      };
      const auto output = std::find_if(outputs.begin(), outputs.end(), is_first);
      if (is_first(inputs)) {
        others.emplace(key, inputs[member]);
      } else if (output != outputs.end()) {
        others.emplace(key, (*output)[member]);
      } else {
        others.emplace(
            key, memory(first.get_desc(), engine, pool.address(first.get_data_handle(), member)));
      }
    }
    step.arguments.push_back(std::move(others));
  }
  steps.push_back(std::move(step));
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

/// A value that is read where the group shares weights exists once for each member.
size_t facet_plan::copies() const {
  return current >= shared_operation || last_use[current + 1] >= shared_operation ? group : 1;
}

Value facet_plan::new_value(const memory::desc &layout) {
  return {layout, pool.take(layout.get_size(), copies())};
}

memory facet_plan::at(int32_t value) const {
  const Value &found = values[size_t(value)];
  // All values that contain the input share one object, whose address each run sets.
  return value == 0 ? inputs[0] : memory(found.layout, engine, pool.address(found.block));
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

/// Small layers run member by member, because the values of one fill the caches; large ones for all
/// members at once, because their weights do.
void facet_plan::run(size_t members, const float *source, float *const *targets) {
  require(members >= 1 && members <= group, "the plan has room for fewer pictures");
  const ThreadCount count(threads);
  for (size_t member = 0; member < members; ++member) {
    inputs[member].set_data_handle(const_cast<float *>(source) + member * input_size);
    for (size_t i = 0; i < outputs.size(); ++i) {
      outputs[i][member].set_data_handle(targets[i] + member * output_sizes[i]);
    }
    for (size_t i = 0; i < shared_step; ++i) run(steps[i], member, member + 1);
  }
  for (size_t i = shared_step; i < steps.size(); ++i) run(steps[i], 0, members);
  stream.wait();
}

void facet_plan::run(const Step &step, size_t first, size_t last) {
  if (!step.winograd) {
    for (size_t member = first; member < last; ++member) {
      step.primitive.execute(stream, step.arguments[member]);
    }
    return;
  }
  stream.wait();
  facet::WinogradPictures pictures;
  for (size_t member = first; member < last; ++member) {
    const auto numbers = [&](int argument) {
      const auto found = step.arguments[member].find(argument);
      return found == step.arguments[member].end()
                 ? nullptr
                 : static_cast<float *>(found->second.get_data_handle());
    };
    step.winograd->append(
        batch, numbers(DNNL_ARG_SRC), numbers(DNNL_ARG_SRC_1), numbers(DNNL_ARG_DST), pictures);
  }
  step.winograd->run(pictures);
}

extern "C" facet_plan *facet_plan_create(
    const facet_network *network, int32_t batch, int32_t group, int32_t threads,
    facet_convolution_error *error) {
  return guarded(error, static_cast<facet_plan *>(nullptr), [&] {
    require(
        batch > 0 && group > 0 && threads > 0,
        "a batch, a group and a number of threads are at least 1");
    const ThreadCount count(threads);
    return std::make_unique<facet_plan>(*network, batch, group, threads).release();
  });
}

extern "C" void facet_plan_destroy(facet_plan *plan) { delete plan; }

extern "C" int32_t facet_plan_run(
    facet_plan *plan, int32_t members, const float *input, float *const *outputs,
    facet_convolution_error *error) {
  return guarded(error, int32_t(-1), [&] {
    plan->run(size_t(members), input, outputs);
    return int32_t(0);
  });
}

extern "C" void facet_plan_row_products(
    const float *matrix, size_t rows, size_t columns, const float *vector, float *products,
    int32_t threads) {
  facet::on_threads(threads, [&](int32_t thread, int32_t count) {
    const size_t begin = rows * size_t(thread) / size_t(count);
    const size_t end = rows * size_t(thread + 1) / size_t(count);
    facet_row_products(matrix + begin * columns, end - begin, columns, vector, products + begin);
  });
}

extern "C" const char *facet_plan_implementation(const facet_plan *plan, size_t step) {
  return step < plan->implementations.size() ? plan->implementations[step].c_str() : nullptr;
}
