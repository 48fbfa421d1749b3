import Basics
import Commands
import Faces
import Foundation
import Pictures
import Portraits
import Runs
import Testing
import _TestSupport

@Suite struct OccludeJobTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var source: String { folder.file("faces") }
  private var output: String { folder.file("occluded") }

  /// Two people with two pictures each, and landmarks beside them.
  private func drawFaces(width: Int = 96, height: Int = 112) throws {
    var job = PortraitsJob(frame: .aligned(width: width, height: height)!)
    (job.output, job.people, job.pictures, job.isQuiet) = (source, 2, 2, true)
    _ = try job.run()
  }

  private func job(_ kind: OccluderKind, seed: UInt64 = 1) -> OccludeJob {
    var job = OccludeJob(pictures: source, output: output, kind: kind, seed: seed)
    job.isQuiet = true
    return job
  }

  private func names(_ path: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path)
      .filter { $0.contains(".") }.sorted()
  }

  private func log() throws -> [String: Any] {
    try JSONSerialization.jsonObject(
      with: Data(try readFile(output + "/" + OccludeJob.logName))) as! [String: Any]
  }

  private func picture(_ path: String) throws -> Picture { try PictureFile(path: path).picture }

  /// A log that names files outside of its folder is not one of this program, and nothing is moved.
  @Test(arguments: ["../other", "/etc/other", "a/../../other", "a\\u0000"])
  func aLogOfFilesElsewhereIsNotTakenOver(name: String) throws {
    try drawFaces()
    try makeFolders(output)
    let kept = folder.file("other.png")
    try AtomicFile.write([1], to: kept)
    try AtomicFile.write(
      #"{"pictures": [{"path": "a.jpg", "output": "\#(name).png"}]}"#,
      to: output + "/" + OccludeJob.logName)
    var job = job(.sunglasses)
    job.replaces = true
    let error = #expect(throws: JobError.self) { try job.run() }
    #expect("\(error!)".contains("was not written by 'facet occlude'"))
    #expect(try readFile(kept) == [1])
    // The journal of a run that was stopped, likewise.
    let journal = output + "/.facet-align-files"
    try AtomicFile.write(
      #"{"file":"a.png"}"# + "\n" + #"{"file":"\#(name).png"}"# + "\n", to: journal)
    #expect(OutputBatch.records(in: journal) == [OutputBatch.Record(file: "a.png", path: nil)])
    try AtomicFile.write(
      #"{"file":"\#(name).png","path":"a.jpg"}"#, to: output + "/" + AlignJob.logName)
    #expect(throws: JobError.self) { try AlignJob.earlierFiles(in: output) }
    try AtomicFile.write(
      """
      {"program": "facet 0", "seed": 1, "width": 96, "height": 112, "occluders": [],
      "pictures": [{"file": "\(name).png", "person": "a"}]}
      """, to: output + "/" + PortraitsJob.logName)
    #expect(throws: JobError.self) { try PortraitsJob.earlierFiles(in: output) }
  }

  @Test func portraitsAreWrittenWithLandmarksAndASheet() throws {
    var job = PortraitsJob(frame: PortraitFrame(width: 60, height: 80))
    (job.output, job.people, job.pictures, job.isQuiet) = (source, 2, 3, true)
    job.sheet = folder.file("sheet.png")
    let result = try job.run()
    #expect(result.status == .done && result.lines.count == 2)
    #expect(try names(source).count == 12 + 1)
    #expect(try names(source).last == PortraitsJob.logName)
    #expect(try names(source).first == "person-01/01.png")
    let drawn = try PortraitSeries(seed: 1).portrait(person: 1, picture: 2, frame: job.frame)
    let path = source + "/person-02/03.png"
    #expect(try picture(path) == drawn.picture)
    let read = try #require(try Landmarks68.beside(picturePath: path))
    for (point, other) in zip(read.points, drawn.landmarks.points) {
      // Two decimals are written.
      #expect(abs(point.x - other.x) <= 0.00501 && abs(point.y - other.y) <= 0.00501)
    }
    let sheet = try picture(folder.file("sheet.png"))
    #expect(sheet.width == 3 * 64 + 4 && sheet.height == 2 * 84 + 4)
  }

  @Test func foldersNamesAndLandmarksStay() throws {
    try drawFaces()
    let result = try job(.rotate).run()
    #expect(result.status == .done)
    #expect(
      try names(output)
        == (try names(source).filter { $0 != PortraitsJob.logName } + [OccludeJob.logName]).sorted()
    )
    let before = try Landmarks68.beside(picturePath: source + "/person-01/01.png")!
    let after = try Landmarks68.beside(picturePath: output + "/person-01/01.png")!
    #expect(before != after)
    #expect(abs(before.points[30].x - after.points[30].x) < 40)
    let entries = try log()["pictures"] as! [[String: Any]]
    #expect(entries.map { $0["path"] as! String } == entries.map { $0["output"] as! String })
    #expect(entries.allSatisfy { ($0["what"] as! String).hasPrefix("rotated by") })
    #expect(entries.allSatisfy { $0["landmarks"] as! String == "file" })
  }

  @Test func aPictureIsTreatedTheSameWhoeverIsBesideIt() throws {
    try drawFaces()
    _ = try job(.mask).run()
    let first = try picture(output + "/person-02/02.png")
    try FileManager.default.removeItem(atPath: source + "/person-01")
    try FileManager.default.removeItem(atPath: output)
    _ = try job(.mask).run()
    #expect(try picture(output + "/person-02/02.png") == first)
    try FileManager.default.removeItem(atPath: output)
    _ = try job(.mask, seed: 2).run()
    #expect(try picture(output + "/person-02/02.png") != first)
  }

  /// Landmarks of aligned faces are a mean face's on the template's points.
  @Test func alignedFacesNeedNoLandmarks() throws {
    try drawFaces()
    for name in try names(source) where name.hasSuffix(".pts") {
      try FileManager.default.removeItem(atPath: source + "/" + name)
    }
    #expect(throws: JobError.self) { try job(.sunglasses).run() }
    var aligned = job(.sunglasses)
    aligned.isAligned = true
    #expect(try aligned.run().status == .done)
    let entries = try log()["pictures"] as! [[String: Any]]
    #expect(entries.allSatisfy { $0["landmarks"] as! String == "template" })
    let glass = try picture(output + "/person-01/01.png").converted(to: .gray)
    // At the template's eyes.
    for (x, y) in [(30, 52), (66, 52)] { #expect(glass.samples[y * 96 + x] < 110) }
    #expect(try names(output).allSatisfy { !$0.hasSuffix(".pts") })
  }

  @Test func brokenAndTinyPicturesAreListedAndTheRestIsDone() throws {
    try drawFaces()
    let odd = source + "/person-01/<script>'\"脸.png"
    try FileManager.default.copyItem(atPath: source + "/person-01/01.png", toPath: odd)
    try FileManager.default.copyItem(
      atPath: source + "/person-01/01.pts", toPath: source + "/person-01/<script>'\"脸.pts")
    let bytes = try readFile(odd)
    try AtomicFile.write(Array(bytes.prefix(bytes.count / 2)), to: source + "/person-02/cut.png")
    let dot = Picture(width: 1, height: 1, channels: .rgb, samples: [9, 9, 9])
    try AtomicFile.write(dot.encodedPNG(), to: source + "/person-02/dot.png")
    try AtomicFile.write(
      Picture(width: 20, height: 30, channels: .gray, samples: .init(repeating: 3, count: 600))
        .encodedPNG(), to: source + "/person-02/far.png")
    let far = Landmarks68(points: (0..<68).map { .init(x: 1e9 * Double($0), y: -1e12) })
    try AtomicFile.write(far.ptsText, to: source + "/person-02/far.pts")
    let result = try job(.ffp2).run()
    #expect(result.status == .doneWithFailures)
    #expect(
      result.failures.map(\.path)
        == ["person-02/cut.png", "person-02/dot.png", "person-02/far.png"])
    #expect(try names(output).contains("person-01/<script>'\"脸.png"))
    #expect((try log()["failures"] as! [Any]).count == 3)
    var strict = job(.ffp2)
    strict.isStrict = true
    #expect(throws: (any Error).self) { try strict.run() }
  }

  @Test func picturesOfOneNameDoNotCoverEachOther() throws {
    try drawFaces()
    let jpeg = try picture(source + "/person-01/01.png").encodedJPEG(quality: 80)
    try AtomicFile.write(jpeg, to: source + "/person-01/01.jpg")
    #expect(try job(.crop).run().status == .done)
    #expect(
      try names(output).filter { $0.hasPrefix("person-01/01") && $0.hasSuffix("png") }.count == 2)
  }

  @Test func theOriginalsFolderIsNoPlaceForCopies() throws {
    try drawFaces()
    for path in [source, source + "/inside"] {
      let job = OccludeJob(pictures: source, output: path, kind: .crop, seed: 1)
      #expect(throws: JobError.self) { try job.run() }
    }
    #expect(throws: (any Error).self) {
      try OccludeJob(
        pictures: folder.file("nothing"), output: output, kind: .crop, seed: 1
      ).run()
    }
  }
}
