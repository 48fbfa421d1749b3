/// A command line that cannot be run, with what to do about it. A program exits with 2 for it.
package struct UsageError: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}

/// " Did you mean '--gallery'?", or nothing where no candidate is near.
func suggestion(for word: String, among candidates: [String]) -> String {
  let nearest =
    candidates
    .map { (candidate: $0, distance: editDistance(word, $0)) }
    .min { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }
  guard let nearest, nearest.distance <= max(1, word.count / 3) else { return "" }
  return " Did you mean '\(nearest.candidate)'?"
}

/// How many letters must be put in, taken out or changed to make one word of the other.
func editDistance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a), Array(b))
  var row = Array(0...b.count)
  for i in a.indices {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let change = diagonal + (a[i] == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(change, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
