// Describes a network; knows nothing of what computes it.

#include <memory>

#include "internal.hpp"

using facet::guarded;
using facet::require;

extern "C" facet_network *facet_network_create(
    int32_t channels, int32_t height, int32_t width, facet_layout input_layout,
    facet_convolution_error *error) {
  return guarded(error, static_cast<facet_network *>(nullptr), [&] {
    require(channels > 0 && height > 0 && width > 0, "the input is empty");
    auto network = std::make_unique<facet_network>();
    network->input_layout = input_layout;
    network->shapes.push_back({channels, height, width});
    return network.release();
  });
}

extern "C" void facet_network_destroy(facet_network *network) { delete network; }

extern "C" int32_t facet_network_add_convolution(
    facet_network *network, const facet_convolution *options, facet_convolution_error *error) {
  return guarded(error, int32_t(-1), [&] {
    const facet_convolution &c = *options;
    const int32_t count = int32_t(network->shapes.size());
    require(c.input >= 0 && c.input < count, "the convolution's input is no value");
    require(c.residual >= -1 && c.residual < count, "the convolution's residual is no value");
    require(
        c.output_channels > 0 && c.groups > 0 && c.kernel_height > 0 && c.kernel_width > 0 &&
            c.stride > 0 && c.padding >= 0,
        "the convolution has an impossible size");
    const facet::Shape in = network->shapes[c.input];
    require(
        in.channels % c.groups == 0 && c.output_channels % c.groups == 0,
        "the convolution's groups do not divide its channels");
    const int64_t rows = in.height + 2 * int64_t(c.padding) - c.kernel_height;
    const int64_t columns = in.width + 2 * int64_t(c.padding) - c.kernel_width;
    require(rows >= 0 && columns >= 0, "the convolution's kernel exceeds its input");
    const facet::Shape out = {c.output_channels, rows / c.stride + 1, columns / c.stride + 1};
    require(
        c.residual < 0 || network->shapes[c.residual] == out,
        "the convolution's residual has another shape than its result");

    const size_t weights = size_t(c.output_channels) * size_t(in.channels / c.groups) *
                           size_t(c.kernel_height) * size_t(c.kernel_width);
    facet::Convolution convolution = {
        c.input, c.residual, c.groups, c.kernel_height, c.kernel_width, c.stride, c.padding,
        {c.weights, c.weights + weights}, {c.bias, c.bias + c.output_channels}, {}};
    if (c.slopes) convolution.slopes.assign(c.slopes, c.slopes + c.output_channels);
    network->convolutions.push_back(std::move(convolution));
    network->shapes.push_back(out);
    return count;
  });
}

extern "C" int32_t facet_network_add_output(
    facet_network *network, int32_t value, facet_layout layout, facet_convolution_error *error) {
  return guarded(error, int32_t(-1), [&] {
    require(
        value > 0 && value < int32_t(network->shapes.size()), "the output is no convolution's");
    network->outputs.push_back({value, layout});
    return int32_t(0);
  });
}

extern "C" size_t facet_network_value_size(const facet_network *network, int32_t value) {
  return network->shapes.at(size_t(value)).size();
}
