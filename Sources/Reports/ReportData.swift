import Basics
import Evidence
import Faces
import Identification
import Networks

/// The content of `report.json`: every number of a report with all digits, except the times in
/// `timings.json`.
package struct ReportData: Codable, Sendable, Equatable {
  /// The format's number, which rises if a field changes its meaning or is removed. In format 2, ranks,
  /// scores and maps are objects with a member for each method; format 1 had fields for two methods. In
  /// format 3, candidates are people, with heights, measured importance and sums over patches.
  package static let currentFormat = 3

  package var format = currentFormat
  package var query: Picture
  /// All faces that the detector found in the query's photograph; absent for aligned pictures.
  package var photograph: Photograph?
  /// The rankings, by the method's name: `stage1`, `emd` and others.
  package var candidates: ByMethod<[Candidate]>
  /// The candidates that the report explains, in the report's order.
  package var shown: [ShownCandidate]
  /// The maps of the shown candidates, in the same order.
  package var flows: [CandidateFlows]
  package var weights: [CandidateWeights]
  package var heatmaps: [CandidateHeatmaps]
  /// The weightings of the first shown candidate.
  package var weightings: [Weighting]
  package var ledger: Ledger?
  /// The candidates as people; `shown` has the best picture of the first of them.
  package var people: ResultPeople?
  package var state: SearchState?
  package var stability: QueryStability?
  /// How high the score of each shown candidate is.
  package var heights: [ScoreHeight]
  /// The score of each shown candidate as a sum over patches.
  package var decompositions: [ScoreDecomposition]
  /// The measured importance of the query's patches for each shown candidate; empty without checks.
  package var importances: [PatchImportance]
  /// The importance of the query's pixels for each shown candidate; empty unless it was asked for.
  package var pixelImportances: [PixelImportance]
  /// The first candidate against the best pictures of other people.
  package var contrasts: [PersonContrast]
  package var quality: Quality
  package var notes: [String]
  /// The gallery pictures that are not ranked because they are the query's own.
  package var leftOut: [LeftOutPicture]
  package var caseData: CaseData
  /// Every picture with the digest of its file and of its crop.
  package var pictures: [Digests]
  /// The processing of the query, from its file to the network.
  package var processing: [String]
  package var settings: [Setting]
  package var provenance: Origin

  package struct Picture: Codable, Sendable, Equatable {
    package var path: String
    package var label: String?
    package var sha256: SHA256Digest
    /// In pixels; absent from a redacted edition.
    package var width: Int?
    package var height: Int?
    /// The place of the face in the picture; absent if the picture is an aligned face.
    package var face: FoundFace?
  }

  /// The quality of the query's picture and of the shown candidates' pictures.
  package struct Quality: Codable, Sendable, Equatable {
    package var query: PictureQuality?
    package var coveredArea: CoveredArea?
    /// Of the shown candidates.
    package var candidates: [CandidateQuality]
  }

  package struct CandidateQuality: Codable, Sendable, Equatable {
    package var galleryIndex: Int
    package var quality: PictureQuality?
    package var comparability: Comparability?
    package var mayNotBeAFace: Bool
  }

  package struct Photograph: Codable, Sendable, Equatable {
    /// The boxes as left, top, right, bottom, the largest first.
    package var boxes: [[Float]]
    package var scores: [Float]
    /// Five points [x, y] of each face.
    package var landmarks: [[[Double]]]
    /// The smallest face that the detector looks for, in pixels.
    package var minimumFace: Double
    package var skippedProposals: Int
  }

  package struct Candidate: Codable, Sendable, Equatable {
    /// The place in the gallery from 0; in a redacted edition, a number of this report alone.
    package var galleryIndex: Int
    package var path: String
    package var label: String?
    package var sha256: SHA256Digest
    package var rank: Int
    package var scores: RankScores
  }

  package struct RankScores: Codable, Sendable, Equatable {
    package var score: Double
    package var cosine: Double
    package var similarity: Double?
  }

  package struct ShownCandidate: Codable, Sendable, Equatable {
    package var galleryIndex: Int
    package var picture: Picture
    /// By the method's name.
    package var ranks: ByMethod<Int>
    package var scores: Scores
  }

  package struct Scores: Codable, Sendable, Equatable {
    package var alpha: Double
    package var cosine: Double
    /// By the name of each method that re-ranked the candidate.
    package var methods: ByMethod<MethodScore>
  }

  package struct MethodScore: Codable, Sendable, Equatable {
    package var similarity: Double
    /// alpha × similarity + (1 − alpha) × cosine.
    package var score: Double
  }

  package struct CandidateFlows: Codable, Sendable, Equatable {
    package var galleryIndex: Int
    package var maps: [Flow]
  }

  package struct Flow: Codable, Sendable, Equatable {
    package var grid: PatchGrid
    /// Row: query patch, column: gallery patch.
    package var flow: [[Double]]
    /// Cosines, likewise.
    package var similarity: [[Double]]
    /// The best gallery patch of each query patch, from 0.
    package var bestGalleryPatch: [Int]
    package var brightness: [Double]
    package var emdSimilarity: Double
    package var dualityGap: Double?
  }

  package struct CandidateWeights: Codable, Sendable, Equatable {
    package var galleryIndex: Int
    package var maps: [Maps]
  }

  package struct CandidateHeatmaps: Codable, Sendable, Equatable {
    package var galleryIndex: Int
    package var network: Maps
    /// Of the outputs of each method that has one for each patch, by the method's name.
    package var tokens: ByMethod<Maps>
  }

  /// One number for each patch of both faces, row by row.
  package struct Maps: Codable, Sendable, Equatable {
    package var grid: PatchGrid
    package var query: [Double]
    package var candidate: [Double]
  }

  package struct Weighting: Codable, Sendable, Equatable {
    package var weighting: PatchWeighting
    package var weights: Maps?
    package var emdSimilarity: Double?
    package var fusedScore: Double?
    /// The reason why it is not available.
    package var reason: String?
  }

  package struct Setting: Codable, Sendable, Equatable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  package struct Origin: Codable, Sendable, Equatable {
    package var programVersion: String
    package var models: [Model]
    package var galleryPath: String
    package var galleryCount: Int
    package var gallerySHA256: SHA256Digest
  }

  package struct Digests: Codable, Sendable, Equatable {
    package var role: String
    package var path: String
    package var sha256: SHA256Digest
    /// The digest of the crop's samples row by row, channels side by side.
    package var cropSHA256: SHA256Digest
  }

  package struct Model: Codable, Sendable, Equatable {
    package var role: String
    package var path: String
    package var architecture: String
    package var sha256: SHA256Digest
    package var remark: String?
  }
}
