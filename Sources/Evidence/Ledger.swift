import Identification

/// Every listed candidate with its place and its scores in each method, and how far the first places
/// depend on alpha.
package struct Ledger: Sendable, Equatable, Codable {
  package struct Entry: Sendable, Equatable, Codable {
    package internal(set) var galleryIndex: Int
    /// From 1; a method that ranked only others is absent.
    package let ranks: ByMethod<Int>
    /// `nil` for a candidate that was not re-ranked: its cosine is all there is.
    package let scores: ScoreArithmetic?
    package let cosine: Double
  }

  /// One re-ranker's first place.
  package struct FirstPlace: Sendable, Equatable, Codable {
    package let method: ScoringMethod
    package internal(set) var galleryIndex: Int
    package internal(set) var spans: FirstPlaces
    /// Until another picture stands first.
    package internal(set) var picture: FirstPlaces.Hold?
    /// Until a picture of another label stands first; `nil` where the holder has no label.
    package internal(set) var person: FirstPlaces.Hold?
  }

  package let alpha: Double
  /// The EMD's order, then those that only other methods list.
  package internal(set) var entries: [Entry]
  /// Of each re-ranker; one without candidates is absent.
  package internal(set) var firstPlaces: [FirstPlace]

  /// Every gallery picture that it names.
  package var named: Set<Int> {
    Set(entries.map(\.galleryIndex))
      .union(firstPlaces.flatMap { $0.spans.spans.map(\.galleryIndex) })
  }

  /// - Parameters:
  ///   - rankings: Whole, the EMD's among them.
  ///   - listed: How many of each are listed at least.
  ///   - label: Of a gallery picture.
  package init(
    rankings: Rankings, alpha: Double, listed: Int, label: (Int) -> String?
  ) {
    self.alpha = alpha
    var order: [Int] = []
    var seen: Set<Int> = []
    for ranking in rankings.explainedFirst {
      for candidate in ranking.candidates.prefix(listed)
      where seen.insert(candidate.galleryIndex).inserted {
        order.append(candidate.galleryIndex)
      }
    }
    let places = ByMethod(
      rankings.map { ranking in
        (
          ranking.method,
          Dictionary(
            ranking.candidates.lazy.filter { seen.contains($0.galleryIndex) }.map {
              ($0.galleryIndex, $0)
            }
          ) { first, _ in first }
        )
      })
    entries = order.map { index in
      let own = ByMethod(
        places.compactMap { method, places in places[index].map { (method, $0) } })
      let cosine = own.values[0].cosine
      let similarities = ByMethod(
        own.compactMap { method, place in place.similarity.map { (method, $0) } })
      return Entry(
        galleryIndex: index,
        ranks: ByMethod(
          own.compactMap { method, place in
            method == .stage1 || place.similarity != nil ? (method, place.rank) : nil
          }),
        scores: similarities.isEmpty
          ? nil : ScoreArithmetic(cosine: cosine, alpha: alpha, similarities: similarities),
        cosine: cosine)
    }
    firstPlaces = rankings.rerankers.compactMap { ranking in
      guard let first = ranking.candidates.first, first.similarity != nil else { return nil }
      let spans = FirstPlaces(
        ranking.candidates.compactMap { candidate in
          candidate.similarity.map {
            FirstPlaces.Line(
              galleryIndex: candidate.galleryIndex, cosine: candidate.cosine, similarity: $0)
          }
        })
      let holder = first.galleryIndex
      return FirstPlace(
        method: ranking.method, galleryIndex: holder, spans: spans,
        picture: spans.hold(of: holder, around: alpha) { $0 },
        person: label(holder) == nil ? nil : spans.hold(of: holder, around: alpha, as: label))
    }
  }
}
