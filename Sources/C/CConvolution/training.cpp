// Trainable convolutions with oneDNN, versions 2 and 3.
//
// On one core of a Zen 4, 16 pictures, in blocks of 16 channels: Winograd's algorithm runs forward
// and both backward passes of 32 to 128 channels at 200 to 310 effective GFLOP/s, the direct one at
// 95 to 139. The channels-last layout has no kernel for backward passes that is faster.

#include <cstring>
#include <memory>
#include <string>
#include <unordered_map>

#include "descriptions.hpp"
#include "internal.hpp"
#include "resources.hpp"

using dnnl::memory;
using facet::Block;
using facet::guarded;
using facet::plain;
using facet::require;
using facet::ThreadCount;

namespace {

using Forward = dnnl::convolution_forward::primitive_desc;
using BackwardData = dnnl::convolution_backward_data::primitive_desc;
using BackwardWeights = dnnl::convolution_backward_weights::primitive_desc;

struct Layouts {
  memory::desc source, weights, target;
};

Forward forward_description(
    const dnnl::engine &engine, dnnl::algorithm algorithm, const Layouts &at,
    const memory::dims &strides, const memory::dims &padding,
    const dnnl::primitive_attr &attributes) {
  const auto training = dnnl::prop_kind::forward_training;
#if DNNL_VERSION_MAJOR >= 3
  return {engine,  training, algorithm, at.source,  at.weights, at.target,
          strides, padding,  padding,   attributes};
#else
  return {
      {training, algorithm, at.source, at.weights, at.target, strides, padding, padding},
      attributes,
      engine};
#endif
}

/// Describes `BackwardData` or `BackwardWeights`, which have the same parameters.
template <typename Backward>
Backward backward_description(
    const dnnl::engine &engine, dnnl::algorithm algorithm, const Layouts &at,
    const memory::dims &strides, const memory::dims &padding, const Forward &forward,
    const dnnl::primitive_attr &attributes) {
#if DNNL_VERSION_MAJOR >= 3
  return {engine,  algorithm, at.source, at.weights, at.target, strides,
          padding, padding,   forward,   attributes};
#else
  return {
      {algorithm, at.source, at.weights, at.target, strides, padding, padding},
      attributes,
      engine,
      forward};
#endif
}

bool is_slow(const char *implementation) { return std::strstr(implementation, "ref"); }

/// The memory of a primitive in a layout of its own, or the caller's if the layouts are equal.
struct Place {
  memory::desc layout;
  std::unique_ptr<Block> block;

  explicit Place(const memory::desc &layout) : layout(layout) {}
  memory own(const dnnl::engine &engine) {
    if (!block) block = std::make_unique<Block>(layout.get_size());
    return {layout, engine, block->address()};
  }
};

}  // namespace

struct facet_trainable {
  explicit facet_trainable(const facet_trainable_shape &shape);
  void forward(const float *source, const float *weights, float *target);
  void backward(
      const float *source, const float *weights, const float *target_gradient,
      float *source_gradient, float *weight_gradient);

  std::vector<std::string> implementations;

 private:
  struct Pass {
    dnnl::primitive primitive;
    Layouts layouts;
    memory::desc scratch;
  };
  bool describe(dnnl::algorithm algorithm, bool in_blocks);
  memory callers(const memory::desc &layout, const float *numbers) {
    return {layout, engine, const_cast<float *>(numbers)};
  }
  /// Returns the caller's numbers in a primitive's layout.
  memory given(const memory::desc &layout, const float *numbers, const memory::desc &wanted) {
    memory from = callers(layout, numbers);
    if (layout == wanted) return from;
    memory to = taken(wanted);
    dnnl::reorder(from, to).execute(stream, from, to);
    return to;
  }
  /// Returns memory for a result; `put` copies it to the caller.
  memory room(const memory::desc &layout, float *numbers, const memory::desc &wanted) {
    return layout == wanted ? callers(layout, numbers) : taken(wanted);
  }
  void put(memory result, const memory::desc &layout, float *numbers) {
    if (result.get_data_handle() == numbers) return;
    memory to = callers(layout, numbers);
    dnnl::reorder(result, to).execute(stream, result, to);
  }
  memory taken(const memory::desc &layout) {
    if (next == blocks.size()) blocks.push_back(std::make_unique<Place>(layout));
    Place &place = *blocks[next++];
    if (place.layout.get_size() < layout.get_size()) place.block.reset();
    place.layout = layout;
    return place.own(engine);
  }
  void run(const Pass &pass, std::unordered_map<int, memory> arguments) {
    // The library's own working memory would belong to the thread that created the primitive.
    if (!scratch || scratch->bytes < pass.scratch.get_size()) {
      scratch = std::make_unique<Block>(pass.scratch.get_size());
    }
    arguments.emplace(
        DNNL_ARG_SCRATCHPAD, memory(pass.scratch, engine, scratch->address()));
    pass.primitive.execute(stream, arguments);
    stream.wait();
    next = 0;
  }

  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  const facet_trainable_shape shape;
  Layouts outside;
  Pass forward_pass, data_pass, weights_pass;
  dnnl::primitive_attr attributes;
  std::vector<std::unique_ptr<Place>> blocks;
  std::unique_ptr<Block> scratch;
  size_t next = 0;
};

facet_trainable::facet_trainable(const facet_trainable_shape &shape) : shape(shape) {
  require(
      shape.batch > 0 && (shape.input_channels == 1 || shape.input_channels % 16 == 0) &&
          shape.input_channels > 0 && shape.output_channels > 0 &&
          shape.output_channels % 16 == 0 && shape.kernel > 0 && shape.stride > 0 &&
          shape.padding >= 0 && shape.height > 0 && shape.width > 0,
      "the trained convolution has an impossible size");
  const int64_t rows = shape.height + 2 * int64_t(shape.padding) - shape.kernel;
  const int64_t columns = shape.width + 2 * int64_t(shape.padding) - shape.kernel;
  require(rows >= 0 && columns >= 0, "the convolution's kernel exceeds its input");
  const auto blocked = memory::format_tag::nChw16c;
  outside = {
      plain(
          {shape.batch, shape.input_channels, shape.height, shape.width},
          shape.input_channels == 1 ? memory::format_tag::nchw : blocked),
      plain(
          {shape.output_channels, shape.input_channels, shape.kernel, shape.kernel},
          memory::format_tag::oihw),
      plain(
          {shape.batch, shape.output_channels, rows / shape.stride + 1, columns / shape.stride + 1},
          blocked),
  };
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  ThreadCount one(1);
  const bool may_transform = shape.kernel == 3 && shape.stride == 1 && shape.input_channels > 1;
  if (may_transform && describe(dnnl::algorithm::convolution_winograd, true)) return;
  // A processor without AVX-512 has fast kernels only for other layouts.
  if (describe(dnnl::algorithm::convolution_direct, true)) return;
  require(describe(dnnl::algorithm::convolution_auto, false), "no convolution fits");
}

/// Returns whether such kernels exist, fast ones if the layout is requested.
bool facet_trainable::describe(dnnl::algorithm algorithm, bool in_blocks) {
  const memory::dims strides = {shape.stride, shape.stride};
  const memory::dims padding = {shape.padding, shape.padding};
  const auto any = [](const memory::desc &layout) {
    return plain(layout.dims(), memory::format_tag::any);
  };
  Layouts at = outside;
  at.weights = any(at.weights);
  if (!in_blocks) {
    at.source = any(at.source);
    at.target = any(at.target);
  }
  try {
    const auto forward = forward_description(engine, algorithm, at, strides, padding, attributes);
    const auto weights = backward_description<BackwardWeights>(
        engine, algorithm, at, strides, padding, forward, attributes);
    implementations = {forward.impl_info_str(), "none", weights.impl_info_str()};
    if (shape.input_channels > 1) {
      const auto data = backward_description<BackwardData>(
          engine, algorithm, at, strides, padding, forward, attributes);
      implementations[1] = data.impl_info_str();
      if (in_blocks && is_slow(data.impl_info_str())) return false;
      data_pass = {
          dnnl::convolution_backward_data(data),
          {data.diff_src_desc(), data.weights_desc(), data.diff_dst_desc()},
          data.scratchpad_desc()};
    }
    if (in_blocks && (is_slow(forward.impl_info_str()) || is_slow(weights.impl_info_str()))) {
      return false;
    }
    forward_pass = {
        dnnl::convolution_forward(forward),
        {forward.src_desc(), forward.weights_desc(), forward.dst_desc()},
        forward.scratchpad_desc()};
    weights_pass = {
        dnnl::convolution_backward_weights(weights),
        {weights.src_desc(), weights.diff_weights_desc(), weights.diff_dst_desc()},
        weights.scratchpad_desc()};
    return true;
  } catch (const dnnl::error &error) {
    if (error.status != dnnl_unimplemented) throw;
    return false;
  }
}

void facet_trainable::forward(const float *source, const float *weights, float *target) {
  ThreadCount one(1);
  const Layouts &at = forward_pass.layouts;
  const memory result = room(outside.target, target, at.target);
  run(forward_pass, {
                        {DNNL_ARG_SRC, given(outside.source, source, at.source)},
                        {DNNL_ARG_WEIGHTS, given(outside.weights, weights, at.weights)},
                        {DNNL_ARG_DST, result},
                    });
  put(result, outside.target, target);
}

void facet_trainable::backward(
    const float *source, const float *weights, const float *target_gradient,
    float *source_gradient, float *weight_gradient) {
  ThreadCount one(1);
  if (source_gradient) {
    require(shape.input_channels > 1, "a source of one channel has no gradient");
    const Layouts &at = data_pass.layouts;
    const memory result = room(outside.source, source_gradient, at.source);
    run(data_pass, {
                       {DNNL_ARG_DIFF_DST, given(outside.target, target_gradient, at.target)},
                       {DNNL_ARG_WEIGHTS, given(outside.weights, weights, at.weights)},
                       {DNNL_ARG_DIFF_SRC, result},
                   });
    put(result, outside.source, source_gradient);
  }
  const Layouts &at = weights_pass.layouts;
  const memory result = room(outside.weights, weight_gradient, at.weights);
  run(weights_pass, {
                        {DNNL_ARG_SRC, given(outside.source, source, at.source)},
                        {DNNL_ARG_DIFF_DST, given(outside.target, target_gradient, at.target)},
                        {DNNL_ARG_DIFF_WEIGHTS, result},
                    });
  put(result, outside.weights, weight_gradient);
}

extern "C" facet_trainable *facet_trainable_create(
    const facet_trainable_shape *shape, facet_convolution_error *error) {
  return guarded(error, static_cast<facet_trainable *>(nullptr), [&] {
    return new facet_trainable(*shape);
  });
}

extern "C" void facet_trainable_destroy(facet_trainable *trainable) { delete trainable; }

extern "C" int32_t facet_trainable_forward(
    facet_trainable *trainable, const float *source, const float *weights, float *target,
    facet_convolution_error *error) {
  return guarded(error, int32_t(-1), [&] {
    trainable->forward(source, weights, target);
    return int32_t(0);
  });
}

extern "C" int32_t facet_trainable_backward(
    facet_trainable *trainable, const float *source, const float *weights,
    const float *target_gradient, float *source_gradient, float *weight_gradient,
    facet_convolution_error *error) {
  return guarded(error, int32_t(-1), [&] {
    trainable->backward(source, weights, target_gradient, source_gradient, weight_gradient);
    return int32_t(0);
  });
}

extern "C" const char *facet_trainable_implementation(
    const facet_trainable *trainable, size_t index) {
  return index < trainable->implementations.size() ? trainable->implementations[index].c_str()
                                                   : nullptr;
}
