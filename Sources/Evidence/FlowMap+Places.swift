extension FlowMap {
  /// The share of the query's weight that stays at its place, 0...1.
  ///
  /// High if both faces lie on the aligner's template and are alike at the same places. A query that was
  /// cropped too close has a low share even with the right person, so the number is only for faces on
  /// the template.
  package var shareInPlace: Double {
    (0..<grid.count).reduce(0) { $0 + flow[$1 * grid.count + $1] }
  }

  /// The pairs of patches at different places that add most to the EMD similarity, the greatest first,
  /// each patch in one pair at most, so that a figure has one number at a patch.
  ///
  /// - Returns: At most `count` pairs; equal contributions in the order of the query patches, then of
  ///   the gallery patches.
  package func strongestMovedPairs(count: Int) -> [PatchContribution] {
    var (queries, others): (Set<Int>, Set<Int>) = ([], [])
    var pairs: [PatchContribution] = []
    for pair in strongestPairs(count: .max) where pair.queryPatch != pair.galleryPatch {
      guard pairs.count < count else { break }
      guard !queries.contains(pair.queryPatch), !others.contains(pair.galleryPatch) else {
        continue
      }
      queries.insert(pair.queryPatch)
      others.insert(pair.galleryPatch)
      pairs.append(pair)
    }
    return pairs
  }

  /// The query patches with weight that send most of it to another place.
  package var foreignPatches: [Int] {
    (0..<grid.count).filter { queryWeights[$0] > 0 && bestGalleryPatch[$0] != $0 }
  }
}

extension FlowMap {
  /// Shape `[N]`: what each query patch adds to the similarity, to all gallery patches together.
  package var queryContributions: [Double] {
    (0..<grid.count).map { row in
      (row * grid.count..<(row + 1) * grid.count).reduce(0) {
        $0 + flow[$1] * similarity[$1]
      }
    }
  }
}
