import Basics
import Identification

/// A picture that pairs are made of.
package struct PoolFace: Sendable, Equatable {
  /// The person, by number.
  package var person: Int
  package var sha256: SHA256Digest

  package init(person: Int, sha256: SHA256Digest) {
    self.person = person
    self.sha256 = sha256
  }
}

/// Two pictures that may be shown together.
package struct PoolPair: Sendable, Equatable {
  package var first: Int
  package var second: Int
  package var cosine: Double
  package var tercile: Tercile = .medium

  package init(first: Int, second: Int, cosine: Double) {
    self.first = first
    self.second = second
    self.cosine = cosine
  }
}

/// All pairs of one person, and pairs of different people who look alike to the network.
package struct PairPool: Sendable {
  package var same: [PoolPair]
  package var different: [PoolPair]

  /// - Parameters:
  ///   - faces: The pictures.
  ///   - embeddings: Shape `[n, d]`, rows of length 1, of the faces without coverings: otherwise the most
  ///     alike people would be those with the same covering, and equal coverings would show the answer.
  ///   - impostors: Pairs of different people come from each picture's so many nearest others; 0 for
  ///     any.
  ///   - generator: Draws the pairs of different people if they may be any.
  /// - Complexity: O(n^2 d) for `impostors` more than 0.
  package init(
    _ faces: [PoolFace], embeddings: [Float], impostors: Int, generator: SeededGenerator
  ) {
    let dimension = embeddings.count / max(faces.count, 1)
    var people: [Int: [Int]] = [:]
    for (index, face) in faces.enumerated() { people[face.person, default: []].append(index) }
    func cosine(_ a: Int, _ b: Int) -> Double {
      var sum = 0.0
      for place in 0..<dimension {
        sum += Double(embeddings[a * dimension + place] * embeddings[b * dimension + place])
      }
      return sum
    }
    var same: [PoolPair] = []
    for person in people.keys.sorted() {
      let own = people[person]!
      for (place, first) in own.enumerated() {
        for second in own.dropFirst(place + 1) where faces[first].sha256 != faces[second].sha256 {
          same.append(PoolPair(first: first, second: second, cosine: cosine(first, second)))
        }
      }
    }
    var different: [PoolPair] = []
    if impostors > 0, !faces.isEmpty {
      let search = EmbeddingSearch(EmbeddingMatrix(dimension: dimension, values: embeddings))
      var seen: Set<UInt64> = []
      for (index, neighbors) in search.nearest(
        to: embeddings, k: impostors, excluding: faces.map { Set(people[$0.person]!) }
      ).enumerated() {
        for neighbor in neighbors where faces[neighbor.index].sha256 != faces[index].sha256 {
          let (low, high) = (min(index, neighbor.index), max(index, neighbor.index))
          guard seen.insert(UInt64(low) << 32 | UInt64(high)).inserted else { continue }
          different.append(PoolPair(first: low, second: high, cosine: neighbor.cosine))
        }
      }
    } else if people.count > 1 {
      // Any pair: as many drawn ones as there would be neighbors.
      var generator = generator
      var seen: Set<UInt64> = []
      let wanted = min(faces.count * 20, faces.count * (faces.count - 1) / 2)
      var tries = 0
      while different.count < wanted, tries < 40 * wanted {
        tries += 1
        let a = Int.random(in: 0..<faces.count, using: &generator)
        let b = Int.random(in: 0..<faces.count, using: &generator)
        guard faces[a].person != faces[b].person, faces[a].sha256 != faces[b].sha256,
          seen.insert(UInt64(min(a, b)) << 32 | UInt64(max(a, b))).inserted
        else { continue }
        different.append(
          PoolPair(first: min(a, b), second: max(a, b), cosine: cosine(min(a, b), max(a, b))))
      }
    }
    self.init(same: same, different: different)
  }

  /// Creates pools of given pairs, such as those of a file.
  package init(same: [PoolPair], different: [PoolPair]) {
    self.same = Self.graded(same, hardIsLow: true)
    self.different = Self.graded(different, hardIsLow: false)
  }

  /// Returns the pairs with their thirds by cosine: low is hard for the same person, high for
  /// different people.
  private static func graded(_ pairs: [PoolPair], hardIsLow: Bool) -> [PoolPair] {
    let order = pairs.indices.sorted { (pairs[$0].cosine, $0) < (pairs[$1].cosine, $1) }
    var graded = pairs
    for (place, index) in order.enumerated() {
      let third = place * 3 / pairs.count
      graded[index].tercile =
        third == 1 ? .medium : (third == 0) == hardIsLow ? .hard : .easy
    }
    return graded
  }

  /// Returns at most `count` pairs of each kind, drawn without replacement, in the pool's order.
  package func sample(_ count: Int, _ generator: SeededGenerator) -> (same: [Int], different: [Int])
  {
    var generator = generator
    func some(_ total: Int) -> [Int] {
      var indices = Array(0..<total)
      guard total > count else { return indices }
      for place in 0..<count {
        indices.swapAt(place, Int.random(in: place..<total, using: &generator))
      }
      return indices.prefix(count).sorted()
    }
    return (some(same.count), some(different.count))
  }
}
