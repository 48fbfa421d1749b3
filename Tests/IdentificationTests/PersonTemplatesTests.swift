import Tensors
import Testing
import _TestSupport

@testable import Identification

@Suite struct PersonTemplatesTests {
  static let dimension = 12

  func rows(_ name: String, _ count: Int) -> [[Float]] {
    let values = Tensor(
      shape: [count, Self.dimension],
      values: HashedValues.unit(name, count: count * Self.dimension)
    ).normalizedRows().values
    return (0..<count).map { Array(values[$0 * Self.dimension..<($0 + 1) * Self.dimension]) }
  }

  /// 40 people with 1 to 9 pictures, in mixed order, and 20 pictures without a label.
  func gallery() -> (labels: [String?], rows: [[Float]]) {
    var labels: [String?] = []
    for turn in 0..<9 {
      for person in 0..<40 where person % 9 >= turn { labels.append("p\(person)") }
    }
    for place in 0..<20 { labels.insert(nil, at: place * 7) }
    return (labels, rows("gallery", labels.count))
  }

  /// The people by the definition, with all cosines in double precision.
  func expected(
    _ rule: TemplateRule, _ query: [Float], _ labels: [String?], _ rows: [[Float]],
    without: Set<Int>
  ) -> [Neighbor] {
    var people: [String: [Int]] = [:]
    for (index, label) in labels.enumerated() where !without.contains(index) {
      people[label ?? "picture \(index)", default: []].append(index)
    }
    func dot(_ index: Int) -> Double { orderedProduct(query, rows[index]) }
    let scored = people.values.map { pictures -> (score: Double, pictures: [Int]) in
      let sorted = pictures.sorted { (dot($0), $1) > (dot($1), $0) }
      guard rule == .mean else { return (dot(sorted[0]), sorted) }
      var sum = [Double](repeating: 0, count: Self.dimension)
      for index in pictures {
        for place in sum.indices { sum[place] += Double(rows[index][place]) }
      }
      let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return (zip(query, sum).reduce(0) { $0 + Double($1.0) * $1.1 } / length, sorted)
    }.sorted { $0.score > $1.score }
    return scored.flatMap { person in
      person.pictures.prefix(TemplateRule.mostExemplars).map {
        Neighbor(index: $0, cosine: rule == .mean ? person.score : dot($0))
      }
    }
  }

  @Test(arguments: [TemplateRule.mean, .max], [3, 30, 1000])
  func ordersPeopleByTheirTemplates(rule: TemplateRule, depth: Int) throws {
    let (labels, rows) = gallery()
    let templates = try #require(
      PersonTemplates(
        rule, labels: labels,
        embeddings: EmbeddingMatrix(dimension: Self.dimension, values: rows.flatMap { $0 })))
    let queries = self.rows("queries", 5)
    // The second query's own pictures are those of one person, all but one of them.
    let own = Set(labels.indices.filter { labels[$0] == "p8" }.dropLast())
    let excluded: [Set<Int>] = [
      [], own, [0], [], Set(labels.indices.filter { labels[$0] == "p3" }),
    ]
    let found = templates.nearest(to: queries, depth: depth, excluding: excluded)
    for (place, query) in queries.enumerated() {
      let wanted = expected(rule, query, labels, rows, without: excluded[place]).prefix(depth)
      #expect(found[place].map(\.index) == wanted.map(\.index))
      for (one, other) in zip(found[place], wanted) {
        // Means are stored in single precision.
        #expect(abs(one.cosine - other.cosine) < 1e-6)
        let vector = templates.vector(of: one.index, without: excluded[place])
        #expect(abs(orderedProduct(query, vector) - one.cosine) < 1e-12)
      }
    }
  }

  @Test func withoutARuleThereAreNone() {
    #expect(
      PersonTemplates(
        .none, labels: [nil], embeddings: EmbeddingMatrix(dimension: 1, values: [1])) == nil)
  }

  @Test func picturesThatCancelOutHaveNoDirection() throws {
    let templates = try #require(
      PersonTemplates(
        .mean, labels: ["a", "a", "b"],
        embeddings: EmbeddingMatrix(dimension: 2, values: [1, 0, -1, 0, 0, 1])))
    let found = templates.nearest(to: [[1, 0]], depth: 9, excluding: [[]])[0]
    #expect(found.map(\.cosine) == [0, 0, 0] && found.map(\.index) == [0, 1, 2])
  }
}
