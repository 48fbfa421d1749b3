import CVectorKernels
import Networks
import Testing
import _TestSupport

@testable import Identification

@Suite struct ExactTransportTests {
  /// Checks the properties of every solution.
  func check(
    _ solution: ExactTransport.Solution, cost: [Double], supply: [Double], demand: [Double],
    _ what: Comment
  ) {
    let (m, n) = (supply.count, demand.count)
    #expect(solution.flow.allSatisfy { $0 >= 0 }, what)
    let rows = (0..<m).map { solution.flow[$0 * n..<($0 + 1) * n].reduce(0, +) }
    let columns = (0..<n).map { column in (0..<m).reduce(0) { $0 + solution.flow[$1 * n + column] }
    }
    #expect(farthest(rows, supply) < 1e-12, what)
    #expect(farthest(columns, demand) < 1e-12, what)
    for i in 0..<m {
      for j in 0..<n {
        let slack =
          cost[i * n + j] - solution.supplyPrices[i] - solution.demandPrices[j]
        #expect(slack > -1e-11, what)
        if solution.flow[i * n + j] > 0 { #expect(slack < 1e-11, what) }
      }
    }
    #expect((0..<1e-10).contains(solution.dualityGap), what)
    #expect(solution.flow.count { $0 > 0 } <= m + n - 1, what)
  }

  @Test(arguments: GoldenTransport.sizes, [PatchWeighting.uniform, .apc])
  func findsTheTrueOptimum(patches: Int, weighting: PatchWeighting) throws {
    let golden = try GoldenTransport(patches: patches)
    let expected = golden.doubles("exact_cost", weighting)
    for (index, face) in golden.gallery.enumerated() {
      let plan = try EarthMoversDistance(weighting: weighting, solver: .exact)
        .plan(query: golden.query, gallery: face)
      #expect(abs(plan.cost - expected[index]) < 1e-6)
      #expect(abs(plan.similarity + plan.cost - 1) < 1e-11)
      #expect(plan.dualityGap! < 1e-10 && plan.marginalError < 1e-11 && plan.converged)
    }
  }

  @Test(arguments: [(1, 1), (1, 6), (6, 1), (2, 2), (3, 5), (9, 9), (16, 16), (42, 42), (64, 64)])
  func primalAndDualAgree(m: Int, n: Int) {
    for seed in 0..<4 {
      let cost = TestFaces.matrix("cost \(seed) \(m) \(n)", m * n).map { $0 + 1 }
      let supply = TestFaces.weights("supply \(seed)", m)
      let demand = TestFaces.weights("demand \(seed)", n)
      let solution = ExactTransport.solve(cost: cost, supply: supply, demand: demand)
      check(solution, cost: cost, supply: supply, demand: demand, "seed \(seed)")
    }
  }

  // Uniform weights make an assignment problem: the best of all permutations is the optimum.
  @Test(arguments: 1...6)
  func agreesWithAllPermutations(count: Int) {
    for seed in 0..<8 {
      let cost = TestFaces.matrix("assignment \(seed)", count * count).map { $0 + 1 }
      let uniform = [Double](repeating: 1 / Double(count), count: count)
      let solution = ExactTransport.solve(cost: cost, supply: uniform, demand: uniform)
      check(solution, cost: cost, supply: uniform, demand: uniform, "seed \(seed)")
      var best = Double.infinity
      func assign(_ row: Int, _ taken: Set<Int>, _ sum: Double) {
        if row == count { best = min(best, sum / Double(count)) }
        for column in 0..<count where !taken.contains(column) {
          assign(row + 1, taken.union([column]), sum + cost[row * count + column])
        }
      }
      assign(0, [], 0)
      #expect(abs(solution.cost - best) < 1e-12, "seed \(seed)")
    }
  }

  // Weights in sixths split into unit assignments, so that permutations still give the optimum.
  @Test func agreesWithPermutationsForUnequalWeights() {
    let rows = [0, 0, 0, 1, 2, 2]
    let columns = [0, 1, 1, 1, 1, 2]
    for seed in 0..<8 {
      let cost = TestFaces.matrix("sixths \(seed)", 9).map { $0 + 1 }
      let solution = ExactTransport.solve(
        cost: cost, supply: [3, 1, 2].map { $0 / 6 }, demand: [1, 4, 1].map { $0 / 6 })
      var best = Double.infinity
      func assign(_ unit: Int, _ taken: Set<Int>, _ sum: Double) {
        if unit == 6 { best = min(best, sum / 6) }
        for other in 0..<6 where !taken.contains(other) {
          assign(unit + 1, taken.union([other]), sum + cost[rows[unit] * 3 + columns[other]])
        }
      }
      assign(0, [], 0)
      #expect(abs(solution.cost - best) < 1e-12, "seed \(seed)")
    }
  }

  @Test(arguments: [9, 42, 64])
  func degenerateCasesEnd(count: Int) {
    let uniform = [Double](repeating: 1 / Double(count), count: count)
    // All costs alike; costs with many ties; weights that are mostly zero.
    let same = [Double](repeating: 0.7, count: count * count)
    check(
      ExactTransport.solve(cost: same, supply: uniform, demand: uniform), cost: same,
      supply: uniform, demand: uniform, "all costs alike")
    let tied = TestFaces.matrix("ties", count * count).map { ($0 * 2).rounded() / 2 + 1 }
    check(
      ExactTransport.solve(cost: tied, supply: uniform, demand: uniform), cost: tied,
      supply: uniform, demand: uniform, "ties")
    var sparse = [Double](repeating: 0, count: count)
    (sparse[2], sparse[5]) = (0.25, 0.75)
    check(
      ExactTransport.solve(cost: tied, supply: sparse, demand: uniform), cost: tied,
      supply: sparse, demand: uniform, "zero supplies")
    check(
      ExactTransport.solve(cost: tied, supply: sparse, demand: sparse), cost: tied,
      supply: sparse, demand: sparse, "zero supplies and demands")
    var one = [Double](repeating: 0, count: count)
    one[count - 1] = 1
    check(
      ExactTransport.solve(cost: tied, supply: uniform, demand: one), cost: tied,
      supply: uniform, demand: one, "one sink")
  }

  @Test func aFaceGoesToItself() throws {
    let face = TestFaces.face("self", grid: .eightByEight)
    let plan = try EarthMoversDistance(weighting: .apc, solver: .exact)
      .plan(query: face, gallery: face)
    #expect(abs(plan.similarity - 1) < 1e-6)
    for row in 0..<64 {
      for column in 0..<64 where row != column { #expect(plan.flow[row * 64 + column] < 1e-9) }
    }
  }

  @Test func tinyWeightsKeepTheirMarginals() {
    let supply = [1 - 1e-9, 1e-9, 0]
    let demand = [1e-12, 0.5, 0.5 - 1e-12]
    let cost = TestFaces.matrix("tiny", 9)
    check(
      ExactTransport.solve(cost: cost, supply: supply, demand: demand), cost: cost,
      supply: supply, demand: demand, "tiny")
  }

  /// Random problems of any shape: costs with and without ties, weights with and without zeros.
  @Test func manyProblemsAreOptimal() {
    for seed in 0..<160 {
      let sizes = HashedValues.unit("sizes \(seed)", count: 2)
      let (m, n) = (Int(20 + 19 * sizes[0]), Int(20 + 19 * sizes[1]))
      let steps = Double([0, 4, 16][seed % 3])
      let cost = TestFaces.matrix("many \(seed)", m * n).map {
        steps > 0 ? ($0 * steps).rounded() / steps + 1 : $0 + 1
      }
      func weights(_ name: String, _ count: Int) -> [Double] {
        guard seed % 2 == 0 else { return TestFaces.weights("\(name) \(seed)", count) }
        let wholes = HashedValues.unit("\(name) \(seed)", count: count)
          .map { Double(max(0, $0 * 3).rounded()) }
        let sum = wholes.reduce(0, +)
        return wholes.map { sum > 0 ? $0 / sum : 1 / Double(count) }
      }
      let supply = weights("s", m)
      let demand = weights("d", n)
      let solution = ExactTransport.solve(cost: cost, supply: supply, demand: demand)
      check(solution, cost: cost, supply: supply, demand: demand, "seed \(seed): \(m) x \(n)")
    }
  }

  /// The score of a ranking is that of the flow that is shown, and both are the optimum.
  @Test(arguments: [PatchGrid.fourByFour, PatchGrid(rows: 7, columns: 6), .eightByEight])
  func scoresAreThoseOfThePlans(grid: PatchGrid) throws {
    let query = TestFaces.face("query", grid: grid, channels: 48)
    let faces = (0..<6).map { TestFaces.face("face \($0)", grid: grid, channels: 48) } + [query]
    let distance = EarthMoversDistance(weighting: .apc, solver: .exact)
    let candidates = CandidatePatches(faces)
    let products = PatchProducts(query: query, candidates: candidates, withDescriptors: false)
    let scores = try distance.scores(
      of: query, against: candidates, count: faces.count, products: products)
    let flows = try distance.flows(
      of: query, against: candidates, count: faces.count, wanted: Array(faces.indices),
      products: products)
    for (score, flow) in zip(scores, flows) {
      #expect(score.similarity == flow.plan.similarity)
      #expect(score.marginalError == flow.plan.marginalError)
      #expect(score.iterations == flow.plan.iterations)
      #expect(flow.plan.dualityGap! < 1e-12)
    }
  }

  // 1: AVX2 at most, 2: plain C.
  @Test(arguments: [CInt(1), 2])
  func allProcessorsFindTheSameFlow(limit: CInt) {
    for (seed, (m, n)) in [(1, 1), (3, 17), (17, 3), (16, 16), (42, 42), (64, 64)].enumerated() {
      let cost = TestFaces.matrix("level \(seed)", m * n)
      let (supply, demand) = (TestFaces.weights("s", m), TestFaces.weights("d", n))
      let best = ExactTransport.solve(cost: cost, supply: supply, demand: demand)
      facet_vector_level_limit(limit)
      defer { facet_vector_level_limit(0) }
      #expect(ExactTransport.solve(cost: cost, supply: supply, demand: demand) == best)
    }
  }

  @Test func entropicTransportTendsToIt() {
    for seed in 0..<4 {
      let cosines = TestFaces.matrix("small epsilon \(seed)", 81)
      let weights = PatchWeights(
        query: TestFaces.weights("q\(seed)", 9), gallery: TestFaces.weights("g\(seed)", 9))
      let exact = EarthMoversDistance(weighting: .uniform, solver: .exact).plan(cosines, weights)
      var last = Double.infinity
      for epsilon in [0.2, 0.05, 0.01] {
        let entropic = EarthMoversDistance(
          weighting: .uniform, solver: .sinkhorn, epsilon: epsilon
        ).plan(cosines, weights)
        let excess = entropic.cost - exact.cost
        // Entropy costs at most epsilon * log(81); the error of the marginals is small.
        #expect(excess > -1e-5 && excess < epsilon * 4.4, "seed \(seed)")
        #expect(excess < last + 1e-6, "seed \(seed)")
        last = excess
      }
    }
  }
}
