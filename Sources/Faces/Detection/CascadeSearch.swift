import Basics
import Networks
import Pictures

/// MTCNN: a cascade of three networks that proposes boxes in a pyramid of sizes, refines them and
/// decides.
///
/// Zhang et al. 2016, https://arxiv.org/abs/1604.02878. If the paper leaves a choice (rounding,
/// margins, resizing by area), this follows facenet-pytorch, whose weights it uses.
package struct CascadeSearch: FaceSearch {
  /// The lowest probability of a box in each of the three stages.
  package static let thresholds: (proposal: Float, refinement: Float, output: Float) = (
    0.6, 0.7, 0.7
  )
  /// The largest number of proposals; more are considered noise, and only the best are examined.
  package static let maximumProposalCount = 20_000

  package let networks: CascadeNetworks

  package init(_ networks: CascadeNetworks) { self.networks = networks }

  package var digest: SHA256Digest { networks.digest }
  package var kind: FaceSearchKind { .mtcnn }

  private struct Candidate {
    var box: FaceBox
    var score: Float
    var offsets = SIMD4<Float>.zero
  }

  package func faces(in picture: Picture, minimumFace: Int) throws -> FaceSearchResult {
    let pyramid = ScalePyramid(
      width: picture.width, height: picture.height, minimumFace: minimumFace)
    var (candidates, skipped) = try proposals(in: picture, pyramid)
    candidates = try refined(candidates, in: picture)
    return FaceSearchResult(
      faces: try faces(candidates, in: picture), minimumFace: pyramid.minimumFace,
      skippedProposals: skipped)
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
