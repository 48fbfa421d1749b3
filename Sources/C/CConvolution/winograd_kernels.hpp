// Kernels of Winograd's convolution for one kind of processor: included once for each, inside a
// namespace, with LANES numbers in a vector and ROWS tiles in a product.

typedef float Vector __attribute__((vector_size(LANES * 4), aligned(4)));

ALWAYS_INLINE Vector load(const float *from) { return *reinterpret_cast<const Vector *>(from); }
ALWAYS_INLINE void store(float *to, Vector value) { *reinterpret_cast<Vector *>(to) = value; }
ALWAYS_INLINE Vector spread(float value) { return value - Vector{}; }

/// B^T x of one line of a tile: `Side` + 2 numbers, `step` vectors apart.
template <int Side>
ALWAYS_INLINE void transform_line(const Vector *x, int step, Vector *y, int to) {
  const Vector a = x[0], b = x[step], c = x[2 * step], d = x[3 * step];
  if constexpr (Side == 2) {
    y[0] = a - c;
    y[to] = b + c;
    y[2 * to] = c - b;
    y[3 * to] = b - d;
  } else {
    const Vector e = x[4 * step], f = x[5 * step];
    const Vector even = e - 4 * c, odd = d - 4 * b;
    const Vector near = e - c, far = 2 * (d - b);
    y[0] = 4 * a - 5 * c + e;
    y[to] = even + odd;
    y[2 * to] = even - odd;
    y[3 * to] = near + far;
    y[4 * to] = near - far;
    y[5 * to] = 4 * b - 5 * d + f;
  }
}

/// A^T y of one line: `Side` results of `Side` + 2 products.
template <int Side>
ALWAYS_INLINE void result_line(const Vector *y, int step, Vector *r, int to) {
  const Vector a = y[0], b = y[step], c = y[2 * step], d = y[3 * step];
  if constexpr (Side == 2) {
    r[0] = a + b + c;
    r[to] = b - c - d;
  } else {
    const Vector e = y[4 * step], f = y[5 * step];
    const Vector sum = b + c, difference = b - c, wide = d + e, apart = d - e;
    r[0] = a + sum + wide;
    r[to] = difference + 2 * apart;
    r[2 * to] = sum + 4 * wide;
    r[3 * to] = difference + 8 * apart + f;
  }
}

template <int Side>
TARGET void transform_tiles(
    const WinogradSizes &sizes, const WinogradPart &part, int64_t begin, int64_t end,
    float *transformed) {
  constexpr int width = Side + 2;
  const int64_t columns = sizes.tile_columns(), channels = sizes.inputs;
  const int64_t plane = (end - begin) * channels;
  static const float zeros[LANES] = {};
  const int64_t tiles = sizes.tiles();
  for (int64_t number = begin; number < end; ++number) {
    const float *source = part.pictures.sources[size_t(number / tiles)];
    const int64_t tile = number % tiles;
    const int64_t top = tile / columns * Side - sizes.padding_rows;
    const int64_t left = tile % columns * Side - sizes.padding_columns;
    const float *pixels[width * width];
    bool is_inside[width * width];
    for (int row = 0; row < width; ++row) {
      for (int column = 0; column < width; ++column) {
        const int64_t y = top + row, x = left + column;
        const bool inside = y >= 0 && y < sizes.height && x >= 0 && x < sizes.width;
        is_inside[row * width + column] = inside;
        pixels[row * width + column] =
            inside ? source + (y * sizes.width + x) * channels : zeros;
      }
    }
    float *to = transformed + (number - begin) * channels;
    for (int64_t channel = 0; channel < channels; channel += LANES) {
      Vector between[width * width];
      const Vector factors = part.factors ? load(part.factors + channel) : Vector{};
      const Vector shifts = part.factors ? load(part.shifts + channel) : Vector{};
      for (int column = 0; column < width; ++column) {
        Vector line[width];
        for (int row = 0; row < width; ++row) {
          const int i = row * width + column;
          line[row] = load(pixels[i] + (is_inside[i] ? channel : 0));
          // The zeros around the map are not scaled.
          if (part.factors && is_inside[i]) line[row] = line[row] * factors + shifts;
        }
        transform_line<Side>(line, 1, between + column, width);
      }
      for (int row = 0; row < width; ++row) {
        Vector line[width];
        transform_line<Side>(between + row * width, 1, line, 1);
        for (int column = 0; column < width; ++column) {
          store(to + (row * width + column) * plane + channel, line[column]);
        }
      }
    }
  }
}

/// `Rows` tiles times two vectors of outputs: sums over the inputs in their order, so that a
/// number has the same bits in any company.
template <int Rows>
ALWAYS_INLINE void multiply_rows(
    const float *tiles, const float *weights, int64_t inputs, float *products) {
  Vector sums[Rows][2] = {};
  for (int64_t i = 0; i < inputs; ++i) {
    const Vector first = load(weights), second = load(weights + LANES);
    __builtin_prefetch(weights + 256 * LANES);
    __builtin_prefetch(weights + 256 * LANES + 16);
    weights += 2 * LANES;
#pragma clang loop unroll(full)
    for (int row = 0; row < Rows; ++row) {
      const Vector value = spread(tiles[row * inputs + i]);
      sums[row][0] += value * first;
      sums[row][1] += value * second;
    }
  }
#pragma clang loop unroll(full)
  for (int row = 0; row < Rows; ++row) {
    store(products + row * 2 * LANES, sums[row][0]);
    store(products + row * 2 * LANES + LANES, sums[row][1]);
  }
}

template <int Rows>
TARGET void multiply_few(
    int64_t rows, const float *tiles, const float *weights, int64_t inputs, float *products) {
  if constexpr (Rows > 0) {
    if (rows == Rows) {
      multiply_rows<Rows>(tiles, weights, inputs, products);
    } else {
      multiply_few<Rows - 1>(rows, tiles, weights, inputs, products);
    }
  }
}

template <int Side>
TARGET void multiply_panel(
    const WinogradSizes &sizes, const WinogradPart &part, const float *transformed, int64_t begin,
    int64_t end, int64_t panel, float *products) {
  constexpr int width = Side + 2, points = width * width;
  const int64_t inputs = sizes.inputs, count = end - begin;
  // Blocks of nearly the same number of tiles.
  const int64_t blocks = (count + ROWS - 1) / ROWS;
  for (int point = 0; point < points; ++point) {
    const float *weights = part.weights + (panel * points + point) * inputs * 2 * LANES;
    for (int64_t block = 0; block < blocks; ++block) {
      const int64_t from = block * count / blocks, to = (block + 1) * count / blocks;
      multiply_few<ROWS>(
          to - from, transformed + (point * count + from) * inputs, weights, inputs,
          products + (point * count + from) * 2 * LANES);
    }
  }
  const int64_t tiles = sizes.tiles(), columns = sizes.tile_columns(), outputs = sizes.outputs;
  for (int half = 0; half < 2; ++half) {
    const int64_t channel = panel * 2 * LANES + half * LANES;
    const Vector bias = load(part.bias + channel);
    const Vector low = spread(part.low), high = spread(part.high);
    const Vector slopes = part.slopes ? load(part.slopes + channel) : Vector{};
    for (int64_t number = begin; number < end; ++number) {
      const float *from = products + (number - begin) * 2 * LANES + half * LANES;
      const size_t picture = size_t(number / tiles);
      const int64_t tile = number % tiles;
      const float *residual = part.pictures.residuals[picture];
      float *target = part.pictures.targets[picture];
      Vector between[Side * width];
      for (int column = 0; column < width; ++column) {
        Vector line[width];
        for (int row = 0; row < width; ++row) {
          line[row] = load(from + (row * width + column) * count * 2 * LANES);
        }
        result_line<Side>(line, 1, between + column, width);
      }
      const int64_t top = tile / columns * Side, left = tile % columns * Side;
      for (int row = 0; row < Side && top + row < sizes.out_height; ++row) {
        Vector line[Side];
        result_line<Side>(between + row * width, 1, line, 1);
        for (int column = 0; column < Side && left + column < sizes.out_width; ++column) {
          const int64_t place =
              ((top + row) * sizes.out_width + left + column) * outputs + channel;
          Vector value = line[column] + bias;
          if (residual) value += load(residual + place);
          if (part.slopes) {
            value = value < 0 ? value * slopes : value;
          } else if (part.is_limited) {
            value = value < low ? low : value;
            value = value > high ? high : value;
          }
          store(target + place, value);
        }
      }
    }
  }
}

TARGET void transform_any(
    const WinogradSizes &sizes, const WinogradPart &part, int64_t begin, int64_t end,
    float *transformed) {
  (sizes.side == 2 ? transform_tiles<2> : transform_tiles<4>)(
      sizes, part, begin, end, transformed);
}

TARGET void multiply_any(
    const WinogradSizes &sizes, const WinogradPart &part, const float *transformed, int64_t begin,
    int64_t end, int64_t panel, float *products) {
  (sizes.side == 2 ? multiply_panel<2> : multiply_panel<4>)(
      sizes, part, transformed, begin, end, panel, products);
}

const WinogradKernels kernels = {2 * LANES, ROWS, transform_any, multiply_any};
