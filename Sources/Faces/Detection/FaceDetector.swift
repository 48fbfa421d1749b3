import Basics
import Networks
import Pictures

/// A detector with the limits of the faces that are used.
package struct FaceDetector: Sendable {
  package static let defaultMinimumFace = 20
  /// The lowest score of a face that is used, for MTCNN.
  ///
  /// In 1,324 pictures of LFW (every tenth), each person's own face scores 0.9838 or more: 0.9,
  /// 0.95 and 0.98 lose none of them, 0.99 loses 5. There are 271 other boxes, which are faces
  /// behind the person or not faces; 0.9 removes 57 of them, 0.95 removes 82. Lace and folds of
  /// clothes in a portrait score 0.80 and 0.85. Worse photographs than LFW's score lower, so the
  /// default leaves a margin.
  package static let defaultMinimumScore: Float = 0.9

  package let search: any FaceSearch
  /// The smallest face that is used: the shorter side of its box, in pixels.
  package let minimumFace: Int
  /// The lowest score of a face that is used, 0...1. It does not change boxes: it is applied at the
  /// end.
  package let minimumScore: Float

  /// - Parameter minimumScore: `nil` for the search's own.
  /// - Precondition: `minimumFace` is 12 or more.
  package init(
    search: any FaceSearch, minimumFace: Int = defaultMinimumFace, minimumScore: Float? = nil
  ) {
    precondition(minimumFace >= 12)
    self.search = search
    self.minimumFace = minimumFace
    self.minimumScore = minimumScore ?? search.kind.defaultMinimumScore
  }

  /// Creates a detector of MTCNN's three networks.
  package init(
    networks: CascadeNetworks, minimumFace: Int = defaultMinimumFace, minimumScore: Float? = nil
  ) {
    self.init(
      search: CascadeSearch(networks), minimumFace: minimumFace, minimumScore: minimumScore)
  }

  /// The digest of the model file.
  package var digest: SHA256Digest { search.digest }

  /// The result of a detection, with its settings.
  package struct Detection: Sendable, Equatable {
    /// The faces that are used, the largest box first.
    package let faces: [DetectedFace]
    /// The faces that are not used: below the lowest score, or smaller than requested.
    package let doubtful: [DoubtfulFace]
    /// The width of the picture.
    package let width: Int
    package let height: Int
    /// The size in pixels of the smallest face that can be found; larger than requested in a very
    /// large picture.
    package let minimumFace: Double
    /// The number of the first stage's proposals that were skipped because there were too many.
    package let skippedProposals: Int
    /// The quarter turns clockwise that brought the photograph upright, because no face was found
    /// as it is; boxes and points are those of the photograph as it is.
    package let quarterTurns: Int
    /// How many times smaller the sides of the picture were that was searched; boxes and points are
    /// those of the photograph at full scale.
    package let reduction: Int

    package init(
      faces: [DetectedFace], doubtful: [DoubtfulFace] = [], width: Int, height: Int,
      minimumFace: Double, skippedProposals: Int, quarterTurns: Int = 0, reduction: Int = 1
    ) {
      self.reduction = reduction
      self.faces = faces
      self.doubtful = doubtful
      self.width = width
      self.height = height
      self.minimumFace = minimumFace
      self.skippedProposals = skippedProposals
      self.quarterTurns = quarterTurns
    }
  }

  /// Returns the faces of a photograph. If none can be used, the photograph is searched again in
  /// quarter turns, and the turn with the highest score counts: it may lie on its side without
  /// saying so in its EXIF block.
  ///
  /// - Throws: `Interrupted`, `DetectorOverflow`, `PictureError`.
  /// - Complexity: O(pixels), on all threads.
  package func detection(in picture: Picture) throws -> Detection {
    try detection(in: Photograph(picture))
  }

  /// As `detection(in:)`. A photograph that is in memory at a reduced scale is searched at that scale.
  package func detection(in photograph: Photograph) throws -> Detection {
    let picture = try photograph.searched().converted(to: .rgb)
    func detection(quarterTurns: Int) throws -> Detection {
      try self.detection(in: picture, of: photograph, quarterTurns: quarterTurns)
    }
    let upright = try detection(quarterTurns: 0)
    guard upright.faces.isEmpty else { return upright }
    var best = upright
    var highest: Float = 0
    for turns in [1, 3, 2] {
      let turned = try detection(quarterTurns: turns)
      let score = turned.faces.reduce(0) { max($0, $1.score) }
      if score > highest { (best, highest) = (turned, score) }
    }
    return best
  }

  private func detection(
    in picture: Picture, of photograph: Photograph, quarterTurns: Int
  ) throws -> Detection {
    let turn = QuarterTurn(quarterTurns, width: picture.width, height: picture.height)
    let reduction = photograph.reduction
    // Searches for a face that is a little smaller, if at all: the limit itself is applied below.
    let found = try search.faces(
      in: turn.turned(picture), minimumFace: max(12, minimumFace / reduction))
    let all = found.faces.map {
      photograph.original(turn.original($0), edge: search.kind.edge)
    }
    let order = all.indices.sorted { (all[$1].box.area, $0) < (all[$0].box.area, $1) }
    let sure = order.map { all[$0] }.filter(isSure)
    let doubtful = order.map { all[$0] }.filter { !isSure($0) }.enumerated().map { place, face in
      DoubtfulFace(number: sure.count + place + 1, box: face.box, score: face.score)
    }
    return Detection(
      faces: sure, doubtful: doubtful, width: photograph.width, height: photograph.height,
      minimumFace: found.minimumFace * Double(reduction), skippedProposals: found.skippedProposals,
      quarterTurns: quarterTurns, reduction: reduction)
  }

  private func isSure(_ face: DetectedFace) -> Bool {
    face.score >= minimumScore && min(face.box.width, face.box.height) >= Float(minimumFace)
  }
}

extension Photograph {
  /// Returns a face of the reduced picture in the photograph.
  fileprivate func original(_ face: DetectedFace, edge: Double) -> DetectedFace {
    guard reduction > 1 else { return face }
    func position(_ x: Float, _ y: Float) -> (x: Double, y: Double) {
      self.position(x: Double(x), y: Double(y), edge: edge)
    }
    let first = position(face.box.left, face.box.top)
    let last = position(face.box.right, face.box.bottom)
    return DetectedFace(
      box: FaceBox(
        left: Float(first.x), top: Float(first.y), right: Float(last.x), bottom: Float(last.y)),
      score: face.score,
      points: FivePoints(
        points: face.points.points.map {
          let place = self.position(x: $0.x, y: $0.y, edge: edge)
          return Landmarks68.Point(x: place.x, y: place.y)
        }))
  }
}
