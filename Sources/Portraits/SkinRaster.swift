/// The colored mesh of the skin as pixels.
struct SkinRaster {
  private let width: Int
  private let height: Int
  /// The pixels as `0xRRGGBB`, with the highest byte 255 if the mesh covers the pixel.
  private(set) var pixels: [UInt32]

  /// - Parameter isTurnedRight: Whether columns are drawn from the right, so that the nose covers
  ///   the cheek behind it.
  init(_ mesh: SkinMesh, width: Int, height: Int, isTurnedRight: Bool) {
    self.width = width
    self.height = height
    pixels = [UInt32](repeating: 0, count: width * height)
    let columns = mesh.columnCount
    pixels.withUnsafeMutableBufferPointer { pixels in
      mesh.vertices.withUnsafeBufferPointer { vertices in
        for step in 0..<columns - 1 {
          let column = isTurnedRight ? columns - 2 - step : step
          for row in 0..<mesh.rowCount - 1 {
            let place = row * columns + column
            let (a, b) = (vertices[place], vertices[place + 1])
            let (c, d) = (vertices[place + columns], vertices[place + columns + 1])
            Self.fill(a, b, c, pixels, width, height)
            Self.fill(b, d, c, pixels, width, height)
          }
        }
      }
    }
    extend()
  }

  private static func fill(
    _ a: SkinMesh.Vertex, _ b: SkinMesh.Vertex, _ c: SkinMesh.Vertex,
    _ pixels: UnsafeMutableBufferPointer<UInt32>, _ width: Int, _ height: Int
  ) {
    let area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)
    // The triangle is seen from behind, or is a line.
    guard area > 1e-6 else { return }
    let left = max(0, Int((min(a.x, b.x, c.x) - 0.5).rounded(.up)))
    let right = min(width - 1, Int((max(a.x, b.x, c.x) - 0.5).rounded(.down)))
    let top = max(0, Int((min(a.y, b.y, c.y) - 0.5).rounded(.up)))
    let bottom = min(height - 1, Int((max(a.y, b.y, c.y) - 0.5).rounded(.down)))
    guard left <= right, top <= bottom else { return }
    let inverse = 1 / area
    for y in top...bottom {
      let py = Float(y) + 0.5
      for x in left...right {
        let px = Float(x) + 0.5
        let shareB = ((px - a.x) * (c.y - a.y) - (c.x - a.x) * (py - a.y)) * inverse
        let shareC = ((b.x - a.x) * (py - a.y) - (px - a.x) * (b.y - a.y)) * inverse
        let shareA = 1 - shareB - shareC
        // Neighbors overlap slightly, so that no pixel is left out.
        guard shareA >= -1e-4, shareB >= -1e-4, shareC >= -1e-4 else { continue }
        let red = shareA * a.red + shareB * b.red + shareC * c.red
        let green = shareA * a.green + shareB * b.green + shareC * c.green
        let blue = shareA * a.blue + shareB * b.blue + shareC * c.blue
        pixels[y * width + x] = 0xFF00_0000 | byte(red) << 16 | byte(green) << 8 | byte(blue)
      }
    }
  }

  private static func byte(_ value: Float) -> UInt32 {
    UInt32(min(max(value, 0), 1) * 255 + 0.5)
  }

  /// Gives pixels next to the mesh the color of its edge, because the outline that is clipped lies
  /// between pixels.
  private mutating func extend() {
    var firstRow: Int?
    var lastRow: Int?
    for y in 0..<height {
      let row = y * width..<(y + 1) * width
      guard let first = pixels[row].firstIndex(where: { $0 != 0 }),
        let last = pixels[row].lastIndex(where: { $0 != 0 })
      else { continue }
      if firstRow == nil { firstRow = y }
      lastRow = y
      for place in row.lowerBound..<first { pixels[place] = pixels[first] }
      for place in last + 1..<row.upperBound { pixels[place] = pixels[last] }
    }
    guard let firstRow, let lastRow else { return }
    for x in 0..<width {
      for y in 0..<firstRow { pixels[y * width + x] = pixels[firstRow * width + x] }
      for y in lastRow + 1..<height { pixels[y * width + x] = pixels[lastRow * width + x] }
    }
  }
}
