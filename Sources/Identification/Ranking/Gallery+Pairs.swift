extension Gallery {
  /// Stage 1's score of two of its faces: the cosine of their embeddings, the same in both orders.
  package func cosine(_ first: Int, _ second: Int) -> Double {
    zip(embeddings.row(first), embeddings.row(second)).reduce(0) {
      $0 + Double($1.0) * Double($1.1)
    }
  }
}
