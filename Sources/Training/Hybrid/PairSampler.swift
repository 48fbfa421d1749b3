import Basics

/// A sampler of the pairs of each step: as many of one person as of two, half of the latter hard.
///
/// Queries are occluded three times in four; candidates are not, like galleries. A hard negative is
/// one of the ten identities that the backbone ranks nearest to the query.
struct PairSampler: Sendable {
  struct Pair: Sendable {
    let query: (face: Int, copy: Int)
    let candidate: (face: Int, copy: Int)
  }

  private let store: FaceFeatureStore
  private let facesOf: [[Int]]
  /// The identities with two or more faces.
  private let pairedIdentities: [Int]
  private let directions: [Float]
  private let seed: UInt64

  private static let occludedShare: Float = 0.75
  private static let hardShare: Float = 0.5
  private static let hardCount = 10

  /// - Throws: `TrainingFailure`.
  init(_ store: FaceFeatureStore, seed: UInt64) throws(TrainingFailure) {
    self.store = store
    self.seed = seed
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

  /// Returns the pairs of a step: positive pairs at even indices, each before a negative one of the
  /// same query. They depend only on the step and the seed.
  func pairs(step: Int, count: Int) -> [Pair] {
    var generator = SeededGenerator(seed: seed, purpose: .pairs, number: step)
    var pairs: [Pair] = []
    for _ in 0..<count / 2 {
      let identity = pairedIdentities.randomElement(using: &generator)!
      let faces = facesOf[identity]
      let face = faces.randomElement(using: &generator)!
      var copy = 0
      if store.copies > 1, generator.share() < Self.occludedShare {
        copy = Int.random(in: 1..<store.copies, using: &generator)
      }
      let query = (face: face, copy: copy)
      let same = faces.filter { $0 != face }.randomElement(using: &generator)!
      pairs.append(Pair(query: query, candidate: (same, 0)))
      let other = otherIdentity(than: identity, query: query, &generator)
      pairs.append(
        Pair(query: query, candidate: (facesOf[other].randomElement(using: &generator)!, 0)))
    }
    return pairs
  }

  private func otherIdentity(
    than identity: Int, query: (face: Int, copy: Int), _ generator: inout SeededGenerator
  ) -> Int {
    guard generator.share() < Self.hardShare else {
      let number = Int.random(in: 0..<facesOf.count - 1, using: &generator)
      return number < identity ? number : number + 1
    }
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
    return nearest.randomElement(using: &generator)!.identity
  }
}

extension SeededGenerator {
  /// Returns a number in 0..<1.
  mutating func share() -> Float { (unit() + 1) / 2 }
}
