import Identification

/// Every listed candidate with its place and its scores in each method, and how far the first places
/// depend on alpha.
package struct Ledger: Sendable, Equatable, Codable {
  package struct Entry: Sendable, Equatable, Codable {
    package internal(set) var galleryIndex: Int
    /// From 1; `nil` where the method ranked only others.
    package let stage1Rank: Int?
    package let emdRank: Int?
    package let h2lRank: Int?
    /// `nil` for a candidate that was not re-ranked: its cosine is all there is.
    package let scores: ScoreArithmetic?
    package let cosine: Double
  }

  /// One re-ranker's first place.
  package struct FirstPlace: Sendable, Equatable, Codable {
    package let method: Method
    package internal(set) var galleryIndex: Int
    package internal(set) var spans: FirstPlaces
    /// Until another picture stands first.
    package internal(set) var picture: FirstPlaces.Hold?
    /// Until a picture of another label stands first; `nil` where the holder has no label.
    package internal(set) var person: FirstPlaces.Hold?
  }

  package let alpha: Double
  /// The EMD's order, then those that only stage 1 or the H2L list.
  package internal(set) var entries: [Entry]
  /// EMD, H2L; one without candidates is absent.
  package internal(set) var firstPlaces: [FirstPlace]

  /// Every gallery picture that it names.
  package var named: Set<Int> {
    Set(entries.map(\.galleryIndex))
      .union(firstPlaces.flatMap { $0.spans.spans.map(\.galleryIndex) })
  }

  /// - Parameters:
  ///   - rankings: Stage 1, EMD and H2L, whole.
  ///   - listed: How many of each are listed at least.
  ///   - label: Of a gallery picture.
  package init(
    rankings: [Ranking], alpha: Double, listed: Int, label: (Int) -> String?
  ) {
    precondition(rankings.map(\.method) == Method.allCases)
    self.alpha = alpha
    var order: [Int] = []
    var seen: Set<Int> = []
    for ranking in [rankings[1], rankings[0], rankings[2]] {
      for candidate in ranking.candidates.prefix(listed)
      where seen.insert(candidate.galleryIndex).inserted {
        order.append(candidate.galleryIndex)
      }
    }
    let places = rankings.map { ranking in
      Dictionary(
        ranking.candidates.lazy.filter { seen.contains($0.galleryIndex) }.map {
          ($0.galleryIndex, $0)
        }
      ) { first, _ in first }
    }
    entries = order.map { index in
      let (stage1, emd, h2l) = (places[0][index], places[1][index], places[2][index])
      let cosine = (stage1 ?? emd ?? h2l)!.cosine
      var scores: ScoreArithmetic?
      if let emd = emd?.similarity, let h2l = h2l?.similarity {
        scores = ScoreArithmetic(
          cosine: cosine, alpha: alpha, emdSimilarity: emd, h2lSimilarity: h2l)
      }
      return Entry(
        galleryIndex: index, stage1Rank: stage1?.rank,
        emdRank: emd?.similarity == nil ? nil : emd?.rank,
        h2lRank: h2l?.similarity == nil ? nil : h2l?.rank, scores: scores, cosine: cosine)
    }
    firstPlaces = rankings.dropFirst().compactMap { ranking in
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
