import Basics
import Datasets
import Faces
import Foundation
import Identification
import Measurement
import Pictures
import Reports
import Runs
import Study
import Testing
import _TestSupport
import _WorkshopSupport

@testable import Commands
@testable import Networks

/// From photographs to reports, with a detector that finds magenta squares.
@Suite struct PhotographTests {
  let workshop: Workshop

  init() throws {
    workshop = try Workshop()
    try workshop.takePhotographs()
  }

  func data(_ folder: String) throws -> ReportData {
    try JSONDecoder().decode(
      ReportData.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/report.json")))
  }

  @Test func theLargestFaceIsTaken() throws {
    #expect(try workshop.report(workshop.photographSettings).status == .done)
    let folders = try workshop.reportFolders()
    #expect(folders.count == 1)
    let data = try data(folders[0])
    let face = try #require(data.query.face)
    #expect(face.number == 1 && face.count == 3)
    #expect(data.query.path == "group.png" && data.query.width == 220)
    let photograph = try #require(data.photograph)
    #expect(photograph.boxes.count == 3 && photograph.minimumFace == 20)
    // The square of 36 pixels has its middle at (52, 48).
    #expect(abs((photograph.boxes[0][0] + photograph.boxes[0][2]) / 2 - 52) < 12)
    #expect(data.candidates[.stage1]!.count == 6)
    let model = try #require(data.provenance.models.first { $0.role == "Detector" })
    #expect(model.sha256 == (try SHA256.digest(ofFileAt: workshop.detector)))
    #expect(data.settings.contains { $0.name == "faces" && $0.value == "largest" })
    #expect(data.settings.contains { $0.name == "aligned" && $0.value == "no" })
    let html = try workshop.read(folders[0] + "/report.html")
    #expect(html.contains("The detector found 3 faces; this report uses face 1."))
    #expect(html.contains("id=\"photograph\""))
  }

  @Test func allFacesAreQueriesOfTheirOwn() throws {
    var settings = workshop.photographSettings
    settings.queryFaces = .all
    settings.galleryFaces = .all
    _ = try workshop.report(settings)
    let folders = try workshop.reportFolders()
    let reports = try folders.map(data)
    #expect(reports.map(\.query.path) == ["group.png#1", "group.png#2", "group.png#3"])
    #expect(reports.map { $0.query.face?.number } == [1, 2, 3])
    // A label names one person: gallery pictures give one face each.
    #expect(reports.allSatisfy { $0.candidates[.stage1]!.count == 6 })
    #expect(try workshop.read(folders[1] + "/report.html").contains("this report uses face 2"))
    // Again the same bytes.
    let again = workshop.folder.file("again")
    _ = try workshop.report(settings, to: again)
    for (first, second) in zip(folders, try workshop.reportFolders(in: again)) {
      #expect(try data(first) == data(second))
    }
  }

  @Test func onlyAndCenter() throws {
    var settings = workshop.photographSettings
    settings.queryFaces = .only
    #expect(throws: JobError.self) {
      try workshop.report(settings, to: workshop.folder.file("only"))
    }
    settings.queryFaces = .center
    _ = try workshop.report(settings)
    let photograph = try data(workshop.reportFolders()[0])
    let number = try #require(photograph.query.face?.number)
    func distance(_ box: [Float]) -> Float {
      let (x, y) = ((box[0] + box[2]) / 2 - 110, (box[1] + box[3]) / 2 - 85)
      return x * x + y * y
    }
    let boxes = try #require(photograph.photograph?.boxes)
    #expect(boxes.allSatisfy { distance($0) >= distance(boxes[number - 1]) })
  }

  @Test func picturesWithoutAFaceAreListed() throws {
    try workshop.write(
      Picture(width: 50, height: 40, channels: .gray, samples: .init(repeating: 7, count: 2000)),
      "queries/empty.png")
    try workshop.write(
      Picture(width: 1, height: 1, channels: .gray, samples: [7]), "gallery/p9/dot.png")
    let result = try workshop.report(workshop.photographSettings)
    #expect(result.status == .doneWithFailures)
    #expect(result.failures.map(\.path) == ["p9/dot.png", "empty.png"])
    #expect(result.failures.allSatisfy { $0.reason.contains("No face was found") })
  }

  @Test func enrolledFacesAreUsedAgainAndShownFromTheirPhotographs() throws {
    let enrolled = workshop.folder.file("enrolled")
    func enroll(_ settings: JobSettings) throws -> [String] {
      try EnrollJob(pictures: workshop.gallery, output: enrolled, settings: settings).run().lines
    }
    #expect(try enroll(workshop.photographSettings)[0].contains("6 computed, 0 reused"))
    #expect(try enroll(workshop.photographSettings)[0].contains("0 computed, 6 reused"))
    // Another way of finding faces: nothing of the old gallery may stay.
    var settings = workshop.photographSettings
    settings.minimumFace = 24
    let lines = try enroll(settings)
    #expect(lines[0].contains("--min-face 20") && lines[0].contains("--min-face 24"))
    #expect(lines[1].contains("computed, 0 reused"))
    _ = try enroll(workshop.photographSettings)
    let entries = try workshop.read(enrolled + "/entries.jsonl")
    #expect(entries.contains("\"face\":{\"box\":["))

    _ = try workshop.report(workshop.photographSettings)
    let direct = try data(workshop.reportFolders()[0])
    let other = workshop.folder.file("other")
    _ = try ReportJob(
      queries: workshop.queries, gallery: enrolled, output: other,
      settings: workshop.photographSettings
    ).run()
    let again = try data(workshop.reportFolders(in: other)[0])
    #expect(again.candidates == direct.candidates)
    #expect(again.shown == direct.shown)
    #expect(again.notes == direct.notes)
    #expect(again.shown.allSatisfy { $0.picture.face?.count == 1 })
  }

  /// An enrolled gallery keeps its own way of getting faces.
  @Test func cropsMayBeSearchedWithPhotographs() throws {
    let crops = workshop.folder.file("crops")
    let job = AlignJob(
      pictures: workshop.gallery, detector: workshop.detector, model: workshop.model,
      output: crops, settings: workshop.photographSettings)
    #expect(try job.run().lines[0].hasPrefix("6 faces"))
    let enrolled = workshop.folder.file("enrolled")
    _ = try EnrollJob(pictures: crops, output: enrolled, settings: workshop.settings).run()
    _ = try ReportJob(
      queries: workshop.queries, gallery: enrolled, output: workshop.output,
      settings: workshop.photographSettings
    ).run()
    let mixed = try data(workshop.reportFolders()[0])
    #expect(mixed.notes.contains { $0.contains("enrolled from aligned pictures") })
    // The crops are what the detector gives on the fly.
    let direct = workshop.folder.file("direct")
    _ = try workshop.report(workshop.photographSettings, to: direct)
    let other = try data(workshop.reportFolders(in: direct)[0])
    #expect(
      mixed.candidates[.stage1]!.map(\.scores) == other.candidates[.stage1]!.map(\.scores))
  }

  @Test func alignedCropsHaveLandmarksAndALog() throws {
    let crops = workshop.folder.file("crops")
    var settings = workshop.photographSettings
    settings.queryFaces = .all
    try workshop.write(
      Workshop.photograph([(34, 30, 36)], tint: 10).encodedJPEG(quality: 90),
      "queries/a b/<script>\"人.jpg")
    let result = try AlignJob(
      pictures: workshop.queries, detector: workshop.detector, model: workshop.model,
      output: crops, settings: settings
    ).run()
    #expect(result.failures.isEmpty)
    let log = try workshop.read(crops + "/faces.jsonl").split(separator: "\n")
    #expect(log.count == 4)
    for name in ["group-1", "group-2", "group-3", "a b/_script__人"] {
      let picture = try Picture.load(path: "\(crops)/\(name).png")
      #expect(picture.width == 96 && picture.height == 112)
      let landmarks = try #require(try Landmarks68.beside(picturePath: "\(crops)/\(name).png"))
      // The nose of a face that is aligned to the template.
      #expect(abs(landmarks.points[30].x - 48) < 12 && abs(landmarks.points[30].y - 72) < 20)
    }
    #expect(log.allSatisfy { $0.contains("\"landmarks\":\"meanShape\"") })
  }

  @Test func landmarksOfThePhotographMoveWithTheFace() throws {
    let crops = workshop.folder.file("crops")
    // All landmarks in the middle of the largest square.
    let points = (0..<68).map { _ in Landmarks68.Point(x: 52, y: 48) }
    try workshop.write(
      Array(Landmarks68(points: points).ptsText.utf8), "queries/group.pts")
    _ = try AlignJob(
      pictures: workshop.queries, detector: workshop.detector, model: workshop.model,
      output: crops, settings: workshop.photographSettings
    ).run()
    #expect(try workshop.read(crops + "/faces.jsonl").contains("\"landmarks\":\"file\""))
    let moved = try #require(try Landmarks68.beside(picturePath: crops + "/group.png"))
    #expect(Set(moved.points).count == 1)
    #expect((20..<76).contains(moved.points[0].x) && (20..<100).contains(moved.points[0].y))
    // Another face of the same photograph has none in the file.
    var settings = workshop.photographSettings
    settings.queryFaces = .all
    _ = try AlignJob(
      pictures: workshop.queries, detector: workshop.detector, model: workshop.model,
      output: crops, settings: settings
    ).run()
    let log = try workshop.read(crops + "/faces.jsonl")
    #expect(log.components(separatedBy: "\"landmarks\":\"meanShape\"").count == 3)
  }

  @Test func aPredictorsLandmarksWeightAndMeasureFaces() throws {
    var settings = workshop.photographSettings
    settings.identification.weighting = .lmk
    let mean = workshop.folder.file("mean")
    _ = try workshop.report(settings, to: mean)
    let predictor = workshop.folder.file("landmarks.dat")
    try AtomicFile.write(DlibWriter.predictor(), to: predictor)
    settings.landmarks = predictor
    let predicted = workshop.folder.file("predicted")
    #expect(try workshop.report(settings, to: predicted).status == .done)
    let before = try data(workshop.reportFolders(in: mean)[0])
    let folder = try workshop.reportFolders(in: predicted)[0]
    let data = try data(folder)
    let model = try #require(data.provenance.models.first { $0.role == "Landmarks" })
    #expect(
      model.sha256 == (try SHA256.digest(ofFileAt: predictor)) && model.path == "landmarks.dat")
    #expect(model.remark == LandmarkPredictor.remark)
    #expect(try workshop.read(predicted + "/manifest.json").contains(model.sha256.hexadecimal))
    // Other landmarks weight other patches, and so the scores are others.
    #expect(
      before.candidates[.emd]!.map(\.path).sorted() == data.candidates[.emd]!.map(\.path).sorted())
    #expect(before.candidates[.emd]!.map(\.scores) != data.candidates[.emd]!.map(\.scores))
    #expect(before.quality.query?.points == .detector)
    #expect(before.quality.query?[.eyesOpen]?.gap == .meanShape)
    #expect(data.quality.query?.points == .predictor)
    #expect(data.quality.query?[.eyesOpen]?.native != nil)
    #expect(data.quality.query?[.mouthClosed]?.native != nil)
    let html = try workshop.read(folder + "/report.html")
    #expect(html.contains("landmarks by a predictor of 68 points"))
    let step = "The 68 landmarks of LMK are"
    #expect(
      data.processing.contains { $0.hasPrefix("\(step) found by the predictor of --landmarks") })
    #expect(before.processing.contains { $0.hasPrefix("\(step) a mean shape fitted") })
  }

  @Test func facesAreAlignedByLandmarksWhereItIsAskedFor() throws {
    let predictor = workshop.folder.file("landmarks.dat")
    try AtomicFile.write(DlibWriter.predictor(), to: predictor)
    var settings = workshop.photographSettings
    settings.alignment = .landmarks70
    #expect(throws: JobError.self) { try workshop.report(settings) }
    settings.landmarks = predictor
    let enrolled = workshop.folder.file("enrolled")
    _ = try EnrollJob(pictures: workshop.gallery, output: enrolled, settings: settings).run()
    let other = workshop.folder.file("other")
    _ = try ReportJob(
      queries: workshop.queries, gallery: enrolled, output: other, settings: settings
    ).run()
    _ = try workshop.report(settings)
    let direct = try data(workshop.reportFolders()[0])
    let again = try data(workshop.reportFolders(in: other)[0])
    #expect(again.candidates == direct.candidates)
    #expect(direct.query.face?.alignment == .landmarks70)
    #expect(direct.settings.contains { $0.name == "alignment" && $0.value == "68-0.7" })
    #expect(direct.processing.contains { $0.contains("five points of its 68 landmarks") })
    // Other crops, so other features; the gallery is not taken for one that was aligned otherwise.
    let plain = workshop.folder.file("plain")
    _ = try workshop.report(workshop.photographSettings, to: plain)
    let detected = try data(workshop.reportFolders(in: plain)[0])
    #expect(
      detected.candidates[.stage1]!.map(\.scores) != direct.candidates[.stage1]!.map(\.scores))
    let mixed = workshop.folder.file("mixed")
    _ = try ReportJob(
      queries: workshop.queries, gallery: enrolled, output: mixed,
      settings: workshop.photographSettings
    ).run()
    #expect(
      try data(workshop.reportFolders(in: mixed)[0]).notes.contains {
        $0.contains("--alignment 68-0.7 with the predictor")
      })
  }

  @Test func pairsAreVerifiedWithAPredictorsLandmarks() throws {
    let predictor = workshop.folder.file("landmarks.dat")
    try AtomicFile.write(DlibWriter.predictor(), to: predictor)
    let pictures = try FileManager.default.contentsOfDirectory(atPath: workshop.gallery).sorted()
      .flatMap { person in
        try FileManager.default.contentsOfDirectory(atPath: "\(workshop.gallery)/\(person)")
          .sorted()
          .map { (person, "\(person)/\($0)") }
      }
    var lines: [String] = []
    for (place, first) in pictures.enumerated() {
      for second in pictures.dropFirst(place + 1) {
        lines.append("\(first.1) \(second.1) \(first.0 == second.0 ? 1 : 0)")
      }
    }
    try workshop.write(Array(lines.joined(separator: "\n").utf8), "gallery/pairs.txt")
    func results(_ landmarks: String?) throws -> VerificationResults {
      var settings = workshop.photographSettings
      settings.landmarks = landmarks
      return try VerifyJob(
        pairs: workshop.gallery + "/pairs.txt", settings: settings, scorers: [.emd],
        weightings: [.lmk], alphas: [1]
      ).run()
    }
    let (mean, predicted) = (try results(nil), try results(predictor))
    #expect(mean.settings.pairsScored == lines.count && predicted.failures.isEmpty)
    #expect(mean.results != predicted.results)
    #expect(
      predicted.settings.faces.landmarksSHA256
        == (try SHA256.digest(ofFileAt: predictor)).hexadecimal)
  }

  @Test func aStudysFacesHaveAPredictorsLandmarks() throws {
    let path = workshop.folder.file("landmarks.dat")
    try AtomicFile.write(DlibWriter.predictor(), to: path)
    let models = try Models(workshop.photographSettings)
    func landmarks(_ predictor: LandmarkPredictor?, _ name: String) throws -> Landmarks68? {
      let folder = workshop.folder.file(name)
      try makeFolders(folder)
      let maker = StudyPictureMaker(
        source: models.gallerySource, predictor: predictor, shape: models.backbone.shape,
        occluders: ["none"], secret: StudySecret(seed: 1), folder: folder)
      let made = try maker.make(
        ListedPicture(path: "group.png", location: workshop.queries + "/group.png", label: "a"),
        name: "0")
      return try Landmarks68.beside(picturePath: made.file)
    }
    let predicted = try #require(try landmarks(LandmarkPredictor(path: path), "predicted"))
    #expect(try landmarks(nil, "mean") != predicted)
  }

  @Test func aPredictorSeesOnlyThePhotographInWhichTheFaceWasFound() throws {
    let path = workshop.folder.file("landmarks.dat")
    try AtomicFile.write(DlibWriter.predictor(), to: path)
    let predictor = try LandmarkPredictor(path: path)
    let place = workshop.queries + "/group.png"
    let sha256 = try SHA256.digest(ofFileAt: place)
    let points = FivePoints(
      points: [(40, 40), (64, 40), (52, 52), (44, 62), (60, 62)].map {
        Landmarks68.Point(x: $0.0, y: $0.1)
      })
    let sighting = FoundFace(
      number: 1, count: 1,
      face: DetectedFace(
        box: FaceBox(left: 34, top: 30, right: 70, bottom: 66), score: 1, points: points),
      similarity: try #require(AlignmentTemplate.upright.similarity(from: points)), cropWidth: 96,
      cropHeight: 112)
    func source(_ digest: SHA256Digest, _ predictor: LandmarkPredictor?) throws -> LandmarkSource? {
      try LandmarkReader(predictor: predictor).landmarks(at: place, sighting, sha256: digest)?
        .source
    }
    #expect(try source(sha256, predictor) == .predictor)
    #expect(try source(sha256, nil) == .meanShape)
    #expect(try source(SHA256.digest(of: [1]), predictor) == .meanShape)
    // What a person marked goes first.
    let marked = (0..<68).map { Landmarks68.Point(x: 40 + Double($0 % 9), y: 40 + Double($0 / 9)) }
    try workshop.write(Array(Landmarks68(points: marked).ptsText.utf8), "queries/group.pts")
    #expect(try source(sha256, predictor) == .file)
  }

  @Test func theCheckListsEverything() throws {
    try workshop.write(Array("\u{89}PNG\r\n\u{1a}\n".utf8), "queries/broken.png")
    let twin = try readFile(workshop.gallery + "/p1/1.png")
    try workshop.write(twin, "queries/twin.png")
    try workshop.write(
      Workshop.photograph([(42, 30, 18)], tint: 10), "gallery/lonely/small.png")
    let results = try PictureInspectionJob(
      pictures: workshop.queries, gallery: workshop.gallery, detector: workshop.detector,
      model: workshop.model, settings: workshop.photographSettings
    ).run()
    func names(_ kind: Finding.Kind) -> [String] {
      results.findings.filter { $0.kind == kind }.map(\.name)
    }
    #expect(names(.unreadable) == ["broken.png"])
    #expect(names(.severalFaces) == ["group.png"])
    #expect(names(.duplicate) == ["twin.png"])
    #expect(names(.onePicture) == ["lonely"])
    #expect(names(.tinyFace).contains("lonely/small.png"))
    #expect(names(.noFace).isEmpty)
    #expect(results.failures.map(\.path) == ["broken.png"])
    #expect(
      results.lines().last
        == "3 pictures and 7 of the gallery checked: \(results.findings.count) findings.")
  }

  @Test func photographsThatAreTakenForAlignedFacesAreNoted() throws {
    _ = try workshop.report()
    let data = try data(workshop.reportFolders()[0])
    #expect(data.query.face == nil && data.photograph == nil)
    #expect(data.notes.contains { $0.contains("were stretched to 96 x 112") })
    let check = try PictureInspectionJob(
      pictures: workshop.queries, gallery: nil, detector: nil, model: workshop.model,
      settings: workshop.settings
    ).run()
    #expect(check.findings.map(\.kind) == [.otherProportions])
  }

  @Test func whatIsNoDetectorIsRefused() throws {
    var settings = workshop.settings
    settings.detector = workshop.model
    #expect(throws: ModelFileError.self) { try workshop.report(settings) }
  }
}
