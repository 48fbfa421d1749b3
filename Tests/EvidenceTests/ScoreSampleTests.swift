import Basics
import Faces
import Foundation
import Identification
import Testing
import _TestSupport

@testable import Evidence

@Suite struct ScoreSampleTests {
  /// Three searches for persons 0 and 1, who are not enrolled in the last.
  private let sample = ScoreSample(searches: [
    TestSearch(person: 0, wrong: 0.7, wrongPerson: 1, right: [0.95, 0.3]),
    TestSearch(person: 0, wrong: 0.4, wrongPerson: nil, right: [0.8]),
    TestSearch(person: 1, wrong: 0.9, wrongPerson: 0, right: []),
  ])

  @Test(arguments: [(1.0, 0), (0.9, 1), (0.89, 1), (0.7, 2), (0.5, 2), (0.4, 3), (-1, 3)])
  func searchesThatEndAtLeastAsHighAreCounted(score: Double, count: Int) {
    let wrong = sample.wrongPeople(atLeast: score, galleryPeople: 3)
    #expect(wrong?.count == count && wrong?.trials == 3 && wrong?.people == 2)
  }

  @Test func onlyTheRightPersonsBestPictureOfASearchCounts() {
    #expect(sample.rightScores == [0.95, 0.8] && sample.wrongScores == [0.9, 0.7, 0.4])
    let right = sample.rightPeople(below: 0.9)
    #expect(right?.count == 1 && right?.trials == 2 && right?.people == 1)
    // Pictures without a label are different people.
    let nameless = ScoreSample(
      searches: (0..<4).map {
        TestSearch(person: $0, wrong: 0.5, wrongPerson: nil, right: [])
      })
    #expect(nameless.wrongPeople(atLeast: 0.5, galleryPeople: 9)?.people == 4)
    #expect(nameless.rightPeople(below: 1) == nil)
    #expect(ScoreSample(searches: []).wrongPeople(atLeast: 0, galleryPeople: 1) == nil)
  }

  private static let people = ["anna", "bert", "cleo"].map(Calibration.digest(ofName:))

  private func calibration() -> Calibration {
    Calibration(
      program: "1", setup: setup, kind: .mask, queries: "q", gallery: "g", gallerySHA256: "0",
      queryCount: 3, galleryCount: 4, peopleCount: 2, galleryPeopleCount: 3, people: Self.people,
      pictures: [SHA256.digest(of: [1]), SHA256.digest(of: [2])],
      samples: [.stage1: sample, .emd: sample, .h2l: sample])
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
    for search in [
      TestSearch(person: 0, wrong: 0.1, wrongPerson: 1, right: [0.1, 0.2]),
      TestSearch(person: 3, wrong: 0.1, wrongPerson: 1, right: []),
      TestSearch(person: 0, wrong: 0.1, wrongPerson: -1, right: []),
      TestSearch(person: 0, wrong: nil, wrongPerson: 1, right: []),
      TestSearch(person: 0, wrong: 1e10, wrongPerson: 1, right: []),
    ] {
      damaged.samples[.emd] = ScoreSample(searches: [search])
      try AtomicFile.write(JSONText.encode(damaged), to: path)
      #expect(throws: CalibrationError.unsound(file: path), "\(search)") {
        try Calibration.open(path, for: setup)
      }
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

  /// Versions 0.1.0 and 0.2.0 did not record whose scores they kept, so no rate follows from them.
  @Test(arguments: [2, 3]) func anEarlierFormatIsReadAndGivesNoRate(format: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("calibration.json")
    var object = try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(calibration())) as? [String: Any])
    for key in ["people", "pictures", "kind", "galleryPeopleCount"] { object[key] = nil }
    let scores: [String: Any] = [
      "nonmateCount": 3, "nonmates": [0.9, 0.5, 0.1], "bestNonmates": [0.9, 0.5],
      "mates": [0.95, 0.8],
    ]
    let samples = ["stage1": scores, "emd": scores, "h2l": scores]
    object["samples"] = format == 3 ? samples : nil
    if format == 2 { object.merge(samples) { first, _ in first } }
    object["format"] = format
    try AtomicFile.write(
      Array(try JSONSerialization.data(withJSONObject: object)), to: path)
    let found = try Calibration.open(path, for: setup).calibration
    #expect(!found.hasPeople && found.peopleCount == 2 && found.galleryCount == 4)
    #expect(found.samples[.emd]!.wrongScores == [0.9, 0.5])
    #expect(found.samples[.emd]!.rightScores == [0.95, 0.8])
    let height = HeightScale(found).height(
      of: 0.6, others: [], galleryPeople: 3, galleryPictures: 4)
    #expect(height.limits == [.noPeople] && height.rate == nil && height.likelihoodRatio == nil)
    #expect(height.wrongPeople?.count == 1 && height.wrongPeople?.trials == 2)
    // Without a re-ranker its scores are of no use, and do no harm.
    var plain = setup
    plain.rerankerSHA256 = Calibration.Setup.noReranker
    #expect(try Calibration.open(path, for: plain).calibration == found)
    var other = setup
    other.rerankerSHA256 = "cc"
    #expect(throws: CalibrationError.self) { try Calibration.open(path, for: other) }
  }

  // MARK: People and pictures of the search

  private func searched(_ name: String?, _ byte: UInt8) -> Calibration.Searched {
    Calibration.Searched(path: "\(byte).png", label: name, sha256: SHA256.digest(of: [byte]))
  }

  @Test func aSearchWithPeopleOfTheCalibrationIsRefusedByName() throws {
    let apart = [searched("dora", 7), searched(nil, 8)]
    try calibration().requireApart(from: apart, file: "c")
    #expect(throws: CalibrationError.sharedPeople(file: "c", labels: ["cleo", "anna"])) {
      try calibration().requireApart(
        from: apart + [searched("cleo", 9), searched("cleo", 10), searched("anna", 11)],
        file: "c")
    }
    // A picture is known whatever its name.
    let error = #expect(throws: CalibrationError.self) {
      try calibration().requireApart(from: apart + [searched("dora", 2)], file: "c")
    }
    #expect(error == .sharedPictures(file: "c", paths: ["2.png"]))
    #expect("\(error!)".contains("'c' and this search share 1 picture ('2.png')"))
  }

  @Test func theFileDoesNotContainNames() throws {
    let text = try JSONText.encode(calibration())
    #expect(!text.contains("anna") && text.contains(Self.people[0].hexadecimal))
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
    var byMean = setup(.detected(detector: "cc", policy: .largest, minimumFace: 20), .aligned)
    byMean.template = .mean
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
      (
        setup(
          .detected(
            detector: "cc", policy: .largest, minimumFace: 20,
            alignment: AlignmentOrigin(points: .landmarks, predictor: "ee")), .aligned),
        "--min-score 0.9, --alignment 68 with the predictor ee"
      ),
      (byMean, "template none instead of mean"),
    ] {
      let error = #expect(throws: CalibrationError.self) { try Calibration.open(path, for: other) }
      #expect("\(error!)".contains(words), "\(error!)")
    }
  }

  @Test func aPredictorOfLandmarksCountsWhereLandmarksDo() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("calibration.json")
    var made = calibration()
    made.quality = [.sharpness: [0.1, 0.2, 0.3]]
    made.setup.landmarksSHA256 = "dd"
    try AtomicFile.write(JSONText.encode(made), to: path)
    var other = made.setup
    #expect(try Calibration.open(path, for: other).calibration == made)
    // The scores of other weights are the same, the quality of the faces is not.
    other.landmarksSHA256 = nil
    let found = try Calibration.open(path, for: other).calibration
    #expect(found.quality == nil && found.samples == made.samples)
    made.setup.weights = .lmk
    other.weights = .lmk
    try AtomicFile.write(JSONText.encode(made), to: path)
    let error = #expect(throws: CalibrationError.self) { try Calibration.open(path, for: other) }
    #expect("\(error!)".contains("predictor of landmarks dd instead of none"))
  }
}
