import Networks

/// The arithmetic of the weights, for the cases in which the published code and the thesis differ.
package enum WeightArithmetic: String, Sendable, Codable, CaseIterable {
  case thesis
  /// The published code: SC sums the distances `1 - cosine` (so patches *unlike* the other face
  /// weigh most), whereas the thesis's equation (3.8) sums the similarities.
  case published
}

extension TransportSolver {
  /// The arithmetic of the weights; the published solver uses the published weights.
  package var weightArithmetic: WeightArithmetic { self == .published ? .published : .thesis }
}

/// A face of a pair.
package enum PairSide: String, Sendable {
  case query
  case gallery
}

/// The reason why a weighting cannot be computed.
package enum WeightingError: Error, Equatable {
  /// The network's global descriptor for CC is missing.
  case missingDescriptor(PairSide)
  /// The facial landmarks for LMK are missing.
  case missingLandmarks(PairSide)
}

extension WeightingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missingDescriptor(let side):
      """
      The weighting cc needs the network's global descriptor of the \(side.rawValue) face, which is \
      missing. Choose another weighting, or enroll the pictures again.
      """
    case .missingLandmarks(let side):
      """
      The weighting lmk needs the 68 facial landmarks of the \(side.rawValue) face, which are missing. \
      Choose another weighting, or add a landmark file.
      """
    }
  }
}

/// The weight of each patch of two faces in a comparison.
///
/// See thesis section 3.3 and DESIGN, "What is computed". Each side sums to 1. If all weights of a
/// side would be zero (no patch resembles the other face at all), they are uniform.
package struct PatchWeights: Sendable, Equatable {
  /// The query's weights, shape `[N_query]`.
  package let query: [Double]
  /// The gallery face's weights, shape `[N_gallery]`.
  package let gallery: [Double]

  /// Creates weights by scaling both sides to the sum 1.
  ///
  /// - Precondition: The weights are finite and not negative.
  package init(query: [Double], gallery: [Double]) {
    self.query = Self.normalized(query)
    self.gallery = Self.normalized(gallery)
  }

  /// - Parameters:
  ///   - cosines: The cosines of the two faces' patches, shape `[N_query, N_gallery]`.
  /// - Complexity: O(N_query * N_gallery), for CC O((N_query + N_gallery) * C).
  package init(
    _ weighting: PatchWeighting, query: FacePatches, gallery: FacePatches, cosines: [Double],
    arithmetic: WeightArithmetic = .thesis
  ) throws(WeightingError) {
    let (rows, columns) = (query.patches.grid.count, gallery.patches.grid.count)
    precondition(cosines.count == rows * columns)
    switch weighting {
    case .uniform:
      self.init(
        query: [Double](repeating: 1, count: rows), gallery: [Double](repeating: 1, count: columns))
    case .apc:
      // <q_i, mean of the other's output> is a sum of cosines times lengths. The mean's own length
      // would multiply all weights of a side equally, and disappears in the normalization.
      self.init(
        query: Self.rowSums(cosines, columns: columns, factors: gallery.patches.lengths)
          .map { max(0, $0) },
        gallery: Self.columnSums(cosines, columns: columns, factors: query.patches.lengths)
          .map { max(0, $0) })
    case .cc:
      guard let queryDescriptor = query.descriptor else { throw .missingDescriptor(.query) }
      guard let galleryDescriptor = gallery.descriptor else { throw .missingDescriptor(.gallery) }
      self.init(
        query: Self.products(query.patches, galleryDescriptor).map { max(0, $0) },
        gallery: Self.products(gallery.patches, queryDescriptor).map { max(0, $0) })
    case .sc:
      let sums = (
        query: Self.rowSums(
          cosines, columns: columns, factors: [Float](repeating: 1, count: columns)),
        gallery: Self.columnSums(
          cosines, columns: columns, factors: [Float](repeating: 1, count: rows))
      )
      switch arithmetic {
      case .thesis:
        self.init(query: sums.query.map { max(0, $0) }, gallery: sums.gallery.map { max(0, $0) })
      case .published:
        self.init(
          query: sums.query.map { max(0, Double(columns) - $0) },
          gallery: sums.gallery.map { max(0, Double(rows) - $0) })
      }
    case .lmk:
      guard let queryDensity = query.landmarkDensity else { throw .missingLandmarks(.query) }
      guard let galleryDensity = gallery.landmarkDensity else { throw .missingLandmarks(.gallery) }
      self.init(query: queryDensity, gallery: galleryDensity)
    }
  }

  private static func normalized(_ weights: [Double]) -> [Double] {
    precondition(weights.allSatisfy { !($0 < 0) }, "a weight is negative")
    let sum = weights.reduce(0, +)
    guard sum > 0 else {
      return [Double](repeating: 1 / Double(weights.count), count: weights.count)
    }
    return weights.map { $0 / sum }
  }

  private static func rowSums(_ matrix: [Double], columns: Int, factors: [Float]) -> [Double] {
    stride(from: 0, to: matrix.count, by: columns).map { start in
      (0..<columns).reduce(0) { $0 + matrix[start + $1] * Double(factors[$1]) }
    }
  }

  private static func columnSums(_ matrix: [Double], columns: Int, factors: [Float]) -> [Double] {
    (0..<columns).map { column in
      factors.indices.reduce(0) { $0 + matrix[$1 * columns + column] * Double(factors[$1]) }
    }
  }

  private static func products(_ patches: PatchSet, _ descriptor: [Float]) -> [Double] {
    precondition(descriptor.count == patches.channels, "a descriptor of another network")
    return (0..<patches.grid.count).map { patch in
      orderedProduct(
        patches.values[patch * patches.channels..<(patch + 1) * patches.channels], descriptor)
    }
  }
}
