import Basics

/// One measurement: what it is, what it may be compared with, and how to run it once.
struct Benchmark {
  let name: String
  /// Floating-point operations of the matrix products inside, where those are the work.
  var operations: Double?
  /// Bytes that must be read from memory, where those are the work.
  var bytes: Double?
  /// The published code under PyTorch on two cores of a Xeon (DESIGN, "Speed"), milliseconds.
  var published: String?
  /// The name of an earlier one of its group; how many times as long this one takes is printed.
  var base: String?
  var runs = 15
  let run: () throws -> Void
}

/// What a benchmark took, in milliseconds.
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

/// What this machine can do at best, measured in the same run.
struct MachinePeak {
  /// Operations a millisecond, single precision, all threads.
  let operations: Double
  /// Bytes read a millisecond.
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
