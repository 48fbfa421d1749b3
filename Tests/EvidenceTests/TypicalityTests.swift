import Basics
import Faces
import Foundation
import Identification
import Testing
import _TestSupport

@testable import Evidence

@Suite struct TypicalityTests {
  private let sample = ScoreSample(
    nonmateCount: 6, nonmates: [0.9, 0.7, 0.7, 0.4, 0.2, 0.1], bestNonmates: [0.9, 0.7],
    mates: [0.95, 0.8, 0.3])

  @Test(arguments: [
    (1.0, 0), (0.9, 1), (0.89, 1), (0.7, 3), (0.5, 3), (0.4, 4), (0.1, 6), (-1, 6),
  ])
  func scoresAtLeastAsHighAreCounted(score: Double, count: Int) {
    #expect(ScoreSample.count(of: sample.nonmates, atLeast: score) == count)
    let rate = sample.falseMatches(at: score)
    #expect(rate?.count == count && rate?.trials == 6 && rate?.isAtLeast == false)
    // Never a rate below one in the number of trials.
    #expect(rate?.rate == (count == 0 ? nil : Double(count) / 6))
  }

  @Test func noneSeenIsAnUpperBoundAndNoRate() {
    let rate = sample.falseSearches(at: 0.99)!
    #expect(rate.rate == nil && rate.interval.low == 0)
    // Exact: (1 - p)^2 = 0.025.
    #expect(abs(rate.interval.high - (1 - 0.025.squareRoot())) < 1e-9)
    #expect(sample.missedMates(at: 0.5)!.count == 1)
    let empty = ScoreSample(nonmateCount: 0, nonmates: [], bestNonmates: [], mates: [])
    #expect(empty.falseMatches(at: 0) == nil && empty.isSound)
  }

  @Test func whatWasNotKeptMakesALowerBound() {
    let many = ScoreSample(
      nonmateCount: 50_000, nonmates: (0..<20_000).map { 1 - Double($0) / 20_000 },
      bestNonmates: [1], mates: [])
    #expect(many.isSound)
    #expect(many.falseMatches(at: 0.5)?.isAtLeast == false)
    #expect(many.falseMatches(at: -0.5)?.isAtLeast == true)
  }

  private func calibration() -> Calibration {
    Calibration(
      program: "1", setup: setup, queries: "q", gallery: "g", gallerySHA256: "0", queryCount: 2,
      galleryCount: 4, peopleCount: 2, samples: [.stage1: sample, .emd: sample, .h2l: sample])
  }

  private var setup: Calibration.Setup {
    Calibration.Setup(
      backboneSHA256: "aa", rerankerSHA256: "bb", grid: "7x6", settings: IdentificationSettings(),
      queryFaces: .detected(detector: "cc", policy: .largest, minimumFace: 20),
      galleryFaces: .aligned)
  }

  @Test func aCalibrationIsReadBackOrRefusedWithASentence() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("calibration.json")
    try AtomicFile.write(JSONText.encode(calibration()), to: path)
    let found = try Calibration.open(path, for: setup)
    #expect(found.calibration == calibration())
    #expect(found.sha256 == (try SHA256.digest(ofFileAt: path)))
    var other = setup
    other.alpha = 0.3
    other.weights = .uniform
    let error = #expect(throws: CalibrationError.self) { try Calibration.open(path, for: other) }
    #expect("\(error!)".contains("weights apc instead of uniform, alpha 0.7 instead of 0.3"))
    var damaged = calibration()
    damaged.samples[.emd] = ScoreSample(
      nonmateCount: 2, nonmates: [0.1, 0.2], bestNonmates: [], mates: [])
    try AtomicFile.write(JSONText.encode(damaged), to: path)
    #expect(throws: CalibrationError.unsound(file: path)) {
      try Calibration.open(path, for: setup)
    }
    // One of an earlier version.
    try AtomicFile.write("{\"format\": 1, \"setup\": {}}", to: path)
    #expect(throws: CalibrationError.otherFormat(file: path, format: 1)) {
      try Calibration.open(path, for: setup)
    }
    try AtomicFile.write("[1, 2]", to: path)
    #expect(throws: CalibrationError.notACalibration(file: path)) {
      try Calibration.open(path, for: setup)
    }
    #expect(throws: FileError.self) { try Calibration.open(path + "x", for: setup) }
  }

  /// Version 0.1.0 had a member for each of three methods.
  @Test func aCalibrationOfFormatTwoIsRead() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("calibration.json")
    var object = try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(calibration())) as? [String: Any])
    let samples = try #require(object.removeValue(forKey: "samples") as? [String: Any])
    object.merge(samples) { first, _ in first }
    object["format"] = 2
    try AtomicFile.write(
      Array(try JSONSerialization.data(withJSONObject: object)), to: path)
    #expect(try Calibration.open(path, for: setup).calibration == calibration())
    // Without a re-ranker its scores are of no use, and do no harm.
    var plain = setup
    plain.rerankerSHA256 = Calibration.Setup.noReranker
    #expect(try Calibration.open(path, for: plain).calibration == calibration())
    var other = setup
    other.rerankerSHA256 = "cc"
    #expect(throws: CalibrationError.self) { try Calibration.open(path, for: other) }
  }

  @Test func otherCropsMakeOtherScores() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("calibration.json")
    try AtomicFile.write(JSONText.encode(calibration()), to: path)
    func setup(_ queries: FaceOrigin, _ gallery: FaceOrigin) -> Calibration.Setup {
      Calibration.Setup(
        backboneSHA256: "aa", rerankerSHA256: "bb", grid: "7x6",
        settings: IdentificationSettings(), queryFaces: queries, galleryFaces: gallery)
    }
    // Which of several faces is taken does not change how it is cut out.
    _ = try Calibration.open(
      path, for: setup(.detected(detector: "cc", policy: .all, minimumFace: 20), .aligned))
    for (other, words) in [
      (setup(.aligned, .aligned), "--min-face 20, --min-score 0.9 instead of aligned pictures"),
      (
        setup(.detected(detector: "dd", policy: .largest, minimumFace: 20), .aligned),
        "detector cc, --min-face 20, --min-score 0.9 instead of photographs with the detector dd"
      ),
      (
        setup(.detected(detector: "cc", policy: .largest, minimumFace: 40), .aligned),
        "--min-face 20, --min-score 0.9 instead of"
      ),
      (
        setup(
          .detected(detector: "cc", policy: .largest, minimumFace: 20),
          .detected(detector: "cc", policy: .largest, minimumFace: 20)),
        "gallery from aligned pictures instead of photographs"
      ),
    ] {
      let error = #expect(throws: CalibrationError.self) { try Calibration.open(path, for: other) }
      #expect("\(error!)".contains(words), "\(error!)")
    }
  }

  @Test func aHistogramHoldsEveryScore() {
    let values = HashedValues.unit("scores", count: 500).map(Double.init)
    let histogram = Histogram(values, marked: 3)
    #expect(histogram.counts.reduce(0, +) == 500 && histogram.high == 3)
    #expect(histogram.low == values.min()!)
    let equal = Histogram([0.5, 0.5], marked: 0.5)
    #expect(equal.counts.reduce(0, +) == 2 && equal.low < 0.5 && equal.high > 0.5)
  }
}
