import Identification
import Networks
import _TestSupport

/// Returns faces from hashed numbers, like the output of a network that ends in a ReLU.
enum TestFaces {
  static func face(
    _ name: String, grid: PatchGrid, channels: Int = 24, shift: Float = 0.3
  ) -> FacePatches {
    let output = HashedValues.unit("patches." + name, count: grid.count * channels)
      .map { max(0, $0 + shift) }
    return FacePatches(
      patches: PatchSet(grid: grid, channels: channels, networkOutput: output),
      descriptor: HashedValues.unit("descriptor." + name, count: channels),
      landmarkDensity: HashedValues.unit("landmarks." + name, count: grid.count)
        .map { Double(max(0, $0 * 4).rounded()) })
  }

  /// A matrix of numbers in [-1, 1).
  static func matrix(_ name: String, _ count: Int) -> [Double] {
    HashedValues.unit(name, count: count).map(Double.init)
  }

  /// Positive weights that sum to 1.
  static func weights(_ name: String, _ count: Int) -> [Double] {
    let values = HashedValues.unit(name, count: count).map { Double($0) + 1.01 }
    let sum = values.reduce(0, +)
    return values.map { $0 / sum }
  }
}

/// The golden EMD cases: one query and five gallery faces of N patches with 48 channels.
struct GoldenTransport {
  let file: GoldenFile
  let patches: Int
  let query: FacePatches
  let gallery: [FacePatches]

  static let sizes = [9, 16, 42, 64]

  init(patches: Int) throws {
    file = try GoldenFile.networksAndTransport()
    self.patches = patches
    // Stored [C, N].
    func face(_ values: ArraySlice<Float>) -> FacePatches {
      let values = Array(values)
      let rows = (0..<patches).flatMap { patch in
        (0..<48).map { values[$0 * patches + patch] }
      }
      return FacePatches(
        patches: PatchSet(
          grid: PatchGrid(rows: 1, columns: patches), channels: 48, networkOutput: rows))
    }
    let size = 48 * patches
    query = face(file.floats("emd.\(patches).query")[...])
    let all = file.floats("emd.\(patches).gallery")
    gallery = (0..<5).map { face(all[$0 * size..<($0 + 1) * size]) }
  }

  func doubles(_ name: String, _ weighting: PatchWeighting) -> [Double] {
    file.doubles("emd.\(patches).\(weighting.rawValue).\(name)")
  }

  /// A part of one gallery face's golden values.
  func row(_ name: String, _ weighting: PatchWeighting, _ face: Int) -> [Double] {
    let values = doubles(name, weighting)
    let size = values.count / 5
    return Array(values[face * size..<(face + 1) * size])
  }
}

/// The greatest absolute difference.
func farthest(_ found: [Double], _ expected: [Double]) -> Double {
  precondition(found.count == expected.count)
  return zip(found, expected).reduce(0) {
    let difference = abs($1.0 - $1.1)
    return difference.isNaN ? .infinity : max($0, difference)
  }
}
