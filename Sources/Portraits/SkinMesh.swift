import Drawing

#if canImport(Glibc)
  import Glibc
#endif

/// The skin of the head as a mesh of colored points, row by row from the crown to the chin.
struct SkinMesh {
  struct Vertex {
    var x: Float
    var y: Float
    var red: Float
    var green: Float
    var blue: Float
  }

  let rowCount: Int
  let columnCount: Int
  /// The vertices, shape `[rowCount, columnCount]`.
  let vertices: [Vertex]

  /// The positions of the columns, in parts of the half width.
  private static let columns: [Double] = {
    let half = [
      0.06, 0.12, 0.17, 0.22, 0.28, 0.35, 0.43, 0.52, 0.61, 0.7, 0.79, 0.87, 0.94, 0.98, 1,
    ]
    return half.reversed().map { -$0 } + [0] + half
  }()

  init(
    _ shape: HeadShape, _ identity: PortraitIdentity, _ condition: PortraitCondition,
    tones: SkinTones, view: HeadView
  ) {
    let heights = Self.heights(shape)
    let columns = Self.columns
    let (rowCount, columnCount) = (heights.count, columns.count)
    self.rowCount = rowCount
    self.columnCount = columnCount
    var points: [SIMD3<Double>] = []
    points.reserveCapacity(rowCount * columnCount)
    for y in heights {
      let row = shape.row(at: y)
      for part in columns {
        let x = row.halfWidth * part
        let rounding = pow(max(0, 1 - part * part), 0.425)
        points.append(
          SIMD3(x, y, row.center + rounding * (row.depth + shape.relief.height(x, y))))
      }
    }
    let shading = SkinShading(identity, condition, tones: tones, view: view)
    var vertices: [Vertex] = []
    vertices.reserveCapacity(points.count)
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        func point(_ row: Int, _ column: Int) -> SIMD3<Double> {
          points[
            min(max(row, 0), rowCount - 1) * columnCount + min(max(column, 0), columnCount - 1)]
        }
        let along = point(row, column + 1) - point(row, column - 1)
        let down = point(row + 1, column) - point(row - 1, column)
        let place = point(row, column)
        let color = shading.color(at: place, normal: cross(along, down))
        let pixel = view(place)
        vertices.append(
          Vertex(
            x: Float(pixel.x), y: Float(pixel.y), red: Float(color.x), green: Float(color.y),
            blue: Float(color.z)))
      }
    }
    self.vertices = vertices
  }

  /// Returns the heights of the rows, which are closer together at the features.
  private static func heights(_ shape: HeadShape) -> [Double] {
    var heights: [Double] = []
    let start = shape.crown
    for part in [0, 0.02, 0.06, 0.12, 0.2, 0.32, 0.46, 0.6, 0.74, 0.88] {
      heights.append(start + part * (-0.4 - start))
    }
    var y = -0.4
    while y < shape.chin - 0.26 {
      heights.append(y)
      y += 0.055
    }
    for part in [0.24, 0.18, 0.13, 0.09, 0.06, 0.03, 0.01, 0] { heights.append(shape.chin - part) }
    return heights
  }
}

private func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
  SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}
