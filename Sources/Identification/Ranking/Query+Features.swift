import Networks
import Tensors

extension Query {
  /// Returns the same query with the features of another picture: mirrored, or with a part hidden.
  ///
  /// - Parameter features: The features of the other picture.
  package func seen(as features: FaceFeatures, shape: BackboneShape) -> Query {
    Query(
      of: self,
      embedding: Tensor(shape: [1, features.embedding.count], values: features.embedding)
        .normalizedRows().values,
      networkOutput: features.patches, descriptor: features.globalDescriptor)
  }

  /// Returns the same query with its patches in another order.
  ///
  /// - Parameter order: The patch for each position: a permutation.
  package func reordered(_ order: [Int]) -> Query {
    let channels = patches.channels
    return Query(
      of: self, embedding: embedding,
      networkOutput: order.flatMap { networkOutput[$0 * channels..<($0 + 1) * channels] },
      descriptor: descriptor)
  }
}
