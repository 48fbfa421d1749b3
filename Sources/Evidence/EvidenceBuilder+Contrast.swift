import Identification

extension EvidenceBuilder {
  typealias ContrastPair = (
    kind: Contrast.Other, first: RankedCandidate, other: RankedCandidate
  )

  /// Compares the top match by the EMD with the second, and with the best candidate of another label.
  func contrastPairs(_ ranking: Ranking) -> [ContrastPair] {
    let reranked = ranking.candidates.prefix { $0.similarity != nil }
    guard reranked.count > 1 else { return [] }
    let first = reranked[0]
    let label = label(first.galleryIndex)
    func isOther(_ candidate: RankedCandidate) -> Bool {
      guard let label, let other = self.label(candidate.galleryIndex) else { return false }
      return other != label
    }
    let runnerUp = reranked[1]
    guard !isOther(runnerUp) else { return [(.runnerUpOfOtherIdentity, first, runnerUp)] }
    let best = reranked.dropFirst().first(where: isOther)
    return [(.runnerUp, first, runnerUp)] + (best.map { [(.otherIdentity, first, $0)] } ?? [])
  }

  /// - Parameter map: The exact flow to a gallery picture on the backbone's own grid.
  func contrasts(_ pairs: [ContrastPair], map: (Int) throws -> FlowMap) rethrows -> [Contrast] {
    try pairs.map { kind, first, other in
      Contrast(
        kind, first: first, try map(first.galleryIndex), other: other,
        try map(other.galleryIndex), layout: layout)
    }
  }

  func label(_ index: Int) -> String? { search.gallery.entries[index].label }
}
