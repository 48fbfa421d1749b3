/// The features of one face from a backbone, not normalized.
package struct FaceFeatures: Sendable, Equatable {
  /// The embedding, shape `[d]`.
  package let embedding: [Float]
  /// The last spatial features, shape `[N, C]`: patches row by row over the grid, channels fastest.
  package let patches: [Float]
  /// The vector that CC weights and CC heatmaps compare with each patch, shape `[C]`: the output of
  /// the last linear layer that is as wide as a patch (ArcFace, CosFace: the embedding;
  /// MobileFaceNet: `linear7`), or otherwise (FaceNet) the average over the patches.
  package let globalDescriptor: [Float]
  /// The length of the upright picture's embedding as the network gives it.
  package let embeddingLength: Double

  /// - Parameter embeddingLength: `nil` if `embedding` is the network's own output.
  package init(
    embedding: [Float], patches: [Float], globalDescriptor: [Float],
    embeddingLength: Double? = nil
  ) {
    self.embeddingLength =
      embeddingLength
      ?? embedding.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    self.embedding = embedding
    self.patches = patches
    self.globalDescriptor = globalDescriptor
  }

  /// Whether all numbers are finite: a damaged network gives infinities and NaN.
  package var isFinite: Bool {
    embedding.allSatisfy(\.isFinite) && patches.allSatisfy(\.isFinite)
      && globalDescriptor.allSatisfy(\.isFinite)
  }
}
