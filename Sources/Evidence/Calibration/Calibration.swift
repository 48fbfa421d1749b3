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
/// `facet calibrate` writes it as JSON. It numbers its people and records who was searched and who was
/// found, so that intervals count people. Names are stored as SHA-256 digests: a search that shares a
/// person knows the name and can print it, and the file does not contain a list of names. A guess at a
/// name can still be tested.
package struct Calibration: Sendable, Equatable, Codable {
  /// The format's number. Format 2 records how faces were cut out; format 3 has scores by method;
  /// format 4 has people. Formats 2 and 3 can be read, but give no rate, because they do not record
  /// whose scores they contain.
  package static let currentFormat = 4

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
    /// The digest of the predictor of landmarks; absent without one. Scores depend on it with the
    /// weighting LMK only, the quality of faces always.
    package var landmarksSHA256: String?
    /// How people are ranked; absent if each picture is ranked by itself.
    package var template: TemplateRule?

    package init(
      backboneSHA256: String, rerankerSHA256: String, grid: String,
      settings: IdentificationSettings, queryFaces: FaceOrigin, galleryFaces: FaceOrigin,
      landmarksSHA256: String? = nil
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
      self.landmarksSHA256 = landmarksSHA256
      template = settings.template.ranksPeople ? settings.template : nil
    }

    private static func words(_ origin: FaceOrigin) -> String {
      switch origin {
      case .aligned: origin.description
      case .detected(let detector, _, let minimumFace, let minimumScore, let alignment):
        """
        photographs with the detector \(detector), --min-face \(minimumFace), \
        --min-score \(minimumScore)\(alignment.words)
        """
      }
    }
  }

  package var format = currentFormat
  package var program: String
  package var setup: Setup
  /// The kind of the queries' pictures; absent if it is unknown.
  package var kind: QueryKind?
  package var queries: String
  package var gallery: String
  package var gallerySHA256: String
  package var queryCount: Int
  package var galleryCount: Int
  /// The number of different people in the queries.
  package var peopleCount: Int
  /// The number of people in the gallery, counting each picture without a label as one; 0 if it is
  /// unknown.
  package var galleryPeopleCount: Int
  /// The digest of each person's name. A person's number is the place here, from 0.
  package var people: [SHA256Digest]
  /// The digests of all pictures, in order.
  package var pictures: [SHA256Digest]
  /// The scores by method: stage 1's of all gallery pictures, the re-rankers' of the first k of each
  /// query.
  package var samples: ByMethod<ScoreSample>
  /// The quality of the queries by component: the numbers that percentiles compare
  /// (`PictureQuality.Measure.comparable`), one for each query in which the component was measured,
  /// ascending. Absent in files of earlier versions.
  package var quality: [QualityComponent: [Double]]?

  package init(
    program: String, setup: Setup, kind: QueryKind? = nil, queries: String, gallery: String,
    gallerySHA256: String, queryCount: Int, galleryCount: Int, peopleCount: Int,
    galleryPeopleCount: Int, people: [SHA256Digest], pictures: [SHA256Digest],
    samples: ByMethod<ScoreSample>, quality: [QualityComponent: [Double]]? = nil
  ) {
    self.program = program
    self.setup = setup
    self.kind = kind
    self.queries = queries
    self.gallery = gallery
    self.gallerySHA256 = gallerySHA256
    self.queryCount = queryCount
    self.galleryCount = galleryCount
    self.peopleCount = peopleCount
    self.galleryPeopleCount = galleryPeopleCount
    self.people = people
    self.pictures = pictures
    self.samples = samples
    self.quality = quality
  }

  /// Whether it records whose scores it contains, as no format before 4 does.
  package var hasPeople: Bool { galleryPeopleCount > 0 }

  /// Returns the digest that stands for a person's name.
  package static func digest(ofName label: String) -> SHA256Digest {
    SHA256.digest(of: Array("facet person \(label)".utf8))
  }

  /// The smallest number of people for which an error rate or a percentile is stated.
  package static let leastPeople = 100

  /// The quality of the queries if they show enough people for percentiles; `nil` otherwise.
  package var qualityOfManyPeople: [QualityComponent: [Double]]? {
    peopleCount >= Self.leastPeople ? quality : nil
  }
}

/// What is special about the pictures of some queries, because scores of masked faces say nothing about
/// whole ones.
package enum QueryKind: String, Sendable, Codable, CaseIterable {
  case clean, mask, sunglasses, crop, rotate
}

extension Calibration {
  /// Reads a calibration and the digest of its file. The quality of queries whose landmarks came from
  /// elsewhere is left out.
  ///
  /// - Throws: `FileError`; `CalibrationError` for a file that is not a calibration or has other
  ///   settings.
  package static func open(
    _ path: String, for setup: Setup
  ) throws -> (calibration: Calibration, sha256: SHA256Digest) {
    let bytes = try readFile(path, limit: 1 << 28)
    var found: Calibration
    let format = try? StrictJSON.decode(Format.self, from: bytes).format
    do {
      switch format {
      case Self.currentFormat: found = try StrictJSON.decode(Calibration.self, from: bytes)
      case 3: found = try StrictJSON.decode(ThirdFormat.self, from: bytes).calibration
      case 2: found = try StrictJSON.decode(SecondFormat.self, from: bytes).calibration
      case let format?: throw CalibrationError.otherFormat(file: path, format: format)
      case nil: throw CalibrationError.notACalibration(file: path)
      }
    } catch let error as CalibrationError {
      throw error
    } catch {
      throw CalibrationError.notACalibration(file: path)
    }
    guard found.isSound else { throw CalibrationError.unsound(file: path) }
    let differences = found.setup.differences(from: setup)
    guard differences.isEmpty else {
      throw CalibrationError.otherSetup(file: path, differences: differences)
    }
    if found.setup.landmarksSHA256 != setup.landmarksSHA256 { found.quality = nil }
    return (found, SHA256.digest(of: bytes))
  }

  private struct Format: Decodable {
    var format: Int
  }

  /// Whether it can come from a measurement.
  private var isSound: Bool {
    [.stage1, .emd].allSatisfy { samples[$0] != nil }
      && [queryCount, galleryCount, peopleCount].allSatisfy { $0 > 0 } && galleryPeopleCount >= 0
      && samples.values.allSatisfy { sample in
        sample.isSound(people: hasPeople ? people.count : nil)
      }
      && (quality ?? [:]).values.allSatisfy { values in
        values.count <= queryCount && values.allSatisfy(\.isFinite)
      }
  }
}

/// What formats 2 and 3 have in common: scores without people.
private struct FormatsWithoutPeople: Decodable {
  struct Sample: Decodable {
    var bestNonmates: [Double]
    var mates: [Double]

    /// The scores as searches of one nameless person.
    var sample: ScoreSample {
      ScoreSample(
        searches: bestNonmates.map { TestSearch(person: 0, wrong: $0, wrongPerson: nil, right: []) }
          + mates.map { TestSearch(person: 0, wrong: nil, wrongPerson: nil, right: [$0]) })
    }
  }

  var program: String
  var setup: Calibration.Setup
  var queries: String
  var gallery: String
  var gallerySHA256: String
  var queryCount: Int
  var galleryCount: Int
  var peopleCount: Int

  func calibration(_ samples: ByMethod<Sample>) -> Calibration {
    Calibration(
      program: program, setup: setup, queries: queries, gallery: gallery,
      gallerySHA256: gallerySHA256, queryCount: queryCount, galleryCount: galleryCount,
      peopleCount: peopleCount, galleryPeopleCount: 0, people: [], pictures: [],
      samples: samples.mapValues(\.sample))
  }
}

/// The format of version 0.1.0, with a member for each of three methods.
private struct SecondFormat: Decodable {
  private let facts: FormatsWithoutPeople
  private let samples: ByMethod<FormatsWithoutPeople.Sample>

  private enum CodingKeys: CodingKey {
    case stage1, emd, h2l
  }

  init(from decoder: any Decoder) throws {
    facts = try FormatsWithoutPeople(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let kind = FormatsWithoutPeople.Sample.self
    samples = [
      .stage1: try container.decode(kind, forKey: .stage1),
      .emd: try container.decode(kind, forKey: .emd),
      .h2l: try container.decode(kind, forKey: .h2l),
    ]
  }

  var calibration: Calibration { facts.calibration(samples) }
}

/// The format of version 0.2.0, with a member for each method.
private struct ThirdFormat: Decodable {
  private let facts: FormatsWithoutPeople
  private let samples: ByMethod<FormatsWithoutPeople.Sample>

  private enum CodingKeys: CodingKey {
    case samples
  }

  init(from decoder: any Decoder) throws {
    facts = try FormatsWithoutPeople(from: decoder)
    samples = try decoder.container(keyedBy: CodingKeys.self).decode(
      ByMethod<FormatsWithoutPeople.Sample>.self, forKey: .samples)
  }

  var calibration: Calibration { facts.calibration(samples) }
}

extension Calibration.Setup {
  /// The differences, each as "weights apc instead of uniform".
  func differences(from wanted: Calibration.Setup) -> [String] {
    // Without a re-ranker, its scores are not needed either.
    let reranker = wanted.rerankerSHA256 == Self.noReranker ? Self.noReranker : rerankerSHA256
    func landmarks(_ setup: Calibration.Setup) -> String {
      guard setup.weights.needsLandmarks else { return "" }
      return setup.landmarksSHA256.map { String($0.prefix(12)) } ?? "none"
    }
    let pairs: [(String, String, String)] = [
      ("backbone", String(backboneSHA256.prefix(12)), String(wanted.backboneSHA256.prefix(12))),
      ("re-ranker", String(reranker.prefix(12)), String(wanted.rerankerSHA256.prefix(12))),
      ("grid", grid, wanted.grid), ("weights", weights.rawValue, wanted.weights.rawValue),
      ("solver", solver.rawValue, wanted.solver.rawValue),
      ("epsilon", "\(epsilon)", "\(wanted.epsilon)"), ("alpha", "\(alpha)", "\(wanted.alpha)"),
      ("top-k", "\(topK)", "\(wanted.topK)"),
      ("template", (template ?? .none).rawValue, (wanted.template ?? .none).rawValue),
      ("queries from", queryFaces, wanted.queryFaces),
      ("gallery from", galleryFaces, wanted.galleryFaces),
      ("predictor of landmarks", landmarks(self), landmarks(wanted)),
    ]
    return pairs.filter { $0.1 != $0.2 }.map { "\($0) \($1) instead of \($2)" }
  }
}
