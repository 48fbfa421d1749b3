/// One of several equal parts of a list of pictures, each for a run of its own: "2/3".
///
/// Pictures are opened in blocks, and the last digits of a feature may depend on the other pictures of
/// its block. A shard therefore has whole blocks, the same as a run over the whole list.
package struct Shard: Sendable, Hashable, Codable {
  /// From 1.
  package let index: Int
  package let count: Int

  /// The largest number of shards: what one line of an array job can name.
  package static let largestCount = 10_000

  /// - Returns: `nil` unless `1 <= index <= count <= largestCount`.
  package init?(index: Int, of count: Int) {
    guard (1...Self.largestCount).contains(count), (1...count).contains(index) else { return nil }
    self.index = index
    self.count = count
  }

  /// - Parameter text: Such as "2/3".
  package init?(_ text: String) {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false)
    guard numbers.count == 2,
      numbers.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
      let index = Int(numbers[0]), let count = Int(numbers[1])
    else { return nil }
    self.init(index: index, of: count)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let found = Self(
      index: try container.decode(Int.self, forKey: .index),
      of: try container.decode(Int.self, forKey: .count))
    guard let found else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not a shard"))
    }
    self = found
  }

  /// Returns the places of the pictures in this shard; neighbors in the list stay together.
  ///
  /// - Parameters:
  ///   - total: The number of all pictures.
  ///   - blockSize: The number of pictures opened together.
  /// - Returns: Whole blocks, except that the list may end within one; empty if there are fewer blocks
  ///   than shards. The shards of a list have each picture once.
  package func range(of total: Int, blockSize: Int) -> Range<Int> {
    let blocks = (total + blockSize - 1) / blockSize
    func start(_ shard: Int) -> Int { min(blocks * shard / count * blockSize, total) }
    return start(index - 1)..<start(index)
  }
}

extension Shard {
  /// "2/3", as `init(_:)` reads it.
  package var text: String { "\(index)/\(count)" }
}

extension Shard: CustomStringConvertible {
  /// "shard 2 of 3".
  package var description: String { "shard \(index) of \(count)" }
}
