import Networks
import Tensors

/// An MTCNN with hand-made weights that finds magenta squares.
///
/// The proposal network looks for magenta in the middle of its 12 pixels and for something else in
/// the four corners, which holds if a square is 5 to 6 pixels wide: `sides` contains the squares
/// that a level of the pyramid shows so. The two later stages accept everything, so that the best
/// box around a square remains, and put the five points at fixed positions in the box.
package enum ToyDetector {
  /// The sides of squares that are found, with faces from 20 pixels.
  package static let sides = [13, 18, 26, 36, 51, 72]
  /// The side of a box in sides of its square, approximately.
  package static let boxSide = 2.0
  /// The x and y of the five points in the box.
  package static let points: [(x: Float, y: Float)] = [
    (0.3, 0.35), (0.7, 0.35), (0.5, 0.55), (0.35, 0.75), (0.65, 0.75),
  ]

  package static func write(to path: String) throws {
    let tensors = CascadeStage.all.flatMap { stage in
      stage.parameters.map { parameter in
        (
          name: "\(stage.name).\(parameter.name)",
          tensor: Tensor(shape: parameter.shape, values: values(stage.name, parameter))
        )
      }
    }
    try writeSafetensors(
      tensors, metadata: [ModelKey.architecture: CascadeNetworks.architecture], to: path)
  }

  package static func values(_ stage: String, _ parameter: ParameterShape) -> [Float] {
    var values = [Float](repeating: 0, count: parameter.shape.reduce(1, *))
    /// Sets a weight of a convolution.
    func set(_ output: Int, _ input: Int, _ row: Int, _ column: Int, _ value: Float) {
      let shape = parameter.shape
      values[((output * shape[1] + input) * shape[2] + row) * shape[3] + column] = value
    }
    switch (stage, parameter.name) {
    case ("pnet", "conv1.weight"):
      // Magenta is (1, -1, 1), and the sum 3; less than 2 is nothing.
      for (channel, sign) in [Float(1), -1, 1].enumerated() { set(0, channel, 1, 1, sign) }
    case ("pnet", "conv1.bias"): values[0] = -2
    case ("pnet", "conv2.weight"):
      set(0, 0, 1, 1, 1)
      for (corner, (row, column)) in [(0, 0), (0, 2), (2, 0), (2, 2)].enumerated() {
        set(corner + 1, 0, row, column, 1)
      }
    case ("pnet", "conv3.weight"):
      for row in 0..<3 {
        for column in 0..<3 { set(0, 0, row, column, 1.0 / 9) }
      }
      for (corner, (row, column)) in [(0, 0), (0, 2), (2, 0), (2, 2)].enumerated() {
        set(0, corner + 1, row, column, -1)
      }
    case ("pnet", "conv4_1.weight"): set(1, 0, 0, 0, 20)
    case ("pnet", "conv4_1.bias"): values[1] = -14
    case ("rnet", "dense5_1.bias"), ("onet", "dense6_1.bias"): values[1] = 4
    case ("onet", "dense6_3.bias"): values = points.map(\.x) + points.map(\.y)
    default: break
    }
    return values
  }

  /// Magenta squares, each given by its left and upper edge and its side, on gray.
  ///
  /// - Returns: RGB samples.
  package static func photograph(
    width: Int, height: Int, squares: [(x: Int, y: Int, side: Int)]
  ) -> [UInt8] {
    var samples = [UInt8](repeating: 120, count: 3 * width * height)
    for square in squares {
      for y in square.y..<square.y + square.side {
        for x in square.x..<square.x + square.side {
          for (channel, value) in [UInt8(255), 0, 255].enumerated() {
            samples[3 * (y * width + x) + channel] = value
          }
        }
      }
    }
    return samples
  }
}
