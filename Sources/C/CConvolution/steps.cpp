// Turns each operation of a network into steps of oneDNN.
//
// Activations stay in the layout that each convolution prefers; weights are converted once. A
// per-channel PReLU of oneDNN runs as a separate primitive, in place on the result: fused into the
// convolution, it would use the reference implementation, which is a hundred times slower. Most
// convolutions of 3x3 run in kernels of our own, which read and write pixels of channels as most
// of oneDNN's do.

#include "plan.hpp"

#include <algorithm>

using dnnl::memory;
using facet::caller_block;
using facet::plain;
using facet::Value;

void facet_plan::add_operation(const facet_network &network, size_t index) {
  const facet::Operation &operation = network.operations[index];
  switch (operation.kind) {
    case facet::Kind::convolution:
      if (facet::serves(network, index)) return add_winograd(network, index);
      add_convolution(network, index);
      break;
    case facet::Kind::maximum:
    case facet::Kind::average: add_pooling(network, index); break;
    case facet::Kind::scaling:
      if (is_absorbed[index]) {
        // Its value is never made.
        values.push_back({at(operation.inputs[0]).get_desc(), caller_block});
        return;
      }
      add_scaling(operation);
      break;
    case facet::Kind::gating: add_gating(network, index); break;
    case facet::Kind::activation: add_activation(operation); break;
    case facet::Kind::repetition: add_repetition(network, index); break;
    case facet::Kind::addition:
    case facet::Kind::product: add_pairwise(operation); break;
    case facet::Kind::joining: add_joining(operation); break;
  }
  if (!operation.slopes.empty()) add_slopes(operation.slopes);
}

void facet_plan::add_convolution(const facet_network &network, size_t index) {
  const facet::Operation &convolution = network.operations[index];
  const int32_t input_value = convolution.inputs[0];
  const facet::Shape in = network.shapes[size_t(input_value)];
  const facet::Shape out = network.shapes[index + 1];
  const auto any = memory::format_tag::any;
  const bool is_grouped = convolution.groups > 1;
  memory::dims weight_dims = {
      out.channels / convolution.groups, in.channels / convolution.groups,
      convolution.kernel_height, convolution.kernel_width};
  if (is_grouped) weight_dims.insert(weight_dims.begin(), convolution.groups);
  // New attributes are needed, because copies share their settings.
  dnnl::primitive_attr with_operations;
  with_operations.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  dnnl::post_ops operations;
  if (convolution.residual >= 0) operations.append_sum();
  if (convolution.activation != facet_activation_none) {
    facet::append_activation(
        operations, convolution.activation, convolution.low, convolution.high);
  }
  if (operations.len() > 0) with_operations.set_post_ops(operations);
  const auto description = facet::convolution_description(
      engine, dnnl::algorithm::convolution_auto, plain(dims(in), any), plain(weight_dims, any),
      plain({out.channels}, memory::format_tag::x), plain(dims(out), any),
      {convolution.stride, convolution.stride},
      {convolution.padding_rows, convolution.padding_columns}, with_operations);

  size_t copy = caller_block;
  const memory source = in_layout(input_value, description.src_desc(), copy);
  // The sum is computed in place: if the residual is not needed again, its own memory becomes the
  // result's.
  const int32_t residual = convolution.residual;
  if (residual > 0 && last_use[residual] == index && residual != input_value &&
      values[residual].layout == description.dst_desc() &&
      pool.copies(values[residual].block) == copies()) {
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
       {DNNL_ARG_BIAS, vector(convolution.bias)},
       {DNNL_ARG_DST, at(int32_t(index) + 1)}});
  implementations.push_back(description.impl_info_str());
  give_back(copy);
}

/// Adds a convolution of our own, with the scaling before it, its residual and its slopes.
void facet_plan::add_winograd(const facet_network &network, size_t index) {
  const facet::Operation &convolution = network.operations[index];
  int32_t input_value = convolution.inputs[0];
  const int32_t residual = convolution.residual;
  const facet::Operation *scaling = nullptr;
  if (input_value > 0 && is_absorbed[size_t(input_value) - 1]) {
    scaling = &network.operations[size_t(input_value) - 1];
    input_value = scaling->inputs[0];
  }
  const facet::Shape in = network.shapes[size_t(input_value)];
  const facet::Shape out = network.shapes[index + 1];
  const auto pixels = memory::format_tag::nhwc;
  size_t copy = caller_block, residual_copy = caller_block;
  facet::Step step;
  step.winograd =
      std::make_shared<facet::Winograd>(network, index, scaling, threads, int64_t(group) * batch);
  facet::Arguments arguments = {
      {DNNL_ARG_SRC, in_layout(input_value, plain(dims(in), pixels), copy)}};
  if (residual >= 0) {
    arguments.emplace(
        DNNL_ARG_SRC_1, in_layout(residual, plain(dims(out), pixels), residual_copy));
  }
  values.push_back(new_value(plain(dims(out), pixels)));
  arguments.emplace(DNNL_ARG_DST, at(int32_t(index) + 1));
  implementations.push_back(step.winograd->name());
  add_step(std::move(step), arguments);
  give_back(copy);
  give_back(residual_copy);
}

void facet_plan::add_pooling(const facet_network &network, size_t index) {
  const facet::Operation &pooling = network.operations[index];
  const memory source = at(pooling.inputs[0]);
  const facet::Shape in = network.shapes[size_t(pooling.inputs[0])];
  const facet::Shape out = network.shapes[index + 1];
  // How far the last windows reach beyond the end.
  const auto behind = [&](int64_t in, int64_t out, int64_t side, int64_t padding) {
    return std::max<int64_t>(0, (out - 1) * pooling.stride + side - in - padding);
  };
  const memory::dims padding_behind = {
      behind(in.height, out.height, pooling.kernel_height, pooling.padding_rows),
      behind(in.width, out.width, pooling.kernel_width, pooling.padding_columns)};
  const auto description = facet::pooling_description(
      engine,
      pooling.kind == facet::Kind::maximum ? dnnl::algorithm::pooling_max
                                           : dnnl::algorithm::pooling_avg_exclude_padding,
      source.get_desc(), plain(dims(out), memory::format_tag::any),
      {pooling.stride, pooling.stride}, {pooling.kernel_height, pooling.kernel_width},
      {pooling.padding_rows, pooling.padding_columns}, padding_behind, attributes);
  values.push_back(new_value(description.dst_desc()));
  add_step(
      dnnl::pooling_forward(description), description.scratchpad_desc(),
      {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, at(int32_t(index) + 1)}});
  implementations.push_back(description.impl_info_str());
}

void facet_plan::add_scaling(const facet::Operation &operation) {
  const memory source = at(operation.inputs[0]);
  values.push_back(new_value(source.get_desc()));
  add_normalization(
      source, at(int32_t(values.size()) - 1), vector(operation.weights), vector(operation.bias));
}

/// Adds one step per picture, because each picture has its own gates.
void facet_plan::add_gating(const facet_network &network, size_t index) {
  const facet::Operation &gating = network.operations[index];
  const facet::Shape shape = network.shapes[index + 1];
  const auto pixels = memory::format_tag::nhwc;
  const auto layout = plain(dims(shape), pixels);
  size_t copy = caller_block, gates_copy = caller_block;
  const memory source = in_layout(gating.inputs[0], layout, copy);
  const memory gates =
      in_layout(gating.inputs[1], plain({batch, shape.channels, 1, 1}, pixels), gates_copy);
  values.push_back(new_value(layout));
  const memory target = at(int32_t(index) + 1);
  const memory shifts = vector(std::vector<float>(size_t(shape.channels)));
  const auto one = plain({1, shape.channels, shape.height, shape.width}, pixels);
  const auto part = [&](const memory &whole, const memory::desc &desc, size_t size, int64_t i) {
    return memory(desc, engine, static_cast<float *>(whole.get_data_handle()) + size * size_t(i));
  };
  for (int64_t i = 0; i < batch; ++i) {
    add_normalization(
        part(source, one, shape.size(), i), part(target, one, shape.size(), i),
        part(gates, plain({shape.channels}, memory::format_tag::x), size_t(shape.channels), i),
        shifts);
  }
  give_back(copy);
  give_back(gates_copy);
}

void facet_plan::add_normalization(
    const memory &source, const memory &target, const memory &factors, const memory &shifts) {
  const auto description =
      facet::normalization_description(engine, source.get_desc(), attributes);
  const size_t channels = size_t(source.get_desc().dims()[1]);
  add_step(
      dnnl::batch_normalization_forward(description), description.scratchpad_desc(),
      {{DNNL_ARG_SRC, source},
       {DNNL_ARG_MEAN, vector(std::vector<float>(channels, 0))},
       {DNNL_ARG_VARIANCE, vector(std::vector<float>(channels, 1))},
       {DNNL_ARG_SCALE, factors},
       {DNNL_ARG_SHIFT, shifts},
       {DNNL_ARG_DST, target}});
  implementations.push_back(description.impl_info_str());
}

/// Adds an activation; one with slopes is a copy, to which they are applied afterwards.
void facet_plan::add_activation(const facet::Operation &operation) {
  const memory source = at(operation.inputs[0]);
  values.push_back(new_value(source.get_desc()));
  const memory target = at(int32_t(values.size()) - 1);
  if (operation.activation == facet_activation_none) {
    add_reorder(source, target);
    return;
  }
  const auto description = facet::activation_description(
      engine, operation.activation, source.get_desc(), operation.low, operation.high, attributes);
  add_step(
      dnnl::eltwise_forward(description), description.scratchpad_desc(),
      {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, target}});
  implementations.push_back(description.impl_info_str());
}

void facet_plan::add_repetition(const facet_network &network, size_t index) {
  const facet::Operation &repetition = network.operations[index];
  const auto pixels = memory::format_tag::nhwc;
  size_t copy = caller_block;
  const memory source = in_layout(
      repetition.inputs[0],
      plain(dims(network.shapes[size_t(repetition.inputs[0])]), pixels), copy);
  const auto description = facet::repetition_description(
      engine, source.get_desc(), plain(dims(network.shapes[index + 1]), pixels), attributes);
  values.push_back(new_value(description.dst_desc()));
  add_step(
      dnnl::resampling_forward(description), description.scratchpad_desc(),
      {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, at(int32_t(index) + 1)}});
  implementations.push_back(description.impl_info_str());
  give_back(copy);
}

/// Adds the sum or the product of two values.
void facet_plan::add_pairwise(const facet::Operation &operation) {
  const memory first = at(operation.inputs[0]);
  size_t copy = caller_block;
  const memory second = in_layout(operation.inputs[1], first.get_desc(), copy);
  const auto algorithm = operation.kind == facet::Kind::product ? dnnl::algorithm::binary_mul
                                                                : dnnl::algorithm::binary_add;
  const auto description =
      facet::pairwise_description(engine, algorithm, first.get_desc(), attributes);
  values.push_back(new_value(first.get_desc()));
  add_step(
      dnnl::binary(description), description.scratchpad_desc(),
      {{DNNL_ARG_SRC_0, first},
       {DNNL_ARG_SRC_1, second},
       {DNNL_ARG_DST, at(int32_t(values.size()) - 1)}});
  implementations.push_back(description.impl_info_str());
  give_back(copy);
}

void facet_plan::add_joining(const facet::Operation &operation) {
  const auto pixels = memory::format_tag::nhwc;
  std::vector<memory> sources;
  std::vector<memory::desc> layouts;
  std::vector<size_t> copies(operation.inputs.size(), caller_block);
  for (size_t i = 0; i < operation.inputs.size(); ++i) {
    const int32_t value = operation.inputs[i];
    layouts.push_back(plain(values[size_t(value)].layout.dims(), pixels));
    sources.push_back(in_layout(value, layouts.back(), copies[i]));
  }
  const auto description = facet::joining_description(engine, layouts, attributes);
  values.push_back(new_value(description.dst_desc()));
  facet::Arguments arguments = {{DNNL_ARG_DST, at(int32_t(values.size()) - 1)}};
  for (size_t i = 0; i < sources.size(); ++i) {
    arguments.emplace(DNNL_ARG_MULTIPLE_SRC + int(i), sources[i]);
  }
  add_step(dnnl::concat(description), description.scratchpad_desc(), std::move(arguments));
  implementations.push_back(description.impl_info_str());
  for (const size_t copy : copies) give_back(copy);
}

void facet_plan::add_slopes(const std::vector<float> &slopes) {
  const memory data = at(int32_t(values.size()) - 1);
  const memory::dims slope_dims = {1, int64_t(slopes.size()), 1, 1};
  const auto description = facet::prelu_description(
      engine, data.get_desc(), plain(slope_dims, memory::format_tag::any), attributes);
  add_step(
      dnnl::prelu_forward(description), description.scratchpad_desc(),
      {{DNNL_ARG_SRC, data},
       {DNNL_ARG_WEIGHTS,
        packed(slopes, plain(slope_dims, memory::format_tag::nchw), description.weights_desc())},
       {DNNL_ARG_DST, data}});
  implementations.push_back(description.impl_info_str());
}
