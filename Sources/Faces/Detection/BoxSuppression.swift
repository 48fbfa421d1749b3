/// Returns the boxes that remain if, of overlapping boxes, only the one with the highest score is
/// kept.
///
/// - Parameters:
///   - threshold: A box that overlaps a better one by more than this is removed.
/// - Returns: The indices of the remaining boxes, by decreasing score; equal scores keep their
///   order.
/// - Complexity: O(n log n + n * m), where m is the number of remaining boxes near one.
func keptBoxes(
  _ boxes: [FaceBox], scores: [Float], threshold: Float, overlap: FaceBox.Overlap
) -> [Int] {
  struct Cell: Hashable {
    let x: Int
    let y: Int
  }
  // The centers of boxes that overlap are less than the longest side (and the one pixel of
  // `smaller`) apart: they lie in neighboring cells of that size.
  let side = Double(boxes.reduce(1) { max($0, $1.width, $1.height) }) + 1
  func cell(_ box: FaceBox) -> Cell {
    func place(_ from: Float, _ to: Float) -> Int {
      // The limits keep boxes of a broken network within an Int.
      Int(min(max((Double(from) + Double(to)) / 2 / side, -1e9), 1e9).rounded(.down))
    }
    return Cell(x: place(box.left, box.right), y: place(box.top, box.bottom))
  }
  var cells: [Cell: [Int]] = [:]
  var kept: [Int] = []
  let order = boxes.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
  for index in order {
    let place = cell(boxes[index])
    var isCovered = false
    search: for y in place.y - 1...place.y + 1 {
      for x in place.x - 1...place.x + 1 {
        for other in cells[Cell(x: x, y: y)] ?? []
        where boxes[index].overlap(with: boxes[other], overlap) > threshold {
          isCovered = true
          break search
        }
      }
    }
    guard !isCovered else { continue }
    kept.append(index)
    cells[place, default: []].append(index)
  }
  return kept
}
