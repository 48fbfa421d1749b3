import Basics

/// A sampler of the pairs of each step: for each query a pair of one person, then pairs of two, a share
/// of which is hard.
///
/// Queries are occluded three times in four; candidates are not, like galleries. A hard negative is
/// one of the ten identities that the backbone ranks nearest to the query.
struct PairSampler: Sendable {
  struct Pair: Sendable {
    let query: (face: Int, copy: Int)
    let candidate: (face: Int, copy: Int)
    /// The same for all pairs of a query.
    let mixed: FaceFeatureStore.Mixed?
  }

  private let store: FaceFeatureStore
  private let facesOf: [[Int]]
  /// The identities with two or more faces.
  private let pairedIdentities: [Int]
  private let directions: [Float]
  private let seed: UInt64
  /// The number of negative pairs of each query.
  private let negatives: Int
  /// The share of hard ones among them, 0...1.
  private let hardShare: Float
  /// The share of queries some of whose patches come from another face, 0...1.
  private let mixedShare: Float

  private static let occludedShare: Float = 0.75
  private static let hardCount = 10

  /// - Throws: `TrainingFailure`.
  init(
    _ store: FaceFeatureStore, seed: UInt64, negatives: Int = 1, hardShare: Float = 0.5,
    mixedShare: Float = 0
  ) throws(TrainingFailure) {
    precondition(negatives > 0)
    self.store = store
    self.seed = seed
    self.negatives = negatives
    self.hardShare = hardShare
    self.mixedShare = mixedShare
    var facesOf = [[Int]](repeating: [], count: (store.labels.max() ?? -1) + 1)
    for (face, label) in store.labels.enumerated() { facesOf[label].append(face) }
    guard facesOf.count > 1 else { throw .fewIdentities(found: facesOf.count) }
    let paired = facesOf.indices.filter { facesOf[$0].count > 1 }
    guard !paired.isEmpty else { throw .fewPictures }
    self.facesOf = facesOf
    pairedIdentities = paired
    directions = store.identityDirections()
  }

  var identityCount: Int { facesOf.count }
  var identityDirections: [Float] { directions }

  /// Returns the pairs of a step: of each query a positive pair, then its negative ones. They depend
  /// only on the step and the seed.
  ///
  /// - Parameter count: A multiple of 1 + `negatives`.
  func pairs(step: Int, count: Int) -> [Pair] {
    precondition(count % (1 + negatives) == 0)
    var generator = SeededGenerator(seed: seed, purpose: .pairs, number: step)
    var pairs: [Pair] = []
    for _ in 0..<count / (1 + negatives) {
      let identity = pairedIdentities.randomElement(using: &generator)!
      let faces = facesOf[identity]
      let face = faces.randomElement(using: &generator)!
      var copy = plainCopy(&generator)
      if store.copies > store.plain, generator.share() < Self.occludedShare {
        copy = Int.random(in: store.plain..<store.copies, using: &generator)
      }
      let query = (face: face, copy: copy)
      var mixed: FaceFeatureStore.Mixed?
      if mixedShare > 0, generator.share() < mixedShare {
        mixed = store.mixed(
          face: Int.random(in: 0..<store.count, using: &generator), using: &generator)
      }
      let same = faces.filter { $0 != face }.randomElement(using: &generator)!
      pairs.append(
        Pair(query: query, candidate: (same, plainCopy(&generator)), mixed: mixed))
      var nearest: [Int]?
      for _ in 0..<negatives {
        let other: Int
        if generator.share() < hardShare {
          nearest = nearest ?? nearestIdentities(to: query, except: identity)
          other = nearest!.randomElement(using: &generator)!
        } else {
          let number = Int.random(in: 0..<facesOf.count - 1, using: &generator)
          other = number < identity ? number : number + 1
        }
        let candidate = facesOf[other].randomElement(using: &generator)!
        pairs.append(
          Pair(query: query, candidate: (candidate, plainCopy(&generator)), mixed: mixed))
      }
    }
    return pairs
  }

  /// Returns a copy without occlusion.
  private func plainCopy(_ generator: inout SeededGenerator) -> Int {
    store.plain == 1 ? 0 : Int.random(in: 0..<store.plain, using: &generator)
  }

  /// Returns the identities whose mean directions are nearest to a query, at most `hardCount`.
  private func nearestIdentities(
    to query: (face: Int, copy: Int), except identity: Int
  ) -> [Int] {
    let vector = Array(store.embedding(face: query.face, copy: query.copy))
    let size = store.embeddingSize
    var nearest: [(cosine: Float, identity: Int)] = []
    directions.withUnsafeBufferPointer { directions in
      for other in facesOf.indices where other != identity {
        var cosine: Float = 0
        for place in 0..<size { cosine += vector[place] * directions[other * size + place] }
        if nearest.count == Self.hardCount, cosine <= nearest.last!.cosine { continue }
        let place = nearest.firstIndex { $0.cosine < cosine } ?? nearest.count
        nearest.insert((cosine, other), at: place)
        if nearest.count > Self.hardCount { nearest.removeLast() }
      }
    }
    return nearest.map(\.identity)
  }
}

extension SeededGenerator {
  /// Returns a number in 0..<1.
  mutating func share() -> Float { (unit() + 1) / 2 }
}
