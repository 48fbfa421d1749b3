// Differences between oneDNN 2 and 3.
#pragma once

#include <oneapi/dnnl/dnnl.hpp>

#include "CConvolution.h"

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
    const memory::dims &padding, const memory::dims &padding_behind,
    const dnnl::primitive_attr &attributes) {
#if DNNL_VERSION_MAJOR >= 3
  return {engine, inference, algorithm, source, target, strides, kernel, {0, 0}, padding,
          padding_behind, attributes};
#else
  const dnnl::pooling_forward::desc description(
      inference, algorithm, source, target, strides, kernel, padding, padding_behind);
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

inline dnnl::binary::primitive_desc pairwise_description(
    const dnnl::engine &engine, dnnl::algorithm algorithm, const memory::desc &data,
    const dnnl::primitive_attr &attributes) {
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

/// The algorithm of an activation other than none.
inline dnnl::algorithm algorithm_of(facet_activation activation) {
  switch (activation) {
    case facet_activation_sigmoid: return dnnl::algorithm::eltwise_logistic;
    case facet_activation_clip: return dnnl::algorithm::eltwise_clip;
    default: return dnnl::algorithm::eltwise_relu;
  }
}

inline void append_activation(
    dnnl::post_ops &operations, facet_activation activation, float low, float high) {
#if DNNL_VERSION_MAJOR >= 3
  operations.append_eltwise(algorithm_of(activation), low, high);
#else
  operations.append_eltwise(1, algorithm_of(activation), low, high);
#endif
}

inline dnnl::eltwise_forward::primitive_desc activation_description(
    const dnnl::engine &engine, facet_activation activation, const memory::desc &data, float low,
    float high, const dnnl::primitive_attr &attributes) {
#if DNNL_VERSION_MAJOR >= 3
  return {engine, inference, algorithm_of(activation), data, data, low, high, attributes};
#else
  return {
      dnnl::eltwise_forward::desc(inference, algorithm_of(activation), data, low, high),
      attributes, engine};
#endif
}

inline dnnl::resampling_forward::primitive_desc repetition_description(
    const dnnl::engine &engine, const memory::desc &source, const memory::desc &target,
    const dnnl::primitive_attr &attributes) {
  const auto nearest = dnnl::algorithm::resampling_nearest;
#if DNNL_VERSION_MAJOR >= 3
  return {engine, inference, nearest, source, target, attributes};
#else
  return {
      dnnl::resampling_forward::desc(inference, nearest, source, target), attributes, engine};
#endif
}

}  // namespace facet
