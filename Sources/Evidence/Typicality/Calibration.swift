import Basics
import Faces
import Identification

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The scores of a labeled set, from which a report computes how often other people score as high.
///
/// `facet evaluate --calibration-out` writes it as JSON.
package struct Calibration: Sendable, Equatable, Codable {
  /// The format's number. Format 2 records how faces were cut out; format 3 has scores by method.
  /// Format 2 can be read.
  package static let currentFormat = 3

  /// The models and settings that scores depend on; scores of other setups are not comparable.
  package struct Setup: Sendable, Equatable, Codable {
    package var backboneSHA256: String
    /// The digest of the re-ranker, or `noReranker` without a trained H2L.
    package var rerankerSHA256: String
    package static let noReranker = "none"
    package var grid: String
    package var weights: PatchWeighting
    package var solver: TransportSolver
    package var epsilon: Double
    package var alpha: Double
    package var topK: Int
    /// How the faces of the queries and of the gallery were cut out: "aligned pictures" or the detector
    /// with its settings. The choice among several faces does not change a crop.
    package var queryFaces: String
    package var galleryFaces: String

    package init(
      backboneSHA256: String, rerankerSHA256: String, grid: String,
      settings: IdentificationSettings, queryFaces: FaceOrigin, galleryFaces: FaceOrigin
    ) {
      self.backboneSHA256 = backboneSHA256
      self.rerankerSHA256 = rerankerSHA256
      self.grid = grid
      weights = settings.weighting
      solver = settings.solver
      epsilon = settings.epsilon
      alpha = settings.alpha
      topK = settings.topK
      self.queryFaces = Self.words(queryFaces)
      self.galleryFaces = Self.words(galleryFaces)
    }

    private static func words(_ origin: FaceOrigin) -> String {
      switch origin {
      case .aligned: origin.description
      case .detected(let detector, _, let minimumFace, let minimumScore):
        """
        photographs with the detector \(detector), --min-face \(minimumFace), \
        --min-score \(minimumScore)
        """
      }
    }
  }

  package var format = currentFormat
  package var program: String
  package var setup: Setup
  package var queries: String
  package var gallery: String
  package var gallerySHA256: String
  package var queryCount: Int
  package var galleryCount: Int
  /// The number of different people in the queries.
  package var peopleCount: Int
  /// The scores by method: stage 1's of all gallery pictures, the re-rankers' of the first k of each
  /// query.
  package var samples: ByMethod<ScoreSample>

  package init(
    program: String, setup: Setup, queries: String, gallery: String, gallerySHA256: String,
    queryCount: Int, galleryCount: Int, peopleCount: Int, samples: ByMethod<ScoreSample>
  ) {
    self.program = program
    self.setup = setup
    self.queries = queries
    self.gallery = gallery
    self.gallerySHA256 = gallerySHA256
    self.queryCount = queryCount
    self.galleryCount = galleryCount
    self.peopleCount = peopleCount
    self.samples = samples
  }
}

extension Calibration {
  /// Reads a calibration and the digest of its file.
  ///
  /// - Throws: `FileError`; `CalibrationError` for a file that is not a calibration or has other
  ///   settings.
  package static func open(
    _ path: String, for setup: Setup
  ) throws -> (calibration: Calibration, sha256: SHA256Digest) {
    let bytes = try readFile(path, limit: 1 << 28)
    let found: Calibration
    let format = try? StrictJSON.decode(Format.self, from: bytes).format
    if let format, format != Self.currentFormat, format != SecondFormat.format {
      throw CalibrationError.otherFormat(file: path, format: format)
    }
    do {
      found =
        format == SecondFormat.format
        ? try StrictJSON.decode(SecondFormat.self, from: bytes).calibration
        : try StrictJSON.decode(Calibration.self, from: bytes)
    } catch {
      throw CalibrationError.notACalibration(file: path)
    }
    guard found.samples.values.allSatisfy(\.isSound),
      [.stage1, .emd].allSatisfy({ found.samples[$0] != nil }),
      [found.queryCount, found.galleryCount, found.peopleCount].allSatisfy({ $0 > 0 })
    else { throw CalibrationError.unsound(file: path) }
    let differences = found.setup.differences(from: setup)
    guard differences.isEmpty else {
      throw CalibrationError.otherSetup(file: path, differences: differences)
    }
    return (found, SHA256.digest(of: bytes))
  }

  private struct Format: Decodable {
    var format: Int
  }

  /// The format of version 0.1.0, with a member for each of three methods.
  private struct SecondFormat: Decodable {
    static let format = 2

    var program: String
    var setup: Setup
    var queries: String
    var gallery: String
    var gallerySHA256: String
    var queryCount: Int
    var galleryCount: Int
    var peopleCount: Int
    var stage1: ScoreSample
    var emd: ScoreSample
    var h2l: ScoreSample

    var calibration: Calibration {
      Calibration(
        program: program, setup: setup, queries: queries, gallery: gallery,
        gallerySHA256: gallerySHA256, queryCount: queryCount, galleryCount: galleryCount,
        peopleCount: peopleCount, samples: [.stage1: stage1, .emd: emd, .h2l: h2l])
    }
  }
}

extension Calibration.Setup {
  /// The differences, each as "weights apc instead of uniform".
  func differences(from wanted: Calibration.Setup) -> [String] {
    // Without a re-ranker, its scores are not needed either.
    let reranker = wanted.rerankerSHA256 == Self.noReranker ? Self.noReranker : rerankerSHA256
    let pairs: [(String, String, String)] = [
      ("backbone", String(backboneSHA256.prefix(12)), String(wanted.backboneSHA256.prefix(12))),
      ("re-ranker", String(reranker.prefix(12)), String(wanted.rerankerSHA256.prefix(12))),
      ("grid", grid, wanted.grid), ("weights", weights.rawValue, wanted.weights.rawValue),
      ("solver", solver.rawValue, wanted.solver.rawValue),
      ("epsilon", "\(epsilon)", "\(wanted.epsilon)"), ("alpha", "\(alpha)", "\(wanted.alpha)"),
      ("top-k", "\(topK)", "\(wanted.topK)"),
      ("queries from", queryFaces, wanted.queryFaces),
      ("gallery from", galleryFaces, wanted.galleryFaces),
    ]
    return pairs.filter { $0.1 != $0.2 }.map { "\($0) \($1) instead of \($2)" }
  }
}

/// The reason why a calibration cannot be used.
package enum CalibrationError: Error, Equatable {
  case notACalibration(file: String)
  case otherFormat(file: String, format: Int)
  case unsound(file: String)
  case otherSetup(file: String, differences: [String])
}

extension CalibrationError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notACalibration(let file):
      "'\(file)' is not a calibration. Make one with 'facet evaluate --calibration-out FILE'."
    case .otherFormat(let file, let format):
      """
      '\(file)' has format \(format); this version reads \(Calibration.currentFormat). Make the \
      calibration again with 'facet evaluate --calibration-out'.
      """
    case .unsound(let file):
      """
      '\(file)' is a damaged calibration: its scores are not in order, or its counts do not agree. \
      Make it again with 'facet evaluate --calibration-out'.
      """
    case .otherSetup(let file, let differences):
      """
      '\(file)' was made with other models or settings (\(differences.joined(separator: ", "))), so \
      its rates do not apply to these scores. Make one with the models and settings of this report.
      """
    }
  }
}
