/// How the proposal network covers one axis of a picture of any length with pieces of few different
/// lengths, so that few plans serve all pictures and no piece outgrows the caches.
///
/// Cells lie 2 pixels apart and see 12 pixels; a piece of `n` pixels has (n - 10) / 2 cells, rounded
/// up. Pieces begin at even pixels, and the last ends with the picture: with an odd length it is one
/// pixel longer, since only it may have half a window of the maximum.
struct TileCover: Equatable {
  struct Piece: Equatable {
    let start: Int
    let length: Int
    /// The first cell that no earlier piece has, counted over the whole axis.
    let firstCell: Int

    var cells: Range<Int> { start / 2..<start / 2 + TileCover.cellCount(length) }
  }

  private static let lengths = [12, 16, 24, 32, 48, 64, 96, 128, 192]

  static func cellCount(_ length: Int) -> Int { (length - 9) / 2 }

  let pieces: [Piece]

  /// - Precondition: `length` is 12 or more.
  init(length: Int) {
    precondition(length >= 12)
    // The fewest pixels in total; of equals the longer pieces.
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
