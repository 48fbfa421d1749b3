import Pictures

/// What kind of picture a backbone takes and what it gives.
package struct BackboneShape: Sendable, Equatable {
  package let architecture: String
  package let inputWidth: Int
  package let inputHeight: Int
  package let grid: PatchGrid
  /// Channels of a patch.
  package let patchChannels: Int
  /// Length of the embedding.
  package let embeddingSize: Int

  package init(
    architecture: String, inputWidth: Int, inputHeight: Int, grid: PatchGrid, patchChannels: Int,
    embeddingSize: Int
  ) {
    self.architecture = architecture
    self.inputWidth = inputWidth
    self.inputHeight = inputHeight
    self.grid = grid
    self.patchChannels = patchChannels
    self.embeddingSize = embeddingSize
  }
}

/// A convolutional network that turns an aligned face into an embedding and a grid of patches.
package protocol Backbone: AnyObject, Sendable {
  var shape: BackboneShape { get }

  /// The features of aligned faces, in the order given.
  ///
  /// A picture of another size than the network's input is resized to it; gray is spread over the
  /// channels, color made gray, as the network needs.
  func features(of pictures: [Picture]) throws -> [FaceFeatures]

  /// The embedding as a linear map of the last patches, `embedding = weight * patches + bias`:
  /// weight of shape `[d, N * C]` (patches as in `FaceFeatures.patches`, flattened), bias `[d]`.
  ///
  /// An H2L starts from it: DESIGN, "Starting an H2L".
  ///
  /// - Throws: Where the patches are not the last ones.
  func embeddingMap() throws(EmbeddingMapMissing) -> (weight: [Float], bias: [Float])
}

/// The patches of a backbone are taken so early that its embedding is no linear map of them.
package struct EmbeddingMapMissing: Error, Equatable, CustomStringConvertible {
  package let grid: PatchGrid

  package init(_ shape: BackboneShape) { grid = shape.grid }

  package var description: String {
    """
    The \(grid) patches of this backbone lie before its last layers, so its embedding is no linear \
    map of them and an H2L cannot start from it: give a trained one with --reranker, or import the \
    checkpoint without '--patches layer3'.
    """
  }
}
