/// The arrangement of the patches of a face: `rows` by `columns`, numbered row by row from the top
/// left.
package struct PatchGrid: Hashable, Sendable, Codable {
  package let rows: Int
  package let columns: Int

  package init(rows: Int, columns: Int) {
    precondition(rows > 0 && columns > 0)
    self.rows = rows
    self.columns = columns
  }

  /// - Parameter text: As in `description`, each side at most 1000.
  package init?(_ text: String) {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let rows = sides[0], let columns = sides[1],
      (1...1000).contains(rows), (1...1000).contains(columns)
    else { return nil }
    self.init(rows: rows, columns: columns)
  }

  /// The number of patches.
  package var count: Int { rows * columns }

  package static let fourByFour = PatchGrid(rows: 4, columns: 4)
  package static let eightByEight = PatchGrid(rows: 8, columns: 8)
}

extension PatchGrid: CustomStringConvertible {
  package var description: String { "\(rows)x\(columns)" }
}
