import Basics
import Networks
import Tensors

/// A face to identify, with its features in full precision.
public struct Query: Sendable {
  public let listed: ListedPicture
  public let sha256: SHA256Digest
  /// Of the picture as decoded.
  public let width: Int
  public let height: Int
  /// Length 1, shape `[d]`.
  public let embedding: [Float]
  /// On the backbone's own grid.
  public let patches: PatchSet
  /// The network's own output, shape `[N, C]`.
  public let networkOutput: [Float]
  /// Shape `[C]`.
  public let descriptor: [Float]

  public init(_ face: FaceReader.Face, shape: BackboneShape) {
    listed = face.listed
    sha256 = face.sha256
    width = face.width
    height = face.height
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
    self.embedding = embedding
    patches = PatchSet(
      grid: other.patches.grid, channels: other.patches.channels, networkOutput: networkOutput)
    self.networkOutput = networkOutput
    self.descriptor = descriptor
  }
}
