import Basics
import Evidence
import Faces
import Identification
import Networks

/// `report.json`: every number of a report, with all digits.
public struct ReportData: Codable, Sendable, Equatable {
  /// Rises when a field changes its meaning or goes.
  public static let currentFormat = 1

  public var format = currentFormat
  public var query: Picture
  /// All faces that were found in the query's photograph; absent for aligned pictures.
  public var photograph: Photograph?
  /// The rankings, by the method's name: `stage1`, `emd`, `h2l`.
  public var candidates: [String: [Candidate]]
  /// The candidates that the report explains, in its order.
  public var shown: [ShownCandidate]
  /// Of the shown candidates, in the same order.
  public var flows: [CandidateFlows]
  public var weights: [CandidateWeights]
  public var heatmaps: [CandidateHeatmaps]
  /// Of the first shown candidate.
  public var weightings: [Weighting]
  public var ledger: Ledger?
  public var contrasts: [Contrast]
  public var checks: SanityChecks?
  public var disagreement: Disagreement?
  public var suitability: Suitability?
  /// Of the shown candidates.
  public var typicalities: [Typicality]
  /// Of the shown candidates.
  public var balances: [FlowBalance]
  /// Volatile: another run gives others.
  public var timings: Timings
  public var notes: [String]
  public var caseData: CaseData
  /// Every picture with the digest of its file and of its crop.
  public var pictures: [Digests]
  /// What was done to the query, from its file to the network.
  public var processing: [String]
  public var settings: [Setting]
  public var provenance: Origin

  public struct Picture: Codable, Sendable, Equatable {
    public var path: String
    public var label: String?
    public var sha256: SHA256Digest
    /// In pixels; absent from a redacted edition.
    public var width: Int?
    public var height: Int?
    /// Where in the picture the face was found; absent where the picture is an aligned face.
    public var face: FaceSighting?
  }

  public struct Photograph: Codable, Sendable, Equatable {
    /// Left, top, right, bottom, the largest box first.
    public var boxes: [[Float]]
    public var scores: [Float]
    /// Of each face five points [x, y].
    public var landmarks: [[[Double]]]
    /// The smallest face that was looked for, in pixels.
    public var minimumFace: Double
    public var skippedProposals: Int
  }

  public struct Candidate: Codable, Sendable, Equatable {
    /// From 0; in a redacted edition a number of this report alone.
    public var galleryIndex: Int
    public var path: String
    public var label: String?
    public var sha256: SHA256Digest
    public var rank: Int
    public var scores: RankScores
  }

  public struct RankScores: Codable, Sendable, Equatable {
    public var score: Double
    public var cosine: Double
    public var similarity: Double?
  }

  public struct ShownCandidate: Codable, Sendable, Equatable {
    public var galleryIndex: Int
    public var picture: Picture
    /// By the method's name.
    public var ranks: [String: Int]
    public var scores: Scores
  }

  public struct Scores: Codable, Sendable, Equatable {
    public var alpha: Double
    public var cosine: Double
    public var emdSimilarity: Double
    public var emdScore: Double
    public var h2lSimilarity: Double
    public var h2lScore: Double
  }

  public struct CandidateFlows: Codable, Sendable, Equatable {
    public var galleryIndex: Int
    public var maps: [Flow]
  }

  public struct Flow: Codable, Sendable, Equatable {
    public var grid: PatchGrid
    /// Row: query patch, column: gallery patch.
    public var flow: [[Double]]
    /// Cosines, likewise.
    public var similarity: [[Double]]
    /// For each query patch, from 0.
    public var bestGalleryPatch: [Int]
    public var brightness: [Double]
    public var emdSimilarity: Double
    public var dualityGap: Double?
  }

  public struct CandidateWeights: Codable, Sendable, Equatable {
    public var galleryIndex: Int
    public var maps: [Maps]
  }

  public struct CandidateHeatmaps: Codable, Sendable, Equatable {
    public var galleryIndex: Int
    public var network: Maps
    public var transformer: Maps
  }

  /// One number for each patch of both faces, row by row.
  public struct Maps: Codable, Sendable, Equatable {
    public var grid: PatchGrid
    public var query: [Double]
    public var candidate: [Double]
  }

  public struct Weighting: Codable, Sendable, Equatable {
    public var weighting: PatchWeighting
    public var weights: Maps?
    public var emdSimilarity: Double?
    public var fusedScore: Double?
    /// Why it is not available.
    public var reason: String?
  }

  public struct Setting: Codable, Sendable, Equatable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public struct Origin: Codable, Sendable, Equatable {
    public var programVersion: String
    public var models: [Model]
    public var galleryPath: String
    public var galleryCount: Int
    public var gallerySHA256: SHA256Digest
  }

  public struct Digests: Codable, Sendable, Equatable {
    public var role: String
    public var path: String
    public var sha256: SHA256Digest
    /// Over the crop's samples row by row, channels side by side.
    public var cropSHA256: SHA256Digest
  }

  /// Milliseconds of each stage, and what they were measured on.
  public struct Timings: Codable, Sendable, Equatable {
    public var features: Double
    public var stage1: Double
    public var emd: Double
    public var h2l: Double
    public var evidence: Double
    /// How many candidates EMD and H2L re-ranked in that time.
    public var reranked: Int
    public var machine: String
  }

  public struct Model: Codable, Sendable, Equatable {
    public var role: String
    public var path: String
    public var architecture: String
    public var sha256: SHA256Digest
    public var remark: String?
  }
}
