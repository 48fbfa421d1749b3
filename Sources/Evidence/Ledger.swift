import Identification

/// Every listed candidate with its ranks and scores by each method, and how the top matches depend on
/// alpha.
package struct Ledger: Sendable, Equatable, Codable {
  package struct Entry: Sendable, Equatable, Codable {
    package internal(set) var galleryIndex: Int
    /// The ranks from 1, without methods that did not rank the candidate.
    package let ranks: ByMethod<Int>
    /// The scores; `nil` for a candidate that was not re-ranked, which has only a cosine.
    package let scores: ScoreArithmetic?
    package let cosine: Double
  }

  /// The top match of one re-ranker.
  package struct FirstPlace: Sendable, Equatable, Codable {
    package let method: ScoringMethod
    package internal(set) var galleryIndex: Int
    package internal(set) var spans: FirstPlaces
    /// The range until another picture is the top match.
    package internal(set) var picture: FirstPlaces.Hold?
    /// The range until a picture with another label is the top match; `nil` without a label.
    package internal(set) var person: FirstPlaces.Hold?
  }

  package let alpha: Double
  /// The EMD's order, then those that only other methods list.
  package internal(set) var entries: [Entry]
  /// The top match of each re-ranker that has candidates.
  package internal(set) var firstPlaces: [FirstPlace]

  /// Every gallery picture that it names.
  package var named: Set<Int> {
    Set(entries.map(\.galleryIndex))
      .union(firstPlaces.flatMap { $0.spans.spans.map(\.galleryIndex) })
  }

  /// Returns the ranks of a listed picture; `nil` for one that is not listed.
  package func ranks(of index: Int) -> ByMethod<Int>? {
    entries.first { $0.galleryIndex == index }?.ranks
  }

  /// - Parameters:
  ///   - rankings: Whole, the EMD's among them.
  ///   - listed: The least number of listed candidates of each ranking.
  ///   - label: Returns the label of a gallery picture.
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
