import Testing

@testable import Evidence

@Suite struct DeletionInsertionTests {
  @Test func stepsAreTheSameFromBothEnds() {
    for count in 1...260 {
      let steps = DeletionInsertionSteps(patchCount: count, most: 6)
      #expect(steps.counts.first == 0 && steps.counts.last == count)
      #expect(zip(steps.counts, steps.counts.dropFirst()).allSatisfy { $0 < $1 })
      #expect(zip(steps.counts, steps.counts.reversed()).allSatisfy { $0 + $1 == count })
      if count >= 16 { #expect(steps.counts.count >= 5, "\(count)") }
    }
    #expect(DeletionInsertionSteps(patchCount: 42, most: 6).counts == [0, 7, 14, 21, 28, 35, 42])
  }

  @Test func ordersArePermutationsWithTheirReverses() {
    let orders = randomOrders(of: 42, pairs: 5, seed: 1)
    #expect(orders.count == 10 && Set(orders).count == 10)
    for order in orders {
      #expect(order.sorted() == Array(0..<42))
      #expect(orders.contains(order.reversed()))
    }
    #expect(orders == randomOrders(of: 42, pairs: 5, seed: 1))
    #expect(orders != randomOrders(of: 42, pairs: 5, seed: 2))
  }

  /// A face in which each patch adds its own worth: what beats random is known.
  private func curves(
    of orders: [[Int]], candidate: Int
  ) -> (
    plan: DeletionInsertionPlan, deletion: DeletionInsertionCurve, insertion: DeletionInsertionCurve
  ) {
    let worths = (0..<42).map { Double($0 * $0) }
    let steps = DeletionInsertionSteps(patchCount: 42, most: 6)
    let plan = DeletionInsertionPlan(
      steps: steps, randomOrders: randomOrders(of: 42, pairs: 5, seed: 3), ownOrders: orders)
    let curves = plan.curves(candidate: candidate) { picture in
      let covered = Set(plan.covered[picture])
      return worths.indices.reduce(0) { covered.contains($1) ? $0 : $0 + worths[$1] }
    }
    return (plan, curves.deletion, curves.insertion)
  }

  @Test func theRightOrderBeatsRandomAndItsReverseDoesNot() {
    let right = Array((0..<42).reversed())
    let orders = [right, right.reversed()]
    let best = curves(of: orders, candidate: 0)
    #expect(best.deletion.outcome == .better && best.insertion.outcome == .better)
    let worst = curves(of: orders, candidate: 1)
    #expect(worst.deletion.outcome == .worse && worst.insertion.outcome == .worse)
    // Falling from all to none, and rising from none to all.
    #expect(best.deletion.scores.first == best.insertion.scores.last)
    #expect(best.deletion.scores.last == 0 && best.insertion.scores.first == 0)
    #expect(
      zip(best.deletion.scores, best.deletion.scores.dropFirst()).allSatisfy { $0 > $1 })
    // Additive worths: what is deleted and what is inserted by an order make up the whole.
    let whole = best.deletion.scores.first!
    for (deleted, inserted) in zip(best.deletion.scores, best.insertion.scores) {
      #expect(abs(deleted + inserted - whole) < 1e-9)
    }
    // The same pictures serve both: random insertion areas are random deletion areas reversed.
    for pair in 0..<5 {
      #expect(
        abs(best.deletion.randomAreas[2 * pair] - best.insertion.randomAreas[2 * pair + 1]) < 1e-9)
    }
    // 2 ends, 5 inner steps of 10 random orders and of 2 reversed own ones, each picture once.
    #expect(best.plan.covered.count == 2 + 50 + 10)
    #expect(Set(best.plan.covered).count == best.plan.covered.count)
  }

  @Test func areasAreTrapezoids() {
    let curve = DeletionInsertionCurve(
      kind: .deletion, shares: [0, 0.25, 1], scores: [1, 0.5, 0],
      randomScores: [[1, 1, 0], [1, 0, 0]])
    #expect(abs(curve.area - (0.25 * 0.75 + 0.75 * 0.25)) < 1e-15)
    #expect(curve.randomAreas == [0.625, 0.125] && curve.randomMean == 0.375)
    // At the mean: no better than random.
    #expect(curve.outcome == .worse)
    func outcome(_ kind: DeletionInsertionCurve.Kind, _ middle: Double)
      -> DeletionInsertionCurve.Outcome
    {
      DeletionInsertionCurve(
        kind: kind, shares: [0, 0.5, 1], scores: [1, middle, 0],
        randomScores: [[1, 0.3, 0], [1, 0.7, 0]]
      ).outcome
    }
    #expect(outcome(.deletion, 0.2) == .better && outcome(.insertion, 0.8) == .better)
    #expect(outcome(.deletion, 0.4) == .unclear && outcome(.insertion, 0.6) == .unclear)
    #expect(outcome(.deletion, 0.8) == .worse && outcome(.insertion, 0.2) == .worse)
    #expect(outcome(.deletion, 0.3) == .unclear)
  }
}
