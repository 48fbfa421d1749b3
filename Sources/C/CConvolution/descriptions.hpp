// Differences between oneDNN 2 and 3.
#pragma once

#include <oneapi/dnnl/dnnl.hpp>

namespace facet {

using dnnl::memory;

constexpr auto inference = dnnl::prop_kind::forward_inference;

inline memory::desc plain(const memory::dims &dims, memory::format_tag tag) {
  return {dims, memory::data_type::f32, tag};
}

inline dnnl::convolution_forward::primitive_desc convolution_description(
    const dnnl::engine &engine, dnnl::algorithm algorithm, const memory::desc &source,
    const memory::desc &weights, const memory::desc &bias, const memory::desc &target,
    const memory::dims &strides, const memory::dims &padding,
    const dnnl::primitive_attr &attributes) {
#if DNNL_VERSION_MAJOR >= 3
  return {engine, inference, algorithm, source,  weights,   bias,
          target, strides,   padding,   padding, attributes};
#else
  const dnnl::convolution_forward::desc description(
      inference, algorithm, source, weights, bias, target, strides, padding, padding);
  return {description, attributes, engine};
#endif
}

inline dnnl::prelu_forward::primitive_desc prelu_description(
    const dnnl::engine &engine, const memory::desc &data, const memory::desc &slopes,
    const dnnl::primitive_attr &attributes) {
#if DNNL_VERSION_MAJOR >= 3
  return {engine, inference, data, slopes, data, attributes};
#else
  return {dnnl::prelu_forward::desc(inference, data, slopes), attributes, engine};
#endif
}

inline dnnl::pooling_forward::primitive_desc pooling_description(
    const dnnl::engine &engine, dnnl::algorithm algorithm, const memory::desc &source,
    const memory::desc &target, const memory::dims &strides, const memory::dims &kernel,
    const memory::dims &padding_behind, const dnnl::primitive_attr &attributes) {
  const memory::dims none = {0, 0};
#if DNNL_VERSION_MAJOR >= 3
  return {engine, inference, algorithm, source, target, strides, kernel, none, none,
          padding_behind, attributes};
#else
  const dnnl::pooling_forward::desc description(
      inference, algorithm, source, target, strides, kernel, none, padding_behind);
  return {description, attributes, engine};
#endif
}

/// (x - mean) / sqrt(variance) * factor + shift, all given.
inline dnnl::batch_normalization_forward::primitive_desc normalization_description(
    const dnnl::engine &engine, const memory::desc &data, const dnnl::primitive_attr &attributes) {
  const auto flags = dnnl::normalization_flags::use_global_stats |
                     dnnl::normalization_flags::use_scale | dnnl::normalization_flags::use_shift;
#if DNNL_VERSION_MAJOR >= 3
  return {engine, inference, data, data, 0, flags, attributes};
#else
  return {dnnl::batch_normalization_forward::desc(inference, data, 0, flags), attributes, engine};
#endif
}

inline dnnl::binary::primitive_desc addition_description(
    const dnnl::engine &engine, const memory::desc &data, const dnnl::primitive_attr &attributes) {
  const auto algorithm = dnnl::algorithm::binary_add;
#if DNNL_VERSION_MAJOR >= 3
  return {engine, algorithm, data, data, data, attributes};
#else
  return {dnnl::binary::desc(algorithm, data, data, data), attributes, engine};
#endif
}

inline dnnl::concat::primitive_desc joining_description(
    const dnnl::engine &engine, const std::vector<memory::desc> &sources,
    const dnnl::primitive_attr &attributes) {
#if DNNL_VERSION_MAJOR >= 3
  return {engine, 1, sources, attributes};
#else
  return {1, sources, engine, attributes};
#endif
}

inline void append_activation(dnnl::post_ops &operations, dnnl::algorithm algorithm) {
#if DNNL_VERSION_MAJOR >= 3
  operations.append_eltwise(algorithm, 0, 0);
#else
  operations.append_eltwise(1, algorithm, 0, 0);
#endif
}

}  // namespace facet
