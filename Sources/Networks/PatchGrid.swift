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

  /// The number of patches.
  package var count: Int { rows * columns }

  package static let fourByFour = PatchGrid(rows: 4, columns: 4)
  package static let eightByEight = PatchGrid(rows: 8, columns: 8)
}

extension PatchGrid: CustomStringConvertible {
  package var description: String { "\(rows)x\(columns)" }
}
