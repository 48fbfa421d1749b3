/// Two pictures, and whether they show the same person.
package struct FacePair: Sendable, Equatable {
  /// As the file of pairs names them, relative to its root.
  package let first: String
  package let second: String
  package let isSame: Bool
  /// From 0.
  package let fold: Int

  package init(first: String, second: String, isSame: Bool, fold: Int) {
    self.first = first
    self.second = second
    self.isSame = isSame
    self.fold = fold
  }
}

/// How a file of pairs is written.
package enum PairFormat: String, Sendable, Codable {
  /// `pairs.txt` of LFW: folds and pairs by name and number.
  case lfw
  /// `path1 path2 same` on each line, as of MLFW.
  case paths
  /// The folder `Protocol/Split/FF` or `FP` of CFP.
  case cfp
}

/// The pairs of a protocol, in order.
package struct FacePairs: Sendable, Equatable {
  package let format: PairFormat
  package let pairs: [FacePair]
  /// How the pairs came to their folds.
  package let folding: Folding

  package enum Folding: String, Sendable, Codable {
    /// The file says so.
    case given
    /// Ten blocks of the file, as the published code does.
    case blocks
    /// Ten blocks of the same pairs and ten of the different ones: in blocks of the file some would
    /// hold one kind only.
    case blocksOfEachKind
    /// Too few pairs for ten folds.
    case none
  }

  package static let foldCount = 10

  /// - Parameter pairs: With the folds that the file gives, if any.
  init(format: PairFormat, pairs: [FacePair], hasFolds: Bool) {
    self.format = format
    let same = pairs.count { $0.isSame }
    let counts = (same, pairs.count - same)
    if hasFolds {
      self.pairs = pairs
      folding = .given
    } else if min(counts.0, counts.1) < Self.foldCount {
      self.pairs = pairs
      folding = .none
    } else {
      func isMixed(_ folded: [FacePair]) -> Bool {
        Set(folded.filter(\.isSame).map(\.fold)).count == Self.foldCount
          && Set(folded.filter { !$0.isSame }.map(\.fold)).count == Self.foldCount
      }
      func fold(_ place: Int, of count: Int) -> Int { place * Self.foldCount / count }
      let blocks = pairs.enumerated().map { $1.moved(to: fold($0, of: pairs.count)) }
      if isMixed(blocks) {
        self.pairs = blocks
        folding = .blocks
      } else {
        var (same, different) = (0, 0)
        self.pairs = pairs.map { pair in
          defer { if pair.isSame { same += 1 } else { different += 1 } }
          return pair.moved(
            to: pair.isSame ? fold(same, of: counts.0) : fold(different, of: counts.1))
        }
        folding = .blocksOfEachKind
      }
    }
  }
}

extension FacePair {
  func moved(to fold: Int) -> FacePair {
    FacePair(first: first, second: second, isSame: isSame, fold: fold)
  }
}
