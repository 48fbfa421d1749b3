import Basics
import Datasets
import Faces
import Networks
import Tensors

/// A face to identify, with its features in full precision.
package struct Query: Sendable {
  package let listed: ListedPicture
  /// The place of its picture in the list of queries, from 0.
  package let place: Int
  package let sha256: SHA256Digest
  /// The width of the decoded picture.
  package let width: Int
  package let height: Int
  /// The position of the face in the picture; `nil` if the picture is an aligned face.
  package let sighting: FoundFace?
  /// The complete result of the detector for its photograph.
  package let detection: FaceDetector.Detection?
  /// The picture's path, followed by '#' and the face's number if several of its faces are queries.
  package let name: String
  /// The embedding, of length 1, shape `[d]`.
  package let embedding: [Float]
  /// The embedding's length as the network gave it; `nil` if only the normalized embedding was kept.
  package let embeddingLength: Double?
  /// The patches on the backbone's own grid.
  package let patches: PatchSet
  /// The network's own output, shape `[N, C]`.
  package let networkOutput: [Float]
  /// The descriptor, shape `[C]`.
  package let descriptor: [Float]

  /// - Parameter first: The place in the list of the first picture that was opened with its own.
  package init(_ face: FaceReader.Face, shape: BackboneShape, first: Int = 0) {
    listed = face.listed
    place = first + face.place
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
    embeddingLength = face.features.embeddingLength
    embedding = Tensor(shape: [1, vector.count], values: vector).normalizedRows().values
    patches = PatchSet(
      grid: shape.grid, channels: shape.patchChannels, networkOutput: face.features.patches)
    networkOutput = face.features.patches
    descriptor = face.features.globalDescriptor
  }

  /// Creates a query with the same picture and other features.
  init(of other: Query, embedding: [Float], networkOutput: [Float], descriptor: [Float]) {
    listed = other.listed
    place = other.place
    sha256 = other.sha256
    width = other.width
    height = other.height
    sighting = other.sighting
    detection = other.detection
    name = other.name
    self.embedding = embedding
    embeddingLength = nil
    patches = PatchSet(
      grid: other.patches.grid, channels: other.patches.channels, networkOutput: networkOutput)
    self.networkOutput = networkOutput
    self.descriptor = descriptor
  }
}
