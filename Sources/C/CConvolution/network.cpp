// Describes a network, independent of its computation.

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

namespace {

/// Adds an operation and its result; returns the number of the value.
int32_t add(facet_network *network, facet::Operation operation, const facet::Shape &shape) {
  network->operations.push_back(std::move(operation));
  network->shapes.push_back(shape);
  return int32_t(network->shapes.size()) - 1;
}

const facet::Shape &shape_of(const facet_network *network, int32_t value, const char *text) {
  require(value >= 0 && size_t(value) < network->shapes.size(), text);
  return network->shapes[size_t(value)];
}

}  // namespace

extern "C" int32_t facet_network_add_convolution(
    facet_network *network, const facet_convolution *options, facet_convolution_error *error) {
  return guarded(error, int32_t(-1), [&] {
    const facet_convolution &c = *options;
    const facet::Shape in = shape_of(network, c.input, "the convolution's input is not a value");
    require(
        c.output_channels > 0 && c.groups > 0 && c.kernel_height > 0 && c.kernel_width > 0 &&
            c.stride > 0 && c.padding_rows >= 0 && c.padding_columns >= 0,
        "the convolution has an impossible size");
    require(
        in.channels % c.groups == 0 && c.output_channels % c.groups == 0,
        "the convolution's groups do not divide its channels");
    const int64_t rows = in.height + 2 * int64_t(c.padding_rows) - c.kernel_height;
    const int64_t columns = in.width + 2 * int64_t(c.padding_columns) - c.kernel_width;
    require(rows >= 0 && columns >= 0, "the convolution's kernel exceeds its input");
    const facet::Shape out = {c.output_channels, rows / c.stride + 1, columns / c.stride + 1};
    require(
        c.residual == -1 ||
            shape_of(network, c.residual, "the convolution's residual is not a value") == out,
        "the convolution's residual has another shape than its result");
    require(
        !c.slopes || c.activation == facet_activation_none,
        "the convolution has slopes and an activation");

    const size_t weights = size_t(c.output_channels) * size_t(in.channels / c.groups) *
                           size_t(c.kernel_height) * size_t(c.kernel_width);
    facet::Operation operation{facet::Kind::convolution, {c.input}};
    operation.residual = c.residual;
    operation.activation = c.activation;
    operation.low = c.low;
    operation.high = c.high;
    operation.groups = c.groups;
    operation.kernel_height = c.kernel_height;
    operation.kernel_width = c.kernel_width;
    operation.stride = c.stride;
    operation.padding_rows = c.padding_rows;
    operation.padding_columns = c.padding_columns;
    operation.weights.assign(c.weights, c.weights + weights);
    operation.bias.assign(c.bias, c.bias + c.output_channels);
    if (c.slopes) operation.slopes.assign(c.slopes, c.slopes + c.output_channels);
    return add(network, std::move(operation), out);
  });
}

/// Adds an operation on windows.
static int32_t add_windows(
    facet_network *network, facet::Kind kind, int32_t input, int64_t side, int64_t stride,
    int64_t padding, bool partial) {
  const facet::Shape in = shape_of(network, input, "the windows' input is not a value");
  require(
      side > 0 && stride > 0 && padding >= 0 && padding < side,
      "the windows have an impossible size");
  require(std::min(in.height, in.width) + 2 * padding >= side, "the windows exceed their input");
  facet::Operation operation{kind, {input}};
  operation.kernel_height = operation.kernel_width = side;
  operation.stride = stride;
  operation.padding_rows = operation.padding_columns = padding;
  // A partial window has at least one row and column inside.
  const auto count = [&](int64_t length) {
    const int64_t padded = length + 2 * padding;
    const int64_t whole = (padded - side) / stride + 1;
    return partial && (whole - 1) * stride + side < padded && whole * stride < length + padding
               ? whole + 1
               : whole;
  };
  return add(network, std::move(operation), {in.channels, count(in.height), count(in.width)});
}

extern "C" int32_t facet_network_add_maximum(
    facet_network *network, int32_t input, int32_t side, int32_t stride, int32_t padding,
    int32_t partial, facet_convolution_error *error) {
  return guarded(error, int32_t(-1), [&] {
    return add_windows(network, facet::Kind::maximum, input, side, stride, padding, partial);
  });
}

extern "C" int32_t facet_network_add_moving_average(
    facet_network *network, int32_t input, int32_t side, int32_t stride, int32_t padding,
    int32_t partial, facet_convolution_error *error) {
  return guarded(error, int32_t(-1), [&] {
    return add_windows(network, facet::Kind::average, input, side, stride, padding, partial);
  });
}

extern "C" int32_t facet_network_add_average(
    facet_network *network, int32_t input, facet_convolution_error *error) {
  return guarded(error, int32_t(-1), [&] {
    const facet::Shape in = shape_of(network, input, "the average's input is not a value");
    facet::Operation operation{facet::Kind::average, {input}};
    operation.kernel_height = in.height;
    operation.kernel_width = in.width;
    return add(network, std::move(operation), {in.channels, 1, 1});
  });
}

extern "C" int32_t facet_network_add_scaling(
    facet_network *network, int32_t input, const float *factors, const float *shifts,
    facet_convolution_error *error) {
  return guarded(error, int32_t(-1), [&] {
    const facet::Shape in = shape_of(network, input, "the scaling's input is not a value");
    facet::Operation operation{facet::Kind::scaling, {input}};
    operation.weights.assign(factors, factors + in.channels);
    operation.bias.assign(shifts, shifts + in.channels);
    return add(network, std::move(operation), in);
  });
}

extern "C" int32_t facet_network_add_gating(
    facet_network *network, int32_t input, int32_t gates, facet_convolution_error *error) {
  return guarded(error, int32_t(-1), [&] {
    // Each picture's part is located when a plan is created, before the input has an address.
    require(input > 0 && gates > 0, "the graph's input can be neither gated nor gates");
    const facet::Shape in = shape_of(network, input, "the gating's input is not a value");
    require(
        shape_of(network, gates, "the gates are not a value") == facet::Shape{in.channels, 1, 1},
        "the gates are not one number per channel");
    return add(network, {facet::Kind::gating, {input, gates}}, in);
  });
}

extern "C" int32_t facet_network_add_activation(
    facet_network *network, int32_t input, facet_activation activation, float low, float high,
    const float *slopes, facet_convolution_error *error) {
  return guarded(error, int32_t(-1), [&] {
    const facet::Shape in = shape_of(network, input, "the activation's input is not a value");
    require(
        !slopes || activation == facet_activation_none,
        "the activation has slopes and another function");
    facet::Operation operation{facet::Kind::activation, {input}};
    operation.activation = activation;
    operation.low = low;
    operation.high = high;
    if (slopes) operation.slopes.assign(slopes, slopes + in.channels);
    return add(network, std::move(operation), in);
  });
}

extern "C" int32_t facet_network_add_repetition(
    facet_network *network, int32_t input, int32_t factor, facet_convolution_error *error) {
  return guarded(error, int32_t(-1), [&] {
    const facet::Shape in = shape_of(network, input, "the repetition's input is not a value");
    require(factor > 0 && factor <= 64, "the repetition has an impossible size");
    facet::Operation operation{facet::Kind::repetition, {input}};
    operation.stride = factor;
    return add(
        network, std::move(operation), {in.channels, in.height * factor, in.width * factor});
  });
}

extern "C" int32_t facet_network_add_addition(
    facet_network *network, int32_t first, int32_t second, const float *slopes,
    facet_convolution_error *error) {
  return guarded(error, int32_t(-1), [&] {
    const facet::Shape in = shape_of(network, first, "the addition's input is not a value");
    require(
        shape_of(network, second, "the addition's input is not a value") == in,
        "the addition's inputs have different shapes");
    facet::Operation operation{facet::Kind::addition, {first, second}};
    if (slopes) operation.slopes.assign(slopes, slopes + in.channels);
    return add(network, std::move(operation), in);
  });
}

extern "C" int32_t facet_network_add_product(
    facet_network *network, int32_t first, int32_t second, facet_convolution_error *error) {
  return guarded(error, int32_t(-1), [&] {
    const facet::Shape in = shape_of(network, first, "the product's input is not a value");
    require(
        shape_of(network, second, "the product's input is not a value") == in,
        "the product's inputs have different shapes");
    return add(network, {facet::Kind::product, {first, second}}, in);
  });
}

extern "C" int32_t facet_network_add_joining(
    facet_network *network, const int32_t *inputs, int32_t count, facet_convolution_error *error) {
  return guarded(error, int32_t(-1), [&] {
    require(count > 0, "nothing is joined");
    facet::Operation operation{facet::Kind::joining, {inputs, inputs + count}};
    facet::Shape out = shape_of(network, inputs[0], "a joined input is not a value");
    for (int32_t i = 1; i < count; ++i) {
      const facet::Shape in = shape_of(network, inputs[i], "a joined input is not a value");
      require(
          in.height == out.height && in.width == out.width, "the joined inputs differ in size");
      out.channels += in.channels;
    }
    return add(network, std::move(operation), out);
  });
}

extern "C" int32_t facet_network_add_output(
    facet_network *network, int32_t value, facet_layout layout, facet_convolution_error *error) {
  return guarded(error, int32_t(-1), [&] {
    require(
        value > 0 && value < int32_t(network->shapes.size()), "the output does not belong to a step");
    network->outputs.push_back({value, layout});
    return int32_t(0);
  });
}

extern "C" size_t facet_network_value_size(const facet_network *network, int32_t value) {
  return network->shapes.at(size_t(value)).size();
}

extern "C" int32_t facet_network_has_large_weights(const facet_network *network) {
  return network->first_large() < network->operations.size();
}
