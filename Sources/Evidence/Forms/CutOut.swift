import Faces
import Pictures

/// A face cut out of its original, three times as wide as its box, pixel by pixel: not the network's
/// crop, which is turned, scaled and narrow.
package struct CutOut: Sendable {
  /// The pixels of the original.
  package let picture: Picture
  /// The column and row of the original at the cut-out's upper left corner.
  package let left: Int
  package let top: Int
  package let originalWidth: Int
  package let originalHeight: Int
  /// The number of the original's pixels per pixel of `picture` along a side: 1, or more for a cut-out
  /// with a longer side than `longestSide`.
  package let reduction: Double
  /// Whether the original is a face that was cropped before: then it is shown whole.
  package let isCrop: Bool

  /// The side of a cut-out in sides of the face's box.
  package static let boxes = 3.0
  /// The longest side in pixels; it prints at 500 dots per inch on half a page.
  package static let longestSide = 2000

  /// - Throws: `PictureError`.
  package init(_ original: Photograph, _ sighting: FoundFace?) throws(PictureError) {
    let area = sighting.map { Self.area(around: $0.face.box, in: original) }
    let cut =
      if let area {
        try original.part(area).cropped(to: area)
      } else {
        try original.decodedWhole()
      }
    self.init(
      cut, left: area?.columns.lowerBound ?? 0, top: area?.rows.lowerBound ?? 0,
      originalWidth: original.width, originalHeight: original.height, isCrop: sighting == nil)
  }

  /// Creates the cut-out of a face that was cropped before.
  package init(crop: Picture) {
    self.init(
      crop, left: 0, top: 0, originalWidth: crop.width, originalHeight: crop.height, isCrop: true)
  }

  private init(
    _ cut: Picture, left: Int, top: Int, originalWidth: Int, originalHeight: Int, isCrop: Bool
  ) {
    self.left = left
    self.top = top
    self.originalWidth = originalWidth
    self.originalHeight = originalHeight
    self.isCrop = isCrop
    let longest = max(cut.width, cut.height)
    reduction = max(1, Double(longest) / Double(Self.longestSide))
    picture =
      reduction == 1
      ? cut
      : cut.resized(
        width: max(1, Int((Double(cut.width) / reduction).rounded())),
        height: max(1, Int((Double(cut.height) / reduction).rounded())))
  }

  /// The square around a box as far as it lies in the picture.
  private static func area(around box: FaceBox, in picture: Photograph) -> PictureArea {
    let side = boxes * Double(max(box.width, box.height, 1))
    let (middleX, middleY) = (
      Double(box.left + box.right) / 2, Double(box.top + box.bottom) / 2
    )
    func range(_ middle: Double, _ length: Int) -> Range<Int> {
      let first = min(max(Int((middle - side / 2).rounded(.down)), 0), length - 1)
      let end = max(first + 1, min(Int((middle + side / 2).rounded(.up)), length))
      return first..<end
    }
    return PictureArea(
      columns: range(middleX, picture.width), rows: range(middleY, picture.height))
  }
}
