/// A command line that cannot be run, with what to do about it. A program exits with 2 for it.
package struct UsageError: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}

/// " Did you mean '--gallery'?", or nothing if no candidate is near.
///
/// Near is a candidate that begins with the word (`--out`), whose letters differ little, or that has the
/// same beginning and another ending (`--query`, `--queries`).
func suggestion(for word: String, among candidates: [String]) -> String {
  let letters = word.drop { $0 == "-" }.lowercased()
  guard !letters.isEmpty else { return "" }
  func rank(_ candidate: String) -> (group: Int, distance: Int, candidate: String)? {
    let other = candidate.drop { $0 == "-" }.lowercased()
    let distance = editDistance(letters, other)
    let common = zip(letters, other).prefix { $0 == $1 }.count
    if distance <= max(1, word.count / 3) { return (0, distance, candidate) }
    if letters.count >= 2, other.hasPrefix(letters) { return (1, distance, candidate) }
    if common >= 4, letters.count - common <= 3 { return (2, distance, candidate) }
    return nil
  }
  guard let nearest = candidates.compactMap(rank).min(by: <) else { return "" }
  return " Did you mean '\(nearest.candidate)'?"
}

/// How many letters must be put in, taken out, changed or swapped with the next to make one word of the
/// other.
func editDistance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a), Array(b))
  var before: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var least = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, before[j - 1] + 1) }
      row.append(least)
    }
    (before, last) = (last, row)
  }
  return last[b.count]
}
