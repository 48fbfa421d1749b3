import Basics
import Identification
import Networks
import Pictures
import Tensors

/// Inputs in realistic sizes, made from seeds.
enum Samples {
  /// Returns numbers in [-scale, scale).
  static func numbers(_ count: Int, seed: UInt64, scale: Float = 1) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in scale * generator.unit() }
  }

  static func unitRows(count: Int, size: Int, seed: UInt64) -> [Float] {
    Tensor(shape: [count, size], values: numbers(count * size, seed: seed)).normalizedRows().values
  }

  /// Returns patches that share a part, like those of faces: their cosines are around 0.6.
  static func face(_ seed: UInt64, grid: PatchGrid, channels: Int) -> FacePatches {
    let common = numbers(channels, seed: 1)
    let own = numbers(grid.count * channels, seed: seed + 100)
    let output = own.enumerated().map { max(0, $1 + common[$0 % channels] + 0.2) }
    return FacePatches(
      patches: PatchSet(grid: grid, channels: channels, networkOutput: output))
  }

  /// Returns the published H2L: dim 512, depth 1, two heads, 8x8 patches, output 512.
  static func hybrid() throws -> HybridTransformer {
    let (size, hidden, patches, output) = (512, 2048, 64, 512)
    var seed: UInt64 = 0
    func tensor(_ shape: Int..., scale: Float = 1) -> Tensor {
      seed += 1
      return Tensor(
        shape: shape, values: numbers(shape.reduce(1, *), seed: seed, scale: scale))
    }
    let attention = "transformer.layers.0.0.fn.fn."
    let mlp = "transformer.layers.0.1.fn."
    var parameters: [String: Tensor] = [
      "cls_token": tensor(1, 1, size), "sep": tensor(1, 1, size),
      "pos_embedding": tensor(1, 2 * patches + 2, size),
      attention + "to_qkv.weight": tensor(384, size, scale: 0.05),
      attention + "to_out.0.weight": tensor(size, 128, scale: 0.1),
      attention + "to_out.0.bias": tensor(size, scale: 0.1),
      mlp + "norm.weight": tensor(size), mlp + "norm.bias": tensor(size),
      mlp + "fn.net.0.weight": tensor(hidden, size, scale: 0.05),
      mlp + "fn.net.0.bias": tensor(hidden),
      mlp + "fn.net.3.weight": tensor(size, hidden, scale: 0.05),
      mlp + "fn.net.3.bias": tensor(size),
    ]
    for head in ["1", "2"] {
      parameters["fc\(head).weight"] = tensor(output, patches * size, scale: 0.01)
      for name in [
        "fc\(head).bias", "bn\(head).weight", "bn\(head).bias", "bn\(head).running_mean",
      ] {
        parameters[name] = tensor(output)
      }
      parameters["bn\(head).running_var"] = Tensor(
        shape: [output], values: [Float](repeating: 1, count: output))
    }
    return try HybridTransformer(
      parameters: parameters, grid: .eightByEight, precision: .int8)
  }

  /// Writes a backbone with weights from a seed, as a model file.
  static func write(_ architecture: BackboneArchitecture, to path: String) throws {
    var seed: UInt64 = 0
    try writeSafetensors(
      architecture.parameters.map { parameter in
        seed += 1
        let count = parameter.shape.reduce(1, *)
        let fanIn = parameter.shape.dropFirst().reduce(1, *)
        let values =
          parameter.shape.count > 1
          ? numbers(count, seed: seed, scale: (3 / Float(fanIn)).squareRoot())
          : numbers(count, seed: seed, scale: 0.1).map { $0 + 1 }
        return (parameter.name, Tensor(shape: parameter.shape, values: values))
      }, metadata: architecture.metadata, to: path)
  }

  /// Returns colored discs on a background: pictures that differ.
  static func picture(_ seed: UInt64) -> Picture {
    var generator = SeededGenerator(seed: seed)
    let discs = (0..<12).map { _ in
      (
        x: 48 + 48 * generator.unit(), y: 56 + 56 * generator.unit(),
        radius: 6 + 14 * abs(generator.unit()),
        color: (0..<3).map { _ in UInt8(127 + 127 * generator.unit()) }
      )
    }
    var samples: [UInt8] = []
    for y in 0..<112 {
      for x in 0..<96 {
        let disc = discs.last {
          let (dx, dy) = (Float(x) - $0.x, Float(y) - $0.y)
          return dx * dx + dy * dy < $0.radius * $0.radius
        }
        samples += disc?.color ?? [90, 110, 130]
      }
    }
    return Picture(width: 96, height: 112, channels: .rgb, samples: samples)
  }
}
