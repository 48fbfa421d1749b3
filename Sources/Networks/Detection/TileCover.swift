/// The division of one axis of a picture into tiles for the proposal network. There are few
/// different lengths, so that few plans serve all pictures and no tile exceeds the caches.
///
/// Cells are 2 pixels apart and see 12 pixels; a tile of `n` pixels has (n - 10) / 2 cells, rounded
/// up. Tiles begin at even pixels, and the last one ends with the picture: if the length is odd, it
/// is one pixel longer, because only the last tile may have half a window of the maximum.
struct TileCover: Equatable {
  struct Piece: Equatable {
    let start: Int
    let length: Int
    /// The first cell that no earlier tile has, counted over the whole axis.
    let firstCell: Int

    var cells: Range<Int> { start / 2..<start / 2 + TileCover.cellCount(length) }
  }

  private static let lengths = [12, 16, 24, 32, 48, 64, 96, 128, 192]

  static func cellCount(_ length: Int) -> Int { (length - 9) / 2 }

  let pieces: [Piece]

  /// - Precondition: `length` is 12 or more.
  init(length: Int) {
    precondition(length >= 12)
    // The tiles with the fewest pixels in total are chosen; among equals, the longer ones.
    let even = length & ~1
    let (side, count) = Self.lengths.filter { $0 <= even }.map { side in
      (side, side == even ? 1 : 1 + (even - side + side - 11) / (side - 10))
    }.min { ($0.0 * $0.1, $1.0) < ($1.0 * $1.1, $0.0) }!
    var pieces: [Piece] = []
    for index in 0..<count {
      let isLast = index == count - 1
      let start = isLast ? even - side : index * (side - 10)
      let next = pieces.last?.cells.upperBound ?? 0
      pieces.append(Piece(start: start, length: isLast ? side + length % 2 : side, firstCell: next))
    }
    self.pieces = pieces
  }
}
