import Pictures

/// The sizes of a backbone's input and features.
package struct BackboneShape: Sendable, Equatable {
  package let architecture: String
  package let inputWidth: Int
  package let inputHeight: Int
  package let grid: PatchGrid
  /// The number of channels of a patch.
  package let patchChannels: Int
  /// The length of the embedding.
  package let embeddingSize: Int
  /// The alignment that its faces need; `nil` if the size of the input determines it.
  package let alignment: FaceAlignment?

  package init(
    architecture: String, inputWidth: Int, inputHeight: Int, grid: PatchGrid, patchChannels: Int,
    embeddingSize: Int, alignment: FaceAlignment? = nil
  ) {
    self.alignment = alignment
    self.architecture = architecture
    self.inputWidth = inputWidth
    self.inputHeight = inputHeight
    self.grid = grid
    self.patchChannels = patchChannels
    self.embeddingSize = embeddingSize
  }

  /// Whether the length of an embedding, before it is normalized, measures the quality of the face:
  /// MagFace is trained so that it does.
  ///
  /// Meng, Zhao, Huang and Zhou 2021, https://doi.org/10.1109/CVPR46437.2021.01400.
  package var lengthMeasuresQuality: Bool { architecture == ResidualNetwork.magFace.name }
}

/// A convolutional network that turns an aligned face into an embedding and a grid of patches.
package protocol Backbone: AnyObject, Sendable {
  var shape: BackboneShape { get }
  /// The network itself, if its embedding contains the mirrored picture's features; otherwise this backbone.
  var upright: any Backbone { get }

  /// Returns the features of aligned faces, in the given order.
  ///
  /// A picture of another size than the network's input is resized. Gray is repeated over the
  /// channels, or color converted to gray, as the network needs.
  func features(of pictures: [Picture]) throws -> [FaceFeatures]

  /// Returns the embedding as a linear map of the last patches, `embedding = weight * patches +
  /// bias`: weight of shape `[d, N * C]` (patches as in `FaceFeatures.patches`, flattened), bias
  /// `[d]`. Of `upright`.
  ///
  /// An H2L starts from it: DESIGN, "Starting an H2L".
  ///
  /// - Throws: `EmbeddingMapMissing` if the patches are not the last ones.
  func embeddingMap() throws(EmbeddingMapMissing) -> (weight: [Float], bias: [Float])
}

extension Backbone {
  package var upright: any Backbone { self }
}

/// The error that a backbone's embedding is not a linear map of its patches: they come before its
/// last layers, or come from a graph.
package struct EmbeddingMapMissing: Error, Equatable, CustomStringConvertible {
  package let grid: PatchGrid
  private let cause: Cause

  private enum Cause {
    case earlyPatches, graph
  }

  package init(_ shape: BackboneShape) {
    grid = shape.grid
    cause = .earlyPatches
  }

  /// Creates the error of a backbone whose layers after the patches are not known to be linear.
  init(graph shape: BackboneShape) {
    grid = shape.grid
    cause = .graph
  }

  package var description: String {
    switch cause {
    case .graph:
      return """
        This model was imported from ONNX. Facet does not derive a linear map from its patches to its \
        embedding, so an H2L cannot start from it. Use a trained H2L with --reranker.
        """
    case .earlyPatches: break
    }
    return """
      The \(grid) patches of this backbone lie before its last layers, so its embedding is not a linear \
      map of them and an H2L cannot start from it. Use a trained H2L with --reranker, or import the \
      checkpoint with the patches of its last layer.
      """
  }
}
