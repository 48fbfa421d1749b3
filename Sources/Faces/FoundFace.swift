import Pictures

/// The position of a face in a photograph and its alignment: enough to make the same crop again
/// from the same file.
package struct FoundFace: Sendable, Equatable {
  /// The number among the faces of the photograph; the largest is 1.
  package let number: Int
  /// The number of faces found in the photograph, without the doubtful ones.
  package let count: Int
  package let face: DetectedFace
  /// The map from positions in the upright photograph to positions in the crop.
  package let similarity: Similarity2D
  package let cropWidth: Int
  package let cropHeight: Int
  /// The other boxes that the detector found in the photograph and that are not used.
  package let doubtful: [DoubtfulFace]
  /// The points by which it is aligned.
  package let alignment: AlignmentPoints

  package init(
    number: Int, count: Int, face: DetectedFace, similarity: Similarity2D, cropWidth: Int,
    cropHeight: Int, doubtful: [DoubtfulFace] = [], alignment: AlignmentPoints = .detector
  ) {
    self.doubtful = doubtful
    self.alignment = alignment
    self.number = number
    self.count = count
    self.face = face
    self.similarity = similarity
    self.cropWidth = cropWidth
    self.cropHeight = cropHeight
  }

  /// Returns the aligned face: bilinear between pixels, black outside the photograph.
  ///
  /// - Precondition: The similarity has an inverse, as all have that are computed or read here.
  /// - Throws: `PictureError`.
  package func crop(of photograph: Photograph) throws(PictureError) -> Picture {
    try photograph.part(area(in: photograph)).warped(
      by: similarity, width: cropWidth, height: cropHeight)
  }

  /// Returns the pixels of which the aligned face is made, and those around its points in which
  /// landmarks are looked for.
  package func surroundings(in photograph: Photograph) -> PictureArea {
    area(in: photograph).union(face.points.surroundings(in: photograph))
  }

  /// Returns the pixels of which the aligned face is made.
  package func area(in photograph: Photograph) -> PictureArea {
    PictureArea(
      warpedBy: similarity, width: cropWidth, height: cropHeight, fromWidth: photograph.width,
      height: photograph.height)
  }

  /// The number of the crop's pixels per pixel of the photograph.
  package var scale: Double {
    (similarity.a * similarity.a + similarity.b * similarity.b).squareRoot()
  }
}

extension FoundFace: Codable {
  private enum CodingKeys: String, CodingKey {
    case number, count, box, score, landmarks, similarity, crop, doubtful, alignment
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(number, forKey: .number)
    try values.encode(count, forKey: .count)
    let box = face.box
    try values.encode([box.left, box.top, box.right, box.bottom], forKey: .box)
    try values.encode(face.score, forKey: .score)
    try values.encode(face.points.points.map { [$0.x, $0.y] }, forKey: .landmarks)
    try values.encode(
      [
        [similarity.a, -similarity.b, similarity.translationX],
        [similarity.b, similarity.a, similarity.translationY],
      ], forKey: .similarity)
    try values.encode([cropWidth, cropHeight], forKey: .crop)
    if !doubtful.isEmpty { try values.encode(doubtful, forKey: .doubtful) }
    if alignment != .detector { try values.encode(alignment, forKey: .alignment) }
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func wrong(_ key: CodingKeys) -> DecodingError {
      .dataCorruptedError(forKey: key, in: values, debugDescription: "not as it is written")
    }
    number = try values.decode(Int.self, forKey: .number)
    count = try values.decode(Int.self, forKey: .count)
    guard number >= 1, count >= number, count <= 1_000_000 else { throw wrong(.number) }
    let box = try values.decode([Float].self, forKey: .box)
    guard box.count == 4, box.allSatisfy({ Landmarks68.isPossible(Double($0)) }), box[0] <= box[2],
      box[1] <= box[3]
    else { throw wrong(.box) }
    let score = try values.decode(Float.self, forKey: .score)
    guard score.isFinite else { throw wrong(.score) }
    let points = try values.decode([[Double]].self, forKey: .landmarks)
    guard points.count == FivePoints.count,
      points.allSatisfy({ $0.count == 2 && $0.allSatisfy(Landmarks68.isPossible) })
    else { throw wrong(.landmarks) }
    face = DetectedFace(
      box: FaceBox(left: box[0], top: box[1], right: box[2], bottom: box[3]), score: score,
      points: FivePoints(points: points.map { Landmarks68.Point(x: $0[0], y: $0[1]) }))
    let rows = try values.decode([[Double]].self, forKey: .similarity)
    // A crop is magnified at most by its whole width, and its shift is of a picture's size.
    guard rows.count == 2, rows.allSatisfy({ $0.count == 3 && $0.allSatisfy { abs($0) <= 1e9 } }),
      rows[0][0] == rows[1][1], rows[0][1] == -rows[1][0]
    else { throw wrong(.similarity) }
    similarity = Similarity2D(
      a: rows[0][0], b: rows[1][0], translationX: rows[0][2], translationY: rows[1][2])
    guard similarity.inverse != nil else { throw wrong(.similarity) }
    let crop = try values.decode([Int].self, forKey: .crop)
    guard crop.count == 2, crop.allSatisfy({ (1...4096).contains($0) }) else { throw wrong(.crop) }
    (cropWidth, cropHeight) = (crop[0], crop[1])
    doubtful = try values.decodeIfPresent([DoubtfulFace].self, forKey: .doubtful) ?? []
    alignment =
      try values.decodeIfPresent(AlignmentPoints.self, forKey: .alignment) ?? .detector
  }
}
