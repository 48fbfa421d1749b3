import Identification
import Networks
import Tensors

/// The share of a face whose patches are unlike the candidates' patches at the same place.
///
/// A mask, a hand, sunglasses, a shadow or damage makes a patch unlike those of other faces. So do an
/// unusual pose and a bad crop. The measure finds the difference, not its cause.
///
/// Each patch of a face has a closest patch at the same place among the first candidates: the highest
/// cosine. Among the candidates themselves, each compared with those of other people only, these
/// cosines have a median and a robust standard deviation (1.4826 times the median distance from the
/// median). A patch counts as covered if its own lies more than `level` such deviations below the median.
/// Patches beside the face and on the forehead, where hair is, do not count.
package struct CoveredArea: Sendable, Equatable, Codable {
  /// The deviations beyond which a patch counts as covered.
  package static let level = 2.0
  /// The fewest candidates for a comparison.
  package static let leastCandidates = 19
  /// The most candidates that are compared.
  package static let mostCandidates = 50

  package let grid: PatchGrid
  /// Shape `[N]`: how many robust standard deviations the patch's closest cosine lies below the
  /// candidates' median; positive is less alike.
  package let distances: [Double]
  /// The patches of the face, which are counted.
  package let counted: [Int]
  /// The patches among them that are unlike the candidates'.
  package let covered: [Int]
  /// The number of compared candidates.
  package let candidates: Int

  /// The covered share of the face, 0...1.
  package var share: Double {
    counted.isEmpty ? 0 : Double(covered.count) / Double(counted.count)
  }

  init(
    distances: [Double], counted: [Int], covered: [Int]? = nil, grid: PatchGrid, candidates: Int
  ) {
    self.grid = grid
    self.distances = distances
    self.counted = counted
    self.candidates = candidates
    self.covered = covered ?? counted.filter { distances[$0] > Self.level }
  }

  /// The parts of the face under covered patches, in the order of `FaceRegion.allCases`.
  package func regions(_ layout: FaceLayout) -> [FaceRegion] {
    let found = Set(covered.map { layout.region(of: $0, on: grid) })
    return FaceRegion.allCases.filter(found.contains)
  }
}

/// The covered areas of a query and of its first candidates, from one comparison of their patches.
package struct CoveredAreas: Sendable {
  package let query: CoveredArea
  /// By the places of the candidates.
  package let candidates: [CoveredArea]

  /// A candidate for the comparison.
  package struct Face {
    let patches: PatchSet
    /// What its pictures have in common; `nil` for a picture without a label.
    let label: String?

    package init(patches: PatchSet, label: String?) {
      self.patches = patches
      self.label = label
    }
  }

  /// - Parameter faces: The first candidates, all with the query's grid; later ones than the first
  ///   `CoveredArea.mostCandidates` are not used.
  /// - Returns: `nil` for fewer than `CoveredArea.leastCandidates`, or if they all show one person.
  /// - Complexity: O(N * k * k * C).
  package init?(query: PatchSet, faces: [Face], layout: FaceLayout) {
    let faces = Array(faces.prefix(CoveredArea.mostCandidates))
    let count = faces.count
    guard count >= CoveredArea.leastCandidates else { return nil }
    /// Whether two candidates may show one person.
    func isSame(_ a: Int, _ b: Int) -> Bool {
      a == b || (faces[a].label != nil && faces[a].label == faces[b].label)
    }
    let others = (0..<count).map { face in (0..<count).filter { !isSame(face, $0) } }
    guard others.allSatisfy({ !$0.isEmpty }) else { return nil }
    let (grid, channels) = (query.grid, query.channels)
    var ofQuery: [Double] = []
    var ofCandidates = [[Double]](repeating: [], count: count)
    for patch in 0..<grid.count {
      let range = patch * channels..<(patch + 1) * channels
      var rows: [Float] = []
      rows.reserveCapacity((count + 1) * channels)
      for face in faces { rows += face.patches.values[range] }
      rows += query.values[range]
      let left = Tensor(shape: [count + 1, channels], values: rows)
      let cosines = matrixProduct(left, left, transposedRight: true).values
      func cosine(_ a: Int, _ b: Int) -> Double { Double(cosines[a * (count + 1) + b]) }
      let closest = (0..<count).map { face in others[face].map { cosine(face, $0) }.max()! }
      let own = (0..<count).map { cosine(count, $0) }.max()!
      let middle = median(closest)
      // Candidates that are all alike at a place have no spread; a rounding error must not count.
      let spread = max(1.4826 * median(closest.map { abs($0 - middle) }), 1e-4)
      ofQuery.append((middle - own) / spread)
      for face in 0..<count { ofCandidates[face].append((middle - closest[face]) / spread) }
    }
    let counted = (0..<grid.count).filter { layout.region(of: $0, on: grid).isOfFace }
    self.query = CoveredArea(
      distances: ofQuery, counted: counted, grid: grid, candidates: count)
    candidates = ofCandidates.map {
      CoveredArea(distances: $0, counted: counted, grid: grid, candidates: count)
    }
  }
}

extension FaceRegion {
  /// Whether a patch there shows the face itself rather than hair or what is beside it.
  fileprivate var isOfFace: Bool {
    switch self {
    case .forehead, .leftEdge, .rightEdge: false
    default: true
    }
  }
}

private func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}
