/// The error that remains when searches with the lowest quality are discarded: the error versus discard
/// characteristic of ISO/IEC 29794-1.
package struct DiscardCurve: Sendable, Equatable {
  /// The share discarded, from 0 to 1, rising.
  package let discarded: [Double]
  /// The share of errors among the rest; 0 if nothing remains.
  package let errors: [Double]

  /// - Parameters:
  ///   - qualities: The quality of each search; the lowest are discarded first, equal ones together.
  ///   - isError: Whether each search is an error.
  /// - Precondition: At least one search.
  package init(qualities: [Double], isError: [Bool]) {
    precondition(qualities.count == isError.count && !qualities.isEmpty)
    let order = qualities.indices.sorted { (qualities[$0], $0) < (qualities[$1], $1) }
    let count = order.count
    var wrong = isError.count { $0 }
    var discarded = [0.0]
    var errors = [Double(wrong) / Double(count)]
    var place = 0
    while place < count {
      let quality = qualities[order[place]]
      while place < count, qualities[order[place]] == quality {
        if isError[order[place]] { wrong -= 1 }
        place += 1
      }
      discarded.append(Double(place) / Double(count))
      errors.append(place < count ? Double(wrong) / Double(count - place) : 0)
    }
    self.discarded = discarded
    self.errors = errors
  }

  /// The area below the curve, in steps, up to a share discarded.
  package func area(upTo limit: Double) -> Double {
    var area = 0.0
    for (place, start) in discarded.enumerated() where start < limit {
      let end = place + 1 < discarded.count ? discarded[place + 1] : 1
      area += (min(end, limit) - start) * errors[place]
    }
    return area
  }
}
