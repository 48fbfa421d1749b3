import Drawing
import Pictures

/// The edges of a face as lines, so that a map can show the face without hiding its own colors.
///
/// Canny 1986, https://doi.org/10.1109/TPAMI.1986.4767851: edges are the ridges of the gradient, kept if
/// strong or joined to a strong one; here strong compared with the surroundings, so that eyes count as
/// much as the outline of a mask.
package struct LineDrawing: Sendable {
  /// The longest line first; coordinates are shares of the picture's width and height.
  let lines: [[Point]]

  /// The most points of all lines, so that no picture makes a page large.
  private static let mostPoints = 420

  /// - Complexity: O(n) for n pixels.
  package init(_ picture: Picture) {
    let gray = picture.converted(to: .gray)
    let (width, height) = (gray.width, gray.height)
    guard width >= 8, height >= 8 else {
      lines = []
      return
    }
    var edges = EdgeFinder(width: width, height: height, samples: gray.samples)
    var left = Self.mostPoints
    var lines: [[Point]] = []
    let chains = edges.chains(atLeast: max(width / 14, 5)).enumerated().sorted {
      $0.element.count != $1.element.count
        ? $0.element.count > $1.element.count : $0.offset < $1.offset
    }
    for (_, chain) in chains {
      let line = simplified(smoothed(chain), tolerance: Double(width) / 240)
      guard line.count <= left else { continue }
      left -= line.count
      lines.append(
        line.map { Point(x: $0.x / Double(width), y: $0.y / Double(height)) })
    }
    self.lines = lines
  }

  /// Returns the lines over a rectangle.
  ///
  /// - Parameter most: The most points; smaller pictures need fewer lines.
  package func path(in place: Rectangle, most: Int) -> Path {
    var path = Path()
    var left = most
    for line in lines {
      guard line.count <= left else { continue }
      left -= line.count
      for (index, point) in line.enumerated() {
        let point = Point(
          x: place.x + point.x * place.width, y: place.y + point.y * place.height)
        if index == 0 { path.move(to: point) } else { path.line(to: point) }
      }
    }
    return path
  }
}

/// Returns a chain of pixels without its steps: each point is the mean of up to seven.
private func smoothed(_ chain: [Point]) -> [Point] {
  chain.indices.map { index in
    // The ends stay.
    let reach = min(3, index, chain.count - 1 - index)
    let part = chain[index - reach...index + reach]
    let sum = part.reduce(Point(x: 0, y: 0)) { Point(x: $0.x + $1.x, y: $0.y + $1.y) }
    return Point(x: sum.x / Double(part.count), y: sum.y / Double(part.count))
  }
}

/// Returns a line with fewer points, none of the others farther than `tolerance` from it.
///
/// Douglas and Peucker 1973, https://doi.org/10.3138/FM57-6770-U75U-7727.
private func simplified(_ line: [Point], tolerance: Double) -> [Point] {
  guard line.count > 2 else { return line }
  var keeps = [Bool](repeating: false, count: line.count)
  keeps[0] = true
  keeps[line.count - 1] = true
  var spans = [(0, line.count - 1)]
  while let (first, last) = spans.popLast() {
    let (a, b) = (line[first], line[last])
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let length = (dx * dx + dy * dy).squareRoot()
    var (farthest, distance) = (first, tolerance)
    for index in first + 1..<max(last, first + 1) {
      let (px, py) = (line[index].x - a.x, line[index].y - a.y)
      // A ring's ends are one point.
      let away = length > 0 ? abs(px * dy - py * dx) / length : (px * px + py * py).squareRoot()
      if away > distance { (farthest, distance) = (index, away) }
    }
    guard farthest != first else { continue }
    keeps[farthest] = true
    spans.append((first, farthest))
    spans.append((farthest, last))
  }
  return line.indices.filter { keeps[$0] }.map { line[$0] }
}

private struct EdgeFinder {
  private let width: Int
  private let height: Int
  /// 0: no edge, 1: weak, 2: edge that is not yet in a chain.
  private var marks: [UInt8]

  init(width: Int, height: Int, samples: [UInt8]) {
    self.width = width
    self.height = height
    var values = samples.map(Float.init)
    for _ in 0..<2 {
      values = Self.blurred(values, width, height, step: 1, isRow: true)
      values = Self.blurred(values, width, height, step: width, isRow: false)
    }
    marks = [UInt8](repeating: 0, count: width * height)
    var size = [Float](repeating: 0, count: width * height)
    var across = [Int](repeating: 0, count: width * height)
    for y in 1..<height - 1 {
      for x in 1..<width - 1 {
        let place = y * width + x
        func value(_ dx: Int, _ dy: Int) -> Float { values[place + dy * width + dx] }
        let gx =
          value(1, -1) - value(-1, -1) + 2 * (value(1, 0) - value(-1, 0)) + value(1, 1)
          - value(-1, 1)
        let gy =
          value(-1, 1) - value(-1, -1) + 2 * (value(0, 1) - value(0, -1)) + value(1, 1)
          - value(1, -1)
        size[place] = (gx * gx + gy * gy).squareRoot()
        // The neighbor toward which the brightness changes, in steps of 45 degrees.
        let (ax, ay) = (abs(gx), abs(gy))
        across[place] =
          ay < 0.4142 * ax
          ? 1 : ax < 0.4142 * ay ? width : (gx > 0) == (gy > 0) ? width + 1 : width - 1
      }
    }
    let means = Self.localMeans(size, width, height, reach: max(width / 8, 4))
    var ridges: [(place: Int, size: Float)] = []
    for y in 2..<height - 2 {
      for x in 2..<width - 2 {
        let place = y * width + x
        let own = size[place]
        if own > 22, own > size[place - across[place]], own >= size[place + across[place]] {
          ridges.append((place, own / (means[place] + 25)))
        }
      }
    }
    guard !ridges.isEmpty else { return }
    let strong = ridges.map(\.size).sorted()[ridges.count * 45 / 100]
    for (place, size) in ridges {
      marks[place] = size >= strong ? 2 : size >= 0.4 * strong ? 1 : 0
    }
    // Weak edges count if a way of weak edges leads to a strong one.
    var open = marks.indices.filter { marks[$0] == 2 }
    while let place = open.popLast() {
      for neighbor in neighbors(of: place) where marks[neighbor] == 1 {
        marks[neighbor] = 2
        open.append(neighbor)
      }
    }
  }

  /// A binomial filter of five numbers.
  private static func blurred(
    _ values: [Float], _ width: Int, _ height: Int, step: Int, isRow: Bool
  ) -> [Float] {
    var result = values
    for y in 0..<height {
      for x in 0..<width {
        let (place, last) = (isRow ? x : y, (isRow ? width : height) - 1)
        let own = y * width + x
        func value(_ offset: Int) -> Float {
          values[own + (min(max(place + offset, 0), last) - place) * step]
        }
        result[own] =
          (value(-2) + 4 * value(-1) + 6 * value(0) + 4 * value(1) + value(2)) / 16
      }
    }
    return result
  }

  /// The means over squares around each pixel, cut at the borders.
  private static func localMeans(
    _ values: [Float], _ width: Int, _ height: Int, reach: Int
  ) -> [Float] {
    // Sums over everything above and left of a corner.
    var sums = [Double](repeating: 0, count: (width + 1) * (height + 1))
    for y in 0..<height {
      var row = 0.0
      for x in 0..<width {
        row += Double(values[y * width + x])
        sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row
      }
    }
    var means = values
    for y in 0..<height {
      let (top, bottom) = (max(y - reach, 0), min(y + reach + 1, height))
      for x in 0..<width {
        let (left, right) = (max(x - reach, 0), min(x + reach + 1, width))
        let sum =
          sums[bottom * (width + 1) + right] - sums[top * (width + 1) + right]
          - sums[bottom * (width + 1) + left] + sums[top * (width + 1) + left]
        means[y * width + x] = Float(sum / Double((bottom - top) * (right - left)))
      }
    }
    return means
  }

  /// The neighbors beside a pixel come before those at its corners.
  private func neighbors(of place: Int) -> [Int] {
    // Edges keep two pixels from the border.
    [1, -1, width, -width, width + 1, width - 1, -width + 1, -width - 1].map { place + $0 }
  }

  /// Returns the edges as chains of pixels, each pixel in one chain.
  mutating func chains(atLeast shortest: Int) -> [[Point]] {
    var chains: [[Point]] = []
    let edges = marks.indices.filter { marks[$0] == 2 }
    // From their ends first; what remains are rings.
    let ends = edges.filter { place in neighbors(of: place).count { marks[$0] == 2 } == 1 }
    for start in ends + edges where marks[start] == 2 {
      var chain: [Point] = []
      var place: Int? = start
      while let current = place {
        marks[current] = 0
        chain.append(
          Point(x: Double(current % width) + 0.5, y: Double(current / width) + 0.5))
        place = neighbors(of: current).first { marks[$0] == 2 }
      }
      if chain.count >= shortest { chains.append(chain) }
    }
    return chains
  }
}
