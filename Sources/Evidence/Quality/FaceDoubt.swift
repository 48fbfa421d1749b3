import Basics
import Faces

/// A reason to doubt that a picture shows a face.
///
/// A detector also boxes lace, leaves and logos. Nothing here proves that a picture shows no face: a
/// person must look at it.
package struct FaceDoubt: Sendable, Equatable, Codable {
  package enum Reason: String, Sendable, Codable {
    /// The detector's score is low; the score.
    case lowScore = "low-score"
    /// The box is small; its shorter side in pixels.
    case small
    /// Most of the face is unlike the other candidates; the share.
    case unlikeFaces = "unlike-faces"
  }

  /// A detector's score below this is a reason to look at the photograph.
  package static let leastScore = 0.97
  /// A box with a shorter side below this many pixels is a reason.
  package static let leastSide = 24.0
  /// A larger share of patches that are unlike the candidates' is a reason.
  package static let mostUnlike = 0.6

  package let reason: Reason
  package let amount: Double

  /// The reasons to doubt a face; usually none.
  package static func all(sighting: FoundFace?, covered: CoveredArea?) -> [FaceDoubt] {
    var doubts: [FaceDoubt] = []
    if let face = sighting?.face {
      let score = Double(face.score)
      if score < leastScore { doubts.append(FaceDoubt(reason: .lowScore, amount: score)) }
      let side = Double(min(face.box.width, face.box.height))
      if side < leastSide { doubts.append(FaceDoubt(reason: .small, amount: side)) }
    }
    if let covered, covered.share > mostUnlike {
      doubts.append(FaceDoubt(reason: .unlikeFaces, amount: covered.share))
    }
    return doubts
  }

  /// A clause without a capital letter.
  package var words: String {
    switch reason {
    case .lowScore: "the detector's score is \(fixed(amount, 3))"
    case .small: "its box is \(fixed(amount, 0)) pixels wide"
    case .unlikeFaces: "\(fixed(100 * amount, 0))% of it is unlike the other faces"
    }
  }
}
