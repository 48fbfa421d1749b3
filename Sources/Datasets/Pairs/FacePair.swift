/// A pair of pictures, with whether they show the same person.
package struct FacePair: Sendable, Equatable {
  /// The first picture as in the file of pairs, relative to its root.
  package let first: String
  package let second: String
  package let isSame: Bool
  /// The number of the fold, from 0.
  package let fold: Int

  package init(first: String, second: String, isSame: Bool, fold: Int) {
    self.first = first
    self.second = second
    self.isSame = isSame
    self.fold = fold
  }
}

/// The format of a file of pairs.
package enum PairFormat: String, Sendable, Codable {
  /// `pairs.txt` of LFW: folds and pairs by name and number.
  case lfw
  /// A file with `path1 path2 same` on each line, such as MLFW's.
  case paths
  /// The folder `Protocol/Split/FF` or `FP` of CFP.
  case cfp
}

/// The pairs of a protocol, in order.
package struct FacePairs: Sendable, Equatable {
  package let format: PairFormat
  package let pairs: [FacePair]
  /// The origin of the folds.
  package let folding: Folding

  package enum Folding: String, Sendable, Codable {
    /// The folds are given in the file.
    case given
    /// Ten blocks of the file, as in the published code.
    case blocks
    /// Ten blocks of the same pairs and ten of the different ones: some blocks of the file would
    /// contain only one kind.
    case blocksOfEachKind
    /// No folds, because there are too few pairs for ten.
    case none
  }

  package static let foldCount = 10

  /// - Parameter pairs: The pairs, with the folds of the file, if any.
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
