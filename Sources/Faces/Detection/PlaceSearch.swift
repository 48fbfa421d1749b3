import Basics
import Networks
import Pictures

/// SCRFD, YuNet and RetinaFace: networks that answer at each place of three grids.
///
/// The picture is searched with its longer side at 640 pixels, as published; then, if smaller faces
/// are wanted, in twice the size until it has its own. A face found in several sizes counts once.
package struct PlaceSearch: FaceSearch {
  /// The longer side of the first size, in pixels.
  static let side = 640
  /// The smallest face that a network finds, in pixels of its input.
  static let smallest = 16.0
  /// The largest number of pixels of a size: more would take gigabytes.
  static let maximumPixelCount = 4_000_000
  /// The largest face, in pixels, that is taken from a size after the first, which finds it better.
  static let largestInDetail: Float = 320
  /// The largest number of candidates of a picture; only the best are examined.
  static let maximumCandidateCount = 20_000

  package let network: DetectorGraph

  package init(_ network: DetectorGraph) { self.network = network }

  package var kind: FaceSearchKind { FaceSearchKind(network.kind) }
  package var digest: SHA256Digest { network.digest }

  /// The lowest score of a candidate.
  static func candidateScore(_ kind: FaceSearchKind) -> Float { kind == .yunet ? 0.5 : 0.3 }
  /// The overlap (intersection over union) at which the lower of two boxes is dropped.
  static func overlap(_ kind: FaceSearchKind) -> Float { kind == .yunet ? 0.3 : 0.4 }

  /// Returns the scales of a picture's sizes, the smallest first.
  static func scales(width: Int, height: Int, minimumFace: Int) -> [Double] {
    let pixels = Double(width) * Double(height)
    let limit = (Double(maximumPixelCount) / pixels).squareRoot()
    var scales = [min(Double(side) / Double(max(width, height)), 4, limit)]
    while let last = scales.last, last < 1, last < limit,
      smallest / last > Double(minimumFace)
    {
      scales.append(min(2 * last, 1, limit))
    }
    return scales
  }

  package func faces(in picture: Picture, minimumFace: Int) throws -> FaceSearchResult {
    let scales = Self.scales(
      width: picture.width, height: picture.height, minimumFace: minimumFace)
    var candidates: [DetectedFace] = []
    for (index, scale) in scales.enumerated() {
      try Interruption.check()
      let width = max(1, Int((Double(picture.width) * scale).rounded()))
      let height = max(1, Int((Double(picture.height) * scale).rounded()))
      let scaled =
        width == picture.width && height == picture.height
        ? picture : picture.resized(width: width, height: height)
      // A side is scaled by its own whole number of pixels.
      let factors = (
        Float(picture.width) / Float(width), Float(picture.height) / Float(height)
      )
      for level in try network.levels(in: scaled) {
        collect(level, factors, isDetail: index > 0, into: &candidates)
      }
    }
    let order = candidates.indices.sorted {
      (candidates[$1].score, $0) < (candidates[$0].score, $1)
    }
    let best = order.prefix(Self.maximumCandidateCount).map { candidates[$0] }
    let kept = keptBoxes(
      best.map(\.box), scores: best.map(\.score), threshold: Self.overlap(kind), overlap: .union)
    return FaceSearchResult(
      faces: kept.map { best[$0] },
      minimumFace: max(Double(minimumFace), Self.smallest / scales.last!),
      skippedProposals: candidates.count - best.count)
  }

  private func collect(
    _ level: DetectorGraph.Level, _ factors: (x: Float, y: Float), isDetail: Bool,
    into candidates: inout [DetectedFace]
  ) {
    let least = Self.candidateScore(kind)
    for (place, score) in level.scores.enumerated() where score >= least {
      let (box, points) = level.face(place, network.kind)
      // A damaged network gives boxes of any size.
      guard box.isFinite, box.width > 0, box.height > 0, max(box.width, box.height) < 1e6,
        !isDetail || min(box.width, box.height) <= Self.largestInDetail
      else { continue }
      guard points.allSatisfy({ abs($0.x) < 1e7 && abs($0.y) < 1e7 }) else { continue }
      candidates.append(
        DetectedFace(
          box: FaceBox(
            left: box.left * factors.x, top: box.top * factors.y, right: box.right * factors.x,
            bottom: box.bottom * factors.y),
          score: score,
          points: FivePoints(
            points: points.map {
              Landmarks68.Point(x: Double($0.x * factors.x), y: Double($0.y * factors.y))
            })))
    }
  }
}
