import Basics
import Pictures
import Tensors

/// A predictor of 68 landmarks: a cascade of regression trees that compare pixels near the face's
/// present shape, in the file format of dlib.
///
/// Kazemi and Sullivan 2014, https://doi.org/10.1109/CVPR.2014.241. Rounding and the search for
/// pixels follow dlib, with whose files the predictor is used.
package final class LandmarkPredictor: Sendable {
  /// A sentence for everyone who uses the predictor that Debian's libdlib-data contains.
  package static let remark = """
    Its license is CC0, but its training pictures (iBUG 300-W) exclude commercial use.
    """

  /// The kind of file, as reports list it among the models.
  package static let architecture = "shape predictor of dlib, 68 points"

  /// The digest of the file.
  package let digest: SHA256Digest
  /// The mean shape, in widths and heights of a face's box: x and y of each point.
  private let initialShape: [Float]
  private let stages: [Stage]
  private let splitCount: Int

  private struct Stage: Sendable {
    /// The point next to which each pixel lies, and its distance in the mean shape.
    var anchors: [Int] = []
    var offsets: [SIMD2<Float>] = []
    /// The splits of all trees: two pixels, and the limit of their difference.
    var splits: [Split] = []
    /// The leaves of all trees, 136 numbers each.
    var leaves: [Float] = []
  }

  private struct Split: Sendable {
    let first: Int32
    let second: Int32
    let limit: Float
  }

  private static let size = 2 * Landmarks68.count

  /// - Throws: `LandmarkError` if the file is not a predictor of 68 points.
  /// - Complexity: O(bytes): dlib's own file has 100 MB.
  package init(path: String) throws {
    let file: MappedFile
    do {
      file = try MappedFile(path)
    } catch {
      throw LandmarkError.file(error)
    }
    do {
      (initialShape, stages, splitCount) = try file.withUnsafeBytes {
        (bytes) throws(DlibReader.Problem) in try Self.read(bytes)
      }
    } catch {
      throw LandmarkError.malformed(
        path: path, reason: "as a shape predictor of dlib, \(error.reason)")
    }
    digest = try SHA256.digest(ofFileAt: path)
  }

  private static func read(
    _ bytes: UnsafeRawBufferPointer
  ) throws(DlibReader.Problem) -> ([Float], [Stage], Int) {
    var reader = DlibReader(bytes)
    _ = try reader.count(1...1, "as its version")
    var shape: [Float] = []
    try reader.column(size, into: &shape)
    let stageCount = try reader.count(1...64, "stages")
    var stages = [Stage](repeating: Stage(), count: stageCount)
    var splitCount = 0
    for stage in 0..<stageCount {
      let trees = try reader.count(1...10_000, "trees")
      for _ in 0..<trees {
        let splits = try reader.count(1...1023, "splits")
        // A tree is whole: 1, 3, 7, 15 … splits, one leaf more.
        guard splits & (splits + 1) == 0, splitCount == 0 || splitCount == splits else {
          throw DlibReader.Problem(reason: "a tree has \(splits) splits")
        }
        splitCount = splits
        for _ in 0..<splits {
          let (first, second) = (
            try reader.count(0...65_535, "as a pixel"), try reader.count(0...65_535, "as a pixel")
          )
          stages[stage].splits.append(
            Split(first: Int32(first), second: Int32(second), limit: try reader.float()))
        }
        _ = try reader.count(splits + 1...splits + 1, "leaves")
        for _ in 0...splits { try reader.column(size, into: &stages[stage].leaves) }
      }
    }
    _ = try reader.count(stageCount...stageCount, "lists of pixels")
    for stage in 0..<stageCount {
      let pixels = try reader.count(1...65_536, "pixels")
      for _ in 0..<pixels {
        stages[stage].anchors.append(try reader.count(0...Landmarks68.count - 1, "as a point"))
      }
      guard
        stages[stage].splits.allSatisfy({ max($0.first, $0.second) < Int32(clamping: pixels) })
      else { throw DlibReader.Problem(reason: "a tree compares a pixel beyond its list") }
    }
    _ = try reader.count(stageCount...stageCount, "lists of distances")
    for stage in 0..<stageCount {
      let pixels = stages[stage].anchors.count
      _ = try reader.count(pixels...pixels, "distances")
      for _ in 0..<pixels {
        stages[stage].offsets.append(SIMD2(try reader.float(), try reader.float()))
      }
    }
    return (shape, stages, splitCount)
  }

  /// Returns the landmarks of a face, given its five points in a photograph.
  ///
  /// The predictor was trained with upright boxes around whole faces. The five points of its mean
  /// shape, brought to those of the face, give such a box, turned as the face is.
  ///
  /// - Returns: `nil` if the five points coincide.
  /// - Throws: `PictureError`.
  package func landmarks(
    of face: FivePoints, in photograph: Photograph
  ) throws(PictureError) -> Landmarks68? {
    let surroundings = try photograph.part(face.surroundings(in: photograph))
    if let found = landmarks(of: face, in: surroundings) { return found }
    // A shape that is far from any face compares pixels anywhere.
    return landmarks(of: face, in: PhotographPart(try photograph.decodedWhole())) ?? nil
  }

  /// - Returns: `nil` if a pixel outside the part is needed; in it, `nil` if the points coincide.
  private func landmarks(of face: FivePoints, in part: PhotographPart) -> Landmarks68?? {
    let mean = Landmarks68(
      points: (0..<Landmarks68.count).map { index in
        Landmarks68.Point(
          x: Double(initialShape[2 * index]), y: Double(initialShape[2 * index + 1]))
      })
    guard
      let placement = Similarity2D(
        leastSquaresFrom: mean.fivePoints.points, to: face.points)
    else { return .some(nil) }
    return landmarks(in: part) { x, y in
      let (x, y) = placement(x: Double(x), y: Double(y))
      return (Float(x), Float(y))
    }
  }

  /// Returns the landmarks of a face in a box as dlib's detector gives it: its right column and
  /// bottom row belong to it.
  func landmarks(in box: FaceBox, of picture: Picture) -> Landmarks68 {
    landmarks(in: PhotographPart(picture)) { x, y in
      (box.left + x * box.width, box.top + y * box.height)
    }!
  }

  /// - Parameter place: Returns the place in the picture of a place in a box of sides 1.
  /// - Returns: `nil` if a pixel outside the part is needed.
  private func landmarks(
    in part: PhotographPart, _ place: (Float, Float) -> (Float, Float)
  ) -> Landmarks68? {
    var shape = initialShape
    for stage in stages {
      guard let values = pixels(stage, shape, part, place) else { return nil }
      let trees = stage.splits.count / splitCount
      for tree in 0..<trees {
        var node = 0
        while node < splitCount {
          let split = stage.splits[tree * splitCount + node]
          let difference = values[Int(split.first)] - values[Int(split.second)]
          node = 2 * node + (difference > split.limit ? 1 : 2)
        }
        let leaf = (tree * (splitCount + 1) + node - splitCount) * Self.size
        for index in 0..<Self.size { shape[index] += stage.leaves[leaf + index] }
      }
    }
    return Landmarks68(
      points: (0..<Landmarks68.count).map { index in
        let (x, y) = place(shape[2 * index], shape[2 * index + 1])
        return Landmarks68.Point(x: bounded(x), y: bounded(y))
      })
  }

  /// Returns a coordinate near a picture: a damaged file gives infinities, and products of them with
  /// zero.
  private func bounded(_ place: Float) -> Double {
    let limit = Float(Landmarks68.farthest)
    return place.isNaN ? 0 : Double(min(max(place, -limit), limit))
  }

  /// Returns the intensities of a stage's pixels, whose distances are turned and scaled as the
  /// present shape is to the mean shape; 0 outside the picture.
  ///
  /// - Returns: `nil` if one lies in the picture, but outside the part.
  private func pixels(
    _ stage: Stage, _ shape: [Float], _ part: PhotographPart,
    _ place: (Float, Float) -> (Float, Float)
  ) -> [Float]? {
    func points(_ values: [Float]) -> [Landmarks68.Point] {
      (0..<Landmarks68.count).map {
        Landmarks68.Point(x: Double(values[2 * $0]), y: Double(values[2 * $0 + 1]))
      }
    }
    let turn = Similarity2D(leastSquaresFrom: points(initialShape), to: points(shape))
    let (a, b) = (Float(turn?.a ?? 1), Float(turn?.b ?? 0))
    var values: [Float] = []
    values.reserveCapacity(stage.anchors.count)
    for index in stage.anchors.indices {
      let anchor = stage.anchors[index]
      let offset = stage.offsets[index]
      let (x, y) = place(
        a * offset.x - b * offset.y + shape[2 * anchor],
        b * offset.x + a * offset.y + shape[2 * anchor + 1])
      let (column, row) = ((x + 0.5).rounded(.down), (y + 0.5).rounded(.down))
      guard column >= 0, row >= 0, column < Float(part.width), row < Float(part.height) else {
        values.append(0)
        continue
      }
      guard part.area.columns.contains(Int(column)), part.area.rows.contains(Int(row)) else {
        return nil
      }
      let start = part.sampleIndex(x: Int(column), y: Int(row))
      guard part.channels == .rgb else {
        values.append(Float(part.samples[start]))
        continue
      }
      let sum =
        Int(part.samples[start]) + Int(part.samples[start + 1]) + Int(part.samples[start + 2])
      values.append(Float(sum / 3))
    }
    return values
  }
}
