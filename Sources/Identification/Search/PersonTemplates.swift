import Basics

/// How stage 1 ranks people of whom the gallery has several pictures.
package enum TemplateRule: String, Sendable, Codable, CaseIterable {
  /// Each picture is ranked by itself.
  case none
  /// People are ranked by the mean of their pictures' embeddings, scaled to length 1.
  case mean
  /// People are ranked by their picture that is most similar to the query.
  case max

  /// How a person is compared with a query in stage 1.
  package var words: String {
    switch self {
    case .none: "each picture by itself"
    case .mean: "the cosine with the mean of all embeddings of a person"
    case .max: "the cosine with the most similar picture of a person"
    }
  }

  /// Whether stage 1 ranks people.
  package var ranksPeople: Bool { self != .none }

  /// The most exemplars of one person in a list of candidates, so that a person with many pictures does
  /// not displace all others.
  package static let mostExemplars = 5
}

/// The people of a gallery as stage 1 ranks them, each by a template of the person's pictures.
///
/// People are the labels of the gallery; a picture without a label is a person of its own. A list of
/// candidates has the people in order, and of each the pictures that are most similar to the query
/// (its exemplars), which the other methods compare.
struct PersonTemplates: Sendable {
  private let rule: TemplateRule
  private let pictures: EmbeddingMatrix
  /// The pictures of each person, in gallery order; people in the order of their first pictures.
  private let members: [[Int]]
  /// The number of each picture's person.
  private let owners: [Int]
  /// The search for people by the mean, or for pictures.
  private let search: EmbeddingSearch

  /// - Returns: `nil` if each picture is ranked by itself.
  init?(_ rule: TemplateRule, labels: [String?], embeddings: EmbeddingMatrix) {
    guard rule.ranksPeople else { return nil }
    precondition(labels.count == embeddings.count)
    var numbers: [String: Int] = [:]
    var members: [[Int]] = []
    var owners: [Int] = []
    for (index, label) in labels.enumerated() {
      let number = label.flatMap { numbers[$0] } ?? members.count
      if number == members.count { members.append([]) }
      if let label { numbers[label] = number }
      members[number].append(index)
      owners.append(number)
    }
    self.rule = rule
    self.members = members
    self.owners = owners
    pictures = embeddings
    guard rule == .mean else {
      search = EmbeddingSearch(embeddings)
      return
    }
    let people = members
    let means = collectInParallel(count: people.count) { person, _ in
      Self.mean(of: people[person], embeddings)
    }
    search = EmbeddingSearch(
      EmbeddingMatrix(dimension: embeddings.dimension, values: means.flatMap { $0 }))
  }

  /// Returns the mean of some pictures' embeddings, scaled to length 1; all zero if they cancel out.
  private static func mean(of pictures: [Int], _ embeddings: EmbeddingMatrix) -> [Float] {
    guard pictures.count > 1 else {
      return embeddings.withOwner { Array(embeddings.row(pictures[0])) }
    }
    var sum = [Double](repeating: 0, count: embeddings.dimension)
    embeddings.withOwner {
      for index in pictures {
        let row = embeddings.row(index)
        for place in sum.indices { sum[place] += Double(row[place]) }
      }
    }
    let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return sum.map { length > 0 ? Float($0 / length) : 0 }
  }

  /// Returns the vector whose product with a query is stage 1's score of a gallery picture: its own
  /// embedding, or the mean of its person's.
  ///
  /// - Parameters:
  ///   - excluded: The query's own pictures, which do not belong to a template.
  /// - Complexity: O(d), or O(pictures * d) for a person with an excluded picture.
  func vector(of index: Int, without excluded: Set<Int>) -> [Float] {
    guard rule == .mean else { return pictures.withOwner { Array(pictures.row(index)) } }
    let own = members[owners[index]]
    guard own.contains(where: excluded.contains) else {
      return search.gallery.withOwner { Array(search.gallery.row(owners[index])) }
    }
    let left = own.filter { !excluded.contains($0) }
    return Self.mean(of: left.isEmpty ? [index] : left, pictures)
  }

  /// Returns the first pictures of the gallery in the order of people.
  ///
  /// The score of a picture is that of its person's mean, or with `max` its own cosine; people are
  /// ordered by their templates, the pictures of one person by their own cosines.
  ///
  /// - Parameters:
  ///   - queries: The embeddings of the queries, rows of length 1.
  ///   - depth: The number of pictures; fewer if the gallery has no more.
  ///   - excluded: The pictures that take no part, for each query.
  /// - Complexity: That of `EmbeddingSearch`, and O(d) for each picture of a listed person.
  func nearest(to queries: [[Float]], depth: Int, excluding excluded: [Set<Int>]) -> [[Neighbor]] {
    switch rule {
    case .none, .max:
      return zip(queries, excluded).map { nearestByBest($0, depth: depth, excluding: $1) }
    case .mean:
      // A person with an excluded picture has another template for this query.
      let changed = excluded.map { Set($0.map { owners[$0] }) }
      let found = search.nearest(
        to: queries.flatMap { $0 }, k: max(1, min(depth, members.count)), excluding: changed)
      return queries.indices.map { place in
        let query = queries[place]
        var people = found[place].map { (person: $0.index, score: $0.cosine) }
        for person in changed[place].sorted() {
          guard let first = members[person].first(where: { !excluded[place].contains($0) }) else {
            continue
          }
          people.append(
            (person, product(query, vector(of: first, without: excluded[place]))))
        }
        people.sort { ($0.score, $1.person) > ($1.score, $0.person) }
        var list: [Neighbor] = []
        for (person, score) in people where list.count < depth {
          list += exemplars(of: person, query, without: excluded[place]).map {
            Neighbor(index: $0.index, cosine: score)
          }
        }
        return Array(list.prefix(depth))
      }
    }
  }

  private func nearestByBest(
    _ query: [Float], depth: Int, excluding excluded: Set<Int>
  ) -> [Neighbor] {
    var count = depth
    while true {
      let found = search.nearest(
        to: query, k: max(1, min(count, owners.count)), excluding: [excluded])[0]
      var seen: Set<Int> = []
      var list: [Neighbor] = []
      for neighbor in found
      where list.count < depth && seen.insert(owners[neighbor.index]).inserted {
        list += exemplars(of: owners[neighbor.index], query, without: excluded)
      }
      if list.count >= depth || count >= owners.count { return Array(list.prefix(depth)) }
      // The first pictures show too few people.
      count *= 4
    }
  }

  /// Returns a person's pictures that are most similar to the query, with their own cosines.
  private func exemplars(
    of person: Int, _ query: [Float], without excluded: Set<Int>
  ) -> [Neighbor] {
    let own = members[person].filter { !excluded.contains($0) }
    let scored = pictures.withOwner {
      own.map { Neighbor(index: $0, cosine: product(query, pictures.row($0))) }
    }
    return Array(
      scored.sorted { ($0.cosine, $1.index) > ($1.cosine, $0.index) }.prefix(
        TemplateRule.mostExemplars))
  }

  /// The cosine as the search has it: NaN counts as -1.
  private func product(_ query: [Float], _ vector: some Sequence<Float>) -> Double {
    let cosine = orderedProduct(query, vector)
    return cosine.isNaN ? -1 : cosine
  }
}
