import Basics
import CVectorKernels
import Networks
import Pictures
import Tensors

/// The frozen backbone's features of all training faces and of their occluded copies, computed once.
struct FaceFeatureStore: Sendable {
  /// The identity of each face; the remaining identities have the numbers 0..<identityCount.
  private(set) var labels: [Int] = []
  /// The number of copies of a face without occlusion: the picture itself, and perhaps its mirror image.
  let plain: Int
  /// The number of all copies: those without occlusion, then the occluded ones.
  let copies: Int
  private let columns: Int
  private let rows: Int
  /// The number of values of a picture's patches.
  let patchSize: Int
  let embeddingSize: Int
  /// The patches, shape `[faces, copies, patchSize]`, 16-bit numbers as in galleries.
  private var patches: [UInt16] = []
  /// The embeddings, shape `[faces, copies, embeddingSize]`, each of length 1.
  private var embeddings: [Float] = []

  init(shape: BackboneShape, plain: Int = 1, occluded: Int) {
    self.plain = plain
    copies = plain + occluded
    (rows, columns) = (shape.grid.rows, shape.grid.columns)
    patchSize = shape.grid.count * shape.patchChannels
    embeddingSize = shape.embeddingSize
  }

  var count: Int { labels.count }

  mutating func append(_ features: [FaceFeatures], label: Int) {
    precondition(features.count == copies)
    labels.append(label)
    for feature in features {
      patches += feature.patches.map(halfBits)
      embeddings += UnitRows(feature.embedding, rows: 1, size: embeddingSize).values
    }
  }

  func writePatches(face: Int, copy: Int, to target: UnsafeMutablePointer<Float>) {
    patches.withUnsafeBufferPointer {
      facet_widen_halves(
        $0.baseAddress! + (face * copies + copy) * patchSize, target, patchSize)
    }
  }

  /// The patches of another face that replace a query's at the same places.
  struct Mixed: Sendable, Equatable {
    let face: Int
    let copy: Int
    let rows: Range<Int>
    let columns: Range<Int>
  }

  /// Returns a rectangle of a fifth to a half of each side, at a random place.
  func mixed(face: Int, using generator: inout SeededGenerator) -> Mixed {
    func side(_ count: Int, _ generator: inout SeededGenerator) -> Range<Int> {
      let length = Int.random(in: max(1, count / 5)...max(1, count / 2), using: &generator)
      let start = Int.random(in: 0...count - length, using: &generator)
      return start..<start + length
    }
    let down = side(rows, &generator)
    return Mixed(face: face, copy: 0, rows: down, columns: side(columns, &generator))
  }

  func writePatches(_ mixed: Mixed, to target: UnsafeMutablePointer<Float>) {
    let size = patchSize / (rows * columns)
    let start = (mixed.face * copies + mixed.copy) * patchSize
    patches.withUnsafeBufferPointer {
      for row in mixed.rows {
        let place = (row * columns + mixed.columns.lowerBound) * size
        facet_widen_halves(
          $0.baseAddress! + start + place, target + place, mixed.columns.count * size)
      }
    }
  }

  func embedding(face: Int, copy: Int) -> ArraySlice<Float> {
    let start = (face * copies + copy) * embeddingSize
    return embeddings[start..<start + embeddingSize]
  }

  func cosine(_ first: (face: Int, copy: Int), _ second: (face: Int, copy: Int)) -> Float {
    zip(
      embedding(face: first.face, copy: first.copy),
      embedding(face: second.face, copy: second.copy)
    ).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Returns the mean direction of each identity's faces, without occlusions: shape `[identities,
  /// embeddingSize]`.
  func identityDirections() -> [Float] {
    let identities = (labels.max() ?? -1) + 1
    var sums = [Float](repeating: 0, count: identities * embeddingSize)
    for (face, label) in labels.enumerated() {
      for (place, value) in embedding(face: face, copy: 0).enumerated() {
        sums[label * embeddingSize + place] += value
      }
    }
    return UnitRows(sums, rows: identities, size: embeddingSize).values
  }
}
