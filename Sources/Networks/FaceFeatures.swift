/// What a backbone says of one face, as the network gave it (not normalized).
package struct FaceFeatures: Sendable, Equatable {
  /// Shape `[d]`.
  package let embedding: [Float]
  /// The last spatial features, shape `[N, C]`: patches row by row over the grid, channels fastest.
  package let patches: [Float]
  /// What CC weights and CC heatmaps compare a patch with, shape `[C]`: the output of the last
  /// linear layer that is as wide as a patch (ArcFace,
  /// CosFace: the embedding; MobileFaceNet: `linear7`), or, where there is none (FaceNet), the average
  /// over the patches.
  package let globalDescriptor: [Float]

  package init(embedding: [Float], patches: [Float], globalDescriptor: [Float]) {
    self.embedding = embedding
    self.patches = patches
    self.globalDescriptor = globalDescriptor
  }

  /// Whether all numbers are: a damaged network gives infinities and what is no number.
  package var isFinite: Bool {
    embedding.allSatisfy(\.isFinite) && patches.allSatisfy(\.isFinite)
      && globalDescriptor.allSatisfy(\.isFinite)
  }
}
