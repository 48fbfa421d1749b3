/// How the patches of a face lie: `rows` by `columns`, numbered row by row from the top left.
public struct PatchGrid: Hashable, Sendable, Codable {
  public let rows: Int
  public let columns: Int

  public init(rows: Int, columns: Int) {
    precondition(rows > 0 && columns > 0)
    self.rows = rows
    self.columns = columns
  }

  /// The number of patches.
  public var count: Int { rows * columns }

  public static let fourByFour = PatchGrid(rows: 4, columns: 4)
  public static let eightByEight = PatchGrid(rows: 8, columns: 8)
}

extension PatchGrid: CustomStringConvertible {
  public var description: String { "\(rows)x\(columns)" }
}
