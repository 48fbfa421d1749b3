extension Gallery {
  /// Returns stage 1's score of two of its faces: the cosine of their embeddings, the same in both
  /// orders.
  package func cosine(_ first: Int, _ second: Int) -> Double {
    orderedProduct(embeddings.row(first), embeddings.row(second))
  }

  /// Returns a face's embedding of length 1, shape `[d]`.
  package func embedding(of index: Int) -> [Float] {
    embeddings.withOwner { Array(embeddings.row(index)) }
  }
}
