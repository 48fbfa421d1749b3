/// The pictures that all curves need, each once.
struct DeletionInsertionPlan {
  private let steps: DeletionInsertionSteps
  private let randomOrders: [[Int]]
  private let ownOrders: [[Int]]
  /// The patches that each picture covers, in rising order; the first covers none, the second all.
  let covered: [[Int]]
  private let places: [[Int]: Int]

  init(steps: DeletionInsertionSteps, randomOrders: [[Int]], ownOrders: [[Int]]) {
    self.steps = steps
    self.randomOrders = randomOrders
    self.ownOrders = ownOrders
    var covered: [[Int]] = []
    var places: [[Int]: Int] = [:]
    func add(_ patches: [Int]) {
      guard places[patches] == nil else { return }
      places[patches] = covered.count
      covered.append(patches)
    }
    add([])
    add(Array(0..<steps.patchCount))
    for order in randomOrders + ownOrders + ownOrders.map({ $0.reversed() }) {
      for count in steps.inner { add(order.prefix(count).sorted()) }
    }
    self.covered = covered
    self.places = places
  }

  /// - Parameter score: Returns the score of a picture by its place in `covered`.
  func curves(
    candidate: Int, score: (Int) -> Double
  ) -> (deletion: DeletionInsertionCurve, insertion: DeletionInsertionCurve) {
    func deleting(_ order: [Int]) -> [Double] {
      steps.counts.map { score(places[order.prefix($0).sorted()]!) }
    }
    /// The patches not yet inserted are those that the reverse order deletes first.
    func inserting(_ order: [Int]) -> [Double] { deleting(order.reversed()).reversed() }
    return (
      DeletionInsertionCurve(
        kind: .deletion, shares: steps.shares, scores: deleting(ownOrders[candidate]),
        randomScores: randomOrders.map(deleting)),
      DeletionInsertionCurve(
        kind: .insertion, shares: steps.shares, scores: inserting(ownOrders[candidate]),
        randomScores: randomOrders.map(inserting))
    )
  }
}
