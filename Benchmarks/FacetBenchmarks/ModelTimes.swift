import Basics
import Networks

/// The time of one model file, for comparisons with other programs: `facet-benchmarks model FILE`.
enum ModelTimes {
  /// Prints the least milliseconds for 1 and 16 pictures as JSON.
  static func run(_ arguments: [String]) throws {
    guard let path = arguments.first else {
      print("Usage: facet-benchmarks model FILE")
      return
    }
    let network = try loadBackbone(path: path)
    let pictures = (0..<16).map { Samples.picture(UInt64($0)) }
    let times = try [(1, 12), (16, 3)].map { count, runs in
      let timing = try Timing(
        Benchmark(name: "", runs: runs) {
          _ = try network.features(of: Array(pictures[..<count]))
        })
      return "\"\(count)\": \(fixed(timing.least, 3))"
    }
    print("{\(times.joined(separator: ", "))}")
  }
}
