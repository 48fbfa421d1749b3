import CVectorKernels

/// The simplex method for the transportation problem, on whole numbers, and the memory it needs.
///
/// A basis is a spanning tree of the bipartite graph of sources and sinks. The method could cycle
/// only through exchanges that do not lower the cost, and an exchange lowers it if no basic arc has
/// zero flow. The supplies and demands ensure that: multiples of a unit greater than `2 * m * n`,
/// plus `n` at each source, 1 at each sink except the last, and the rest at the last. A basic arc
/// divides the tree in two and carries the difference of supply and demand on one side. For that to
/// be zero, `n` times the sources there must equal the amount added to the sinks there: a number of
/// sinks below `n`, or `m * n` less such a number; hence the side is empty or everything.
///
/// The first basis serves each source from the sinks that are cheapest compared with their mean
/// cost. The arc that enters is the one with the largest gain among eight rows, in turn (a block
/// search: Grigoriadis 1986). A mask of bits for each subtree shows where a cycle closes and which
/// prices change.
///
/// Unchecked: one thread uses it at a time.
final class TransportSimplex: @unchecked Sendable {
  let sources: Int
  let sinks: Int
  private let problem: facet_transport
  private let memory: UnsafeMutableRawPointer
  /// The bits of a weight and of the unit below it: see `setWeights`.
  private let weightBits: Int
  private let unitBits: Int

  init(sources: Int, sinks: Int) {
    precondition(sources > 0 && sinks > 0)
    self.sources = sources
    self.sinks = sinks
    // More than twice the perturbation.
    unitBits = Int.bitWidth - (2 * sources * sinks).leadingZeroBitCount
    weightBits = 60 - unitBits
    let stride = facet_padded(sinks)
    let nodes = facet_padded(sources) + stride
    let masks = (nodes + 2) * facet_transport_words(sources, sinks)
    let arcs = sources + sinks - 1
    // In bytes, each part at a multiple of 64.
    let sizes = [
      8 * sources * stride, 8 * sources, 8 * sinks, 8 * nodes,
      MemoryLayout<facet_transport_arc>.stride * arcs, 4 * nodes, 8 * nodes, 8 * masks, 20 * nodes,
      8 * nodes,
    ].map { ($0 + 63) & ~63 }
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: sizes.reduce(0, +), alignment: 64)
    self.memory = memory
    var offset = 0
    func part<Element>(_ index: Int, of type: Element.Type) -> UnsafeMutablePointer<Element> {
      defer { offset += sizes[index] }
      return (memory + offset).bindMemory(
        to: type, capacity: sizes[index] / MemoryLayout<Element>.stride)
    }
    problem = facet_transport(
      sources: sources, sinks: sinks, cost: part(0, of: Double.self),
      supply: part(1, of: Int64.self), demand: part(2, of: Int64.self),
      price: part(3, of: Double.self), arcs: part(4, of: facet_transport_arc.self),
      parent: part(5, of: Int32.self), flow: part(6, of: Int64.self),
      below: part(7, of: UInt64.self), order: part(8, of: Int32.self),
      rest: part(9, of: Int64.self))
    problem.cost.initialize(repeating: .infinity, count: sources * stride)
  }

  deinit { memory.deallocate() }

  /// Sets the costs `1 - similarity`.
  ///
  /// - Parameters:
  ///   - similarity: The similarities, shape `[sinks, sources]`.
  ///   - stride: The number of elements from one row to the next.
  func setCosts(similarity: UnsafePointer<Float>, stride: Int) {
    withUnsafePointer(to: problem) { facet_transport_costs($0, similarity, stride) }
  }

  /// Sets the costs, shape `[sources, sinks]`.
  func setCosts(_ cost: [Double]) {
    precondition(cost.count == sources * sinks)
    let stride = facet_padded(sinks)
    for source in 0..<sources {
      for sink in 0..<sinks {
        problem.cost[source * stride + sink] = cost[source * sinks + sink]
      }
    }
  }

  /// Sets the weights, not negative, each side with the sum 1 within 1e-6. They become whole numbers
  /// whose sum is exactly the same.
  func setWeights(supply: (Int) -> Double, demand: (Int) -> Double) {
    setUnits(problem.supply, count: sources, supply)
    setUnits(problem.demand, count: sinks, demand)
    for source in 0..<sources {
      problem.supply[source] = problem.supply[source] << unitBits + Int64(sinks)
    }
    for sink in 0..<sinks {
      problem.demand[sink] =
        problem.demand[sink] << unitBits
        + Int64(sink < sinks - 1 ? 1 : sources * sinks - (sinks - 1))
    }
  }

  /// Sets weights as whole numbers whose sum is exactly `1 << weightBits`.
  ///
  /// A zero stays zero; the remainder of rounding is added to the largest.
  private func setUnits(
    _ units: UnsafeMutablePointer<Int64>, count: Int, _ weight: (Int) -> Double
  ) {
    var (sum, isNegative, largest) = (0.0, false, 0)
    for index in 0..<count {
      let value = weight(index)
      sum += value
      isNegative = isNegative || !(value >= 0)
      if value > weight(largest) { largest = index }
    }
    precondition(!isNegative && abs(sum - 1) < 1e-6, "weights that do not sum to 1")
    let total = Int64(1) << weightBits
    var rest = total
    for index in 0..<count {
      units[index] = Int64((weight(index) / sum * Double(total)).rounded())
      rest -= units[index]
    }
    units[largest] += rest
  }

  /// Exchanges arcs until no exchange lowers the cost by more than rounding.
  ///
  /// - Returns: The number of exchanges.
  func optimize() -> Int {
    let stride = facet_padded(sinks)
    var greatest = 1.0
    for source in 0..<sources {
      for sink in 0..<sinks {
        let cost = problem.cost[source * stride + sink]
        precondition(cost.isFinite, "a cost is not a number")
        greatest = max(greatest, abs(cost))
      }
    }
    let exchanges = withUnsafePointer(to: problem) {
      facet_transport_optimize($0, 1e-13 * greatest)
    }
    precondition(exchanges >= 0, "the first basis is not a spanning tree")
    return Int(exchanges)
  }

  /// Calls the body for each basic arc whose flow is not zero, by source, then by sink. The flow is
  /// in weights: the sum over all arcs is 1.
  func forEachArc(_ body: (_ source: Int, _ sink: Int, _ flow: Double) -> Void) {
    let scale = 1 / Double(1 << weightBits)
    let half = Int64(1) << (unitBits - 1)
    for index in 0..<sources + sinks - 1 {
      let arc = problem.arcs[index]
      // The perturbation adds less than half a unit, in either direction.
      let units = (arc.flow + half) >> unitBits
      if units > 0 { body(Int(arc.source), Int(arc.sink), Double(units) * scale) }
    }
  }

  /// The prices of the sources, shape `[sources]`: on basic arcs, source and sink sum to the cost.
  var supplyPrices: [Double] {
    Array(UnsafeBufferPointer(start: problem.price, count: sources))
  }

  /// The prices of the sinks, shape `[sinks]`.
  var demandPrices: [Double] {
    Array(UnsafeBufferPointer(start: problem.price + facet_padded(sources), count: sinks))
  }

  /// The weights of the sources as they were rounded, shape `[sources]`.
  var supply: [Double] { weights(problem.supply, count: sources) }

  /// The weights of the sinks as they were rounded, shape `[sinks]`.
  var demand: [Double] { weights(problem.demand, count: sinks) }

  private func weights(_ units: UnsafeMutablePointer<Int64>, count: Int) -> [Double] {
    let scale = 1 / Double(1 << weightBits)
    return (0..<count).map { Double(units[$0] >> unitBits) * scale }
  }
}
