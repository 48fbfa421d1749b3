import Basics
import Datasets
import Faces
import Identification
import Networks
import Pictures
import Runs
import Study

/// Makes the faces of a study: found, aligned, and with what is drawn over them.
struct StudyPictureMaker: Sendable {
  let source: FaceExtraction
  /// For the landmarks of faces in photographs; `nil` for a mean shape.
  let predictor: LandmarkPredictor?
  let shape: BackboneShape
  /// What may be put on a picture: "none" or a kind of `facet occlude`.
  let occluders: [String]
  let secret: StudySecret
  /// The folder for the faces.
  let folder: String

  /// A face on the disk.
  struct Made: Sendable {
    let listed: ListedPicture
    let sha256: SHA256Digest
    let occluder: String
    let occlusion: String?
    /// The face as PNG.
    let file: String
    /// The face with nothing drawn over it, as PNG.
    let bareFile: String

    /// The same face with nothing drawn over it.
    var bare: Made {
      Made(
        listed: listed, sha256: sha256, occluder: "none", occlusion: nil, file: bareFile,
        bareFile: bareFile)
    }
  }

  /// The draw for one picture, which depends on nothing but its path.
  private func generator(_ path: String) -> SeededGenerator {
    secret.generator("occlusion", path)
  }

  /// Makes one face, and writes it as it is shown and bare.
  ///
  /// - Parameter name: The file's name without its ending.
  func make(_ listed: ListedPicture, name: String) throws -> Made {
    try requireRegularFile(listed.location)
    let file: PictureFile
    var generator = generator(listed.path)
    let occluder = occluders[Int.random(in: 0..<occluders.count, using: &generator)]
    let seed: UInt64 = generator.next()
    let kind = OccluderKind(rawValue: occluder)
    var picture: Picture
    var landmarks: Landmarks68?
    switch source {
    case .aligned:
      file = try PictureFile(path: listed.location)
      picture = file.picture
      let found = try LandmarkFinder(isAligned: true, detector: nil, faces: .largest).landmarks(
        of: picture, at: listed.location, isNeeded: kind?.needsLandmarks == true)
      landmarks = found.landmarks
    case .photographs(let finder, let policy):
      file = try PictureFile(photographAt: listed.location)
      let taken = try finder.faces(
        in: file.photograph, policy: policy == .all ? .largest : policy
      ).taken[0]
      picture = taken.crop
      landmarks = try taken.sighting.landmarks(
        besidePhotograph: listed.location, of: file.photograph, predictor: predictor
      ).landmarks
    }
    picture = picture.converted(to: .rgb)
    let path = "\(folder)/\(name).png"
    guard let kind else {
      try write(picture, landmarks, to: path)
      return Made(
        listed: listed, sha256: file.sha256, occluder: occluder, occlusion: nil, file: path,
        bareFile: path)
    }
    let barePath = "\(folder)/\(name)-bare.png"
    try write(picture, landmarks, to: barePath)
    let occlusion = try Occlusion.of(picture, landmarks: landmarks, kind: kind, seed: seed)
    try write(occlusion.picture, landmarks.map(occlusion.moved), to: path)
    return Made(
      listed: listed, sha256: file.sha256, occluder: occluder, occlusion: occlusion.description,
      file: path, bareFile: barePath)
  }

  /// Writes a face in a size for the network, with its landmarks beside it.
  private func write(_ face: Picture, _ points: Landmarks68?, to path: String) throws {
    var (picture, landmarks) = (face, points)
    // Twice the network's size at most: larger ones would only make the files larger.
    let factor = picture.width >= 2 * shape.inputWidth ? 2 : 1
    let (width, height) = (factor * shape.inputWidth, factor * shape.inputHeight)
    if picture.width != width || picture.height != height {
      let (x, y) = (
        Double(width) / Double(picture.width), Double(height) / Double(picture.height)
      )
      landmarks = landmarks.map {
        Landmarks68(
          points: $0.points.map {
            .init(x: ($0.x + 0.5) * x - 0.5, y: ($0.y + 0.5) * y - 0.5)
          })
      }
      picture = picture.resized(width: width, height: height)
    }
    try AtomicFile.write(picture.encodedPNG(), to: path)
    if let landmarks {
      try AtomicFile.write(landmarks.ptsText, to: path.dropLast(4) + ".pts")
    }
  }
}
