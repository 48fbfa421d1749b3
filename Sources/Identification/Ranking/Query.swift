import Basics
import Datasets
import Faces
import Networks
import Tensors

/// A face to identify, with its features in full precision.
package struct Query: Sendable {
  package let listed: ListedPicture
  package let sha256: SHA256Digest
  /// Of the picture as decoded.
  package let width: Int
  package let height: Int
  /// Where in the picture it was found; `nil`: the picture is an aligned face.
  package let sighting: FoundFace?
  /// All that was found in its photograph.
  package let detection: FaceDetector.Detection?
  /// The picture's path; where several of its faces are queries, with the face's number behind a '#'.
  package let name: String
  /// Length 1, shape `[d]`.
  package let embedding: [Float]
  /// On the backbone's own grid.
  package let patches: PatchSet
  /// The network's own output, shape `[N, C]`.
  package let networkOutput: [Float]
  /// Shape `[C]`.
  package let descriptor: [Float]

  package init(_ face: FaceReader.Face, shape: BackboneShape) {
    listed = face.listed
    sha256 = face.sha256
    width = face.width
    height = face.height
    sighting = face.sighting
    detection = face.detection
    name =
      if face.faceCountOfPhotograph > 1, let sighting = face.sighting {
        "\(face.listed.path)#\(sighting.number)"
      } else {
        face.listed.path
      }
    let vector = face.features.embedding
    embedding = Tensor(shape: [1, vector.count], values: vector).normalizedRows().values
    patches = PatchSet(
      grid: shape.grid, channels: shape.patchChannels, networkOutput: face.features.patches)
    networkOutput = face.features.patches
    descriptor = face.features.globalDescriptor
  }

  /// The same picture with other features.
  init(of other: Query, embedding: [Float], networkOutput: [Float], descriptor: [Float]) {
    listed = other.listed
    sha256 = other.sha256
    width = other.width
    height = other.height
    sighting = other.sighting
    detection = other.detection
    name = other.name
    self.embedding = embedding
    patches = PatchSet(
      grid: other.patches.grid, channels: other.patches.channels, networkOutput: networkOutput)
    self.networkOutput = networkOutput
    self.descriptor = descriptor
  }
}
