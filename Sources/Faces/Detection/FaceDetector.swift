import Basics
import Networks
import Pictures

/// MTCNN: a cascade of three networks that proposes boxes in a pyramid of sizes, refines them and
/// decides.
///
/// Zhang et al. 2016, https://arxiv.org/abs/1604.02878. If the paper leaves a choice (rounding,
/// margins, resizing by area), this follows facenet-pytorch, whose weights it uses.
package struct FaceDetector: Sendable {
  /// The lowest probability of a box in each of the three stages.
  package static let thresholds: (proposal: Float, refinement: Float, output: Float) = (
    0.6, 0.7, 0.7
  )
  package static let defaultMinimumFace = 20
  /// The lowest score of a face that is used.
  ///
  /// In 1,324 pictures of LFW (every tenth), each person's own face scores 0.9838 or more: 0.9,
  /// 0.95 and 0.98 lose none of them, 0.99 loses 5. There are 271 other boxes, which are faces
  /// behind the person or not faces; 0.9 removes 57 of them, 0.95 removes 82. Lace and folds of
  /// clothes in a portrait score 0.80 and 0.85. Worse photographs than LFW's score lower, so the
  /// default leaves a margin.
  package static let defaultMinimumScore: Float = 0.9
  package static let thresholdText = "0.6, 0.7, 0.7; pyramid factor 0.709"
  /// The largest number of proposals; more are considered noise, and only the best are examined.
  package static let maximumProposalCount = 20_000

  package let networks: CascadeNetworks
  /// The smallest face that is used: the shorter side of its box, in pixels.
  package let minimumFace: Int
  /// The lowest score of a face that is used, 0...1. It does not change boxes: it is applied at the
  /// end.
  package let minimumScore: Float

  /// - Precondition: `minimumFace` is 12 or more.
  package init(
    networks: CascadeNetworks, minimumFace: Int = defaultMinimumFace,
    minimumScore: Float = defaultMinimumScore
  ) {
    precondition(minimumFace >= 12)
    self.networks = networks
    self.minimumFace = minimumFace
    self.minimumScore = minimumScore
  }

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

    package init(
      faces: [DetectedFace], doubtful: [DoubtfulFace] = [], width: Int, height: Int,
      minimumFace: Double, skippedProposals: Int
    ) {
      self.faces = faces
      self.doubtful = doubtful
      self.width = width
      self.height = height
      self.minimumFace = minimumFace
      self.skippedProposals = skippedProposals
    }
  }

  private struct Candidate {
    var box: FaceBox
    var score: Float
    var offsets = SIMD4<Float>.zero
  }

  /// - Throws: `Interrupted`, `DetectorOverflow`.
  /// - Complexity: O(pixels), on all threads.
  package func detection(in picture: Picture) throws -> Detection {
    let picture = picture.converted(to: .rgb)
    let pyramid = ScalePyramid(
      width: picture.width, height: picture.height, minimumFace: minimumFace)
    var (candidates, skipped) = try proposals(in: picture, pyramid)
    candidates = try refined(candidates, in: picture)
    let all = try faces(candidates, in: picture)
    let sure = all.filter(isSure)
    let doubtful = all.filter { !isSure($0) }.enumerated().map { place, face in
      DoubtfulFace(number: sure.count + place + 1, box: face.box, score: face.score)
    }
    return Detection(
      faces: sure, doubtful: doubtful, width: picture.width, height: picture.height,
      minimumFace: pyramid.minimumFace, skippedProposals: skipped)
  }

  private func isSure(_ face: DetectedFace) -> Bool {
    face.score >= minimumScore && min(face.box.width, face.box.height) >= Float(minimumFace)
  }

  /// Returns the squares of the first stage.
  private func proposals(
    in picture: Picture, _ pyramid: ScalePyramid
  ) throws -> ([Candidate], skipped: Int) {
    var all: [Candidate] = []
    for level in pyramid.levels {
      let scale = Float(level.scale)
      let found = try networks.proposals(
        in: picture, width: level.width, height: level.height,
        threshold: Self.thresholds.proposal
      ).map { proposal in
        // The position in the picture of one of the network's 12 pixels.
        func place(_ cell: Int, _ pixel: Int) -> Float {
          (Float(2 * cell + pixel) / scale).rounded(.down)
        }
        return Candidate(
          box: FaceBox(
            left: place(proposal.column, 1), top: place(proposal.row, 1),
            right: place(proposal.column, 12), bottom: place(proposal.row, 12)),
          score: proposal.answer.probability, offsets: proposal.answer.offsets)
      }
      all += kept(found, threshold: 0.5)
    }
    all = kept(all, threshold: 0.7)
    let skipped = max(0, all.count - Self.maximumProposalCount)
    let squares = all.dropLast(skipped).map { candidate in
      Candidate(
        box: candidate.box.moved(by: candidate.offsets, margin: 0).squared,
        score: candidate.score)
    }
    return (squares, skipped)
  }

  /// Returns the squares of the second stage.
  private func refined(_ candidates: [Candidate], in picture: Picture) throws -> [Candidate] {
    let answered = try answers(.refinement, candidates, in: picture)
    let accepted = answered.compactMap { candidate, answer in
      answer.probability > Self.thresholds.refinement
        ? Candidate(box: candidate.box, score: answer.probability, offsets: answer.offsets) : nil
    }
    return kept(accepted, threshold: 0.7).map { candidate in
      Candidate(
        box: candidate.box.moved(by: candidate.offsets, margin: 1).squared,
        score: candidate.score)
    }
  }

  private func faces(_ candidates: [Candidate], in picture: Picture) throws -> [DetectedFace] {
    let accepted = try answers(.output, candidates, in: picture).compactMap {
      candidate, answer -> DetectedFace? in
      guard answer.probability > Self.thresholds.output else { return nil }
      let box = candidate.box
      let points = (0..<FivePoints.count).map { point in
        Landmarks68.Point(
          x: Double((box.width + 1) * answer.points[point] + box.left - 1),
          y: Double((box.height + 1) * answer.points[FivePoints.count + point] + box.top - 1))
      }
      return DetectedFace(
        box: box.moved(by: answer.offsets, margin: 1), score: answer.probability,
        points: FivePoints(points: points))
    }
    let faces = keptBoxes(
      accepted.map(\.box), scores: accepted.map(\.score), threshold: 0.7, overlap: .smaller
    ).map { accepted[$0] }
    let order = faces.indices.sorted {
      (faces[$1].box.area, $0) < (faces[$0].box.area, $1)
    }
    return order.map { faces[$0] }
  }

  /// Returns a later stage's answers for the candidates that lie at least partly inside the
  /// picture.
  private func answers(
    _ stage: CascadeNetworks.Stage, _ candidates: [Candidate], in picture: Picture
  ) throws -> [(Candidate, CascadeNetworks.Answer)] {
    try Interruption.check()
    let inside = candidates.compactMap { candidate in
      window(candidate.box, in: picture).map { (candidate, $0) }
    }
    let answers = try networks.answers(stage, in: picture, windows: inside.map(\.1))
    return zip(inside, answers).map { ($0.0, $1) }
  }

  /// Returns the part of a box that lies in the picture. Boxes count pixels from 1, both ends
  /// included.
  private func window(_ box: FaceBox, in picture: Picture) -> CascadeNetworks.Window? {
    guard box.isFinite else { return nil }
    func pixel(_ position: Float, _ limit: Int) -> Int {
      Int(min(max(position.rounded(.towardZero), -1), Float(limit) + 1))
    }
    let left = max(1, pixel(box.left, picture.width))
    let top = max(1, pixel(box.top, picture.height))
    let right = min(picture.width, pixel(box.right, picture.width))
    let bottom = min(picture.height, pixel(box.bottom, picture.height))
    guard right >= left, bottom >= top else { return nil }
    return CascadeNetworks.Window(
      x: left - 1, y: top - 1, width: right - left + 1, height: bottom - top + 1)
  }

  private func kept(_ candidates: [Candidate], threshold: Float) -> [Candidate] {
    let finite = candidates.filter(\.box.isFinite)
    return keptBoxes(
      finite.map(\.box), scores: finite.map(\.score), threshold: threshold, overlap: .union
    ).map { finite[$0] }
  }
}
