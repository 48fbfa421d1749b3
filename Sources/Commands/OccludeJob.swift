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

/// The job of `facet occlude`: makes copies of pictures with masks, sunglasses, crops or turns.
package struct OccludeJob: Sendable {
  package var pictures: String
  package var output: String
  package var kind: OccluderKind
  package var seed: UInt64
  /// Whether pictures without a landmark file are aligned faces of a template's size.
  package var isAligned = false
  /// The detector for pictures without a landmark file.
  package var detector: String?
  /// The choice of the face to occlude; not `all`.
  package var faces = FacePolicy.largest
  package var minimumFace = FaceDetector.defaultMinimumFace
  package var minimumScore = FaceDetector.defaultMinimumScore
  package var listing = ListingOptions()
  package var isStrict = false
  package var isQuiet = false
  /// Whether to move copies of an earlier run aside that this run does not make.
  package var replaces = false

  package init(pictures: String, output: String, kind: OccluderKind, seed: UInt64) {
    self.pictures = pictures
    self.output = output
    self.kind = kind
    self.seed = seed
  }

  package static let logName = "occlusions.json"

  /// The log's entry for each picture.
  struct Entry: Encodable, Sendable {
    let path: String
    let output: String
    let what: String
    let seed: UInt64
    let landmarks: OccluderAnchor
  }

  /// A copy on its way to the disk.
  private struct Occluded: Sendable {
    /// Its path in the output folder, without an extension.
    let name: String
    let png: [UInt8]
    /// The landmarks, if the original has some beside it.
    let landmarks: Landmarks68?
    let entry: Entry
  }

  private struct Log: Encodable {
    let program: String
    let kind: String
    let seed: UInt64
    let pictures: [Entry]
    let failures: [PictureFailure]
  }

  package func run() throws -> JobResult {
    let folder = try claimOutput(output, inputs: CommandInputs([pictures, detector]))
    let earlier = try Self.earlierFiles(in: output)
    var options = listing
    options.root = options.root.map(absolute)
    let listed = try listPictures(
      at: pictures, options: options, title: "Pictures", isQuiet: isQuiet
    ).pictures
    let finder = LandmarkFinder(
      isAligned: isAligned,
      detector: try detector.map {
        FaceDetector(
          search: try loadDetector($0), minimumFace: minimumFace, minimumScore: minimumScore)
      }, faces: faces)
    let names = OutputNames(listed.map(\.path)).names
    let batch = OutputBatch(
      folder, command: "facet occlude", earlier: earlier, pictures: listed)
    var lines = try batch.prepare(
      planned: names.map { $0 + ".png" }, paths: listed.map(\.path), replaces: replaces)
    var entries: [Entry] = []
    var run = PictureRun("Occluding", isStrict: isStrict, isQuiet: isQuiet)
    run.over(listed) { place in
      try occluded(listed[place], name: names[place], finder)
    } take: { place, made in
      try batch.write(
        png: made.png, landmarks: made.landmarks, to: made.name, from: listed[place].path)
      entries.append(made.entry)
    }
    // The log lists what was written, however the run ended.
    lines += try batch.finish(isWhole: run.end == nil) {
      guard !entries.isEmpty else { return }
      let log = Log(
        program: "facet \(programVersion)", kind: kind.rawValue, seed: seed, pictures: entries,
        failures: run.failures)
      try AtomicFile.write(JSONText.encode(log), to: "\(output)/\(Self.logName)")
    }
    var result = try run.result(
      count: entries.count, "picture", of: pictures, in: output, log: Self.logName,
      logHasFailures: true)
    result.lines = lines + result.lines
    return result
  }

  /// Returns the files in the log of an earlier run.
  ///
  /// - Throws: `JobError` if a file of that name is not such a log.
  package static func earlierFiles(in output: String) throws -> [OutputBatch.Record] {
    struct Earlier: Decodable {
      struct Copy: Decodable {
        let path: String
        let output: String
      }
      let pictures: [Copy]
    }
    let path = "\(output)/\(Self.logName)"
    guard FileIdentity(path) != nil else { return [] }
    guard let log = try? JSONDecoder().decode(Earlier.self, from: Data(readFile(path))),
      log.pictures.allSatisfy({ isInside($0.output) })
    else {
      throw JobError(
        OutputError.foreign(
          folder: output, command: "facet occlude", first: Self.logName, count: 1))
    }
    return log.pictures.flatMap { copy in
      [copy.output, copy.output.dropLast(4) + ".pts"].map {
        OutputBatch.Record(file: $0, path: copy.path)
      }
    }
  }

  private func occluded(
    _ listed: ListedPicture, name: String, _ finder: LandmarkFinder
  ) throws -> Occluded {
    let file = try PictureFile(path: listed.location)
    let found = try finder.landmarks(
      of: file.picture, at: listed.location, isNeeded: kind.needsLandmarks)
    let pictureSeed = nameSeed(of: listed.path, seed)
    let occlusion = try Occlusion.of(
      file.picture, landmarks: found.landmarks, kind: kind, seed: pictureSeed)
    return Occluded(
      name: name, png: occlusion.picture.encodedPNG(),
      landmarks: found.origin == .file ? found.landmarks.map(occlusion.moved) : nil,
      entry: Entry(
        path: listed.path, output: name + ".png", what: occlusion.description, seed: pictureSeed,
        landmarks: found.origin))
  }
}
