import Basics
import Faces
import Identification
import Networks
import Pictures

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `facet align`: faces cut out of photographs and aligned for a network, a PNG each, with 68
/// landmarks beside it and a log of where each came from.
public struct AlignJob: Sendable {
  public let pictures: String
  public let detector: String
  public let model: String
  public let output: String
  public let settings: JobSettings

  /// The log's name in the output folder.
  public static let logName = "faces.jsonl"

  public init(
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
    /// Of the crop, in the output folder.
    let file: String
    /// Of the photograph, as it was listed.
    let path: String
    let label: String?
    let sha256: SHA256Digest
    let width: Int
    let height: Int
    let face: FaceSighting
    let landmarks: LandmarkSource
    let detector: String
  }

  /// A face on its way to the disk.
  private struct Aligned: Sendable {
    let sighting: FaceSighting
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

  public func run() throws -> JobResult {
    let file = try ModelFile(path: model)
    let backbone = try loadBackbone(file)
    let networks = try loadDetector(detector)
    let finder = try FaceFinder(
      networks, for: backbone.shape, minimumFace: settings.minimumFace)
    let isGrey = file.metadata[ModelKey.colour] == "grey"
    let listed = try listPictures(
      at: pictures, options: settings.queryListing, title: "Pictures", isQuiet: settings.isQuiet
    ).pictures
    try makeFolders(output)
    let log = try AtomicFile("\(output)/\(Self.logName)")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var names = CropNames()
    var failures: [PictureFailure] = []
    var count = 0
    let progress = Progress("Aligning", total: listed.count, isQuiet: settings.isQuiet)
    var end: (any Error)?
    do {
      for start in stride(from: 0, to: listed.count, by: FaceReader.batchSize) {
        try Interruption.check()
        let batch = listed[start..<min(start + FaceReader.batchSize, listed.count)]
        let results = collectInParallel(count: batch.count) { index, _ in
          open(batch[start + index], finder, isGrey: isGrey)
        }
        try Interruption.check()
        for (picture, result) in zip(batch, results) {
          switch result {
          case .failure(let failure):
            if settings.isStrict { throw StrictFailure(failure) }
            failures.append(failure)
          case .success(let opened):
            for face in opened.faces {
              let name = names.name(
                for: picture.path, number: opened.faces.count > 1 ? face.sighting.number : nil)
              try write(face, name)
              let entry = Entry(
                file: name + ".png", path: picture.path, label: picture.label,
                sha256: opened.sha256, width: opened.width, height: opened.height,
                face: face.sighting, landmarks: face.source, detector: networks.digest.hexadecimal)
              try log.append(
                String(decoding: try encoder.encode(entry), as: UTF8.self) + "\n")
              count += 1
            }
          }
        }
        progress.update(start + batch.count)
      }
    } catch {
      // Ctrl-C or --strict: the log lists what was written.
      end = error
    }
    try log.commit()
    if let end {
      guard end is Interrupted else { throw end }
      return JobResult(
        status: .interrupted, lines: ["Stopped: \(count) faces in '\(output)'."],
        failures: failures)
    }
    guard count > 0 else {
      throw JobError(
        """
        No picture of '\(pictures)' gave a face. \(failures.first?.description ?? "")
        """)
    }
    return JobResult(
      lines: ["\(count) face\(count == 1 ? "" : "s") in '\(output)', listed in '\(Self.logName)'."],
      failures: failures)
  }

  private func open(_ picture: ListedPicture, _ finder: FaceFinder, isGrey: Bool)
    -> Result<Opened, PictureFailure>
  {
    if let problem = picture.problem {
      return .failure(PictureFailure(path: picture.path, reason: problem))
    }
    do {
      let file = try PictureFile(path: picture.location)
      let found = try finder.faces(in: file.picture, policy: settings.queryFaces)
      let faces = try found.taken.map { sighting, crop in
        let (landmarks, source) = try sighting.landmarks(besidePhotograph: picture.location)
        return Aligned(
          sighting: sighting, png: crop.converted(to: isGrey ? .grey : .rgb).encodedPNG(),
          landmarks: landmarks, source: source)
      }
      return .success(
        Opened(
          sha256: file.sha256, width: file.picture.width, height: file.picture.height,
          faces: faces))
    } catch {
      return .failure(PictureFailure(path: picture.path, reason: "\(error)"))
    }
  }

  private func write(_ face: Aligned, _ name: String) throws {
    let path = "\(output)/\(name)"
    if let slash = path.lastIndex(of: "/") { try makeFolders(String(path[..<slash])) }
    try AtomicFile.write(face.png, to: path + ".png")
    try AtomicFile.write(face.landmarks.ptsText, to: path + ".pts")
  }
}
