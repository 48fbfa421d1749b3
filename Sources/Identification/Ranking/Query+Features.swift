import Networks
import Tensors

extension Query {
  /// The same query, seen by the network in another picture: mirrored, with a part hidden.
  ///
  /// - Parameter features: Of the other picture.
  package func seen(as features: FaceFeatures, shape: BackboneShape) -> Query {
    Query(
      of: self,
      embedding: Tensor(shape: [1, features.embedding.count], values: features.embedding)
        .normalizedRows().values,
      networkOutput: features.patches, descriptor: features.globalDescriptor)
  }

  /// The same query with its patches in another order.
  ///
  /// - Parameter order: For each place, which patch comes there: a permutation.
  package func reordered(_ order: [Int]) -> Query {
    let channels = patches.channels
    return Query(
      of: self, embedding: embedding,
      networkOutput: order.flatMap { networkOutput[$0 * channels..<($0 + 1) * channels] },
      descriptor: descriptor)
  }
}
