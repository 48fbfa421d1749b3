import Basics
import Faces
import Identification
import Networks
import Pictures

#if canImport(Glibc)
  import Glibc
#endif

/// `facet occlude`: masked, sunglassed, cropped or turned copies of pictures.
public struct OccludeJob: Sendable {
  public var pictures: String
  public var output: String
  public var kind: OccluderKind
  public var seed: UInt64
  /// Pictures without a landmark file are aligned faces of a template's size.
  public var isAligned = false
  /// Finds the face in pictures without a landmark file.
  public var detector: String?
  public var minimumFace = FaceDetector.defaultMinimumFace
  public var listing = ListingOptions()
  public var isStrict = false
  public var isQuiet = false

  public init(pictures: String, output: String, kind: OccluderKind, seed: UInt64) {
    self.pictures = pictures
    self.output = output
    self.kind = kind
    self.seed = seed
  }

  public static let logName = "occlusions.json"

  /// What is written about each picture.
  struct Entry: Encodable, Sendable {
    let path: String
    let output: String
    let what: String
    let seed: UInt64
    let landmarks: LandmarkOrigin
  }

  private struct Log: Encodable {
    let program: String
    let kind: String
    let seed: UInt64
    let pictures: [Entry]
    let failures: [PictureFailure]
  }

  public func run() throws -> JobResult {
    var options = listing
    options.root = options.root.map(absolute)
    let listed = try listPictures(
      at: pictures, options: options, title: "Pictures", isQuiet: isQuiet
    ).pictures
    try makeFolders(output)
    try requireApart()
    let finder = LandmarkFinder(
      isAligned: isAligned,
      detector: try detector.map {
        FaceDetector(
          networks: try CascadeNetworks(ModelFile(path: $0)), minimumFace: minimumFace)
      })
    let names = OutputNames(listed.map(\.path)).names
    let progress = Progress("Occluding", total: listed.count, isQuiet: isQuiet)
    var entries: [Entry] = []
    var failures: [PictureFailure] = []
    let block = 4 * Threads.count
    for start in stride(from: 0, to: listed.count, by: block) {
      try Interruption.check()
      let outcomes = collectInParallel(count: min(block, listed.count - start)) { index, _ in
        outcome(of: listed[start + index], name: names[start + index], finder)
      }
      for outcome in outcomes {
        switch outcome {
        case .success(let entry): entries.append(entry)
        case .failure(let failure):
          if isStrict { throw StrictFailure(failure) }
          failures.append(failure)
        }
      }
      progress.update(start + outcomes.count)
    }
    guard !entries.isEmpty else {
      throw JobError("No picture of '\(pictures)' could be used. \(failures.first!)")
    }
    let log = Log(
      program: "facet \(programVersion)", kind: kind.rawValue, seed: seed, pictures: entries,
      failures: failures)
    try AtomicFile.write(JSONText.encode(log), to: "\(output)/\(Self.logName)")
    let count = entries.count
    return JobResult(
      lines: [
        "\(count) picture\(count == 1 ? "" : "s") in '\(output)', listed in \(Self.logName)."
      ], failures: failures)
  }

  /// Copies among the originals would be taken for originals by the next run.
  private func requireApart() throws(JobError) {
    guard let source = resolved(PictureList.baseFolder(of: pictures)), let target = resolved(output)
    else { return }
    guard target != source, !target.hasPrefix(source == "/" ? "/" : source + "/") else {
      throw JobError(
        "The output '\(output)' lies in the folder of the originals; choose one beside it.",
        status: .usage)
    }
  }

  private func resolved(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  private func outcome(
    of listed: ListedPicture, name: String, _ finder: LandmarkFinder
  ) -> Result<Entry, PictureFailure> {
    do {
      if let problem = listed.problem {
        return .failure(PictureFailure(path: listed.path, reason: problem))
      }
      let file = try PictureFile(path: listed.location)
      let found = try finder.landmarks(
        of: file.picture, at: listed.location, isNeeded: kind.needsLandmarks)
      let pictureSeed = nameSeed(of: listed.path, seed)
      let occlusion = try Occlusion.of(
        file.picture, landmarks: found.landmarks, kind: kind, seed: pictureSeed)
      let path = "\(output)/\(name)"
      try makeFolders(folder(of: path))
      try AtomicFile.write(occlusion.picture.encodedPNG(), to: path + ".png")
      if let landmarks = found.landmarks, found.origin == .file {
        try AtomicFile.write(occlusion.moved(landmarks).ptsText, to: path + ".pts")
      }
      return .success(
        Entry(
          path: listed.path, output: name + ".png", what: occlusion.description,
          seed: pictureSeed, landmarks: found.origin))
    } catch {
      return .failure(PictureFailure(path: listed.path, reason: "\(error)"))
    }
  }

  private func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }
}
