import Identification

extension EvidenceBuilder {
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

  func label(_ index: Int) -> String? { search.gallery.entries.label(of: index) }
}
