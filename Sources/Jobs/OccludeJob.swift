import Basics
import Faces
import Identification
import Networks
import Pictures

#if canImport(Glibc)
  import Glibc
#endif

/// `facet occlude`: masked, sunglassed, cropped or turned copies of pictures.
package struct OccludeJob: Sendable {
  package var pictures: String
  package var output: String
  package var kind: OccluderKind
  package var seed: UInt64
  /// Pictures without a landmark file are aligned faces of a template's size.
  package var isAligned = false
  /// Finds the face in pictures without a landmark file.
  package var detector: String?
  /// Which of the faces found is occluded; not `all`.
  package var faces = FacePolicy.largest
  package var minimumFace = FaceDetector.defaultMinimumFace
  package var minimumScore = FaceDetector.defaultMinimumScore
  package var listing = ListingOptions()
  package var isStrict = false
  package var isQuiet = false

  package init(pictures: String, output: String, kind: OccluderKind, seed: UInt64) {
    self.pictures = pictures
    self.output = output
    self.kind = kind
    self.seed = seed
  }

  package static let logName = "occlusions.json"

  /// What is written about each picture.
  struct Entry: Encodable, Sendable {
    let path: String
    let output: String
    let what: String
    let seed: UInt64
    let landmarks: LandmarkOrigin
  }

  /// A copy on its way to the disk.
  private struct Occluded: Sendable {
    /// Its path in the output folder, without an ending.
    let name: String
    let png: [UInt8]
    /// Where the original has some beside it.
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
          networks: try loadDetector($0), minimumFace: minimumFace, minimumScore: minimumScore)
      }, faces: faces)
    let names = OutputNames(listed.map(\.path)).names
    var entries: [Entry] = []
    var run = PictureRun("Occluding", isStrict: isStrict, isQuiet: isQuiet)
    run.over(listed) { place in
      try occluded(listed[place], name: names[place], finder)
    } take: { _, made in
      try writeFace(png: made.png, landmarks: made.landmarks, to: "\(output)/\(made.name)")
      entries.append(made.entry)
    }
    if !entries.isEmpty {
      // However the run ended: the log lists what was written.
      let log = Log(
        program: "facet \(programVersion)", kind: kind.rawValue, seed: seed, pictures: entries,
        failures: run.failures)
      try AtomicFile.write(JSONText.encode(log), to: "\(output)/\(Self.logName)")
    }
    return try run.result(
      count: entries.count, "picture", of: pictures, in: output, log: Self.logName)
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
