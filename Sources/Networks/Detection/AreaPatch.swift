import CVectorKernels
import Pictures

/// A rectangle of an RGB picture, resized by the mean of the pixels under each new one, and
/// normalized for MTCNN: (mean - 127.5) / 128.
struct AreaPatch {
  /// The left edge of the rectangle in the picture.
  var x = 0
  var y = 0
  var width: Int
  var height: Int
  var newWidth: Int
  var newHeight: Int

  /// Computes some rows and columns of the result.
  ///
  /// - Parameter target: The result, shape `[rows, columns, 3]`.
  /// - Precondition: The rectangle lies inside the picture, and the rows and columns inside the
  ///   result.
  func fill(
    _ target: UnsafeMutableBufferPointer<Float>, from picture: Picture, rows: Range<Int>,
    columns: Range<Int>
  ) {
    precondition(picture.channels == .rgb)
    precondition(x >= 0 && y >= 0 && x + width <= picture.width && y + height <= picture.height)
    precondition(rows.upperBound <= newHeight && columns.upperBound <= newWidth)
    precondition(target.count == 3 * rows.count * columns.count)
    let stride = 3 * picture.width
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 3 * width) { sums in
      picture.samples.withUnsafeBufferPointer { samples in
        var area = facet_area(
          source: samples.baseAddress! + y * stride + 3 * x, stride: stride,
          width: UInt32(width), height: UInt32(height), new_width: UInt32(newWidth),
          new_height: UInt32(newHeight), first_row: UInt32(rows.lowerBound),
          rows: UInt32(rows.count), first_column: UInt32(columns.lowerBound),
          columns: UInt32(columns.count))
        facet_area_normalized(&area, sums.baseAddress!, target.baseAddress!)
      }
    }
  }
}
