import Basics

/// One measurement: its name, its references, and the code to run once.
struct Benchmark {
  let name: String
  /// The number of floating-point operations of the matrix products inside, if they dominate.
  var operations: Double?
  /// The number of bytes read from memory, if that dominates.
  var bytes: Double?
  /// The time of the published code under PyTorch on two cores of a Xeon (DESIGN, "Speed"), in
  /// milliseconds.
  var published: String?
  /// The name of an earlier benchmark in the group, with which the time is compared.
  var base: String?
  var runs = 15
  let run: () throws -> Void
}

/// The times of a benchmark, in milliseconds.
struct Timing {
  let sorted: [Double]

  init(_ benchmark: Benchmark) throws {
    try benchmark.run()
    try benchmark.run()
    var times: [Double] = []
    for _ in 0..<benchmark.runs {
      let start = ContinuousClock.now
      try benchmark.run()
      let time = ContinuousClock.now - start
      times.append(
        Double(time.components.seconds) * 1000 + Double(time.components.attoseconds) * 1e-15)
    }
    sorted = times.sorted()
  }

  var least: Double { sorted[0] }
  var median: Double { sorted[sorted.count / 2] }
  var p95: Double { sorted[min(sorted.count - 1, sorted.count * 95 / 100)] }
}

/// The peak performance of this machine, measured in the same run.
struct MachinePeak {
  /// The number of operations per millisecond, single precision, all threads.
  let operations: Double
  /// The number of bytes read per millisecond.
  let bytes: Double
}

enum Table {
  static let header = row(
    "what", "least", "median", "p95", "floor", "least/floor", "published")

  static func row(_ cells: String...) -> String {
    let widths = [44, 10, 10, 10, 10, 12, 12]
    return zip(cells, widths).enumerated().map { place, cell in
      let padding = String(repeating: " ", count: max(1, cell.1 - cell.0.count))
      return place == 0 ? cell.0 + padding : padding + cell.0
    }.joined()
  }

  static func line(_ benchmark: Benchmark, _ timing: Timing, _ peak: MachinePeak) -> String {
    let floor =
      benchmark.operations.map { $0 / peak.operations }
      ?? benchmark.bytes.map { $0 / peak.bytes }
    return row(
      benchmark.name, fixed(timing.least, 2), fixed(timing.median, 2), fixed(timing.p95, 2),
      floor.map { fixed($0, 2) } ?? "-", floor.map { fixed(timing.least / $0, 2) } ?? "-",
      benchmark.published ?? "-")
  }
}
