/// Judges orders of patches on the pictures of one query and one filling.
struct MapJudge: Sendable {
  let filling: MapJudgment.Filling
  let seed: UInt64
  private let random: RandomCovers

  init(filling: MapJudgment.Filling, _ random: RandomCovers, seed: UInt64) {
    self.filling = filling
    self.random = random
    self.seed = seed
  }

  /// The number of random orders.
  var randomOrders: Int { random.orders.count }

  /// The pictures of the random orders; all orders of a query share them.
  var randomPictures: [CoveredPicture] { random.subsets.map(picture) }

  /// The pictures of a map's own order.
  func pictures(of values: [Double]) -> [CoveredPicture] {
    let order = Self.order(values)
    return (deleted(order) + deleted(order.reversed())).map(picture)
  }

  /// - Parameters:
  ///   - values: The map, shape `[N]`.
  ///   - number: What the map explains, of a measured picture.
  func judgment(of values: [Double], _ number: (CoveredPicture) -> Double) -> MapJudgment {
    func along(_ subsets: [PatchSubset]) -> [Double] { subsets.map { number(picture($0)) } }
    return MapJudgment(
      filling: filling, randomOrders: randomOrders, seed: seed,
      outcome: outcome(values, along))
  }

  private func outcome(
    _ values: [Double], _ along: ([PatchSubset]) -> [Double]
  ) -> MapJudgment.Outcome {
    let order = Self.order(values)
    let deleted = along(deleted(order))
    guard deleted.last! < deleted[0] else { return .notApplicable(.emptyScoresAsHigh) }
    guard values.min()! < values.max()! else { return .notApplicable(.evenMap) }
    let inserted = Array(along(self.deleted(order.reversed())).reversed())
    let count = Double(random.patchCount)
    let shares = random.steps.map { Double($0) / count }
    /// The shares after each group of a random order: its groups may differ by one patch.
    let curves = random.orders.map { subsets in
      (shares: subsets.map { Double($0.bits.nonzeroBitCount) / count }, values: along(subsets))
    }
    return .judged(
      deletion: JudgedCurve(shares, deleted, random: curves, isLowBetter: true),
      // A random order that deletes is, read backwards, a random order that inserts.
      insertion: JudgedCurve(
        shares, inserted,
        random: curves.map { ($0.shares.reversed().map { 1 - $0 }, $0.values.reversed()) },
        isLowBetter: false))
  }

  /// The covered patches at each step.
  private func deleted(_ order: [Int]) -> [PatchSubset] {
    random.steps.map { PatchSubset(order.prefix($0)) }
  }

  private func picture(_ covered: PatchSubset) -> CoveredPicture {
    CoveredPicture(filling: filling, covered: covered)
  }

  /// The patches, the greatest value first; equal values in the order of the patches.
  static func order(_ values: [Double]) -> [Int] {
    values.indices.sorted { (values[$0], $1) > (values[$1], $0) }
  }
}

extension JudgedCurve {
  /// - Parameters:
  ///   - random: The curves of the random orders, at least two.
  ///   - isLowBetter: Whether a low area is good.
  init(
    _ shares: [Double], _ values: [Double], random: [(shares: [Double], values: [Double])],
    isLowBetter: Bool
  ) {
    self.shares = shares
    self.values = values
    let count = Double(random.count)
    randomValues = shares.indices.map { step in
      random.reduce(0) { $0 + $1.values[step] } / count
    }
    let area = Self.area(shares, values)
    let areas = random.map { Self.area($0.shares, $0.values) }
    let mean = areas.reduce(0, +) / count
    let deviation = (areas.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot()
    self.area = area
    randomMean = mean
    randomDeviation = deviation
    let better = isLowBetter ? mean - area : area - mean
    z = deviation > 0 ? better / deviation : 0
    rank = 1 + areas.count { isLowBetter ? $0 <= area : $0 >= area }
  }

  private static func area(_ shares: [Double], _ values: [Double]) -> Double {
    var area = 0.0
    for step in 1..<shares.count {
      area += (shares[step] - shares[step - 1]) * (values[step] + values[step - 1]) / 2
    }
    return area
  }
}
