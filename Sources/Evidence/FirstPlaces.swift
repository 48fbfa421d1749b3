/// The top match for each share of the re-ranker.
///
/// A fused score is `cosine + alpha * (similarity - cosine)`, a straight line over alpha, so the first
/// place over all alphas is the upper envelope of the candidates' lines: a few spans, whose borders
/// are quotients of differences of scores and not the outcome of a search.
package struct FirstPlaces: Sendable, Equatable, Codable {
  /// A range of alpha in which one candidate is the top match.
  package struct Span: Sendable, Equatable, Codable {
    package internal(set) var galleryIndex: Int
    /// 0...1; the next span begins where this one ends, and there both scores are the same.
    package let from: Double
    package let to: Double
  }

  /// A candidate as a line over alpha.
  package struct Line: Sendable, Equatable {
    package let galleryIndex: Int
    package let cosine: Double
    package let similarity: Double

    package init(galleryIndex: Int, cosine: Double, similarity: Double) {
      self.galleryIndex = galleryIndex
      self.cosine = cosine
      self.similarity = similarity
    }

    fileprivate var slope: Double { similarity - cosine }
  }

  /// From alpha 0 to alpha 1 without a gap; empty for no candidates.
  package internal(set) var spans: [Span]

  /// - Complexity: O(k * spans).
  package init(_ lines: [Line]) {
    var spans: [Span] = []
    var start = 0.0
    /// The greater at alpha 0, then the steeper, then the earlier picture.
    var leader = lines.min {
      ($1.cosine, $1.slope, $0.galleryIndex) < ($0.cosine, $0.slope, $1.galleryIndex)
    }
    while let first = leader {
      var next: (line: Line, alpha: Double)?
      for line in lines where line.slope > first.slope {
        let alpha = max(start, (first.cosine - line.cosine) / (line.slope - first.slope))
        guard alpha < 1 else { continue }
        guard let found = next else {
          next = (line, alpha)
          continue
        }
        if (alpha, found.line.slope, line.galleryIndex)
          < (found.alpha, line.slope, found.line.galleryIndex)
        {
          next = (line, alpha)
        }
      }
      let end = next?.alpha ?? 1
      // A span without length is a picture that three lines share.
      if end > start || next == nil {
        spans.append(Span(galleryIndex: first.galleryIndex, from: start, to: end))
      }
      start = end
      leader = next?.line
    }
    self.spans = spans
  }

  /// Returns the range around an alpha in which the top match keeps its name.
  ///
  /// - Parameters:
  ///   - alpha: An alpha with `holder` as top match.
  ///   - name: The number that must stay the same: the picture's or the person's.
  /// - Returns: `nil` if the holder does not have a span at that alpha.
  package func hold<Name: Equatable>(
    of holder: Int, around alpha: Double, as name: (Int) -> Name
  ) -> Hold? {
    // At a border, two candidates are first; rounding may put the border beside the alpha.
    let own = spans.indices.filter { spans[$0].galleryIndex == holder }
    guard
      let place = own.first(where: {
        spans[$0].from - 1e-9 <= alpha && alpha <= spans[$0].to + 1e-9
      })
    else { return nil }
    var (low, high) = (place, place)
    while low > 0, name(spans[low - 1].galleryIndex) == name(holder) { low -= 1 }
    while high + 1 < spans.count, name(spans[high + 1].galleryIndex) == name(holder) { high += 1 }
    return Hold(
      below: low > 0
        ? Hold.Change(alpha: spans[low].from, galleryIndex: spans[low - 1].galleryIndex) : nil,
      above: high + 1 < spans.count
        ? Hold.Change(alpha: spans[high].to, galleryIndex: spans[high + 1].galleryIndex) : nil)
  }

  /// The ends of a top match towards 0 and towards 1; `nil` if it does not end.
  package struct Hold: Sendable, Equatable, Codable {
    package struct Change: Sendable, Equatable, Codable {
      package let alpha: Double
      /// The top match beyond the end.
      package internal(set) var galleryIndex: Int
    }

    package internal(set) var below: Change?
    package internal(set) var above: Change?
  }
}
