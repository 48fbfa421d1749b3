/// The simplex method for the transportation problem, on whole numbers.
///
/// A basis is a spanning tree of the bipartite graph of sources (nodes `0..<m`) and sinks (`m..<m +
/// n`), rooted at node 0. The method could cycle only through exchanges that do not lower the cost,
/// and an exchange lowers it if no basic arc has zero flow. The caller ensures that by its supplies
/// and demands: multiples of a unit greater than `2 * m * n`, plus `n` at each source, 1 at each
/// sink except the last, and the rest at the last. A basic arc divides the tree in two and carries
/// the difference of supply and demand on one side. For that to be zero, `n` times the sources
/// there must equal the amount added to the sinks there: a number of sinks below `n`, or `m * n`
/// less such a number; hence the side is empty or everything.
struct TransportSimplex {
  struct Arc {
    let source: Int
    let sink: Int
    let flow: Int
  }

  /// The prices, shape `[m]`, then `[n]`: on basic arcs, source and sink sum to the cost.
  private(set) var price: [Double]

  private let cost: [Double]
  private let sources: Int
  private let sinks: Int
  /// The difference below which costs are equal: rounding of the prices must not exchange arcs.
  private let tolerance: Double

  // The tree. `flow[node]` is the flow of the arc between the node and its parent.
  private var parent: [Int]
  private var flow: [Int]
  private var depth: [Int]
  private var firstChild: [Int]
  private var nextSibling: [Int]
  private var previousSibling: [Int]

  private static let none = -1

  /// - Parameters:
  ///   - cost: The costs, shape `[m, n]`.
  ///   - supply: The supplies, shape `[m]`, positive whole numbers as above; `demand` has the same
  ///     sum.
  init(cost: [Double], supply: [Int], demand: [Int]) {
    precondition(supply.reduce(0, +) == demand.reduce(0, +))
    self.cost = cost
    sources = supply.count
    sinks = demand.count
    tolerance = 1e-13 * max(1, cost.reduce(0) { max($0, abs($1)) })
    let nodes = sources + sinks
    price = [Double](repeating: 0, count: nodes)
    parent = [Int](repeating: Self.none, count: nodes)
    flow = [Int](repeating: 0, count: nodes)
    depth = [Int](repeating: 0, count: nodes)
    firstChild = [Int](repeating: Self.none, count: nodes)
    nextSibling = firstChild
    previousSibling = firstChild
    plant(Self.greedyBasis(cost: cost, supply: supply, demand: demand))
  }

  /// The arcs of the basis, by child node.
  var basicArcs: [Arc] {
    (1..<parent.count).map { node in
      node < sources
        ? Arc(source: node, sink: parent[node] - sources, flow: flow[node])
        : Arc(source: parent[node], sink: node - sources, flow: flow[node])
    }
  }

  /// Exchanges arcs until no exchange lowers the cost.
  ///
  /// - Returns: The number of exchanges.
  mutating func optimize() -> Int {
    var pivots = 0
    var row = 0
    var rowsWithoutGain = 0
    while rowsWithoutGain < sources {
      if let sink = bestSink(ofSource: row) {
        exchange(source: row, sink: sink)
        pivots += 1
        rowsWithoutGain = 0
      } else {
        rowsWithoutGain += 1
      }
      row = row + 1 == sources ? 0 : row + 1
    }
    return pivots
  }

  // MARK: - The first basis

  /// Serves each source from its cheapest open sinks. Each arc exhausts a source or a sink, never
  /// both except at the last one, so the arcs form a spanning tree.
  private static func greedyBasis(cost: [Double], supply: [Int], demand: [Int]) -> [Arc] {
    var demand = demand
    var arcs: [Arc] = []
    arcs.reserveCapacity(supply.count + demand.count - 1)
    var isOpen = [Bool](repeating: true, count: demand.count)
    for source in supply.indices {
      var left = supply[source]
      while left > 0 {
        var best = none
        for sink in demand.indices where isOpen[sink] {
          if best == none
            || cost[source * demand.count + sink] < cost[source * demand.count + best]
          {
            best = sink
          }
        }
        let amount = min(left, demand[best])
        arcs.append(Arc(source: source, sink: best, flow: amount))
        left -= amount
        demand[best] -= amount
        if demand[best] == 0 { isOpen[best] = false }
      }
    }
    return arcs
  }

  private mutating func plant(_ arcs: [Arc]) {
    var neighbors = [[(node: Int, flow: Int)]](repeating: [], count: parent.count)
    for arc in arcs {
      neighbors[arc.source].append((sources + arc.sink, arc.flow))
      neighbors[sources + arc.sink].append((arc.source, arc.flow))
    }
    var reached = [0]
    var next = 0
    while next < reached.count {
      let node = reached[next]
      next += 1
      for neighbor in neighbors[node] where neighbor.node != parent[node] {
        flow[neighbor.node] = neighbor.flow
        attach(neighbor.node, to: node)
        reached.append(neighbor.node)
      }
    }
    precondition(reached.count == parent.count, "the first basis is not a spanning tree")
    priceSubtree(of: 0)
  }

  // MARK: - Exchanging arcs

  /// Returns the sink with the largest gain, if any.
  private func bestSink(ofSource source: Int) -> Int? {
    var best = Self.none
    var least = -tolerance
    let sourcePrice = price[source]
    let row = source * sinks
    for sink in 0..<sinks {
      let reduced = cost[row + sink] - sourcePrice - price[sources + sink]
      if reduced < least {
        least = reduced
        best = sink
      }
    }
    return best == Self.none ? nil : best
  }

  /// Sends along the new arc the amount that its cycle permits, and removes the arc whose flow is
  /// then zero.
  private mutating func exchange(source: Int, sink: Int) {
    let top = source
    let bottom = sources + sink
    // On the way up from the source, arcs from sources lose and arcs from sinks gain; from the
    // sink, the opposite.
    var leaving = Self.none
    var amount = Int.max
    var leavesSourceSide = true
    var (left, right) = (top, bottom)
    while left != right {
      if depth[left] >= depth[right] {
        if left < sources && flow[left] < amount {
          (leaving, amount, leavesSourceSide) = (left, flow[left], true)
        }
        left = parent[left]
      } else {
        if right >= sources && flow[right] < amount {
          (leaving, amount, leavesSourceSide) = (right, flow[right], false)
        }
        right = parent[right]
      }
    }
    let meeting = left
    var node = top
    while node != meeting {
      flow[node] += node < sources ? -amount : amount
      node = parent[node]
    }
    node = bottom
    while node != meeting {
      flow[node] += node < sources ? amount : -amount
      node = parent[node]
    }
    rehang(
      leavesSourceSide ? top : bottom, from: leaving, to: leavesSourceSide ? bottom : top,
      carrying: amount)
  }

  /// Detaches the subtree of `cut`, makes its member `node` the root, and attaches it below
  /// `target`.
  private mutating func rehang(_ node: Int, from cut: Int, to target: Int, carrying amount: Int) {
    var (child, newParent, newFlow) = (node, target, amount)
    while true {
      let (oldParent, oldFlow) = (parent[child], flow[child])
      detach(child)
      flow[child] = newFlow
      attach(child, to: newParent)
      if child == cut { break }
      (newParent, newFlow, child) = (child, oldFlow, oldParent)
    }
    priceSubtree(of: node)
  }

  private mutating func attach(_ node: Int, to newParent: Int) {
    let sibling = firstChild[newParent]
    parent[node] = newParent
    previousSibling[node] = Self.none
    nextSibling[node] = sibling
    if sibling != Self.none { previousSibling[sibling] = node }
    firstChild[newParent] = node
  }

  private mutating func detach(_ node: Int) {
    let (before, after) = (previousSibling[node], nextSibling[node])
    if before == Self.none {
      firstChild[parent[node]] = after
    } else {
      nextSibling[before] = after
    }
    if after != Self.none { previousSibling[after] = before }
  }

  /// Computes prices and depths of a subtree, from its root's parent down. The price of the overall
  /// root is zero.
  private mutating func priceSubtree(of root: Int) {
    var node = root
    while true {
      let above = parent[node]
      if above == Self.none {
        depth[node] = 0
        price[node] = 0
      } else {
        depth[node] = depth[above] + 1
        let (source, sink) = node < sources ? (node, above - sources) : (above, node - sources)
        price[node] = cost[source * sinks + sink] - price[above]
      }
      if firstChild[node] != Self.none {
        node = firstChild[node]
        continue
      }
      while node != root && nextSibling[node] == Self.none { node = parent[node] }
      if node == root { return }
      node = nextSibling[node]
    }
  }
}
