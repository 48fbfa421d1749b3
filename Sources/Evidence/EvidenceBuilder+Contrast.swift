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

  /// - Parameter map: The ranking's flow to a gallery picture.
  func contrasts(_ pairs: [ContrastPair], map: (Int) -> FlowMap) -> [Contrast] {
    pairs.map { kind, first, other in
      Contrast(
        kind, first: first, map(first.galleryIndex), other: other, map(other.galleryIndex),
        layout: layout)
    }
  }

  /// The best of the EMD's ranking that shows another person than the first; `nil` if none was
  /// re-ranked.
  func otherPerson(_ ranking: Ranking) -> RankedCandidate? {
    guard let first = ranking.candidates.first else { return nil }
    return ranking.candidates.dropFirst().prefix { $0.similarity != nil }.first {
      isOtherPerson($0.galleryIndex, than: first.galleryIndex)
    }
  }

  /// Whether two gallery pictures show different people: by their labels; a picture without a label is
  /// a person of its own.
  func isOtherPerson(_ index: Int, than other: Int) -> Bool {
    guard let label = label(index), let otherLabel = self.label(other) else {
      return index != other
    }
    return label != otherLabel
  }

  func label(_ index: Int) -> String? { search.gallery.entries[index].label }
}
