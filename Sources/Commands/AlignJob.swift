import Basics
import Datasets
import Faces
import Identification
import Networks
import Pictures
import Runs

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The job of `facet align`: cuts faces out of photographs and aligns them for a network. It writes a
/// PNG and 68 landmarks for each face, and a log of where each came from.
package struct AlignJob: Sendable {
  package let pictures: String
  let detector: String
  package let model: String
  package let output: String
  package let settings: JobSettings
  /// Whether to move crops of an earlier run aside that this run does not make.
  package var replaces = false
  /// The file of a predictor of 68 landmarks, in dlib's format; `nil` for a mean shape.
  package var landmarks: String?

  /// The log's name in the output folder.
  package static let logName = "faces.jsonl"

  package init(
    pictures: String, detector: String, model: String, output: String, settings: JobSettings
  ) {
    self.pictures = pictures
    self.detector = detector
    self.model = model
    self.output = output
    self.settings = settings
  }

  /// A line of the log.
  struct Entry: Codable {
    /// The crop's path in the output folder.
    let file: String
    /// The photograph's path as listed.
    let path: String
    let label: String?
    let sha256: SHA256Digest
    let width: Int
    let height: Int
    let face: FoundFace
    let landmarks: LandmarkSource
    package let detector: String
  }

  /// A face on its way to the disk.
  private struct Aligned: Sendable {
    let sighting: FoundFace
    let png: [UInt8]
    let landmarks: Landmarks68
    let source: LandmarkSource
  }

  private struct Opened: Sendable {
    let sha256: SHA256Digest
    let width: Int
    let height: Int
    let faces: [Aligned]
  }

  package func run() throws -> JobResult {
    let folder = try claimOutput(
      output, inputs: CommandInputs([pictures, detector, model, landmarks]))
    let earlier = try Self.earlierFiles(in: output)
    let file = try ModelFile(path: model)
    let backbone = try loadBackbone(file)
    let networks = try loadDetector(detector)
    let predictor = try landmarks.map { try LandmarkPredictor(path: $0) }
    let finder = try FaceFinder(networks, for: backbone.shape, settings, predictor: predictor)
    // A value in model files.
    let isGray = file.metadata[ModelKey.color] == "grey"  // lint-words: allow
    let listed = try listPictures(
      at: pictures, options: settings.queryListing, title: "Pictures", isQuiet: settings.isQuiet
    ).pictures
    let batch = OutputBatch(
      folder, command: "facet align", earlier: earlier, pictures: listed)
    var lines = try batch.prepare(
      planned: planned(listed), paths: listed.map(\.path), replaces: replaces)
    let log = try AtomicFile("\(output)/\(Self.logName)")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var names = CropNames()
    var count = 0
    var doubtful: [DoubtfulSighting] = []
    var run = PictureRun("Aligning", isStrict: settings.isStrict, isQuiet: settings.isQuiet)
    run.over(listed) { place in
      try open(listed[place], finder, predictor, isGray: isGray)
    } take: { place, opened in
      let picture = listed[place]
      doubtful += DoubtfulSighting.all(of: opened.faces.map { (picture.path, $0.sighting) })
      for face in opened.faces {
        let name = names.name(
          for: picture.path, number: opened.faces.count > 1 ? face.sighting.number : nil)
        try batch.write(png: face.png, landmarks: face.landmarks, to: name, from: picture.path)
        let entry = Entry(
          file: name + ".png", path: picture.path, label: picture.label, sha256: opened.sha256,
          width: opened.width, height: opened.height, face: face.sighting,
          landmarks: face.source, detector: networks.digest.hexadecimal)
        try log.append(String(decoding: try encoder.encode(entry), as: UTF8.self) + "\n")
        count += 1
      }
    }
    // The log lists what was written, however the run ended.
    lines += try batch.finish(isWhole: run.end == nil) { try log.commit() }
    var result = try run.result(
      count: count, "face", of: pictures, in: output, log: Self.logName)
    result.lines = lines + result.lines
    if landmarks != nil { result.lines.append("Landmarks: \(LandmarkPredictor.remark)") }
    result.doubtful = doubtful
    return result
  }

  /// Returns the files in the log of an earlier run.
  ///
  /// - Throws: `JobError` if a file of that name is not such a log.
  package static func earlierFiles(in output: String) throws -> [OutputBatch.Record] {
    struct Line: Decodable {
      let file: String
      let path: String
    }
    let path = "\(output)/\(logName)"
    guard FileIdentity(path) != nil else { return [] }
    return try readFile(path).split(separator: UInt8(ascii: "\n")).flatMap { text in
      guard let line = try? JSONDecoder().decode(Line.self, from: Data(text)),
        line.file.hasSuffix(".png"), isInside(line.file)
      else {
        throw JobError(
          OutputError.foreign(
            folder: output, command: "facet align", first: Self.logName, count: 1))
      }
      return [line.file, line.file.dropLast(4) + ".pts"].map {
        OutputBatch.Record(file: $0, path: line.path)
      }
    }
  }

  /// Returns the crops' names if each photograph gives one.
  private func planned(_ listed: [ListedPicture]) -> [String] {
    guard settings.queryFaces != .all else { return [] }
    var names = CropNames()
    return listed.map { names.name(for: $0.path, number: nil) + ".png" }
  }

  private func open(
    _ picture: ListedPicture, _ finder: FaceFinder, _ predictor: LandmarkPredictor?, isGray: Bool
  ) throws -> Opened {
    let file = try PictureFile(photographAt: picture.location)
    let found = try finder.faces(in: file.photograph, policy: settings.queryFaces)
    let faces = try found.taken.map { sighting, crop in
      let (landmarks, source) = try sighting.landmarks(
        besidePhotograph: picture.location, of: file.photograph, predictor: predictor)
      return Aligned(
        sighting: sighting, png: crop.converted(to: isGray ? .gray : .rgb).encodedPNG(),
        landmarks: landmarks, source: source)
    }
    return Opened(
      sha256: file.sha256, width: file.photograph.width, height: file.photograph.height,
      faces: faces)
  }
}
