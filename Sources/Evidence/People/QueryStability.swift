import Basics
import Identification
import Networks
import Pictures

/// What ten slightly changed copies of a query do to the lead of person A.
///
/// A copy shows the same person as the query. If copies change the lead by more than the lead itself,
/// chance decides who is first.
package struct QueryStability: Sendable, Equatable, Codable {
  /// A change of a picture that leaves the person as they are.
  package struct Change: Sendable, Equatable, Codable {
    package let isMirrored: Bool
    /// The shift to the right, as a share of the picture's width.
    package let right: Double
    /// The shift downward, as a share of the picture's height.
    package let down: Double
    package let scale: Double
    /// The turn clockwise as seen.
    package let degrees: Double

    package init(
      isMirrored: Bool = false, right: Double = 0, down: Double = 0, scale: Double = 1,
      degrees: Double = 0
    ) {
      self.isMirrored = isMirrored
      self.right = right
      self.down = down
      self.scale = scale
      self.degrees = degrees
    }

    /// Mirrored; 2% to each side; 2% smaller and larger; 2 degrees to each side; mirrored and turned.
    package static let all = [
      Change(isMirrored: true), Change(right: -0.02), Change(right: 0.02), Change(down: -0.02),
      Change(down: 0.02), Change(scale: 1 / 1.02), Change(scale: 1.02), Change(degrees: -2),
      Change(degrees: 2), Change(isMirrored: true, degrees: 2),
    ]
  }

  package struct Copy: Sendable, Equatable, Codable {
    package let change: Change
    /// The cosine of the copy's embedding with the query's.
    package let cosine: Double
    /// The place of the person whom the copy puts first; 0 is person A.
    package let first: Int
    /// Person A's score minus the best score of the next person; negative if A is not first.
    package let lead: Double
  }

  /// The lead of person A for the query itself, over the compared people.
  package let lead: Double
  package let copies: [Copy]
  /// The number of people compared: the first of the search, by their best pictures.
  package let people: Int

  package init(lead: Double, copies: [Copy], people: Int) {
    self.lead = lead
    self.copies = copies
    self.people = people
  }

  /// The largest number of compared people.
  package static let mostPeople = 20

  /// The size of the change of the lead by a copy: the root of the mean square.
  package var spread: Double {
    guard !copies.isEmpty else { return 0 }
    let squares = copies.reduce(0) { $0 + ($1.lead - lead) * ($1.lead - lead) }
    return (squares / Double(copies.count)).squareRoot()
  }

  /// The number of copies that put another person than A first.
  package var others: Int { copies.count { $0.first != 0 } }

  /// The least cosine of a copy with the query.
  package var leastCosine: Double { copies.lazy.map(\.cosine).min() ?? 1 }
}

extension Picture {
  /// Returns a changed copy of the same size, whose edge pixels repeat outside the picture.
  package func changed(by change: QueryStability.Change) -> Picture {
    let start = change.isMirrored ? mirrored : self
    let angle = change.degrees * .pi / 180
    let (a, b) = (change.scale * cosineOf(angle), change.scale * sineOf(angle))
    let (x, y) = (Double(width - 1) / 2, Double(height - 1) / 2)
    let similarity = Similarity2D(
      a: a, b: b, translationX: x - a * x + b * y + change.right * Double(width),
      translationY: y - b * x - a * y + change.down * Double(height))
    guard similarity != .identity else { return start }
    return start.warped(by: similarity, width: width, height: height, border: nil)
  }
}

/// Measures the stability of a query.
struct StabilityTrials {
  let search: TwoStageSearch
  let settings: IdentificationSettings
  let backbone: any Backbone

  /// - Parameters:
  ///   - face: The query's picture as the network saw it.
  /// - Returns: `nil` with fewer than two people.
  /// - Throws: As ranking does.
  /// - Complexity: Ten forward passes, and an EMD similarity for each copy and person.
  func stability(
    _ query: Query, face: Picture, people: ResultPeople
  ) throws -> QueryStability? {
    let compared = people.people.prefix(QueryStability.mostPeople).map(\.best)
    guard compared.count > 1 else { return nil }
    let changes = QueryStability.Change.all
    let seen = try backbone.features(of: changes.map(face.changed)).map {
      query.seen(as: $0, shape: backbone.shape)
    }
    return QueryStability(
      lead: lead(try scores(query, compared)),
      copies: try zip(changes, seen).map { change, copy in
        let scores = try scores(copy, compared)
        return QueryStability.Copy(
          change: change, cosine: orderedProduct(query.embedding, copy.embedding),
          first: scores.indices.max { (scores[$0], $1) < (scores[$1], $0) }!,
          lead: lead(scores))
      }, people: compared.count)
  }

  /// Returns the fused scores of some gallery pictures, in their order.
  private func scores(_ query: Query, _ indices: [Int]) throws -> [Double] {
    // The published solver's scores depend on the other candidates.
    let distance = EarthMoversDistance(
      weighting: settings.weighting,
      solver: settings.solver == .published ? .sinkhorn : settings.solver,
      epsilon: settings.epsilon)
    let similarities = try search.emd(query, indices, distance, grid: settings.grid)
    return zip(similarities, search.cosines(query, indices)).map {
      Fusion.score(similarity: $0.similarity, cosine: $1, alpha: settings.alpha)
    }
  }

  private func lead(_ scores: [Double]) -> Double { scores[0] - scores.dropFirst().max()! }
}
