/// The published transformers, with their names in model files.
package enum TransformerKind: String, Sendable, CaseIterable {
  /// Two images, two linear heads (or a shared one): `HybridTransformer`.
  case h2l
  /// Two images, CLS, softmax: `PairClassifier`.
  case h2
  /// One image, a backbone's patches, CLS: `ImageTransformer`.
  case h1
  /// One image, its own pixels, CLS: `ImageTransformer`.
  case vit

  package var readsPair: Bool { self == .h2l || self == .h2 }
}
