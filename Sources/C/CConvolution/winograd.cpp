#include "winograd.hpp"

#include <limits>
#include <string>

#include "CVectorKernels.h"

#if defined(__x86_64__)
namespace facet {
#define ALWAYS_INLINE TARGET inline __attribute__((always_inline))
namespace avx512 {
#define TARGET \
  __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,fma"), min_vector_width(512)))
#define LANES 16
#define ROWS 14
#include "winograd_kernels.hpp"
#undef TARGET
#undef LANES
#undef ROWS
}  // namespace avx512
namespace avx2 {
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 8
#define ROWS 6
#include "winograd_kernels.hpp"
#undef TARGET
#undef LANES
#undef ROWS
}  // namespace avx2
}  // namespace facet
#endif

namespace facet {

const WinogradKernels *winograd_kernels() {
#if defined(__x86_64__)
  switch (facet_vector_level()) {
    case 2: return &avx512::kernels;
    case 1: return &avx2::kernels;
    default: break;
  }
#endif
  return nullptr;
}

namespace {

/// The transformed numbers of a chunk in bytes: a third of a second-level cache of one megabyte.
constexpr int64_t chunk_bytes = 400 << 10;
/// With fewer tiles, a thread had better take part of the channels.
constexpr int64_t fewest_tiles = 4;
/// Weights of this size in bytes are read once for as many tiles as have so many transformed numbers.
constexpr size_t shared_weights = 3 << 20;
constexpr int64_t shared_chunk_bytes = 4 << 20;
constexpr int lanes = 32;

/// G g G^T of 32 filters of 3x3 in double precision; `Width` is 4 or 6.
template <int Width>
void transform_filters(const double (&g)[Width][3], const double *filters, double *results) {
  double lines[Width * 3 * lanes] = {};
  for (int row = 0; row < Width; ++row) {
    for (int k = 0; k < 3; ++k) {
      for (int column = 0; column < 3; ++column) {
        for (int lane = 0; lane < lanes; ++lane) {
          lines[(row * 3 + column) * lanes + lane] +=
              g[row][k] * filters[(k * 3 + column) * lanes + lane];
        }
      }
    }
  }
  for (int row = 0; row < Width; ++row) {
    for (int column = 0; column < Width; ++column) {
      for (int lane = 0; lane < lanes; ++lane) {
        double sum = 0;
        for (int k = 0; k < 3; ++k) sum += lines[(row * 3 + k) * lanes + lane] * g[column][k];
        results[(row * Width + column) * lanes + lane] = sum;
      }
    }
  }
}

/// Section 4.1 of the paper.
constexpr double small_tile[4][3] = {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}};
/// Section 4.2 of the paper.
constexpr double large_tile[6][3] = {
    {1.0 / 4, 0, 0},
    {-1.0 / 6, -1.0 / 6, -1.0 / 6},
    {-1.0 / 6, 1.0 / 6, -1.0 / 6},
    {1.0 / 24, 1.0 / 12, 1.0 / 6},
    {1.0 / 24, -1.0 / 12, 1.0 / 6},
    {0, 0, 1}};

WinogradSizes sizes_of(const Operation &operation, const Shape &in, const Shape &out) {
  WinogradSizes sizes = {in.channels, out.channels, in.height, in.width, out.height, out.width,
                         operation.padding_rows, operation.padding_columns, 4};
  // The weights of larger tiles take 2.25 times the memory, which costs more than it saves if each
  // weight serves a handful of tiles.
  if (sizes.tiles() <= 4) sizes.side = 2;
  return sizes;
}

std::shared_ptr<const WinogradWeights> packed(
    const WinogradSizes &sizes, const std::vector<float> &filters, int64_t panel,
    int32_t threads) {
  const int64_t points = sizes.points(), inputs = sizes.inputs;
  const auto weights = std::make_shared<WinogradWeights>(WinogradWeights{
      panel, Block(size_t(points * inputs * sizes.outputs) * sizeof(float))});
  float *const numbers = static_cast<float *>(weights->numbers.address());
  const int64_t groups = (sizes.outputs + lanes - 1) / lanes;
  on_threads(threads, [&](int32_t thread, int32_t count) {
    std::vector<double> gathered(9 * lanes), results(size_t(points) * lanes);
    for (int64_t item = thread; item < groups * inputs; item += count) {
      const int64_t begin = item / inputs * lanes, input = item % inputs;
      const int64_t end = std::min<int64_t>(sizes.outputs, begin + lanes);
      for (int64_t output = begin; output < end; ++output) {
        for (int64_t i = 0; i < 9; ++i) {
          gathered[size_t(i * lanes + output - begin)] =
              double(filters[size_t((output * inputs + input) * 9 + i)]);
        }
      }
      if (sizes.side == 2) {
        transform_filters<4>(small_tile, gathered.data(), results.data());
      } else {
        transform_filters<6>(large_tile, gathered.data(), results.data());
      }
      for (int64_t point = 0; point < points; ++point) {
        for (int64_t output = begin; output < end; ++output) {
          numbers[((output / panel * points + point) * inputs + input) * panel + output % panel] =
              float(results[size_t(point * lanes + output - begin)]);
        }
      }
    }
  });
  return weights;
}

/// The packed weights of a convolution, from the network if another plan packed them before.
std::shared_ptr<const WinogradWeights> shared(
    const facet_network &network, size_t index, const WinogradSizes &sizes, int64_t panel,
    int32_t threads) {
  const std::lock_guard<std::mutex> guard(network.lock);
  network.packed.resize(network.operations.size());
  auto &known = network.packed[index];
  if (!known || known->panel != panel) {
    known = packed(sizes, network.operations[index].weights, panel, threads);
  }
  return known;
}

}  // namespace

bool Winograd::serves(const Operation &operation, const Shape &in, const Shape &out) {
  const WinogradKernels *kernels = winograd_kernels();
  return kernels && operation.kernel_height == 3 && operation.kernel_width == 3 &&
         operation.stride == 1 && operation.groups == 1 &&
         operation.activation != facet_activation_sigmoid && in.channels >= 32 &&
         in.channels % (kernels->panel / 2) == 0 && out.channels >= 32 &&
         out.channels % kernels->panel == 0;
}

Winograd::Winograd(
    const facet_network &network, size_t index, const Operation *scaling, int32_t threads,
    int64_t pictures)
    : kernels(*winograd_kernels()), threads(threads) {
  const Operation &operation = network.operations[index];
  const Shape in = network.shapes[size_t(operation.inputs[0])], out = network.shapes[index + 1];
  sizes = sizes_of(operation, in, out);
  weights = shared(network, index, sizes, kernels.panel, threads);
  if (scaling) {
    factors = scaling->weights;
    shifts = scaling->bias;
  }
  bias = operation.bias;
  slopes = operation.slopes;
  activation = operation.activation;
  const bool is_relu = activation == facet_activation_relu;
  low = is_relu ? 0 : operation.low;
  high = is_relu ? std::numeric_limits<float>::infinity() : operation.high;

  const int64_t bytes_per_tile = sizes.points() * sizes.inputs * int64_t(sizeof(float));
  const int64_t tiles = sizes.tiles();
  chunk = std::max<int64_t>(kernels.rows, chunk_bytes / bytes_per_tile);
  shares_channels = weights->numbers.bytes >= shared_weights || tiles <= chunk ||
                    tiles < threads * fewest_tiles;
  if (shares_channels) {
    chunk = std::min(
        tiles * pictures, std::max<int64_t>(kernels.rows, shared_chunk_bytes / bytes_per_tile));
  } else {
    // Chunks of nearly the same size, as many for each thread.
    int64_t chunks = (tiles + chunk - 1) / chunk;
    chunks = (chunks + threads - 1) / threads * threads;
    chunk = (tiles + chunks - 1) / chunks;
  }
  for (int32_t thread = 0; thread < threads; ++thread) {
    transformed.emplace_back(size_t(chunk * bytes_per_tile));
    products.emplace_back(size_t(sizes.points() * chunk * kernels.panel) * sizeof(float));
  }
}

std::string Winograd::name() const {
  return sizes.side == 2 ? "winograd of 2x2" : "winograd of 4x4";
}

void Winograd::append(
    int64_t count, const float *source, const float *residual, float *target,
    WinogradPictures &pictures) const {
  for (int64_t picture = 0; picture < count; ++picture) {
    const int64_t step = sizes.outputs * sizes.out_height * sizes.out_width;
    pictures.sources.push_back(source + picture * sizes.inputs * sizes.height * sizes.width);
    pictures.residuals.push_back(residual ? residual + picture * step : nullptr);
    pictures.targets.push_back(target + picture * step);
  }
}

void Winograd::run(const WinogradPictures &pictures) const {
  const WinogradPart part = {
      pictures,
      factors.empty() ? nullptr : factors.data(),
      factors.empty() ? nullptr : shifts.data(),
      static_cast<const float *>(weights->numbers.address()),
      bias.data(),
      slopes.empty() ? nullptr : slopes.data(),
      activation != facet_activation_none,
      low,
      high};
  const int64_t tiles = int64_t(pictures.sources.size()) * sizes.tiles();
  const int64_t panels = sizes.outputs / kernels.panel;
  on_threads(threads, [&](int32_t thread, int32_t count) {
    float *const room = static_cast<float *>(transformed[size_t(thread)].address());
    float *const sums = static_cast<float *>(products[size_t(thread)].address());
    const int32_t first = shares_channels ? 0 : thread, step = shares_channels ? 1 : count;
    const int64_t from = shares_channels ? panels * thread / count : 0;
    const int64_t to = shares_channels ? panels * (thread + 1) / count : panels;
    for (int64_t begin = first * chunk; begin < tiles; begin += step * chunk) {
      const int64_t end = std::min(tiles, begin + chunk);
      kernels.transform(sizes, part, begin, end, room);
      for (int64_t panel = from; panel < to; ++panel) {
        kernels.multiply(sizes, part, room, begin, end, panel, sums);
      }
    }
  });
}

}  // namespace facet
